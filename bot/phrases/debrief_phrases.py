"""The words of a debrief: what was done, and how sure a competency is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from bot.kinds import PRESENTERS
from bot.locale import Words
from scenarios.catalogue import Publication
from scenarios.debrief import AnswerText, MomentText, Reason
from scenarios.model import Competency
from scenarios.score import Band

MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}  # beside a band's word
_ENOUGH = 180  # letters of a story, by which a moment is known again
_OPEN, _CLOSE = "\u2068", "\u2069"  # isolates, see `scenarios.bidi`; one may be cut in two


def done_words(speak: Words, done: AnswerText) -> str:
    """An answer by the short words of what was picked."""
    return PRESENTERS[done.kind].told(speak, done)


def better_words(speak: Words, done: AnswerText) -> str:
    """A better answer as shown in the message, if it was one pick."""
    return done.text or done_words(speak, done)


def better_list(speak: Words, told: MomentText) -> Sequence[str]:
    """The better answers of a moment, as shown in the message."""
    presenter = PRESENTERS[told.chosen.kind]
    return presenter.alternatives(speak, told.better, in_full=True)


def change_words(speak: Words, chosen: AnswerText, better: Sequence[AnswerText]) -> str:
    """The better answer: instead of this one, or beside its right parts."""
    return PRESENTERS[chosen.kind].correction(speak, chosen, better)


def reason_words(reason: Reason) -> str:
    """A reason, after what it is about."""
    return f"{reason.about}: {reason.text}" if reason.about else reason.text


def shortened(story: str, letters: int = _ENOUGH) -> str:
    """The beginning of a story, in whole words."""
    if len(story) <= letters:
        return story
    cut = story[:letters].rpartition(" ")[0].rstrip(" ،,;:.\n")
    return cut + _CLOSE * (cut.count(_OPEN) - cut.count(_CLOSE)) + "…"


def competency_words(speak: Words, competency: Competency) -> str:
    names: dict[Competency, str] = {
        "recognise": speak.say("Recognise"),
        "respond": speak.say("Respond with dignity"),
        "refer": speak.say("Refer"),
        "protect": speak.say("Protect"),
    }
    return names[competency]


def band_words(speak: Words, band: Band) -> str:
    return _bands(speak)[band]


@cache
def _bands(speak: Words) -> Mapping[Band, str]:
    return {
        Band.SECURE: speak.say("secure"),
        Band.NEARLY: speak.say("nearly"),
        Band.NOT_YET: speak.say("not yet"),
    }


def work_words(speak: Words, work: Publication) -> str:
    """A source and how far it was checked. Titles are as printed."""
    printed = ", ".join(part for part in (work.title, work.organisation, work.year) if part)
    phrases = {
        "A": speak.say("{work} (passage read)", work=printed),
        "B": speak.say("{work} (summary read)", work=printed),
        "C": speak.say("{work} (title or contents only)", work=printed),
    }
    return phrases[work.checked]
