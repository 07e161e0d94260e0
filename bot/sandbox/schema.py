"""What the Bot API takes, read from python-telegram-bot so that nothing is copied by hand.

A Bot API method is what `telegram.Bot` offers under a camelCase name. Its parameters are the
positional ones of the signature: keyword-only ones are the library's conveniences.
"""

import inspect
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import orjson
import telegram
from telegram import InputFile, TelegramObject

# The library's annotations name these two as strings, and it has no public module for them.
_ALIASES = {
    "FileInput": str | bytes | Path | IO[bytes] | InputFile,
    "ReplyMarkup": (
        telegram.InlineKeyboardMarkup
        | telegram.ReplyKeyboardMarkup
        | telegram.ReplyKeyboardRemove
        | telegram.ForceReply
    ),
}
_NAMES = {**vars(telegram), **_ALIASES}


class Kind(StrEnum):
    """What a value may be, as Telegram names it in its messages."""

    STRING = "String"
    INTEGER = "Integer"
    NUMBER = "Number"
    BOOLEAN = "Boolean"
    ARRAY = "Array"
    OBJECT = "Object"
    FILE = "File"


_TEXTUAL = frozenset({Kind.STRING, Kind.FILE})
_PLAIN: dict[object, Kind] = {
    str: Kind.STRING,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    bool: Kind.BOOLEAN,
    bytes: Kind.FILE,
    InputFile: Kind.FILE,
    Path: Kind.FILE,
    datetime: Kind.INTEGER,
    timedelta: Kind.INTEGER,
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a method, or one field of an object."""

    name: str
    required: bool
    kinds: frozenset[Kind]

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
        """Whether the value is of the right kind as it stands."""
        return not self.kinds.isdisjoint(_KINDS_OF.get(type(value), _NO_KIND))

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


@cache
def method_named(name: str) -> str | None:
    """The proper spelling of a method, since Telegram does not mind capitals."""
    return _methods().get(name.lower())


@cache
def parameters(method: str) -> Mapping[str, Parameter]:
    """The parameters of a method, by name."""
    return _declared(getattr(telegram.Bot, method))


@cache
def fields(kind: str) -> Mapping[str, Parameter]:
    """The fields of one of Telegram's objects, by name."""
    return _declared(getattr(telegram, kind))


@cache
def _methods() -> dict[str, str]:
    # The library writes each method in snake_case and gives it an alias in Telegram's spelling.
    # `close` is the one name that looks the same in both.
    names = [
        n for n in vars(telegram.Bot) if not n.startswith("_") and (n != n.lower() or n == "close")
    ]
    return {name.lower(): name for name in names}


def _declared(function: Any) -> Mapping[str, Parameter]:
    called = function.__init__ if inspect.isclass(function) else function
    hints = get_type_hints(called, localns=_NAMES)
    return {
        name: Parameter(name, declared.default is declared.empty, frozenset(_kinds(hints[name])))
        for name, declared in inspect.signature(function).parameters.items()
        if declared.kind is declared.POSITIONAL_OR_KEYWORD and name != "self"
    }


def _kinds(hint: Any) -> Iterator[Kind]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        for part in get_args(hint):
            yield from _kinds(part)
    elif hint in _PLAIN:
        yield _PLAIN[hint]
    elif origin is IO:
        yield Kind.FILE
    elif origin is Literal:
        yield from {_PLAIN[type(value)] for value in get_args(hint)}
    elif inspect.isclass(origin) and issubclass(origin, Sequence):
        yield Kind.ARRAY
    elif isinstance(hint, TypeVar) or origin is dict:
        yield Kind.OBJECT
    elif inspect.isclass(hint):
        yield from _kinds_of_class(hint)


def _kinds_of_class(kind: type) -> Iterator[Kind]:
    if issubclass(kind, TelegramObject):
        yield Kind.OBJECT
    elif issubclass(kind, str):
        yield Kind.STRING
    elif issubclass(kind, int):
        yield Kind.INTEGER


_KINDS_OF: Mapping[type, frozenset[Kind]] = {
    str: frozenset({Kind.STRING}),
    bool: frozenset({Kind.BOOLEAN}),
    int: frozenset({Kind.INTEGER, Kind.NUMBER}),
    float: frozenset({Kind.NUMBER}),
    list: frozenset({Kind.ARRAY}),
    dict: frozenset({Kind.OBJECT}),
}
_NO_KIND: frozenset[Kind] = frozenset()
