"""Whatever is tapped in whatever order, in an assessment: old buttons, doubles, two phones."""

from __future__ import annotations

import random
from functools import partial

import pytest

from bot.app.playing import records
from bot.chat.kit.routes import Call, call
from bot.chat.playing.play import (
    change_answer,
    choose,
    confirm_answer,
    continue_story,
    finish_answer,
    mark,
    resume_attempt,
)
from scenarios import engine, position
from scenarios.model import Scenario
from storage.playing import attempts, drafts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.staff import leads

TAPS = 250
OF_PLAY = {
    handler.__name__
    for handler in (
        choose,
        mark,
        finish_answer,
        confirm_answer,
        change_answer,
        continue_story,
        resume_attempt,
    )
}


class Fingers:
    """Taps any button that was ever shown, rather the present ones, and forges some."""

    def __init__(self, desk: FrontDesk, seed: int) -> None:
        self.desk = desk
        self.dice = random.Random(seed)
        self.shown: list[Call] = []
        self.attempt = desk.shows.attempt

    def action(self) -> Call:
        """Which button is next."""
        here = [button.action for button in self.desk.screen.buttons]
        self.shown += here
        pick = self.dice.random()
        if pick < 0.6 and here:
            return self.dice.choice(here)
        return self.dice.choice(self.shown) if pick < 0.9 else self.forged()

    def forged(self) -> Call:
        """What a modified client may send."""
        turn = self.dice.randrange(8)
        act = self.dice.choice(["ask", "send", "4", ".", "flight", "blue", "xffffffffffff"])
        return self.dice.choice(
            [
                call(choose, self.attempt, turn, act),
                call(confirm_answer, self.attempt, turn, act),
                call(change_answer, self.attempt, turn),
                call(finish_answer, self.attempt, turn),
                call(continue_story, self.attempt, turn),
                call(mark, self.attempt, turn, act, on=self.dice.random() < 0.7),
                call(resume_attempt, self.attempt),
            ]
        )


async def kept(desk: FrontDesk, attempt: str) -> tuple[Attempt, list[Event]]:
    found = await desk.parts.database.read(partial(attempts.get, attempt_id=attempt))
    assert found is not None
    return found, await desk.parts.database.read(partial(events.of, attempt_id=attempt))


def counts_at_once(scenario: Scenario, before: Attempt, action: Call) -> bool:
    """Whether this is a question, which is asked, or going on from a stop."""
    if leads(action, continue_story):
        return True
    scene = scenario.scenes.get(position.read(before.position).scene)
    decision = scene.decision if scene else None
    interview = decision is not None and decision.kind == "interview"
    return interview and leads(action, choose) and action.arguments["value"] != "."


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 6))]
)
async def test_unconfirmed_answers_do_not_count(sqlite_url: str, seed: int) -> None:
    """A turn moves by one, by a confirmation, a question or going on; and the events tell all."""
    scenario = kinds_case()
    async with front_desk(sqlite_url) as desk:
        await desk.tap((await give(desk)).begin)
        fingers = Fingers(desk, seed)
        before, _ = await kept(desk, fingers.attempt)
        moved = 0
        for _ in range(TAPS):
            action = fingers.action()
            if not isinstance(action, Call) or action.name not in OF_PLAY:
                continue  # what leads away from an ended case
            waits = await desk.parts.database.read(
                partial(drafts.get, attempt_id=fingers.attempt, turn=before.turn)
            )
            desk.clock.passes(fingers.dice.choice([0.5, 30]))
            await desk.tap(action, arrives=fingers.dice.random() < 0.9)
            after, events = await kept(desk, fingers.attempt)
            if after.turn != before.turn:
                moved += 1
                assert after.turn == before.turn + 1
                assert leads(action, confirm_answer) or counts_at_once(scenario, before, action)
                digest = action.arguments.get("digest", "x")
                if not digest.startswith("x"):
                    assert waits == (digest,)
            before = after

        assert moved > 4
        *_, last = engine.replay(scenario, records.acts(scenario, events))
        assert position.write(last.position) == after.position
