"""What handlers return."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.web.kit.routes import address

Values: TypeAlias = Mapping[str, object]
"""What a page's template shows."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where the browser goes on after an act."""

    path: str
    notice: str = ""
    """What was done, said once at the top of that page."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file to keep."""

    name: str
    media_type: str
    content: bytes


def redirect(handler: Callable[..., Any] | str, *values: Any, notice: str = "") -> Redirect:
    """Go on to a page, given by its handler, and say there what was done."""
    return Redirect(address(handler, *values), notice)
