"""Translates pydantic's errors into messages for authors, with their location."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic_core import ErrorDetails

from scenarios import limits
from scenarios.document import ScenarioSpec
from scenarios.findings import did_you_mean
from scenarios.saying import Message, say
from scenarios.schema import Brick
from scenarios.yaml_source import Path, Source


def _keys(annotation: Any) -> Iterator[str]:
    """The keys of all bricks in a type, at any depth."""
    if isinstance(annotation, type) and issubclass(annotation, Brick):
        yield from annotation.model_fields
        for field in annotation.model_fields.values():
            yield from _keys(field.annotation)
    for part in get_args(annotation):
        yield from _keys(part)


KEYS = frozenset(_keys(ScenarioSpec))
_ID = say(
    "Use lowercase letters, digits and hyphens, starting with a letter; "
    "at most {choice} for a choice and {elsewhere} elsewhere.",
    choice=limits.CHOICE_ID_LENGTH,
    elsewhere=limits.ID_LENGTH,
)


def report_error(source: Source, detail: ErrorDetails) -> None:
    """Add one of pydantic's errors to the findings of the file."""
    path = _place(source, detail)
    if any(path[:length] in source.blank for length in range(len(path) + 1)):
        return  # already reported
    name = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    match detail["type"]:
        case "extra_forbidden" if name in KEYS:
            source.add_finding("unknown-key", path, say("`{name}` is not allowed here.", name=name))
        case "extra_forbidden":
            source.add_finding(
                "unknown-key",
                path,
                say("`{name}` is not a key of the format.", name=name),
                _misplaced(detail) or did_you_mean(name, KEYS),
            )
        case "missing":
            source.add_finding(
                "missing-key",
                path[:-1],
                say("`{name}` is missing.", name=name),
                say(
                    "Add it on a line of its own: `{name}: …`.",
                    name=name,
                ),
            )
        case "string_pattern_mismatch" | "string_too_long":
            source.add_finding(
                "bad-id", path, say("`{word}` is not a valid id.", word=str(detail["input"])), _ID
            )
        case "string_too_short":
            source.add_finding("empty-value", path, say("There is no text here."))
        case _:
            source.add_finding("bad-value", path, _wanted(name, detail), _shape(detail))


def _misplaced(detail: ErrorDetails) -> Message | None:
    """A scene or choice at the wrong level."""
    inside = detail["input"]
    if not isinstance(inside, dict) or not inside.keys() & KEYS:
        return None
    if get_close_matches(str(detail["loc"][-1]), KEYS, n=1, cutoff=0.8):
        return None
    return say("If this is a name you chose, check the indentation of its line.")


def error_path(detail: ErrorDetails) -> Path:
    path: Path = detail["loc"]
    marked = path[-1:] == ("[key]",) and detail["type"] != "extra_forbidden"
    return path[:-1] if marked else path  # marks an error of the key, not of its value


def _place(source: Source, detail: ErrorDetails) -> Path:
    path = error_path(detail)
    if "credit" in path[:-1] and path not in source.places:
        return path[: path.index("credit") + 1]  # one number for all: the author named none
    return path


def _wanted(name: str, detail: ErrorDetails) -> Message:
    """The description of a valid value."""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error" if detail["loc"][-1:] == ("[key]",):
            return _one_of_keys(name, context["expected"])
        case "literal_error":
            return _one_of(name, context["expected"])
        case "tuple_type":
            return say("`{name}` must be a list.", name=name)
        case "dict_type" | "model_type":
            return say("`{name}` must be `key: value` lines.", name=name)
        case "string_type":
            return say("`{name}` must be text.", name=name)
        case "too_short" | "too_long" | "less_than_equal" | "greater_than_equal":
            return _within(name, detail["type"], context)
        case "no_decimal":
            return say("`{name}` must be a number such as 1 or 0.5.", name=name)
        case "int_parsing":
            return say(
                "`{name}` is not right: "
                "input should be a valid integer, unable to parse string as an integer.",
                name=name,
            )
    why = f"{detail['msg'][:1].lower()}{detail['msg'][1:]}"
    return say("`{name}` is not right: {why}.", name=name, why=why)


def _shape(detail: ErrorDetails) -> Message | None:
    """Advice on the right shape of a value; None if there is none."""
    match detail["type"]:
        case "dict_type" | "model_type":
            return say("Write `name: value` on indented lines below it, without `-`.")
        case "tuple_type":
            return say("Write each entry on its own line, after `- `.")
        case "string_type":
            return say("Write one text in quotes, not a list or `key: value` lines.")
    return None


def _one_of(name: str, expected: str) -> Message:
    """The message for an invalid word, in pydantic's order."""
    others, _, last = expected.rpartition(" or ")
    if not others:
        return say("`{name}` must be {word}.", name=name, word=last)
    return say("`{name}` must be {others} or {last}.", name=name, others=others, last=last)


def _one_of_keys(name: str, expected: str) -> Message:
    """The message for an invalid key of a fixed set."""
    others, _, last = expected.rpartition(" or ")
    return say(
        "`{name}` is not allowed here; use {others} or {last}.",
        name=name,
        others=others,
        last=last,
    )


def _within(name: str, crossed: str, context: Mapping[str, Any]) -> Message:
    """The bound that a value, or a number of values, exceeds."""
    match crossed:
        case "too_short":
            return say(
                "`{name}` needs at least {least} entries.", name=name, least=context["min_length"]
            )
        case "too_long":
            return say(
                "`{name}` takes at most {most} entries.", name=name, most=context["max_length"]
            )
        case "less_than_equal":
            return say("`{name}` must be at most {most}.", name=name, most=str(context["le"]))
        case _:
            return say("`{name}` must be at least {least}.", name=name, least=str(context["ge"]))
