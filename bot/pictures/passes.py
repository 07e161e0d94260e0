"""Cards with personal codes, to print and cut: ten on an A4 page, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bot.pictures import typeset
from scenarios.languages import RTL

_TEMPLATE = "passes.typ"


@dataclass(frozen=True, slots=True)
class CodeCard:
    names: tuple[str, ...]  # in each script available
    number: str  # the agency's staff number; may be empty
    link: str  # the content of the QR code
    code: str  # the code for typing


@dataclass(frozen=True, slots=True)
class CardTexts:
    """The common texts of all cards in one language."""

    language: str
    alone: str  # that the card is personal
    how: str  # whom to scan it for, or where to send the code
    until: str


def pdf(cohort: str, passes: Sequence[CodeCard], said: Sequence[CardTexts]) -> bytes:
    """The cards of a cohort as PDF.

    Args:
        cohort: The cohort's name.
        passes: The cards in order.
        said: The common texts, by language.
    """
    cards = [{**asdict(crossing), "qr": typeset.qr(crossing.link)} for crossing in passes]
    spoken = [{**asdict(sentence), "rtl": sentence.language in RTL} for sentence in said]
    return typeset.pdf(_TEMPLATE, {"cohort": cohort, "cards": cards, "said": spoken})
