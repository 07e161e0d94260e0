"""Answers from paper as somebody types them: a whole sheet in a line, as `B ACD - 4`. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from bot.app.assignments import paper_transcript
from bot.app.assignments.paper_transcript import Transcript, Unfit
from bot.app.cohorts.pasted_names import in_a_line
from bot.app.live_session import session_flow
from bot.locale import LETTERS
from scenarios.model import Decision, Scenario
from scenarios.position import Position

NOTHING = "-"  # nothing is ticked, or the talk ends
_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ـ": "", "–": NOTHING, "—": NOTHING})
_PLACES = {
    letter.translate(_SAME).casefold(): place
    for letters in LETTERS.values()
    for place, letter in enumerate(letters)
}
_BETWEEN = re.compile(r"[\s,،؛;.:/]+")
_MOST = 1000  # letters that are read
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """What a line came to."""

    transcript: Transcript
    taken: int  # how many answers of it
    left: str = ""  # the first that is none here; with it and what follows nothing was done
    elsewhere: bool = False  # it is left since the class was not asked what it would answer


def typed(
    scenario: Scenario, before: Transcript, line: str, asked: Container[str] | None = None
) -> Typed:
    """A transcript with the answers of a line, as far as they fit.

    Args:
        scenario: What was answered.
        before: What is entered already; what is ticked and not done yet is left out.
        line: An answer for each question, with something between: a letter, several that were
            ticked or in their order, a step of a scale, or a dash for nothing and for the end of
            a talk. Letters of any language of ours, and any digits.
        asked: Where it was answered in a class, the scenes in which that was asked something. What
            follows once a line leads elsewhere may be meant for where the class was, so it is left.
    """
    plain = unicodedata.normalize("NFKC", line[:_MOST]).translate(_SAME).casefold()
    found, taken = paper_transcript.unmarked(before), 0
    if asked is not None and _at(scenario, found).scene not in asked:
        asked = None  # it goes its own way already
    for word in filter(None, _BETWEEN.split(plain)):
        shown = in_a_line(word, _MOST_SHOWN) or "?"
        if asked is not None and _at(scenario, found).scene not in asked:
            return Typed(found, taken, shown, elsewhere=True)
        try:
            found = _answered(scenario, found, word)
        except Unfit:
            return Typed(found, taken, shown)
        taken += 1
    return Typed(found, taken)


def _at(scenario: Scenario, found: Transcript) -> Position:
    return paper_transcript.standing(scenario, scenario.language, found).at


def _answered(scenario: Scenario, before: Transcript, word: str) -> Transcript:
    at = _at(scenario, before)
    decision = session_flow.decision_at(scenario, at)
    if decision is None:
        raise Unfit
    offered, lettered = (
        paper_transcript.options(scenario, at),
        paper_transcript.lettered(scenario, at),
    )
    if decision.drafted:
        for part in () if word == NOTHING else _parts(word, lettered):
            after = paper_transcript.marked(scenario, before, offered.index(part), on=True)
            if len(after.marks) == len(before.marks):  # twice the same
                raise Unfit
            before = after
        return paper_transcript.done(scenario, before)
    part = _one(decision, word, lettered)
    if part not in offered:
        raise Unfit
    return paper_transcript.taken(scenario, before, offered.index(part))


def _one(decision: Decision, word: str, lettered: tuple[str, ...]) -> str:
    if word == NOTHING:
        return next(iter(decision.closing), "")
    if not decision.worded:
        return str(int(word)) if word.isdecimal() else ""
    parts = _parts(word, lettered)
    return parts[0] if len(parts) == 1 else ""


def _parts(word: str, lettered: tuple[str, ...]) -> list[str]:
    """What letters without anything between stand for."""
    places = [_PLACES.get(one, len(lettered)) for one in word]
    if any(place >= len(lettered) for place in places):
        raise Unfit
    return [lettered[place] for place in places]
