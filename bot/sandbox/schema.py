"""The schema of the Bot API: methods, parameters, and fields of objects.

`bot_api.json` beside this module is made from the documentation by `tests/sandbox/write_bot_api.py`
and says of which version it is. A type in it is written as `Integer|String`,
`Array<MessageEntity>` or the name of an object or a union, with `!` where it is required.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import orjson


class Kind(StrEnum):
    """The kind of a value, as Telegram names it in its messages."""

    STRING = "String"
    INTEGER = "Integer"
    NUMBER = "Number"
    BOOLEAN = "Boolean"
    ARRAY = "Array"
    OBJECT = "Object"
    FILE = "File"


_TEXTUAL = frozenset({Kind.STRING, Kind.FILE})
_SIMPLE: Mapping[str, Kind] = {
    "String": Kind.STRING,
    "Integer": Kind.INTEGER,
    "Float": Kind.NUMBER,
    "Boolean": Kind.BOOLEAN,
    "File": Kind.FILE,
}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a method, or one field of an object."""

    name: str
    required: bool
    types: Sequence[str]

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(_kind(each) for each in self.types)

    def read(self, value: object) -> object:
        """The value as JSON would have it, whether it came as JSON or as text of a form.

        Raises:
            ValueError: It is none of the kinds that are allowed.
        """
        if isinstance(value, str):
            return self._read_text(value)
        if self.fits(value):
            return value
        raise ValueError(self.wanted)

    def fits(self, value: object) -> bool:
        """Whether the value has the right kind without conversion."""
        return not self.kinds.isdisjoint(_KINDS_OF.get(type(value), _NO_KIND))

    def unknown_field(self, value: object) -> str | None:
        """The first field somewhere in the value that Telegram does not know."""
        return _unknown_in(self.types, value)

    @property
    def wanted(self) -> str:
        """The kinds, for a message."""
        return " or ".join(sorted(self.kinds - {Kind.FILE}) or [Kind.FILE])

    def _read_text(self, text: str) -> object:
        # In a form everything is text, and Telegram reads text in JSON bodies just as kindly.
        if not self.kinds <= _TEXTUAL:
            try:
                value = orjson.loads(text)
            except orjson.JSONDecodeError:
                value = None
            if not isinstance(value, str) and self.fits(value):
                return value
        if self.kinds & _TEXTUAL:
            return text
        raise ValueError(self.wanted)


def version() -> str:
    """The version of the Bot API."""
    return str(_api()["version"])


def methods() -> Sequence[str]:
    """All methods, in the order of the documentation."""
    return tuple(_api()["methods"])


@cache
def method_named(name: str) -> str | None:
    """The proper spelling of a method, since Telegram does not mind capitals."""
    return {method.lower(): method for method in methods()}.get(name.lower())


@cache
def parameters(method: str) -> Mapping[str, Parameter]:
    """The parameters of a method, by name."""
    return _declared(_api()["methods"][method])


@cache
def fields(kind: str) -> Mapping[str, Parameter]:
    """The fields of one of the objects that a bot sends, by name."""
    return _declared(_api()["objects"][kind])


@cache
def _api() -> Mapping[str, Any]:
    found: Mapping[str, Any] = orjson.loads(Path(__file__).with_name("bot_api.json").read_bytes())
    return found


def _declared(written: Mapping[str, str]) -> Mapping[str, Parameter]:
    return {
        name: Parameter(name, kind.endswith("!"), _members(kind.removesuffix("!")))
        for name, kind in written.items()
    }


def _members(kind: str) -> tuple[str, ...]:
    """The alternatives of a type, with those of a union in its place."""
    if kind.startswith("Array<") and kind.endswith(">") and kind.count("Array<") == kind.count(">"):
        return (kind,)
    return tuple(
        member
        for name in kind.split("|")
        for member in (_union(name) if name in _api()["unions"] else (name,))
    )


@cache
def _union(name: str) -> tuple[str, ...]:
    return _members(_api()["unions"][name])


def _kind(name: str) -> Kind:
    return Kind.ARRAY if name.startswith("Array<") else _SIMPLE.get(name, Kind.OBJECT)


def _unknown_in(types: Sequence[str], value: object) -> str | None:
    if isinstance(value, list):
        inner = [each[len("Array<") : -1] for each in types if each.startswith("Array<")]
        members = [member for each in inner for member in _members(each)]
        return next(filter(None, (_unknown_in(members, each) for each in value)), None)
    if isinstance(value, dict):
        known = [fields(each) for each in types if each in _api()["objects"]]
        return next(_unknown_fields(known, value), None)
    return None


def _unknown_fields(
    known: Sequence[Mapping[str, Parameter]], value: Mapping[str, object]
) -> Iterator[str]:
    for name, inner in value.items():
        declared = [each[name] for each in known if name in each]
        if not declared:
            yield name
        elif all(each.unknown_field(inner) for each in declared):
            yield from filter(None, (each.unknown_field(inner) for each in declared))


_KINDS_OF: Mapping[type, frozenset[Kind]] = {
    str: frozenset({Kind.STRING}),
    bool: frozenset({Kind.BOOLEAN}),
    int: frozenset({Kind.INTEGER, Kind.NUMBER}),
    float: frozenset({Kind.NUMBER}),
    list: frozenset({Kind.ARRAY}),
    dict: frozenset({Kind.OBJECT}),
}
_NO_KIND: frozenset[Kind] = frozenset()
