"""Looking into the objects that come with a call."""

from typing import Any

from bot.sandbox import refusals
from bot.sandbox.schema import fields


def check(kind: str, given: Any, prefix: str | None = None) -> None:
    """Look at the fields that the library declares; Telegram overlooks others, and so do we.

    Args:
        kind: The name of the object, such as `BotCommand`.
        given: What should be one.
        prefix: How Telegram begins to complain; "can't parse BotCommand: " unless told otherwise.

    Raises:
        Refusal: A field is missing or of the wrong type.
    """
    prefix = f"can't parse {kind}: " if prefix is None else prefix
    if not isinstance(given, dict):
        raise refusals.bad(f"{prefix}Expected an Object")
    for name, declared in fields(kind).items():
        if name in given:
            if not declared.fits(given[name]):
                raise refusals.bad(f'{prefix}Field "{name}" must be of type {declared.wanted}')
        elif declared.required:
            raise refusals.bad(f'{prefix}Can\'t find field "{name}"')
