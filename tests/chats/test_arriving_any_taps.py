"""Whatever is tapped and typed in whatever order on arriving, what is kept stays in order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, select

from bot.app.onboarding.consent import NOTICE
from bot.app.person_names import clean_name
from bot.chat.kit.routes import Call, call
from bot.chat.learner.onboarding.notice import show_notice
from bot.chat.learner.onboarding.profile import (
    ask_own_agency,
    ask_own_job,
    ask_own_name,
    choose_own_agency,
    choose_own_job,
    confirm_own_profile,
    leave_name,
    own_profile,
    skip_onboarding,
    take_client_name,
)
from bot.chat.learner.onboarding.start import (
    accept_notice,
    choose_language,
    move_place_here,
    take_place,
)
from bot.chat.learner.today import today_below
from scenarios.case_library import CaseLibrary
from scenarios.catalogue import work
from storage.agencies.agencies import OTHER
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation, digest
from storage.cohorts.roster import Place
from storage.db import tables
from storage.people import names, people
from storage.people.people import Account, Person
from tests.helpers.front_desk import BOT
from tests.helpers.kinds_case import kinds_case
from tests.helpers.new_accounts import NewAccount, door

LINK, CODE, RENEWED, WRONG = "l" * 22, "p" * 22, "n" * 22, "w" * 22
TOKENS = ("", LINK, CODE, RENEWED, WRONG)
USES, CALLERS, STEPS = 3, 5, 60
TYPED = ("Mariam", "مريم", "<b>x</b>", "Noor 🌸", "", "/start", "/help", "/today", f"/start {LINK}")


def _prepare(conn: Connection) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    people.add(conn, Person("trainer-0001", "en", "UTC", now), Account(BOT, 1, "trainer-0001"))
    cohorts.create(conn, Cohort("c1", "Autumn", "airport-company", "UTC", now), "trainer-0001")
    roster.add(conn, Place("r1", "c1", {"latin": "Maya"}, "airport", now))
    for token, kind, uses in (
        (LINK, "cohort", USES),
        (CODE, "roster", 1),
        (RENEWED, "roster", 1),
    ):
        place = "r1" if kind == "roster" else None
        made = Invitation(digest(token), kind, now, cohort="c1", roster=place, uses=uses)  # type: ignore[arg-type]
        invitations.create(conn, made)


def _forged(dice: random.Random) -> Call:
    """A button of any screen, or one that there never was."""
    second = dice.random() < 0.5
    token = dice.choice(TOKENS)
    return dice.choice(
        (
            call(accept_notice, dice.choice(("en", "ar", "xx")), NOTICE, token),
            call(show_notice, "ar", token),
            call(move_place_here, token),
            call(take_place, token),
            call(ask_own_name, second),
            call(take_client_name, second),
            call(leave_name, second),
            call(ask_own_agency),
            call(choose_own_agency, dice.choice((*work.catalogue_agencies(), OTHER, "no-such"))),
            call(ask_own_job, second),
            call(choose_own_job, dice.choice((*work.fields_of_work(), "no-such"))),
            call(own_profile),
            call(confirm_own_profile),
            call(skip_onboarding),
            call(choose_language, dice.choice(("en", "ar"))),
            call(today_below),
        )
    )


async def _does_anything(caller: NewAccount, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(STEPS):
        caller.name = dice.choice(("Maya Devi", "مايا", "🌸", "<i>"))
        chance = dice.random()
        if chance < 0.2:
            await caller.says(dice.choice(TYPED))
        elif chance < 0.6 and caller.actions:
            await caller.taps(dice.choice(caller.actions))
        elif chance < 0.7 and caller.actions:
            await caller.at_once(*[dice.choice(caller.actions)] * 2)
        else:
            await caller.taps(_forged(dice))


def _check(conn: Connection, callers: Sequence[NewAccount]) -> None:
    persons = conn.execute(select(tables.people)).all()
    accounts = conn.execute(select(tables.accounts)).all()
    assert {account.person for account in accounts} == {person.id for person in persons}
    assert len({account.person for account in accounts}) == len(accounts)
    for person in persons:
        assert person.agency in {None, OTHER, *work.catalogue_agencies()}
        assert person.job in {None, *work.fields_of_work()}
        for script, name in names.of(conn, person.id).items():
            assert clean_name(name, script) == name  # type: ignore[arg-type]
    members = conn.execute(select(tables.memberships)).all()
    assert len({member.person for member in members}) == len(members)
    left = conn.execute(select(tables.invitations.c.uses)).scalars().all()
    assert all(uses is not None and uses >= 0 for uses in left)
    place = roster.get(conn, "r1")
    assert place is not None
    by_link = [member for member in members if member.person != place.person]
    assert len(by_link) <= USES
    assert len(persons) <= len(callers) + 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
async def test_five_accounts_do_anything_at_once(database_url: str, seed: int) -> None:
    """Nobody is made twice or lost, no use is given twice, nothing is kept that is not clean."""
    async with door(database_url, CaseLibrary({"kinds": kinds_case()})) as desk:
        await desk.parts.database.write(_prepare)
        callers = [NewAccount(desk, 5000 + number) for number in range(CALLERS)]
        await asyncio.gather(
            *(_does_anything(caller, 100 * seed + at) for at, caller in enumerate(callers))
        )
        await desk.parts.database.read(lambda conn: _check(conn, callers))
