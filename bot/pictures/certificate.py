"""A certificate on a page of A4, in both languages side by side: to print, and as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "certificate.typ"
_PPI = 144  # 1684 pixels wide


@dataclass(frozen=True, slots=True)
class Side:
    """What stands there in one language."""

    language: str
    heading: str
    about: str  # before the name
    name: str
    did: str  # after it
    programme: str
    cases: str  # how much that was
    issued: str
    until: str
    limits: str  # what it does not say
    check: str  # how it is checked


@dataclass(frozen=True, slots=True)
class Page:
    """A certificate."""

    sides: Sequence[Side]  # the one that is read from the left comes first
    code: str  # as people read it
    link: str  # what the QR code holds
    shown: str  # the link as people read it


def png(page: Page) -> bytes:
    """A certificate as a picture, 1684 by 1191 pixels."""
    return typeset.png(_TEMPLATE, _data(page), ppi=_PPI)


def pdf(page: Page) -> bytes:
    """A certificate to print."""
    return typeset.pdf(_TEMPLATE, _data(page))


def _data(page: Page) -> dict[str, object]:
    sides = [{**asdict(side), "rtl": side.language in RTL} for side in page.sides]
    return {**asdict(page), "sides": sides, "qr": typeset.qr(page.link)}
