"""An invitation for the wall: a 16:9 slide with a QR code, and the same as PDF pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "slide.typ"
_PPI = 120  # 1920 pixels wide


@dataclass(frozen=True, slots=True)
class Slide:
    """The texts in one language."""

    language: str
    name: str  # of the cohort
    about: str  # the purpose of the invitation
    scan: str
    link: str  # the content of the QR code
    shown: str  # the link, formatted for reading
    typing: str  # where to type a code
    code: str  # the code
    until: str


def png(slide: Slide) -> bytes:
    """A slide as PNG, 1920 by 1080 pixels."""
    return typeset.png(_TEMPLATE, [_data(slide)], ppi=_PPI)


def pdf(slides: Sequence[Slide]) -> bytes:
    """Slides as PDF, a page each."""
    return typeset.pdf(_TEMPLATE, [_data(slide) for slide in slides])


def _data(slide: Slide) -> dict[str, object]:
    return {**asdict(slide), "rtl": slide.language in RTL, "qr": typeset.qr(slide.link)}
