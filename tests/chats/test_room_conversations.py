"""A class that plays a case, from its cohort to a signature: over HTTP, in both languages."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import Connection

from bot.app.access.rights import MASTER, TRAINER
from bot.app.live_session.observation import LEAST, criteria
from bot.app.onboarding.consent import NOTICE
from bot.http_server import free_port
from bot.sandbox import TOKEN
from scenarios.case_library import CaseLibrary
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db.database import Database
from storage.people import names, people, roles
from storage.people.people import Account, Person
from storage.people.roles import Role
from tests.chats.test_training_conversations import Someone
from tests.helpers.kinds_case import kinds_case
from tests.helpers.running import running_bot
from tests.helpers.sandbox import PATIENCE, Served
from tests.helpers.staff import AIRPORT, ZONE

BOT = int(TOKEN.partition(":")[0])
THEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
NAMES = {1001: "Omar Ali", 1002: "Huda Isa", 1003: "Sara Ahmed", 1004: "Yusuf Ahmed"}
DOOR = re.compile(r"\?start=([A-Za-z0-9_-]{22})")
WALL = re.compile(r"http://127\.0\.0\.1:\d+/[A-Za-z0-9_-]{22}")
ROOM = {"en": "Training room 3", "ar": "قاعة التدريب 3"}
LETTERS = {"en": ["A", "B"], "ar": ["أ", "ب"]}
HANDS = {"en": "A 5", "ar": "أ ٥"}
VOTES = {"en": "Votes: 3 of 3 phones · hands and paper: 5", "ar": "الأصوات: 3 من 3 هواتف"}
COUNTED = {"en": "8 votes", "ar": "8 أصوات"}
SIGNED = {"en": "Signed off · Huda Isa", "ar": "موقّعة ومعتمدة"}

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("clock")]


def a_cohort(conn: Connection, language: str) -> None:
    """A trainer with two members and a line of the list; and a master trainer."""
    for account, name in NAMES.items():
        who = f"person-{account}"
        person = Person(who, language, ZONE, THEN, notice=NOTICE, notice_at=THEN, enrolled_at=THEN)
        people.add(conn, person, Account(BOT, account, who))
        names.put(conn, who, "latin", name)
    for number, (account, role) in enumerate(((1001, TRAINER), (1002, MASTER))):
        given = Role(f"role-000000{number}", f"person-{account}", role, AIRPORT, None, THEN)
        roles.grant(conn, given)
    cohorts.create(conn, Cohort("cohort-00001", "Gates", AIRPORT, ZONE, THEN), "person-1001")
    for account in (1003, 1004):
        cohorts.join(conn, f"in-{account}", "cohort-00001", f"person-{account}", THEN)
    roster.add(conn, Place("place-000001", "cohort-00001", {"latin": "Lina Omar"}, None, THEN))


class Wall:
    """The projector's page, as its script asks for it."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        self._http = http
        self._address = address

    async def shows(self, phase: str) -> str:
        """What is on it as soon as it is in a phase; never a name of anybody there."""
        async with asyncio.timeout(PATIENCE):
            while f'data-phase="{phase}"' not in (text := await self._now()):
                assert not [name for name in (*NAMES.values(), "Lina Omar") if name in text]
        assert not [name for name in (*NAMES.values(), "Lina Omar") if name in text]
        return text

    async def _now(self) -> str:
        return (await self._http.get(f"{self._address}/now")).text


async def to_the_end(trainer: Someone) -> None:
    """Lead the class on, with whatever stands first, until there is nothing more to put to it."""
    while not (trainer.button(":vq:") and not trainer.button(":vt:")):
        ways = (":vd:", ":vm:", ":vn:", ":vt:", ":vc:", ":vz:")
        found = next((part for part in ways if trainer.button(part)), None)
        if found is None:
            return
        await trainer.turns_to(found)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_class_plays_a_case_and_it_is_signed(
    sandbox: Served, sqlite_url: str, language: str
) -> None:
    """Opened, joined, voted, counted, gone through, recorded, looked on at and signed."""
    shelf, listen = CaseLibrary({"kinds": kinds_case()}), f"127.0.0.1:{free_port()}"
    trainer, master, *phones = (Someone(sandbox.phone(1001 + n), language) for n in range(5))
    async with running_bot(sandbox, sqlite_url, shelf):
        pass  # so that there is a schema
    database = Database.open(sqlite_url)
    await database.write(lambda conn: a_cohort(conn, language))
    await database.close()
    more = {"room_url": f"http://{listen}", "room_listen": listen}
    async with (
        running_bot(sandbox, sqlite_url, shelf, **more),
        httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http,
    ):
        await trainer.phone.says("/cohorts")
        await trainer.phone.waits_for(lambda chat: trainer.button(":co:"))
        await trainer.goes(":co:", ":va:")
        await trainer.goes(":va:", ":vb:")
        await trainer.turns_to(":vb:")
        await trainer.phone.says(ROOM[language])
        await trainer.phone.waits_for(lambda chat: trainer.button(":vo:"))
        await trainer.goes(":vo:", ":vg:")
        found, door = WALL.search(trainer.text()), DOOR.search(trainer.text())
        assert found is not None
        assert door is not None
        wall = Wall(http, found.group())
        direction = {"en": "ltr", "ar": "rtl"}[language]
        assert f'lang="{language}" dir="{direction}"' in await wall.shows("lobby")

        for phone in phones[:2]:
            await phone.phone.says(f"/start {door.group(1)}")
            await phone.phone.waits_for(lambda _, phone=phone: phone.button(":vy:"))  # type: ignore[misc]
        await phones[2].comes(door.group(1))  # who was never here before
        await trainer.goes(":vg:", ":vz:")
        for phone in phones:
            await phone.phone.waits_for(lambda _, phone=phone: phone.button(":vv:"))  # type: ignore[misc]
            assert [label.partition(" · ")[0] for label in phone.labels()] == LETTERS[language]
        assert len({tuple(someone.labels()) for someone in phones}) == 1
        for phone, choice in zip(phones, ("ask", "send", "ask"), strict=True):
            await phone.turns_to(f":{choice}")
        assert 'class="bar"' not in await wall.shows("voting")

        await trainer.goes(":vh:", ":vs:")
        await trainer.phone.says(HANDS[language])
        await trainer.phone.waits_for(lambda chat: ": 5" in trainer.text())
        await trainer.goes(":vr:", ":vc:")
        assert VOTES[language] in re.sub("[\u2066-\u2069]", "", trainer.text())
        await trainer.goes(":vw:", ":vi:")
        await trainer.turns_to(":place-000001:")
        await trainer.goes(":vr:", ":vc:")
        await trainer.goes(":vc:", ":vt:")
        closed = await wall.shows("closed")
        assert COUNTED[language] in re.sub("[\u2066-\u2069]", "", closed)
        assert closed.count('class="bar"') == 2
        await phones[1].turns_to(":ask")  # too late
        assert not phones[1].button(":vv:")

        await master.phone.says("/sessions")
        await master.phone.waits_for(lambda chat: master.button(":v2:"))
        await master.goes(":v2:", ":v8:")
        await master.goes(":v8:", ":v3:")

        await to_the_end(trainer)
        await wall.shows("ending")
        await trainer.goes(":ve:", ":vx:")
        await trainer.goes(":vx:", ":vk:")
        await wall.shows("over")
        record = await trainer.turns_to(":vk:")
        assert ROOM[language] in record
        await trainer.turns_to(":vf:")
        sessions_list = trainer.newest()["message_id"]

        for criterion in criteria()[:LEAST]:
            await master.goes(f":{criterion.id}", f":{criterion.id}:3")
            await master.goes(f":{criterion.id}:3", ":v3:")
        await master.goes(":v6:", ":v5:")
        await master.turns_to(":v5:")
        await trainer.next_after(sessions_list)  # the news that it is signed, unasked
        record = await trainer.turns_to(":vk:")
        assert SIGNED[language] in re.sub("[\u2066-\u2069]", "", record)
