"""Whatever is tapped in whatever order, `basira db check` finds nothing wrong afterwards."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import pytest

from bot.app.playing import records
from bot.app.playing.replay_check import ReplayCheck
from bot.chat.kit.audit_names import audit_name
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call
from bot.cli.audit_proof import verify_log
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.playing import events
from tests.helpers.publishing import GATES, case_zip, publishers, sends
from tests.helpers.staff import Staff, buttons

TAPS = 250
PEOPLE, SHARES = ("sara", "lina", "trainer", "master"), (6, 3, 2, 1)
COMMANDS = ("/today", "/practice", "/progress", "/settings", "/scenarios", "/trainer", "/mydata")
GAPS = (0.5, 20, 400, 90_000)  # seconds between two taps


@dataclass
class Walk:
    """Taps offered buttons, and some that were offered before; rarely tapped kinds first."""

    staff: Staff
    dice: random.Random
    offered: dict[str, tuple[Call, ...]] = field(default_factory=dict)
    seen: dict[str, list[Call]] = field(default_factory=lambda: defaultdict(list))
    tapped: Counter[str] = field(default_factory=Counter)

    async def step(self) -> None:
        """One act of somebody's, and the jobs that run by themselves."""
        parts = self.staff.desk.parts
        (person,) = self.dice.choices(PEOPLE, SHARES)
        self.staff.desk.clock.passes(self.dice.choice(GAPS))
        await self.staff.desk.overtime.send()
        await parts.attempt_expiry.close()
        reply = await self._act(person)
        if reply.later is not None:
            reply = await reply.later()
        if reply.screen is None:
            return
        self.offered[person] = tuple(button.action for button in buttons(reply.screen))
        self.seen[person] += self.offered[person]
        if reply.screen.shows is not None and self.dice.random() < 0.9:
            parts.receipts.note(reply.screen.shows, 100 + reply.screen.shows.turn)
            await parts.receipts.flush()

    async def _act(self, person: str) -> Reply:
        pick = self.dice.random()
        if pick < 0.85 and self.offered.get(person):
            return await self._tap(person, self.offered[person])
        if pick < 0.95 and self.seen[person]:
            return await self._tap(person, self.seen[person])
        return await self.staff.says(person, self.dice.choice(COMMANDS))

    async def _tap(self, person: str, among: Sequence[Call]) -> Reply:
        (action,) = self.dice.choices(
            among, [1 / (1 + self.tapped[audit_name(name)]) for name in among]
        )
        self.tapped[audit_name(action)] += 1
        return await self.staff.taps(person, action)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(7))
async def test_db_check_is_clean_after_any_walk(sqlite_url: str, seed: int) -> None:
    """Learners practise, sit tests and try moments again; trainers write, assign and look on."""
    async with publishers(sqlite_url) as staff:
        await sends(staff, "trainer", case_zip())
        for mode in ("practice", "assessment"):
            await _assign(staff, mode)
        walk = Walk(staff, random.Random(seed))
        for _ in range(TAPS):
            await walk.step()

        checking = ReplayCheck(staff.desk.parts.database, staff.desk.parts.library)
        checked = [attempt async for attempt in checking.attempts()]
        audit = await staff.read(partial(verify_log, noted=None))
        assert len(checked) > 1
        assert [check for check in checked if check.wrong is not None] == []
        ids = [check.attempt for check in checked]
        happened = await staff.read(partial(events.of_each, attempt_ids=ids))
        assert {entry[0].kind for entry in happened.values()} == {records.STARTED}
        assert audit["wrong"] == []


async def _assign(staff: Staff, mode: str) -> None:
    """Give the case of all kinds to the cohort that Sara is in."""
    now = staff.desk.clock.now()
    tries, counts = assignments.default_tries(mode)
    due = now + timedelta(days=400)
    given = Assignment(
        f"given-{mode[:6]}", GATES, "kinds", mode, due, 70, None, now, attempts=tries, counts=counts
    )
    await staff.write(partial(assignments.create, assignment=given))
