"""Cards with personal codes, to print and cut: ten on a page of A4, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "passes.typ"


@dataclass(frozen=True, slots=True)
class Pass:
    """The card of one person."""

    names: tuple[str, ...]  # in each script in which it is known
    number: str  # their agency's own; may be empty
    link: str  # what the QR code holds
    code: str  # what is typed instead


@dataclass(frozen=True, slots=True)
class Said:
    """What all cards say in one language."""

    language: str
    alone: str  # that it is for nobody else
    how: str  # to scan, or to write the code to whom
    until: str


def pdf(cohort: str, passes: Sequence[Pass], said: Sequence[Said]) -> bytes:
    """The cards of a cohort.

    Args:
        cohort: What it is called.
        passes: Whose, in their order.
        said: What stands on each, by language.
    """
    cards = [{**asdict(crossing), "qr": typeset.qr(crossing.link)} for crossing in passes]
    spoken = [{**asdict(sentence), "rtl": sentence.language in RTL} for sentence in said]
    return typeset.pdf(_TEMPLATE, {"cohort": cohort, "cards": cards, "said": spoken})
