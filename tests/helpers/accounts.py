"""A class of which Sara has a place on the list, with work of her own and work that was given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, insert

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.chat.admin.account_sign_out import create_recovery_code
from bot.chat.kit.routes import call
from bot.chat.learner.onboarding.start import accept_notice, move_place_here
from bot.chat.trainer.invitations.personal_codes import renew_taken_code
from storage.cohorts import co_trainers, roster
from storage.cohorts.roster import Place
from storage.db import tables as t
from storage.people import people
from storage.people.roles import EVERYWHERE
from storage.refreshers import memories
from storage.refreshers.memories import Memory
from tests.helpers.assigning_world import COHORT, a_class, assigned, ended, notices
from tests.helpers.front_desk import BOT
from tests.helpers.new_accounts import NewAccount
from tests.helpers.staff import AIRPORT, CLINICS, Staff
from tests.helpers.training import token

PLACE, STRANGER = "place-000001", 7001
SARA = "sara"


@asynccontextmanager
async def a_taken_place(url: str, language: str = "en") -> AsyncIterator[Staff]:
    """Sara's place with practice, finished assignments and a memory."""
    async with a_class(url) as staff:
        await staff.person("second-train", (TRAINER, AIRPORT))
        await staff.person("admin", (ADMIN, AIRPORT))
        await staff.person("far-admin", (ADMIN, CLINICS))
        await staff.person("top-admin", (ADMIN, EVERYWHERE))
        now = staff.desk.clock.now()

        def prepare(conn: Connection) -> None:
            co_trainers.add(conn, COHORT, "second-train", now)
            roster.add(conn, Place(PLACE, COHORT, {"latin": "Sara Ahmed"}, None, now))
            roster.claim(conn, PLACE, SARA, now)
            people.change(conn, SARA, language=language)

        await staff.write(prepare)
        await ended(staff, SARA, None)
        assignment = await assigned(staff)
        await ended(staff, SARA, assignment.id)
        await staff.write(lambda conn: _remember(conn, staff))
        staff.desk.clock.passes(60)
        await tell(staff)
        yield staff


def _remember(conn: Connection, staff: Staff) -> None:
    conn.execute(insert(t.scenarios), {"id": "own-item", "created_at": staff.desk.clock.now()})
    known = Memory(
        SARA, "own-item", "s", 2.3, 5.0, staff.desk.clock.now(), 1, 0, ("story",), "story", False
    )
    memories.keep(conn, known)


async def tell(staff: Staff) -> dict[int, list[Any]]:
    """Send the due notices and return the screens by chat."""
    before = len(staff.desk.post.sent)
    telling = notices(staff)
    await telling.send()
    await telling.flush()
    found: dict[int, list[Any]] = {}
    for message in staff.desk.post.sent[before:]:
        found.setdefault(message.chat, []).append(message.screen)
    return found


async def new_code(staff: Staff, by: str = "trainer") -> str:
    """A new code of Sara's taken place."""
    return token(await staff.taps(by, call(renew_taken_code, PLACE)))


async def recovery_code(staff: Staff, admin: str, person: str) -> str:
    """A recovery code created by an admin."""
    return token(await staff.taps(admin, call(create_recovery_code, person)))


async def opens(staff: Staff, code: str, chat: int = STRANGER, language: str = "en") -> NewAccount:
    """Somebody new opens a code, agrees, and says that the place is theirs."""
    caller = NewAccount(staff.desk, chat, language=language)
    await caller.says(f"/start {code}")
    if caller.has(accept_notice):
        await caller.taps(call(accept_notice, language, NOTICE, code))
    await caller.taps(caller.find(move_place_here))
    return caller


async def owner_of(staff: Staff, chat: int) -> str | None:
    found = await staff.read(lambda conn: people.by_account(conn, BOT, chat))
    return found.id if found else None


async def played_by(staff: Staff, person: str) -> list[tuple[bool, bool]]:
    """Of each of someone's attempts: whether it was given, and whether its steps are withheld."""
    query = t.attempts.select().where(t.attempts.c.person == person)
    rows = await staff.read(lambda conn: conn.execute(query).mappings().all())
    return sorted((row["assignment"] is not None, row["withheld_at"] is not None) for row in rows)
