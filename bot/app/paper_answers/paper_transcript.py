"""A person's answers on paper while they are entered, and the position after them. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.app.errors import NotFound
from bot.app.live_session import session_flow
from scenarios import engine
from scenarios.engine import ContinueAct
from scenarios.kinds.base import join_parts, split_parts
from scenarios.model import Act, Decision, Scenario
from scenarios.position import Position
from scenarios.rendering import Turn, paper_order, render_turn

SEED = 0  # of names, as on paper


@dataclass(frozen=True, slots=True)
class Transcript:
    """Answers that are being entered, to an assignment or in a class, in an edition."""

    work: str  # the id of either
    edition: str
    acts: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()  # ticked or put in order, and not done yet

    @property
    def turn(self) -> int:
        """The number of answers."""
        return len(self.acts)


@dataclass(frozen=True, slots=True)
class TranscribedAnswer:
    """An answer: what was picked, its letters, counted from 0, and its short words."""

    kind: str  # of the decision
    parts: tuple[str, ...]
    letters: tuple[int, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TranscriptState:
    """The position in the story, and the answers so far."""

    at: Position
    entered: tuple[TranscribedAnswer, ...]
    turn: Turn

    @property
    def is_over(self) -> bool:
        """Whether everything is answered."""
        return self.turn.ending is not None

    def leaves(self, asked: Container[str]) -> bool:
        """Whether a scene outside those of the class would have to be answered."""
        return not self.is_over and self.at.scene not in asked


class TranscriptMismatch(NotFound):
    """The answers do not fit the scenario, as where a button is forged."""


def to_json(transcript: Transcript) -> dict[str, Any]:
    return {
        "work": transcript.work,
        "edition": transcript.edition,
        "acts": list(transcript.acts),
        "marks": list(transcript.marks),
    }


def from_json(row: Mapping[str, Any] | None) -> Transcript | None:
    """Deserialise a transcript; None if there is none."""
    if row is None:
        return None
    return Transcript(row["work"], row["edition"], tuple(row["acts"]), tuple(row["marks"]))


def transcript_state(scenario: Scenario, language: str, transcript: Transcript) -> TranscriptState:
    """The state after the answers.

    Raises:
        TranscriptMismatch: They lead nowhere.
    """
    at, entered = _begin(scenario), []
    for act in transcript.acts:
        entered.append(_entered(scenario, language, at, act))
        after = session_flow.after_choice(scenario, at, split_parts(act))
        if after is None:
            raise TranscriptMismatch
        at = _on(scenario, after)
    return TranscriptState(at, tuple(entered), _told(scenario, language, at))


def with_answer(scenario: Scenario, transcript: Transcript, option: int) -> Transcript:
    """Add an answer.

    Raises:
        TranscriptMismatch: There is no such option here.
    """
    at, decision = _asked(scenario, transcript)
    offered = options(scenario, at)
    if decision.drafted or option >= len(offered):
        raise TranscriptMismatch
    return replace(transcript, acts=(*transcript.acts, offered[option]), marks=())


def with_mark(scenario: Scenario, transcript: Transcript, option: int, *, on: bool) -> Transcript:
    """Toggle a tick, or add to an order or take back from it.

    Raises:
        TranscriptMismatch: There is no such option here.
    """
    at, _ = _asked(scenario, transcript)
    offered = options(scenario, at)
    if option >= len(offered):
        raise TranscriptMismatch
    marks = session_flow.toggled_marks(scenario, at, transcript.marks, offered[option], on=on)
    return replace(transcript, marks=marks)


def with_marks_answered(scenario: Scenario, transcript: Transcript) -> Transcript:
    """Add what is ticked or ordered as an answer.

    Raises:
        TranscriptMismatch: That is no answer here.
    """
    at, decision = _asked(scenario, transcript)
    if not decision.drafted or session_flow.after_choice(scenario, at, transcript.marks) is None:
        raise TranscriptMismatch
    return replace(transcript, acts=(*transcript.acts, join_parts(transcript.marks)), marks=())


def without_last(transcript: Transcript) -> Transcript:
    """Remove the marks, or the last answer if there are none."""
    acts = transcript.acts if transcript.marks else transcript.acts[:-1]
    return replace(transcript, acts=acts, marks=())


def without_marks(transcript: Transcript) -> Transcript:
    """Remove the marks that are not an answer yet."""
    return replace(transcript, marks=())


def acts(scenario: Scenario, transcript: Transcript) -> list[Act]:
    """All that was done, with going on at each stop, as the engine takes it.

    Raises:
        TranscriptMismatch: The answers lead nowhere.
    """
    at = engine.start(scenario).position
    found: list[Act] = []
    for text in transcript.acts:
        at = _through(scenario, at, found)
        decision = session_flow.decision_at(scenario, at)
        act = decision.read(at.turn, text) if decision is not None else None
        after = session_flow.after_choice(scenario, at, split_parts(text))
        if act is None or after is None:
            raise TranscriptMismatch
        found.append(act)
        at = after
    _through(scenario, at, found)
    return found


def options(scenario: Scenario, at: Position) -> tuple[str, ...]:
    """The options in the order of their letters on paper; ending a talk comes last."""
    offered = session_flow.offered(scenario, at)
    order = lettered_options(scenario, at)
    return tuple(
        sorted(offered, key=lambda index: order.index(index) if index in order else len(order))
    )


def _told(scenario: Scenario, language: str, at: Position) -> Turn:
    return render_turn(scenario, language, SEED, at, assessed=True)


def _asked(scenario: Scenario, transcript: Transcript) -> tuple[Position, Decision]:
    at = transcript_state(scenario, scenario.language, transcript).at
    decision = session_flow.decision_at(scenario, at)
    if decision is None:
        raise TranscriptMismatch
    return at, decision


def lettered_options(scenario: Scenario, at: Position) -> tuple[str, ...]:
    """The lettered options of the table sheet, in that order, available now or not."""
    return paper_order(scenario, scenario.scenes[at.scene])


def _entered(scenario: Scenario, language: str, at: Position, act: str) -> TranscribedAnswer:
    on_paper = lettered_options(scenario, at)
    told = _told(scenario, language, at)
    shorts = {option.id: option.short for option in told.options}
    picked = [key for key in split_parts(act) if key in on_paper]
    letters = tuple(on_paper.index(name) for name in picked)
    words = tuple(shorts.get(name, "") for name in picked)
    return TranscribedAnswer(told.kind, tuple(picked), letters, words)


def _begin(scenario: Scenario) -> Position:
    return _on(scenario, engine.start(scenario).position)


def _on(scenario: Scenario, at: Position) -> Position:
    """Past all stops, to the next question or the ending."""
    return _through(scenario, at, [])


def _through(scenario: Scenario, at: Position, found: list[Act]) -> Position:
    while at.scene not in scenario.endings and session_flow.decision_at(scenario, at) is None:
        found.append(ContinueAct(at.turn))
        after = session_flow.after_stop(scenario, at)
        if after is None:
            raise TranscriptMismatch
        at = after
    return at
