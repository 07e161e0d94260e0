"""What pydantic found wrong, in words for an author and at its place in the file."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from scenarios import limits
from scenarios.document import ScenarioSpec, SceneSpec
from scenarios.findings import did_you_mean
from scenarios.kinds import SPECS
from scenarios.kinds.choose import ChoiceSpec
from scenarios.schema import Brick, EndingSpec, SlotSpec, VariableSpec
from scenarios.source import Path, Source

_BRICKS: tuple[type[Brick], ...] = (
    ScenarioSpec,
    SceneSpec,
    EndingSpec,
    SlotSpec,
    VariableSpec,
    ChoiceSpec,
    *SPECS.values(),
)
KEYS = frozenset(name for brick in _BRICKS for name in brick.model_fields)
_ID = (
    "Small letters, digits and hyphens, a letter first; "
    f"at most {limits.CHOICE_ID_LENGTH} for a choice and {limits.ID_LENGTH} elsewhere."
)
_SHAPES = {
    "tuple_type": "a list",
    "dict_type": "`key: value` lines",
    "model_type": "`key: value` lines",
    "string_type": "a text",
}


def complain(source: Source, detail: ErrorDetails) -> None:
    """Note one of pydantic's errors as a finding of the file."""
    path = _place(source, detail)
    if any(path[:length] in source.blank for length in range(len(path) + 1)):
        return  # what was wrong there was said already
    name = next((part for part in reversed(path) if isinstance(part, str)), "the file")
    match detail["type"]:
        case "extra_forbidden":
            source.find(
                "unknown-key", path, f"`{name}` is no key of the format.", did_you_mean(name, KEYS)
            )
        case "missing":
            source.find("missing-key", path[:-1], f"`{name}` is missing.")
        case "string_pattern_mismatch" | "string_too_long":
            source.find("bad-id", path, f"`{detail['input']}` is no id.", _ID)
        case "string_too_short":
            source.find("empty-value", path, "There is no text here.")
        case _:
            source.find("bad-value", path, f"`{name}` {_wanted(detail)}.")


def _place(source: Source, detail: ErrorDetails) -> Path:
    path: Path = tuple(part for part in detail["loc"] if part != "[key]")
    if "credit" in path[:-1] and path not in source.places:
        return path[: path.index("credit") + 1]  # one number for all: the author named none
    return path


def _wanted(detail: ErrorDetails) -> str:
    """What a value must be."""
    context = detail.get("ctx", {})
    match kind := detail["type"]:
        case "literal_error":
            return f"must be {context.get('expected')}"
        case "tuple_type" | "dict_type" | "model_type" | "string_type":
            return f"must be {_SHAPES[kind]}"
        case "too_short":
            return f"needs at least {context.get('min_length')}"
        case "less_than_equal":
            return f"must be at most {context.get('le')}"
        case "greater_than_equal":
            return f"must be at least {context.get('ge')}"
        case "no_decimal":
            return "must be a number such as 1 or 0.5"
    return f"is not right: {detail['msg'][:1].lower()}{detail['msg'][1:]}"
