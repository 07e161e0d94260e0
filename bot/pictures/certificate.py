"""A certificate on an A4 page in both languages side by side: as PDF and PNG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "certificate.typ"
_PPI = 144  # 1684 pixels wide


@dataclass(frozen=True, slots=True)
class Side:
    """The texts in one language."""

    language: str
    heading: str
    about: str  # before the name
    name: str
    did: str  # after the name
    programme: str
    cases: str  # their number
    issued: str
    until: str
    limits: str  # what it does not certify
    check: str  # how to verify it


@dataclass(frozen=True, slots=True)
class Page:
    sides: Sequence[Side]  # the left-to-right language first
    code: str  # formatted for reading
    link: str  # the content of the QR code
    shown: str  # the link, formatted for reading


def png(page: Page) -> bytes:
    """A certificate as PNG, 1684 by 1191 pixels."""
    return typeset.png(_TEMPLATE, _data(page), ppi=_PPI)


def pdf(page: Page) -> bytes:
    return typeset.pdf(_TEMPLATE, _data(page))


def _data(page: Page) -> dict[str, object]:
    sides = [{**asdict(side), "rtl": side.language in RTL} for side in page.sides]
    return {**asdict(page), "sides": sides, "qr": typeset.qr(page.link)}
