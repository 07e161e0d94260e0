"""The words of a debrief: what was done, and how sure a competency is."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.kinds.face import numbered
from bot.chat.kinds.rate import step_words
from bot.locale import Words
from scenarios.catalogue import Work
from scenarios.debrief import Done, Reason
from scenarios.kinds.base import parted
from scenarios.model import TIMED_OUT, Competency
from scenarios.score import Band

MARKS = {Band.SECURE: "●●●", Band.NEARLY: "●●○", Band.NOT_YET: "●○○"}  # beside a band's word
_ENOUGH = 180  # letters of a story, by which a moment is known again
_OPEN, _CLOSE = "\u2068", "\u2069"  # isolates, see `scenarios.bidi`; one may be cut in two


def done_words(speak: Words, done: Done) -> str:
    """An answer by the short words of what was picked."""
    if done.act == TIMED_OUT:
        return speak.say("no answer in time")
    if done.kind == "rate":
        return step_words(speak, done.act)
    if done.kind == "order":
        return numbered(done.shorts)
    picked = speak.listed(done.shorts) if done.shorts else _nothing(speak, done)
    if TIMED_OUT in parted(done.act):
        return speak.say("{picked}; then time ran out", picked=picked)
    return picked


def _nothing(speak: Words, done: Done) -> str:
    if done.kind == "interview":
        return speak.say("no question")
    return speak.say("nothing ticked")


def better_words(speak: Words, done: Done) -> str:
    """A better answer as it stood in the message, where it was one pick."""
    return done.text or done_words(speak, done)


def change_words(speak: Words, chosen: Done, better: Sequence[Done]) -> str:
    """What would have done more: in place of an answer, or besides what was right in it."""
    say = speak.say
    if chosen.kind == "order" and chosen.shorts:
        return say("A surer order:") + f"\n{_any_of(speak, better)}"
    if len(better) == 1:
        wrong, missing = _without(chosen, better[0]), _without(better[0], chosen)
        kept = len(wrong) < len(chosen.shorts)  # something right was picked
        if kept and missing and not wrong:
            picked, also = speak.listed(chosen.shorts), speak.listed(missing)
            return say("Besides “{chosen}” also: “{better}”.", chosen=picked, better=also)
        if kept and wrong and not missing:
            return say("Better without “{chosen}”.", chosen=speak.listed(wrong))
        if kept and wrong:
            instead, of = speak.listed(missing), speak.listed(wrong)
            return say("Instead of “{chosen}”: “{better}”.", chosen=of, better=instead)
    told, instead = done_words(speak, chosen), _any_of(speak, better)
    return say("Instead of “{chosen}”: “{better}”.", chosen=told, better=instead)


def _any_of(speak: Words, better: Sequence[Done]) -> str:
    return speak.say(" or ").join(done_words(speak, one) for one in better)


def _without(done: Done, other: Done) -> list[str]:
    """What was picked in one and not in the other, by its short words."""
    picked = zip((one for one in parted(done.act) if one != TIMED_OUT), done.shorts, strict=False)
    return [short for one, short in picked if one not in parted(other.act)]


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
    """What a competency is called."""
    names: dict[Competency, str] = {
        "recognise": speak.say("Recognise"),
        "respond": speak.say("Respond with dignity"),
        "refer": speak.say("Refer"),
        "protect": speak.say("Protect"),
    }
    return names[competency]


def band_words(speak: Words, band: Band) -> str:
    """What a band is called."""
    names = {
        Band.SECURE: speak.say("secure"),
        Band.NEARLY: speak.say("nearly"),
        Band.NOT_YET: speak.say("not yet"),
    }
    return names[band]


def work_words(speak: Words, work: Work) -> str:
    """A source and how far it was checked. Titles are told as they are printed."""
    printed = ", ".join(part for part in (work.title, work.organisation, work.year) if part)
    told = {
        "A": speak.say("{work} (passage read)", work=printed),
        "B": speak.say("{work} (summary read)", work=printed),
        "C": speak.say("{work} (title or contents only)", work=printed),
    }
    return told[work.checked]
