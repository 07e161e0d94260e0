"""The phones compared with the database: nothing lost, nothing duplicated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection, func, select

from bot.app.operations.dead_letters import TRIES
from bot.app.playing import records
from bot.chat.kit.routes import call
from bot.chat.playing.play import choose, continue_story, finish_answer
from scenarios import engine, position
from scenarios.kinds import KINDS
from scenarios.model import TIMED_OUT, Scenario
from storage.db import tables
from storage.people.people import NOBODY
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event
from tests.bench.soak.diary import Diary, Tap, Turn, turn_of
from tests.bench.soak.players import Player

RECENTLY = timedelta(seconds=60)
"""What was asked for so long before a screen came may bring it once more."""
LEASE = timedelta(minutes=11)
"""After which a prompt comes again whose sender died."""
NOT_ACTS = ("started", "ended", records.CORRECTED)

Mishaps = Callable[[int, datetime], bool]
"""Whether something happened to a chat about a moment, after which nobody knew what arrived."""


@dataclass(frozen=True, slots=True)
class StoredState:
    """The contents of the database."""

    attempts: Mapping[str, Attempt]
    events: Mapping[str, Sequence[Event]]
    seen: frozenset[int]
    set_aside: int
    unshown: int
    prompts: Mapping[int, Sequence[datetime]]  # when they were made for those who never did a thing
    at: datetime


@dataclass(slots=True)
class Totals:
    """The totals of the reconciliation.

    Attributes:
        taps: Sent by phones, that move an attempt on if they are the first of their turn.
        counted: Of those, the ones that did.
        doubled_taps: Refused since another of the same turn was first.
        stale: Refused since the case was over or the turn was another.
        not_yet: Refused since what was to be finished had not begun.
        too_old: Dropped by Telegram, since for minutes no bot fetched them. If there are any, the
            machine was too busy for the run to say anything.
        deferred: Answered by a new notice, to be tapped again after it is accepted.
        erased: Of attempts that their people had erased since; what remains names nobody.
        others: Taps on lists, cards and marks.
        acts: Events in the database that somebody did; `by_the_clock` of them nobody did.
        screens: Turns that were shown; `again` of them more than once, by reason.
        unasked: People who were written to unasked; `unasked_again` more than once.
        overtaken: Attempts whose screen is there, with an older one below it: what came once more
            from one program was on its way while another answered the next turn. A tap on it is
            told that the step is done, and shows where the case stands.
        to_come: Those for whom it was not due yet, or made so lately that a process that died may
            hold it still.
        lost: What is missing, in words. Must be empty.
        doubled: What is there twice, in words. Must be empty.
    """

    taps: int = 0
    counted: int = 0
    doubled_taps: int = 0
    stale: int = 0
    not_yet: int = 0
    too_old: int = 0
    deferred: int = 0
    erased: int = 0
    others: int = 0
    attempts: int = 0
    acts: int = 0
    by_the_clock: int = 0
    screens: int = 0
    overtaken: int = 0
    again: dict[str, int] = field(default_factory=dict)
    unasked: int = 0
    unasked_again: int = 0
    to_come: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)


def read_state(conn: Connection, quiet: Mapping[str, int], bot: int, now: datetime) -> StoredState:
    """Read all that is compared.

    Args:
        conn: A unit's connection, which may only read.
        quiet: People who never do anything, and their chats.
        bot: Which.
        now: The moment.
    """
    ids = [row[0] for row in conn.execute(select(tables.attempts.c.id))]
    found = {entry: kept for entry in ids if (kept := attempts.get(conn, entry)) is not None}
    made: dict[int, list[datetime]] = defaultdict(list)
    for person, at in conn.execute(select(tables.prompts.c.person, tables.prompts.c.made_at)):
        if person in quiet:
            made[quiet[person]].append(at)
    aside = select(func.count()).where(tables.set_aside.c.tries >= TRIES)
    seen = select(tables.seen.c.update_id).where(tables.seen.c.bot == bot)
    return StoredState(
        found,
        events.of_each(conn, ids),
        frozenset(row[0] for row in conn.execute(seen)),
        conn.execute(aside).scalar_one(),
        sum(attempt.shown_turn < attempt.turn for attempt in found.values()),
        made,
        now,
    )


def reconcile(
    diary: Diary,
    players: Iterable[Player],
    kept: StoredState,
    played: Mapping[str, Scenario],
    mishap: Mishaps,
) -> Totals:
    """Compare.

    Args:
        diary: What went over the wire.
        players: Whoever played, with their phones.
        kept: What the database holds.
        played: The editions that were played, by their hashes.
        mishap: What may have kept the bot from hearing of an arrival.
    """
    totals = Totals(others=diary.others, attempts=len(kept.attempts))
    acts = _acts(kept, played, totals)
    _taps(diary, kept, acts, totals)
    _invented(diary, acts, kept, totals)
    _screens(diary, totals, mishap)
    _unasked(diary, kept, totals, mishap)
    for player in players:
        _stands(player, diary, kept, totals)
    if kept.set_aside:
        totals.lost.append(f"{kept.set_aside} updates were set aside")
    if kept.unshown:
        totals.lost.append(f"{kept.unshown} screens are owed still")
    return totals


def _acts(kept: StoredState, played: Mapping[str, Scenario], totals: Totals) -> dict[Turn, str]:
    """The acts of each turn as taps, each once; their replay must match the position."""
    done: dict[Turn, str] = {}
    for attempt in kept.attempts.values():
        events = kept.events[attempt.id]
        for event in events:
            if event.kind in NOT_ACTS:
                continue
            turn = (attempt.id, event.turn)
            if turn not in done:
                done[turn] = _tapped(attempt.id, event)
            elif not _closes(event):  # the answer that its last question made
                totals.doubled.append(f"{turn} counted twice")
        if _replayed(attempt, events, played) != attempt.position:
            totals.lost.append(f"{attempt.id} does not stand where its events lead")
    totals.acts = len(done)
    totals.by_the_clock = sum(data == TIMED_OUT for data in done.values())
    return done


def _replayed(
    attempt: Attempt, events: Sequence[Event], played: Mapping[str, Scenario]
) -> str | None:
    """The position after replaying the events of an attempt; None for an invalid sequence."""
    scenario = played[attempt.edition]
    try:
        *_, last = engine.replay(scenario, records.acts(scenario, events))
    except engine.BrokenScenario:
        return None
    return position.write(last.position)


def _closes(event: Event) -> bool:
    """Whether an event is the answer that completes several acts."""
    kind = KINDS.get(event.kind)
    return kind is not None and bool(kind.decision.closing)


def _tapped(attempt: str, event: Event) -> str:
    """The tap that must have caused an event."""
    act = str((event.act or {}).get("act", ""))
    if act.endswith(TIMED_OUT):
        return TIMED_OUT
    if event.kind == "went-on":
        return call(continue_story, attempt, event.turn).data
    kind = KINDS.get(event.kind)
    if kind is None:  # a question of an interview
        return call(choose, attempt, event.turn, act).data
    if kind.decision.drafted:
        return call(finish_answer, attempt, event.turn).data
    return call(choose, attempt, event.turn, *(kind.decision.closing or (act,))).data


def _taps(
    diary: Diary,
    kept: StoredState,
    acts: Mapping[Turn, str],
    totals: Totals,
) -> None:
    """Each tap was taken once: counted, or refused for a known reason.

    The same tap once more, while the first waits, is not even taken.
    """
    counted: set[Turn] = set()
    taken = {(tap.chat, tap.data) for tap in diary.taps if tap.update in kept.seen}
    for tap in diary.taps:
        totals.taps += 1
        done = acts.get(tap.turn)
        if tap.update not in kept.seen and (tap.chat, tap.data) in taken:
            totals.doubled_taps += 1
        elif tap.update not in kept.seen:
            _never_taken(tap, diary, totals)
        elif done == tap.data and tap.turn not in counted:
            counted.add(tap.turn)
            totals.counted += 1
        elif done == TIMED_OUT:
            totals.stale += 1
        elif done is not None:
            totals.doubled_taps += 1
        elif _stood_elsewhere(kept.attempts.get(tap.turn[0]), tap.turn[1]):
            totals.stale += 1
        elif tap.data.startswith("1:d:"):
            totals.not_yet += 1
        elif _is_erased(tap.turn[0], tap.chat, tap.update, diary, kept):
            totals.erased += 1
        else:
            totals.lost.append(f"{tap.data} of {tap.chat} was taken and did nothing")


def _never_taken(tap: Tap, diary: Diary, totals: Totals) -> None:
    if tap.update in diary.too_old:
        totals.too_old += 1
    elif tap.update in diary.deferred:
        totals.deferred += 1
    elif tap.update in diary.signed_out.get(tap.chat, ()):
        totals.stale += 1
    else:
        totals.lost.append(f"{tap.data} of {tap.chat} was never taken")


def _is_erased(attempt: str, chat: int, since: int, diary: Diary, kept: StoredState) -> bool:
    """Whether an attempt is gone since its person asked for that after an update."""
    asked = any(since < erasure for erasure in diary.erasures[chat])
    return asked and attempt not in kept.attempts


def _stood_elsewhere(attempt: Attempt | None, turn: int) -> bool:
    return attempt is not None and (attempt.state != "running" or attempt.turn != turn)


def _invented(diary: Diary, acts: Mapping[Turn, str], kept: StoredState, totals: Totals) -> None:
    """The database holds nothing without a tap.

    A moment that is tried again begins with the acts of the attempt before; nobody was shown those.
    What remains of people who had their data erased has other ids than their phones were shown.
    """
    tapped: dict[Turn, set[str]] = defaultdict(set)
    for tap in diary.taps:
        tapped[tap.turn].add(tap.data)
    for turn, data in acts.items():
        attempt = kept.attempts[turn[0]]
        copied = attempt.replays is not None and turn not in diary.shown
        anonymous = attempt.person == NOBODY
        if data != TIMED_OUT and data not in tapped[turn] and not (copied or anonymous):
            totals.doubled.append(f"{data} counted and was never tapped")


def _screens(diary: Diary, totals: Totals, mishap: Mishaps) -> None:
    """Repeated screens: requested, or after a lost response."""
    totals.screens, again = len(diary.shown), Counter[str]()
    for turn, moments in diary.shown.items():
        chat = diary.chats[turn]
        for before, moment in pairwise(moments):
            if any(before - RECENTLY < occasion <= moment for occasion in diary.asked[chat]):
                again["asked for"] += 1
            elif mishap(chat, before):
                again["after a mishap"] += 1
            else:
                totals.doubled.append(f"{turn} was shown again for no reason")
    totals.again = dict(again)


def _unasked(diary: Diary, kept: StoredState, totals: Totals, mishap: Mishaps) -> None:
    """Prompts to people who never do anything: one for each, unless an answer was lost."""
    for chat, moments in diary.unasked.items():
        made = kept.prompts.get(chat, ())
        totals.unasked += bool(moments)
        if len(made) > 1:
            totals.doubled.append(f"{len(made)} prompts were made for {chat}")
        if not moments and (not made or kept.at - max(made) < LEASE):
            totals.to_come += 1
        elif not moments:
            totals.lost.append(f"the prompt of {chat} never came")
        for before, _ in pairwise(moments):
            totals.unasked_again += 1
            if not mishap(chat, before):
                totals.doubled.append(f"{chat} was written to twice for no reason")


def _stands(player: Player, diary: Diary, kept: StoredState, totals: Totals) -> None:
    """The screen of the turn at which a running attempt stands is there, and is the newest."""
    newest: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    for message in player.person.messages.values():
        turn = None if message.deleted else turn_of(message.shown)
        if turn is not None:
            newest[turn[0]] = turn[1]
            seen.add(turn)
    for attempt, turn_shown in newest.items():
        found = kept.attempts.get(attempt)
        if found is None and _is_erased(attempt, player.person.id, 0, diary, kept):
            continue
        if found is None:
            totals.lost.append(f"{attempt} is shown and not stored")
            continue
        if found.state != "running" or found.turn == turn_shown:
            continue
        if (attempt, found.turn) in seen:
            totals.overtaken += 1
        else:
            totals.lost.append(f"{attempt} stands at {found.turn}, {turn_shown} is shown")
