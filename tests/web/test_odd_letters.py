"""Letters that a database refuses, in every field of every form and question of the console."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from structlog.testing import capture_logs

import bot.web
from bot.app.access.rights import ADMIN, TRAINER
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.routes import Method, address
from bot.web.routes import ROUTES
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from tests.helpers.console import TOKEN, URL, signed_in
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff
from tests.web.test_bad_input import SAMPLES

ODD: Final = "a\0b\ud800\U0010ffff\u2028"
_READ: Final = re.compile(r"""(?:text|area|ticked|get)\(\s*["']([\w.-]+)["']""")
NAMES: Final = sorted(
    {
        name
        for file in Path(bot.web.__file__).parent.rglob("*.py")
        for name in _READ.findall(file.read_text("utf-8"))
    }
)
"""What fields and questions are called that handlers read."""


@pytest.mark.parametrize("kept", [(), ("agency", "was", "role", "language")])
async def test_odd_letters_break_no_form_and_no_page(
    postgresql_url: str, kept: tuple[str, ...]
) -> None:
    """PostgreSQL keeps no NUL in a text, and no half of a pair."""
    form = dict.fromkeys(NAMES, ODD.encode("utf-8", "surrogatepass")) | {
        name: value.encode()
        for name, value in (
            ("agency", AIRPORT), ("was", "Night shift"), ("role", "trainer"), ("language", "en"),
        )
        if name in kept
    }  # fmt: skip
    async with front_desk(postgresql_url, console_url=URL) as found:
        staff = Staff(found)
        await staff.person("trainer", (TRAINER, AIRPORT), (ADMIN, AIRPORT), name="Maryam Hasan")
        cohort = Cohort("cohort-00001", "Night shift", AIRPORT, ZONE, found.clock.now())
        await staff.write(lambda conn: cohorts.create(conn, cohort, "trainer"))
        web = asgi_app(found.parts.app, ConsoleOptions(URL, TOKEN))
        trainer = await signed_in(staff, web, "trainer")
        broken = []
        for route in ROUTES:
            values = [
                field.decode(next(text for text in SAMPLES if field.pattern.fullmatch(text)))
                for field in route.fields.values()
            ]
            path = address(route.handler, *values)
            for _ in range(2):
                with capture_logs() as logs:
                    if route.method is Method.ACT:
                        answer = await trainer.client.post(
                            path,
                            data=form,
                            headers={"Sec-Fetch-Site": "same-origin", "Origin": URL},
                        )
                    else:
                        answer = await trainer.client.get(path, params=form)
                if answer.status_code == 401:  # some end the session
                    trainer = await signed_in(staff, web, "trainer")
                    continue
                if answer.status_code >= 500:
                    broken.append((route.name, answer.status_code, logs))
    assert broken == []
