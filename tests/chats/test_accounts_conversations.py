"""A place that is moving, on three phones, in both languages; and signing out with a way back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection, create_engine

from bot.app.access.rights import TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.locale import words
from bot.sandbox import TOKEN
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import schema
from storage.people import names, people, roles
from storage.people.people import Account, Person
from storage.people.roles import Role
from tests.chats.test_training_conversations import Someone
from tests.helpers.front_desk import ManualClock
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served
from tests.helpers.staff import AIRPORT, ZONE

pytestmark = pytest.mark.slow

BOT = int(TOKEN.partition(":")[0])
TRAINER_PHONE, SARA_PHONE, NEW_PHONE = 1001, 1002, 1003
COHORT, PLACE = "cohort-00001", "place-000001"
CODE = re.compile(r"/join ([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})")


def a_class(conn: Connection, language: str, clock: ManualClock) -> None:
    """A trainer, and Sara, who has taken her place."""
    for id_, phone in (("trainer-0001", TRAINER_PHONE), ("sara-0000001", SARA_PHONE)):
        person = Person(
            id_, language, ZONE, clock.at, notice=NOTICE, notice_at=clock.at, enrolled_at=clock.at
        )
        people.add(conn, person, Account(BOT, phone, id_))
    names.put(conn, "sara-0000001", "latin", "Sara Ahmed")
    roles.grant(conn, Role("role-0000001", "trainer-0001", TRAINER, AIRPORT, None, clock.at))
    cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, clock.at), "trainer-0001")
    cohorts.join(conn, "member-00001", COHORT, "sara-0000001", clock.at)
    roster.add(conn, Place(PLACE, COHORT, {"latin": "Sara Ahmed"}, None, clock.at))
    roster.claim(conn, PLACE, "sara-0000001", clock.at)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_transfer_is_requested_announced_and_stopped_and_sign_out_reversed(
    sandbox: Served, sqlite_url: str, language: str, clock: ManualClock
) -> None:
    say = words(language).say
    clock.at = clock.at.replace(hour=23)  # when nobody is written to unasked
    schema.ensure(sqlite_url)
    engine = create_engine(sqlite_url)
    with engine.begin() as conn:
        a_class(conn, language, clock)
    engine.dispose()
    trainer, sara, other = (
        Someone(sandbox.phone(number), language)
        for number in (TRAINER_PHONE, SARA_PHONE, NEW_PHONE)
    )
    async with running_bot(sandbox, sqlite_url):
        for someone in (trainer, sara, other):
            await someone.phone.look()
        await sara.command("/today")
        await trainer.command("/cohorts")
        await trainer.goes(":co:", ":cm:")
        await trainer.goes(":cm:", ":cc:")
        await trainer.goes(":cc:", ":cw:")
        await trainer.goes(":cw:", ":c3:")
        assert say("Make a code for it") in trainer.labels()
        token = await trainer.link(":c3:")
        await sara.phone.waits_for(lambda chat: sara.button(":u0"))

        await other.comes(token)
        await other.phone.waits_for(lambda chat: other.button(":ev:"))
        await other.phone.taps(other.button(":ev:") or "")
        await other.phone.waits_for_text(say("Your place is on its way here."))
        await sara.phone.waits_for(lambda chat: sara.button(":u1"))
        assert say("Not me: stop it") in sara.labels()
        await sara.phone.taps(sara.button(":u0") or "")
        await sara.phone.waits_for_text(say("Stopped. Your place stays with this account."))
        await trainer.phone.waits_for_text("Sara Ahmed")

        await sara.command("/settings")
        await sara.goes(":u4", ":u5:")
        await sara.phone.taps(sara.button(":u5:") or "")
        await sara.phone.waits_for_text(say("Signed out."))
        found = CODE.search(sara.text())
        assert found is not None
        await sara.phone.says(f"/join {found.group(1)}")
        await sara.phone.waits_for(lambda chat: sara.button(":ev:"))
        await sara.phone.taps(sara.button(":ev:") or "")
        await sara.phone.waits_for_text(say("Done. Your place is here now."))
