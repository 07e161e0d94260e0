"""One step of an attempt whose row is locked, for a tap or a timeout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.library import Library
from bot.app.playing import attempt_end, attempt_expiry, records
from bot.app.playing.draft_digest import draft_digest
from bot.app.playing.inputs import Change, Choose, Confirm, Continue, Finish, Input, Mark
from scenarios import engine, position, score
from scenarios.engine import ContinueAct, RefusalReason, Refused, Step
from scenarios.events import Answered, Ended
from scenarios.kinds.base import join_parts, split_parts
from scenarios.model import Act, Decision, Scenario, TimedOut
from scenarios.position import Position
from scenarios.rendering import facts_used, render_turn
from storage.agencies import local_contacts
from storage.assignments import assignments
from storage.intake import telegram_updates
from storage.people import people
from storage.playing import attempts, drafts, events
from storage.playing.attempts import Attempt


@dataclass(frozen=True, slots=True)
class StepTaken:
    """The act counted."""

    attempt: Attempt
    timed: bool  # whether a time limit holds there, if there is one
    before: Position  # where the attempt stood


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """The draft changed or waits for confirmation; the attempt did not move."""

    attempt: Attempt
    draft: tuple[str, ...]
    confirming: bool = False
    timed: bool | None = None  # None: not looked up


@dataclass(frozen=True, slots=True)
class StepRejected:
    """The act changed nothing."""

    attempt: Attempt
    why: RefusalReason | None  # None: this very update was taken before


@dataclass(frozen=True, slots=True)
class AttemptMissing:
    """There is no such attempt of this person."""


@dataclass(frozen=True, slots=True)
class EditionNotLoaded:
    """The edition must be loaded before the transaction can run."""

    edition: str


NEUTRAL = 0  # the version of a fact that nobody has confirmed
Taken: TypeAlias = StepTaken | DraftChanged | StepRejected | AttemptMissing


def do(
    conn: Connection, scenario: Scenario, attempt: Attempt, given: Input, now: datetime
) -> StepTaken | DraftChanged | StepRejected:
    """Do in an attempt what its learner wants."""
    if why := _closed(attempt, given.turn):
        return StepRejected(attempt, why)
    match given:
        case Mark():
            return _mark(conn, scenario, attempt, given)
        case Change():
            return _change(conn, scenario, attempt, given.turn)
        case Confirm():
            return _confirm(conn, scenario, attempt, given, now)
        case Continue(_, turn):
            return step(conn, scenario, attempt, ContinueAct(turn), now)
        case Finish(_, turn):
            draft = drafts.get(conn, attempt.id, turn)
            return _answer(conn, scenario, attempt, turn, draft, now, drafted=True)
        case Choose(_, turn, value):
            return _answer(conn, scenario, attempt, turn, (value,), now, drafted=False)


def again(conn: Connection, attempt: Attempt, given: Input) -> DraftChanged | StepRejected:
    """The outcome of an update that was taken before.

    Nobody sends the screen of a mark again, so it is drawn once more.
    """
    marks = isinstance(given, Mark) or (attempt.is_assessed and not isinstance(given, Continue))
    if marks and not _closed(attempt, given.turn):
        draft = drafts.get(conn, attempt.id, given.turn)
        return DraftChanged(attempt, draft, confirming=isinstance(given, Finish))
    return StepRejected(attempt, None)


def step(
    conn: Connection, scenario: Scenario, attempt: Attempt, act: Act, now: datetime
) -> StepTaken | StepRejected:
    """Advance an attempt by an act of its learner, or of the clock."""
    before = position.read(attempt.position)
    outcome = engine.advance(scenario, before, act)
    if isinstance(outcome, Refused):
        return StepRejected(attempt, outcome.reason)
    timed = _is_timed(conn, attempt, _decision(scenario, outcome.position))
    return StepTaken(_moved(conn, scenario, attempt, outcome, now), timed, before)


def correct(conn: Connection, attempt: Attempt, edition: str, now: datetime) -> Attempt:
    """Go on with an attempt in an edition whose texts correct its own; the rest is the same."""
    event = records.corrected_row(attempt.turn, attempt.edition, edition, attempt.language, now)
    attempts.correct(conn, attempt.id, edition, event)
    return replace(attempt, edition=edition)


def _decision(scenario: Scenario, at: Position) -> Decision | None:
    scene = scenario.scenes.get(at.scene)
    return None if scene is None or at.at_stop else scene.decision


def _is_timed(conn: Connection, attempt: Attempt, decision: Decision | None) -> bool:
    """Whether a time limit applies to the person; looked up only if there is one."""
    if decision is None or decision.limit is None or attempt.is_assessed:
        return True
    return people.timers(conn, attempt.person)


def _answer(
    conn: Connection,
    scenario: Scenario,
    attempt: Attempt,
    turn: int,
    parts: tuple[str, ...],
    now: datetime,
    *,
    drafted: bool,
) -> StepTaken | DraftChanged | StepRejected:
    """Answer an attempt's decision with what parts mean there.

    In an assessment it waits to be confirmed, but for what is asked of somebody: that is said.
    """
    at = position.read(attempt.position)
    decision = _decision(scenario, at)
    if decision is None or decision.drafted != drafted:
        return StepRejected(attempt, RefusalReason.NOT_OFFERED)
    act = decision.read(turn, join_parts(parts))
    if act is None or isinstance(act, TimedOut):  # that is for the clock to say
        return StepRejected(attempt, RefusalReason.NOT_OFFERED)
    if not attempt.is_assessed or not decision.needs_confirmation(act):
        return step(conn, scenario, attempt, act, now)
    if isinstance(outcome := engine.advance(scenario, at, act), Refused):
        return StepRejected(attempt, outcome.reason)
    if not drafted:
        drafts.put(conn, attempt.id, turn, parts)
    return DraftChanged(attempt, parts, confirming=True)


def _confirm(
    conn: Connection, scenario: Scenario, attempt: Attempt, confirm: Confirm, now: datetime
) -> StepTaken | DraftChanged | StepRejected:
    """Let the answer that waits count, if it is what was shown."""
    decision = _decision(scenario, position.read(attempt.position))
    if decision is None or not attempt.is_assessed:
        return StepRejected(attempt, RefusalReason.NOT_OFFERED)
    draft = drafts.get(conn, attempt.id, confirm.turn)
    if draft_digest(draft) != confirm.digest:  # it was changed meanwhile, on another phone or copy
        return DraftChanged(attempt, draft)
    act = decision.read(confirm.turn, join_parts(draft))
    if act is None or isinstance(act, TimedOut):
        return StepRejected(attempt, RefusalReason.NOT_OFFERED)
    return step(conn, scenario, attempt, act, now)


def _change(conn: Connection, scenario: Scenario, attempt: Attempt, turn: int) -> DraftChanged:
    """Go back from confirming; ticks and steps stay marked."""
    decision = _decision(scenario, position.read(attempt.position))
    if decision is not None and decision.drafted:
        return DraftChanged(attempt, drafts.get(conn, attempt.id, turn))
    drafts.drop(conn, attempt.id)
    return DraftChanged(attempt, ())


def _mark(conn: Connection, scenario: Scenario, attempt: Attempt, mark: Mark) -> DraftChanged:
    """Set a tick or a step in the draft."""
    decision = _decision(scenario, position.read(attempt.position))
    before = drafts.get(conn, attempt.id, mark.turn)
    after: tuple[str, ...] | None = before
    for part in split_parts(mark.part):
        if decision is None or after is None:
            return DraftChanged(attempt, before)
        on = part not in after if mark.on is None else mark.on
        after = _marked(decision, after, part, on=on)
    if after is None:
        return DraftChanged(attempt, before)  # a button that was never there: shown again as it is
    if after != before:
        drafts.put(conn, attempt.id, mark.turn, after)
    return DraftChanged(attempt, after, timed=_is_timed(conn, attempt, decision))


def _marked(
    decision: Decision, before: tuple[str, ...], part: str, *, on: bool
) -> tuple[str, ...] | None:
    """The draft after a mark; a step that set itself goes back with the one before it."""
    after = decision.mark(before, part, on=on)
    if not after or after == before:
        return after
    completed = decision.completed(after)
    if on:
        return completed
    return decision.mark(after, after[-1], on=False) if completed == before else after


def _closed(attempt: Attempt, turn: int) -> RefusalReason | None:
    """Why nothing can be set in this turn, if so."""
    if attempt.state != "running":
        return RefusalReason.OVER
    return RefusalReason.STALE if attempt.turn != turn else None


def _moved(
    conn: Connection, scenario: Scenario, attempt: Attempt, outcome: Step, now: datetime
) -> Attempt:
    saved, turn = position.write(outcome.position), outcome.position.turn
    rows = event_rows(conn, scenario, attempt, outcome, now)
    result = _result(conn, scenario, attempt, outcome)
    attempts.move(conn, attempt.id, turn, saved, now, rows, result, shown_turn=attempt.turn)
    if result is not None:
        drafts.drop(conn, attempt.id)
        attempt_expiry.cancel(conn, attempt.id)
    return replace(
        attempt,
        turn=turn,
        shown_turn=attempt.turn,
        position=saved,
        moved_at=now,
        result=result,
        state="ended" if result else attempt.state,
    )


def event_rows(
    conn: Connection, scenario: Scenario, attempt: Attempt, outcome: Step, now: datetime
) -> list[events.Event]:
    """The events of a step as rows; the last names the facts on its screen."""
    rows = [records.event_row(event, attempt.language, now) for event in outcome.events]
    if shown := _facts(conn, scenario, attempt, outcome.position, now):
        rows[-1] = replace(rows[-1], facts=shown)
    return rows


def _facts(
    conn: Connection, scenario: Scenario, attempt: Attempt, at: Position, now: datetime
) -> dict[str, int]:
    """The local facts that the next screen shows, with their versions.

    While a place has confirmed none of its own, that is the neutral phrase: version 0.
    """
    if not facts_used(scenario):
        return {}
    assessed = attempt.is_assessed
    shown = render_turn(scenario, attempt.language, attempt.seed, at, assessed=assessed).facts
    good = {
        name: local_contacts.valid_fact(conn, attempt.agency, name, now) for name in sorted(shown)
    }
    return {name: fact.version if fact else NEUTRAL for name, fact in good.items()}


def _result(
    conn: Connection, scenario: Scenario, attempt: Attempt, outcome: Step
) -> attempts.Result | None:
    """The result, if this step ends the attempt; scored from all its events."""
    ended = next((event for event in outcome.events if isinstance(event, Ended)), None)
    if ended is None:
        return None
    earlier_rows = events.of(conn, attempt.id)
    scenario = records.in_place(scenario, earlier_rows)
    before = engine.replay(scenario, records.acts(scenario, earlier_rows))
    happened = [event for earlier in before for event in earlier.events] + list(outcome.events)
    answers = [event for event in happened if isinstance(event, Answered)]
    mark = _pass_mark(conn, attempt)
    return records.result_row(score.result(scenario, answers, ended.outcome, mark))


def _pass_mark(conn: Connection, attempt: Attempt) -> int:
    """The pass mark, locked until this result is stored and judged."""
    assignment = assignments.get_for_share(conn, attempt.assignment) if attempt.assignment else None
    return assignment.pass_mark if assignment else score.PASS_MARK


@dataclass(frozen=True, slots=True)
class Origin:
    """The account and the update that an input comes from."""

    bot: int
    telegram_id: int
    update: int


def take(
    conn: Connection, library: Library, origin: Origin, given: Input, now: datetime
) -> Taken | EditionNotLoaded:
    """Take an input into the attempt that it names; it counts once for each update.

    Whose attempt it is, which turn it stands at and whether the input is offered there are checked
    while its row is locked. An edition with corrected texts takes the place of the attempt's own.
    """
    attempt = attempts.get_own_for_update(conn, given.attempt_id, origin.bot, origin.telegram_id)
    if attempt is None:
        return AttemptMissing()
    edition = library.correction(attempt.edition) or attempt.edition
    scenario = library.loaded(edition)
    if scenario is None:
        return EditionNotLoaded(edition)
    if not telegram_updates.mark_seen(conn, origin.bot, origin.update, now):
        return again(conn, attempt, given)
    if edition != attempt.edition:
        attempt = correct(conn, attempt, edition, now)
    taken = do(conn, scenario, attempt, given, now)
    if isinstance(taken, StepTaken):
        attempt_end.follow_up(conn, library, scenario, taken.attempt, now)
    return taken
