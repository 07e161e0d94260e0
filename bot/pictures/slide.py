"""An invitation for a wall: a slide of 16 to 9 with a QR code, and the same as pages to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "slide.typ"
_PPI = 120  # 1920 pixels wide


@dataclass(frozen=True, slots=True)
class Slide:
    """What stands on it, in one language."""

    language: str
    name: str  # of the cohort
    about: str  # what it is an invitation to
    scan: str
    link: str  # what the QR code holds
    shown: str  # the link as people read it
    typing: str  # where a code is typed
    code: str  # what is typed
    until: str
    code_until: str


def png(slide: Slide) -> bytes:
    """A slide, 1920 by 1080 pixels."""
    return typeset.png(_TEMPLATE, [_data(slide)], ppi=_PPI)


def pdf(slides: Sequence[Slide]) -> bytes:
    """Slides to print, a page each."""
    return typeset.pdf(_TEMPLATE, [_data(slide) for slide in slides])


def _data(slide: Slide) -> dict[str, object]:
    return {**asdict(slide), "rtl": slide.language in RTL, "qr": typeset.qr(slide.link)}
