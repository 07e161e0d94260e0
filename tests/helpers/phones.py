"""A trainer, two in a cohort, and a supervisor, each with a phone at one sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.rights import SUPERVISOR, TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.sandbox import TOKEN
from scenarios.case_library import CaseLibrary
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people import names, people, roles
from storage.people.people import Account, Person
from storage.people.roles import Role
from tests.helpers.front_desk import ManualClock
from tests.helpers.kinds_case import kinds_case
from tests.helpers.learner import Learner
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.helpers.staff import AIRPORT, ZONE

BOT = int(TOKEN.partition(":")[0])
COHORT = "cohort-00001"
_NAMES = {
    "trainer-0001": ("Omar Ali", "عمر علي"),
    "sara-0000001": ("Sara Ahmed", "سارة أحمد"),
    "yusuf-000001": ("Yusuf Hasan", "يوسف حسن"),
    "supervisor-1": ("Huda Salem", "هدى سالم"),
}


@dataclass(frozen=True, slots=True)
class Phones:
    """The phones of the people."""

    trainer: Learner
    sara: Learner
    yusuf: Learner
    supervisor: Learner


@asynccontextmanager
async def class_with_phones(
    sandbox: Served, url: str, language: str, clock: ManualClock
) -> AsyncIterator[Phones]:
    """The bot runs, and everybody has arrived; the case of all kinds is on its shelf."""
    shelf = CaseLibrary({"kinds": kinds_case()})
    async with running_bot(sandbox, url, shelf):
        pass  # so that the editions of the shelf are kept
    database = Database.open(url)
    await database.write(lambda conn: _arrived(conn, language, clock))
    await database.close()
    phones = Phones(*(Learner(sandbox.phone(1001 + n), language) for n in range(len(_NAMES))))
    async with running_bot(sandbox, url, shelf):
        for learner in (phones.trainer, phones.sara, phones.yusuf, phones.supervisor):
            await learner.phone.look()
            await learner.command("/today")  # a bot may not write to whoever never wrote to it
        yield phones


def _arrived(conn: Connection, language: str, clock: ManualClock) -> None:
    now = clock.now()
    for number, (id_, (latin, arabic)) in enumerate(_NAMES.items()):
        person = Person(id_, language, ZONE, now, notice=NOTICE, notice_at=now, enrolled_at=now)
        people.add(conn, person, Account(BOT, 1001 + number, id_))
        names.put(conn, id_, "latin", latin)
        names.put(conn, id_, "arabic", arabic)
    trainer, *members, supervisor = _NAMES
    for number, (whose, role) in enumerate(((trainer, TRAINER), (supervisor, SUPERVISOR))):
        roles.grant(conn, Role(f"role-{number:07}", whose, role, AIRPORT, None, now))
    cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), trainer)
    for number, member in enumerate(members):
        cohorts.join(conn, f"m-{number:010}", COHORT, member, now)
