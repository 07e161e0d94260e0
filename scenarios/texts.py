"""Separates the texts of a scenario from its structure, and joins translations."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import TypeAlias

import orjson

from scenarios import limits
from scenarios.catalogue import catalogue
from scenarios.findings import did_you_mean
from scenarios.model import Key
from scenarios.saying import say
from scenarios.schema import Brick, VariantSpec
from scenarios.scope import path_of
from scenarios.yaml_source import Data, Path, Source, fold

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json] | None"
FACT = "fact:"  # opens the placeholder of a local fact
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Letters that would be joined to a name in an isolate.
_LEANING = re.compile(  # with Arabic vowel signs; anchored at the brace, for speed
    r"\{(?:(?<=[\w\u064b-\u065f\u0670]\{)([^{}]*)\}|([^{}]*)\}(?=\w))"
)
# Fields for the reader, which affect neither flow nor credit.
_TOLD = frozenset({"sources", "signs", "fact", "after", "exhibit"})
# Fields of the same name that do affect it.
_FLOWING = {"VariableSpec": frozenset({"fact"})}
# Fields with texts that are separate from the story.
_APART = frozenset({"recall"})
# Texts whose presence matters: a stop takes a turn.
_DECIDING = (".critical", ".stop")


LISTED = say("`basira scenarios translate PATH` lists them all.")


@dataclass(slots=True)
class SplitDocument:
    texts: dict[Key, tuple[VariantSpec, ...]] = field(default_factory=dict)
    structure: Json = None


def split(brick: Brick) -> SplitDocument:
    """Split a document: texts by key, and the structure that determines flow and credit."""
    parted = SplitDocument()
    parted.structure = _part(brick, "", parted.texts)
    return parted


def _part(value: object, key: Key, texts: dict[Key, tuple[VariantSpec, ...]]) -> Json:
    match value:
        case Brick():
            fields = {name: getattr(value, name) for name in _fields(type(value))}
            inner = _inner(fields, key, texts)
            return {name: item for name, item in inner.items() if name not in _APART}
        case dict():
            return _inner(value, key, texts)
        case tuple() if value and isinstance(value[0], VariantSpec):
            texts[key] = value
            # Conditions of texts are structure too: they use history bits.
            return [entry.when for entry in value if entry.when] or key.endswith(_DECIDING)
        case tuple():
            return [
                _part(item, f"{key}.{_name_in(item, index)}", texts)
                for index, item in enumerate(value)
            ]
        case Fraction():
            return str(value)
        case str() | int() | None:
            return value
    raise TypeError(f"{key}: {value!r}")


@cache
def _fields(brick: type[Brick]) -> tuple[str, ...]:
    told = _TOLD - _FLOWING.get(brick.__name__, frozenset())
    return tuple(name for name in brick.model_fields if name not in told)


def _inner(
    items: Mapping[str, object], key: Key, texts: dict[Key, tuple[VariantSpec, ...]]
) -> dict[str, Json]:
    inner = {
        name: _part(item, f"{key}.{name}" if key else name, texts)
        for name, item in items.items()
        if item is not None
    }
    return {name: item for name, item in inner.items() if item is not None and item is not False}


def _name_in(item: object, index: int) -> str:
    return item.name_in(index) if isinstance(item, Brick) else str(index)


def content_hash(value: object) -> str:
    """A short, stable hash of a content."""
    raw = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(raw).hexdigest()[:20]


def join_translation(source: Source, original: Mapping[Key, Sized]) -> dict[Key, list[str]]:
    """The texts of a translation, by the original's keys, with the same number of wordings.

    Unknown and missing keys, and lists of another length, become findings of the file.
    """
    found: dict[Key, list[str]] = {}
    met: set[Key] = set()
    unknown: list[Path] = []
    for path, texts in _leaves(source.data):
        key = ".".join(map(str, path))
        if source.full:
            break
        if key in ("language", "of") or path[:1] == ("cast",):
            continue
        # Whether a key of the file has a dot in it.
        if key.count(".") >= len(path) and len(path_of(key)) > len(path):
            message = say("There is a dot in `{key}`.", key=path[-1])
            mend = say("Write its keys one below the other.")
            source.add_finding("translation-unknown", path, message, mend)
        elif (key if key in original else f"{key}.text") not in original:
            unknown.append(path)
        else:
            key = key if key in original else f"{key}.text"  # a step may be just its text
            met.add(key)
            if _fits(source, path, texts, len(original[key])):
                found[key] = texts
    missing = [key for key in original if key not in met]
    _report_unknown(source, unknown, missing)
    _report_missing(source, missing)
    return found


def _report_unknown(source: Source, unknown: Sequence[Path], missing: Sequence[Key]) -> None:
    """Report texts unknown to the scenario; they may be misspelt missing ones."""
    if len(unknown) > limits.ALIKE:
        text = say("{count} texts here are not in the scenario.", count=len(unknown))
        source.add_finding("translation-unknown", unknown[0], text, LISTED)
        return
    for path in unknown:
        key = ".".join(map(str, path))
        last = {key.rpartition(".")[2], "text"}  # a part may be just its text
        alike = [name for name in missing if name.rpartition(".")[2] in last]
        text = say("The scenario has no text `{key}`.", key=key)
        source.add_finding("translation-unknown", path, text, did_you_mean(key, alike))


def _report_missing(source: Source, missing: Sequence[Key]) -> None:
    if len(missing) > limits.ALIKE:
        text = say("{count} texts are missing here.", count=len(missing))
        source.add_finding("translation-missing", path_of(missing[0]), text, LISTED)
        return
    for key in missing:
        text = say("The text `{key}` is missing.", key=key)
        source.add_finding("translation-missing", path_of(key), text)


def _fits(source: Source, path: Path, texts: list[str], wordings: int) -> bool:
    if len(texts) != wordings:
        source.add_finding(
            "translation-variants",
            path,
            say(
                "There are {here} wordings here, but {there} in the scenario.",
                here=len(texts),
                there=wordings,
            ),
        )
        return False
    if not all(texts):
        source.add_finding("empty-value", path, say("There is no text here."))
    return True


def _leaves(data: Data) -> list[tuple[Path, list[str]]]:
    """The texts of a file: plain ones, and lists of `{text: …}`."""
    found: list[tuple[Path, list[str]]] = []
    _gather(data, (), found)
    return found


def _gather(data: Data, path: Path, found: list[tuple[Path, list[str]]]) -> None:
    if isinstance(data, dict):
        for name, value in data.items():
            _gather(value, (*path, name), found)
    elif isinstance(data, list):
        found.append((path, [fold(_wording(item)) for item in data]))
        for index, item in enumerate(data):
            more = item.keys() - {"text"} if isinstance(item, dict) else ()
            found += (((*path, index, name), []) for name in more)
    else:
        found.append((path, [fold(data)]))


def _wording(item: Data) -> str:
    text = item.get("text") if isinstance(item, dict) else item
    return text if isinstance(text, str) else ""


def check_placeholders(source: Source, key: Key, text: str, cast: Mapping[str, object]) -> None:
    """Placeholders must name the cast, with no letters attached."""
    if "{" not in text and "}" not in text:
        return
    for name in PLACEHOLDER.findall(text):
        mark = f"{{{name}}}"
        if name.startswith(FACT):
            _check_fact(source, key, name.removeprefix(FACT))
        elif name not in cast:
            source.add_finding(
                "placeholder",
                path_of(key),
                say("`{mark}` is not in the cast.", mark=mark),
                did_you_mean(name.strip().lower(), cast),
            )
        elif not cast[name]:
            source.add_finding(
                "placeholder", path_of(key), say("`{mark}` has no name in the cast.", mark=mark)
            )
    for name in sorted({before or after for before, after in _LEANING.findall(text)}):
        mark = f"{{{name}}}"
        source.add_finding(
            "placeholder-leans",
            path_of(key),
            say("A letter touches `{mark}`.", mark=mark),
            say("Reword the text so that a space or punctuation mark separates them."),
        )
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        source.add_finding("placeholder", path_of(key), say("A brace `{` or `}` has no partner."))


def _check_fact(source: Source, key: Key, name: str) -> None:
    known = catalogue().facts
    if name not in known:
        text = say("The catalogue has no local fact `{name}`.", name=name)
        source.add_finding("unknown-fact", path_of(key), text, did_you_mean(name, known))
