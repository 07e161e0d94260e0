"""Letters that PostgreSQL keeps in no text, after any tap and with any command."""

from __future__ import annotations

import random

import pytest

from bot.app.access.rights import ADMIN, TRAINER
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff, buttons

ODD = "a\0b\U0010ffff\u2028"


@pytest.mark.parametrize("seed", range(2))
async def test_odd_letters_break_no_answer(postgresql_url: str, seed: int) -> None:
    dice = random.Random(seed)
    async with front_desk(postgresql_url) as desk:
        staff = Staff(desk)
        await staff.person("admin", (TRAINER, AIRPORT), (ADMIN, AIRPORT), name="Salman Ali")
        for command in (
            "start",
            "find",
            "today",
            "people",
            "cohorts",
            "settings",
            "help",
            "console",
        ):
            reply = await staff.says("admin", f"/{command} {ODD}")
            for _ in range(20):
                ways = [each.action for each in buttons(reply.screen) if hasattr(each, "action")]
                if not ways:
                    break
                reply = await staff.taps("admin", dice.choice(ways))
                await staff.says("admin", ODD)
