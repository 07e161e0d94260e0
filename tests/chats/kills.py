"""Kills the bot again and again while people play, and then counts.

python -m tests.chats.kills --kills 200 --learners 20
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from bot.sandbox import Sandbox
from bot.services import records
from bot.services.actions import Begin, Continue, Finish, Mark, Resume, ShowCard, Take
from bot.services.arriving.actions import Accept, LeaveRest
from bot.services.cards.actions import PlayAgain
from bot.telegram import taps
from scenarios import engine, position
from scenarios.kinds.interview import LEAVE
from scenarios.model import TIMED_OUT
from storage import attempts
from storage.attempts import Attempt, Event
from storage.database import Database
from storage.tables import attempts as attempts_table
from tests.helpers.learner import Learner
from tests.helpers.program import Program
from tests.helpers.running import library
from tests.helpers.sandbox import served

DEEDS = Take | Mark | Finish | Continue
TO_A_CASE = (LeaveRest, ShowCard, Resume, PlayAgain)  # of all that is offered between cases
TAPS_BETWEEN = 6  # a kill comes after so many taps at most


@dataclass(slots=True)
class Report:
    """What was seen and what was found."""

    kills: int = 0
    taps: int = 0
    seen: int = 0  # taps whose next screen the learner saw
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)  # learners who do not see where they stand


class Player:
    """Plays at random, for ever, and remembers what was tapped and what was then seen."""

    def __init__(self, learner: Learner, seed: int) -> None:
        self.learner = learner
        self.tapped: dict[tuple[str, int], str] = {}
        self.seen: set[tuple[str, int]] = set()
        self.beat = asyncio.Event()
        self.over = False
        self.leafing = True  # in lists, cards and ticks, whose answers nobody owes after a crash
        self._dice = random.Random(seed)

    async def play(self) -> None:
        """Play until it is over; then only look."""
        await self.learner.phone.says("/start")
        while not self.over:
            await self.learner.phone.waits_for(lambda _chat: self.over or self.learner.buttons())
            if not self.over:
                await self._tap()

    async def _tap(self) -> None:
        data = self._pick()
        action = taps.read(data)
        before = self._sight()
        message = self.learner.newest()["message_id"]
        self.leafing = not isinstance(action, Take | Finish | Continue)
        if isinstance(action, Take | Finish | Continue):
            self.tapped.setdefault((action.attempt, action.turn), data)
        await self.learner.phone.taps(data, message_id=message)
        self.beat.set()
        await self.learner.phone.waits_for(lambda _chat: self.over or self._sight() != before)
        self._look()

    def _sight(self) -> tuple[int, str, list[str]]:
        """What a tap changes: the newest message, its text, its buttons."""
        learner = self.learner
        return learner.newest()["message_id"], learner.text(), learner.labels()

    def _pick(self) -> str:
        choices = [str(one["callback_data"]) for one in self.learner.buttons()]
        action = taps.read(choices[0])
        if isinstance(action, DEEDS):  # one mind a turn, however often it is asked
            return self.tapped.get((action.attempt, action.turn)) or self._dice.choice(choices)
        if isinstance(action, Accept | Begin):
            return choices[0]
        wanted = [one for one in choices if isinstance(taps.read(one), TO_A_CASE)]
        return self._dice.choice(wanted or choices)

    def _look(self) -> None:
        for button in self.learner.buttons():
            action = taps.read(str(button["callback_data"]))
            if isinstance(action, DEEDS):
                self.seen.add((action.attempt, action.turn))


async def endure(kills: int, learners: int, database: str, seed: int) -> Report:
    """Let people play while the bot is killed; then compare what they saw with what is kept."""
    dice, report = random.Random(seed), Report()
    async with served(Sandbox(limits=None)) as sandbox:
        program = Program(sandbox, database)
        players = [
            Player(Learner(sandbox.phone(2000 + n), "en"), seed * 1000 + n) for n in range(learners)
        ]
        try:
            await _play_and_kill(program, players, kills, dice, report)
            program.asks_to_end()
            assert (await program.ended())[0] == 0
            for player in players:  # only now has every answer come
                await player.learner.phone.look()
        finally:
            await program.gone()
    await _compare(players, database, report)
    return report


async def _play_and_kill(
    program: Program, players: list[Player], kills: int, dice: random.Random, report: Report
) -> None:
    await program.start()
    async with asyncio.TaskGroup() as playing:
        for player in players:
            playing.create_task(player.play())
        while report.kills < kills:
            for _ in range(dice.randint(1, TAPS_BETWEEN)):
                await _a_tap(dice.choice(players))
            await program.kill()
            report.kills += 1
            if not report.kills % 10:
                print(f"{report.kills} kills", file=sys.stderr)
            await program.start()
            for player in players:
                if player.leafing:  # as anyone would whose tap was not answered
                    await player.learner.phone.says("/start")
        for player in players:
            player.over = True
            await player.learner.phone.says("/resume")  # wakes whoever waits
    for player in players:
        await player.learner.phone.says("/resume")
    await asyncio.gather(*(_settled(player) for player in players))


async def _a_tap(player: Player) -> None:
    player.beat.clear()
    await player.beat.wait()


async def _settled(player: Player) -> None:
    """The answer to the last `/resume` is the newest message."""
    phone = player.learner.phone

    def answered(chat: dict[str, object]) -> bool:
        messages = chat["messages"]
        assert isinstance(messages, list)
        said = max(one["message_id"] for one in messages if one.get("text") == "/resume")
        newest = player.learner.newest()
        return bool(newest["message_id"] > said and newest.get("reply_markup"))

    await phone.waits_for(answered)
    player._look()


async def _compare(players: list[Player], url: str, report: Report) -> None:
    database = Database.open(url)

    def unit(conn: Connection) -> list[tuple[Attempt, list[Event]]]:
        ids = [row[0] for row in conn.execute(select(attempts_table.c.id))]
        found = [attempts.get(conn, one) for one in ids]
        return [(one, attempts.events(conn, one.id)) for one in found if one is not None]

    kept = await database.read(unit)
    await database.close()
    counted: dict[str, dict[int, str]] = defaultdict(dict)
    turns: dict[str, Attempt] = {}
    for attempt, events in kept:
        turns[attempt.id] = attempt
        _count(attempt, events, counted, report)
    for player in players:
        report.taps += len(player.tapped)
        for (attempt_id, turn), data in player.tapped.items():
            if (attempt_id, turn + 1) not in player.seen:
                continue
            report.seen += 1
            if counted[attempt_id].get(turn) not in (data, TIMED_OUT):  # or the clock was first
                report.lost.append(data)
        _stands(player, turns, report)


def _count(
    attempt: Attempt, events: list[Event], counted: dict[str, dict[int, str]], report: Report
) -> None:
    """The events of an attempt: one act a turn, and replayed they lead to where it stands."""
    turns = counted[attempt.id]
    for event in events:
        if event.kind in ("started", "ended"):
            continue
        if event.turn in turns and event.kind != "interview":  # the answer of its last question
            report.doubled.append(f"{attempt.id}:{event.turn}")
        turns.setdefault(event.turn, _tapped(attempt.id, event))
    scenario = next(one for one in library() if one.edition == attempt.edition)
    *_, last = engine.replay(scenario, records.acts(scenario, events))
    if position.write(last.position) != attempt.position:
        report.lost.append(f"{attempt.id} does not stand where its events lead")


def _tapped(attempt: str, event: Event) -> str:
    """What somebody must have tapped for an event to happen."""
    act = str((event.act or {}).get("act", ""))
    if act.endswith(TIMED_OUT):
        return TIMED_OUT
    match event.kind:
        case "went-on":
            return taps.write(Continue(attempt, event.turn))
        case "spot" | "order":
            return taps.write(Finish(attempt, event.turn))
        case "interview":
            return taps.write(Take(attempt, event.turn, LEAVE))
    return taps.write(Take(attempt, event.turn, act))


def _stands(player: Player, turns: dict[str, Attempt], report: Report) -> None:
    for button in player.learner.buttons():
        action = taps.read(str(button["callback_data"]))
        if isinstance(action, DEEDS) and turns[action.attempt].turn != action.turn:
            report.astray.append(f"{action.attempt} shows {action.turn}")


def main() -> None:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'basira.db'}"
        report = asyncio.run(endure(asked.kills, asked.learners, url, asked.seed))
    print(
        f"{report.kills} kills, {report.taps} turns tapped, {report.seen} seen to go on: "
        f"{len(report.lost)} lost, {len(report.doubled)} counted twice, "
        f"{len(report.astray)} learners astray"
    )
    sys.exit(bool(report.lost or report.doubled or report.astray))


if __name__ == "__main__":
    main()
