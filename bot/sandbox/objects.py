"""Looking into the objects that come with a call."""

from typing import Any

from bot.sandbox import refusals
from bot.sandbox.schema import fields


def check(kind: str, given: Any, prefix: str | None = None) -> None:
    """Check the fields declared by the library; Telegram ignores other fields, and so does this.

    Args:
        kind: The name of the object's type, such as `BotCommand`.
        given: The JSON value to check.
        prefix: The beginning of Telegram's error; by default "can't parse BotCommand: ".

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
