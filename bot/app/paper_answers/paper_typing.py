"""Typed answers from paper: a whole sheet in a line, as `B ACD - 4`. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from bot.app.live_session import session_flow
from bot.app.paper_answers import paper_transcript
from bot.app.paper_answers.paper_transcript import Transcript, TranscriptMismatch
from bot.app.person_names import single_line
from scenarios.model import Decision, Scenario
from scenarios.position import Position

NOTHING = "-"  # nothing is ticked, or the talk ends
_SAME = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ـ": "", "–": NOTHING, "—": NOTHING})
_SEPARATORS = re.compile(r"[\s,،؛;.:/]+")
_MAX_LENGTH = 1000  # characters that are read
_MAX_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TypedAnswers:
    """The result of parsing a typed line of answers."""

    transcript: Transcript
    taken: int
    """The number of accepted answers."""
    remaining: str = ""
    """The input from the first rejected answer on; it had no effect."""
    elsewhere: bool = False
    """Whether it was rejected because the class was not asked that question."""


def read(
    scenario: Scenario,
    before: Transcript,
    line: str,
    letters: Iterable[str],
    asked: Container[str] | None = None,
) -> TypedAnswers:
    """Add the answers of a typed line to a transcript, up to the first invalid one.

    Args:
        scenario: The edition that was played.
        before: The answers entered so far; unfinished ticks are ignored.
        line: An answer for each question, separated by anything: a letter, several letters in
            order, a step of a scale, or a dash for none and for the end of an interview. Digits
            of any script are accepted.
        letters: The option letters, one string for each language.
        asked: For answers in a class, the scenes that the class was asked about. Once a line
            leads to another scene, the rest is rejected, since it may be meant for the class's
            scene.
    """
    indices = {
        letter.translate(_SAME).casefold(): index
        for alphabet in letters
        for index, letter in enumerate(alphabet)
    }
    plain = unicodedata.normalize("NFKC", line[:_MAX_LENGTH]).translate(_SAME).casefold()
    found, taken = paper_transcript.without_marks(before), 0
    if asked is not None and _at(scenario, found).scene not in asked:
        asked = None  # it goes its own way already
    for word in filter(None, _SEPARATORS.split(plain)):
        shown = single_line(word, _MAX_SHOWN) or "?"
        if asked is not None and _at(scenario, found).scene not in asked:
            return TypedAnswers(found, taken, shown, elsewhere=True)
        try:
            found = _answered(scenario, found, word, indices)
        except TranscriptMismatch:
            return TypedAnswers(found, taken, shown)
        taken += 1
    return TypedAnswers(found, taken)


def _at(scenario: Scenario, transcript: Transcript) -> Position:
    return paper_transcript.transcript_state(scenario, scenario.language, transcript).at


def _answered(
    scenario: Scenario, before: Transcript, word: str, indices: Mapping[str, int]
) -> Transcript:
    at = _at(scenario, before)
    decision = session_flow.decision_at(scenario, at)
    if decision is None:
        raise TranscriptMismatch
    offered = paper_transcript.options(scenario, at)
    lettered = paper_transcript.lettered_options(scenario, at)
    if decision.drafted:
        for part in () if word == NOTHING else _parts(word, lettered, indices):
            after = paper_transcript.with_mark(scenario, before, offered.index(part), on=True)
            if len(after.marks) == len(before.marks):  # twice the same
                raise TranscriptMismatch
            before = after
        return paper_transcript.with_marks_answered(scenario, before)
    part = _single(decision, word, lettered, indices)
    if part not in offered:
        raise TranscriptMismatch
    return paper_transcript.with_answer(scenario, before, offered.index(part))


def _single(
    decision: Decision, word: str, lettered: tuple[str, ...], indices: Mapping[str, int]
) -> str:
    if word == NOTHING:
        return next(iter(decision.closing), "")
    if not decision.worded:
        return str(int(word)) if word.isdecimal() else ""
    parts = _parts(word, lettered, indices)
    return parts[0] if len(parts) == 1 else ""


def _parts(word: str, lettered: tuple[str, ...], indices: Mapping[str, int]) -> list[str]:
    """The options meant by letters without separators."""
    found = [indices.get(letter, len(lettered)) for letter in word]
    if any(index >= len(lettered) for index in found):
        raise TranscriptMismatch
    return [lettered[index] for index in found]
