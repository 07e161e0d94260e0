"""Buttons that are in chats already keep working: each code still reads the fields they carry."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bot.chat.kit.routes import RouteKind
from bot.chat.routes import ROUTES
from bot.fields import Field

IN_CHATS = Path(__file__).with_name("callback_codes.txt")
"""A line per code: the patterns of its fields, after a bar those that a button may lack."""


def test_every_code_reads_the_fields_that_buttons_carry() -> None:
    """A code may gain fields that a button may lack, and never loses or changes one."""
    served = _routes()
    for line in IN_CHATS.read_text().splitlines():
        code, *patterns = line.split()
        needed, _, optional = " ".join(patterns).partition("| ")
        carried = [*needed.split(), *optional.split()]
        assert code in served, f"buttons with the code {code} lead nowhere"
        now, required = served[code]
        assert now[: len(carried)] == carried, f"{code} carries {carried}, and is read as {now}"
        assert required <= len(needed.split()), f"{code} needs fields that buttons may lack"


def test_every_code_is_listed() -> None:
    listed = {line.split()[0] for line in IN_CHATS.read_text().splitlines()}
    new = [_line(code, *_routes()[code]) for code in _routes().keys() - listed]
    assert not new, "add to callback_codes.txt:\n" + "\n".join(sorted(new))


def _line(code: str, patterns: list[str], required: int) -> str:
    optional = ["|", *patterns[required:]] if patterns[required:] else []
    return " ".join([code, *patterns[:required], *optional])


def _routes() -> dict[str, tuple[list[str], int]]:
    taps = (route for route in ROUTES if route.kind is RouteKind.TAP)
    return {route.key: (_patterns(route.fields.values()), route.required) for route in taps}


def _patterns(found: Iterable[Field]) -> list[str]:
    return [field.pattern.pattern for field in found]
