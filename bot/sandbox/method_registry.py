"""The table of methods, filled by the modules beside this one."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from bot.sandbox.calls import Call

Method: TypeAlias = Callable[[Call], Awaitable[Any] | Any]

METHODS: dict[str, Method] = {}


def method(function: Method) -> Method:
    """Offer a function under Telegram's spelling of its name."""
    first, *others = function.__name__.split("_")
    METHODS[first + "".join(word.capitalize() for word in others)] = function
    return function
