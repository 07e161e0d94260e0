"""Invitations: what they bring to newcomers and to those who are here, and what they do not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update

from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import Call, call
from bot.chat.learner.moments import answer_moment
from bot.chat.learner.onboarding.notice import show_notice, show_notice_details
from bot.chat.learner.onboarding.profile import (
    ask_own_name,
    choose_own_agency,
    choose_own_job,
    own_profile,
    skip_onboarding,
    try_first_minute,
)
from bot.chat.learner.onboarding.start import accept_notice, move_place_here, take_place
from bot.chat.learner.today import today_below
from bot.locale import words
from bot.phrases.certificate_paper import CODED
from storage.agencies import agencies
from storage.agencies.agencies import PROMISED
from storage.cohorts import cohorts, invitations, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation, digest
from storage.cohorts.roster import Place
from storage.db import tables
from storage.people import names, people, roles
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE, Role
from tests.helpers.front_desk import BOT, FrontDesk
from tests.helpers.new_accounts import NewAccount, door
from tests.helpers.running import library

COHORT, CODE, ROLE, RENEWED = "c" * 22, "p" * 22, "r" * 22, "n" * 22
OTHER_CODE, SAME_COHORT, AGAIN = "o" * 22, "s" * 22, "a" * 22
CLINICS = "primary-health-care"
GROUP, PLACE = "cohort-00001", "place-000001"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    """A cohort of a trainer's, with an invitation, a personal code, and one into a role."""
    async with door(database_url, library()) as desk:
        await desk.parts.database.write(lambda conn: _prepare(conn, desk))
        yield desk


def _prepare(conn: Connection, desk: FrontDesk) -> None:
    now = desk.clock.now()
    people.add(conn, Person("trainer-0001", "en", "UTC", now), Account(BOT, 1, "trainer-0001"))
    cohorts.create(conn, Cohort(GROUP, "Autumn", CLINICS, "Asia/Bahrain", now), "trainer-0001")
    both = {"latin": "Mariam Saleh", "arabic": "مريم صالح"}
    roster.add(conn, Place(PLACE, GROUP, both, "nursing", now))
    basic = Invitation(digest(COHORT), "cohort", now, cohort=GROUP, created_by="trainer-0001")
    code = replace(basic, hash=digest(CODE), kind="roster", roster=PLACE, uses=1)
    invitations.create(conn, basic)
    invitations.create(conn, code)
    cohorts.create(conn, Cohort("cohort-00002", "Spring", CLINICS, "UTC", now), "trainer-0001")
    for token, cohort, place, name in (
        (OTHER_CODE, "cohort-00002", "place-000002", "Noor Ali"),
        (SAME_COHORT, GROUP, "place-000003", "Noor Ali"),
        (AGAIN, "cohort-00002", "place-000004", "Mariam Saleh"),
    ):
        roster.add(conn, Place(place, cohort, {"latin": name}, None, now))
        invitation = replace(code, hash=digest(token), cohort=cohort, roster=place)
        invitations.create(conn, invitation)
    invitations.create(
        conn,
        Invitation(digest(ROLE), "role", now, role="trainer", agency="airport-company", uses=1),
    )


@pytest.fixture
def caller(desk: FrontDesk) -> NewAccount:
    return NewAccount(desk, 5001, name="Somebody Else")


def accepts(token: str, language: str = "en") -> Call:
    return call(accept_notice, language, NOTICE, token)


async def in_group(caller: NewAccount) -> bool:
    person = await caller.person()
    return person is not None and await caller.read(
        lambda conn: cohorts.joined(conn, GROUP, person.id)
    )


async def renew(caller: NewAccount) -> None:
    """What a trainer's tap does: the old code is taken back, and there is a new one."""
    now = caller.desk.clock.now()
    new = Invitation(digest(RENEWED), "roster", now, cohort=GROUP, roster=PLACE, uses=1)

    def prepare(conn: Connection) -> None:
        invitations.revoke_codes(conn, [PLACE], now)
        invitations.create(conn, new)

    await caller.write(prepare)


async def test_an_invitation_brings_into_its_cohort_and_its_agency(caller: NewAccount) -> None:
    """The notice says where it leads; then work is asked, and the agency is known."""
    await caller.says(f"/start {COHORT}")
    assert "Autumn" in caller.text
    assert caller.find(accept_notice) == accepts(COHORT)
    assert await caller.person() is None

    await caller.taps(accepts(COHORT))
    assert "Autumn" in caller.text
    assert await in_group(caller)
    assert not caller.has(choose_own_agency)
    assert caller.actions[0] == call(choose_own_job, "nursing")
    await caller.taps(call(choose_own_job, "nursing"))
    assert caller.has(answer_moment)
    await caller.taps(call(own_profile))
    assert "Autumn" in caller.text
    assert "Primary Health Care Centres" in caller.text


async def test_an_invitation_may_begin_like_the_code_of_a_certificate(caller: NewAccount) -> None:
    """One random token of four thousand does."""
    token = CODED + "x" * 20
    invitation = Invitation(digest(token), "cohort", caller.desk.clock.now(), cohort=GROUP)
    await caller.write(lambda conn: invitations.create(conn, invitation))
    await caller.says(f"/start {token}")
    assert "Autumn" in caller.text


async def test_the_token_stays_with_the_notice_in_every_language(caller: NewAccount) -> None:
    """It travels in the buttons, and what is said of it is said in each language."""
    await caller.says(f"/start {COHORT}")
    assert call(show_notice, "ar", COHORT) in caller.actions
    await caller.taps(call(show_notice, "ar", COHORT))
    assert "هذه الدعوة إلى مجموعة" in caller.text
    await caller.taps(caller.find(accept_notice))
    assert await in_group(caller)
    person = await caller.person()
    assert person is not None
    assert person.language == "ar"


async def test_a_personal_code_knows_everything(caller: NewAccount) -> None:
    """One screen, one tap, done: the name of the list is taken, and not that of the client."""
    await caller.says(f"/start {CODE}")
    assert "Mariam Saleh" in caller.text
    await caller.taps(accepts(CODE))
    for said in ("Mariam Saleh", "مريم صالح", "Primary Health Care Centres", "Nursing", "Autumn"):
        assert said in caller.text
    assert caller.has(try_first_minute)

    person = await caller.person()
    assert person is not None
    assert person.enrolled_at == caller.desk.clock.now()
    assert (person.agency, person.job) == (CLINICS, "nursing")
    assert await caller.read(lambda conn: names.of(conn, person.id)) == {
        "latin": "Mariam Saleh",
        "arabic": "مريم صالح",
    }
    assert await in_group(caller)
    await caller.taps(call(try_first_minute))
    assert caller.has(answer_moment)


async def test_double_tap_on_a_personal_code_repeats_the_screen(
    caller: NewAccount,
) -> None:
    """Whether the finger was quick, or the first answer was lost on its way."""
    await caller.taps(accepts(CODE))
    first = caller.screen
    await caller.taps(accepts(CODE))
    assert caller.screen == first
    caller.desk.clock.passes(3600)
    await caller.taps(accepts(CODE))
    assert "You are in the cohort" in caller.text


async def test_fields_of_a_personal_code_can_be_corrected(caller: NewAccount) -> None:
    await caller.taps(accepts(CODE))
    await caller.taps(caller.find(own_profile))
    await caller.taps(caller.find(ask_own_name))
    await caller.says("Mariam S. Saleh")
    await caller.says("/start")
    person = await caller.person()
    assert person is not None
    found = await caller.read(lambda conn: names.of(conn, person.id))
    assert found["latin"] == "Mariam S. Saleh"


async def test_role_invitation_grants_its_role(caller: NewAccount) -> None:
    """On arriving, to the one who opens it first; the agency is known."""
    await caller.says(f"/start {ROLE}")
    assert "trainer" in caller.text
    assert "Bahrain Airport Company" in caller.text
    await caller.taps(accepts(ROLE))
    assert "/help" in caller.text

    person = await caller.person()
    assert person is not None
    assert person.agency == "airport-company"
    (role,) = await caller.read(lambda conn: roles.of(conn, person.id))
    assert (role.role, role.agency) == ("trainer", "airport-company")

    other = NewAccount(caller.desk, 5002)
    await other.taps(accepts(ROLE))
    second = await other.person()
    assert second is not None
    assert await caller.read(lambda conn: roles.of(conn, second.id)) == []


@pytest.mark.parametrize("agency", ["airport-company", EVERYWHERE, CLINICS])
async def test_role_is_granted_only_while_the_inviter_may_grant_it(
    caller: NewAccount, agency: str
) -> None:
    """An admin of that agency, or of all; not one of another, nor one whose role has ended."""
    now = caller.desk.clock.now()
    admin = Role("role-0000001", "trainer-0001", "admin", agency, None, now)
    mine = update(tables.invitations).values(created_by="trainer-0001")
    await caller.write(lambda conn: roles.grant(conn, admin))
    await caller.write(lambda conn: conn.execute(mine))
    other = NewAccount(caller.desk, 5002)
    await other.says(f"/start {ROLE}")
    assert ("role: trainer" in other.text) == (agency != CLINICS)

    await caller.write(lambda conn: roles.end(conn, admin.id, now))
    await caller.says(f"/start {ROLE}")
    assert "was taken back" in caller.text
    await caller.taps(accepts(ROLE))
    person = await caller.person()
    assert person is not None
    assert await caller.read(lambda conn: roles.of(conn, person.id)) == []


@pytest.mark.parametrize("pledge", [None, "refused", PROMISED])
async def test_notice_states_the_agencys_pledge(caller: NewAccount, pledge: str | None) -> None:
    await caller.write(lambda conn: agencies.answer_pledge(conn, CLINICS, pledge, None, None))
    await caller.says(f"/start {COHORT}")

    assert ("promises not to use it for appraisal" in caller.text) == (pledge == PROMISED)
    assert ("hasn't promised" in caller.text) == (pledge != PROMISED)
    await caller.taps(caller.find(show_notice_details))
    assert ("has promised not to use" in caller.text) == (pledge == PROMISED)
    assert ("has not yet promised" in caller.text) == (pledge != PROMISED)
    assert caller.find(accept_notice) == accepts(COHORT)


def _over(why: str, caller: NewAccount) -> dict[str, Any]:
    now = caller.desk.clock.now()
    ends: dict[str, dict[str, Any]] = {
        "expired": {"expires_at": now},
        "revoked": {"revoked_at": now},
        "used": {"uses": 0},
    }
    return ends[why]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("expired", "This invitation has expired."),
        ("revoked", "This invitation was taken back."),
        ("used", "This invitation has been used up."),
    ],
)
async def test_expired_invitation_is_explained_and_onboarding_continues(
    caller: NewAccount, why: str, said: str, language: str
) -> None:
    """With what to do about it; the person arrives all the same, in no cohort."""
    speak = words(language)
    caller.language = language
    over = _over(why, caller)
    await caller.write(lambda conn: conn.execute(update(tables.invitations).values(over)))
    await caller.says(f"/start {COHORT}")
    assert speak.say(said) in caller.text
    assert speak.say("Ask for a new one where you got it.") in caller.text
    assert speak.say("You can begin without it.") in caller.text

    await caller.taps(accepts(COHORT, language))
    assert speak.say(said) in caller.text
    assert caller.has(skip_onboarding)
    assert await caller.person() is not None
    assert not await in_group(caller)


@pytest.mark.parametrize(
    "token", ["x" * 22, "x", "x" * 64, "../../etc", "' or 1=1", "<b>", "\ud800", "c" * 21 + " "]
)
async def test_invalid_invitation_is_explained_and_onboarding_continues(
    caller: NewAccount, token: str
) -> None:
    await caller.says(f"/start {token}")
    assert "don't know this" in caller.text
    await caller.taps(caller.find(accept_notice))
    assert caller.has(skip_onboarding)
    assert not await in_group(caller)

    await caller.taps(call(skip_onboarding))
    await caller.says(f"/start {token}")
    assert "don't know this" in caller.text
    assert "begin without" not in caller.text


async def test_after_ten_wrong_tokens_nobody_looks_for_an_hour(caller: NewAccount) -> None:
    """Not even at a good one; another account is not held up; the same one twice counts once."""
    for number in (0, 0, 0, *range(10)):
        await caller.says(f"/start {number:022}")
        assert "don't know this" in caller.text
    await caller.says(f"/start {COHORT}")
    assert "Too many" in caller.text
    await caller.taps(accepts(COHORT))
    assert not await in_group(caller)
    other = NewAccount(caller.desk, 5002)
    await other.says(f"/start {COHORT}")
    assert "Autumn" in other.text

    caller.desk.clock.passes(3601)
    await caller.says(f"/start {COHORT}")
    assert await in_group(caller)


async def test_known_person_joins_without_a_second_notice(caller: NewAccount) -> None:
    """Once, however often it is opened; their own agency stays where they have one."""
    await caller.taps(accepts(""))
    await caller.taps(call(choose_own_agency, "csr-society"))
    await caller.taps(call(skip_onboarding))
    for _ in range(3):
        await caller.says(f"/start {COHORT}")
        assert not caller.has(accept_notice)
        assert "You are in the cohort “Autumn”." in caller.text
        assert caller.has(today_below)

    person = await caller.person()
    assert person is not None
    assert person.agency == "csr-society"
    count = select(func.count()).select_from(tables.memberships)
    assert await caller.read(lambda conn: conn.execute(count).scalar_one()) == 1


async def test_agency_of_the_cohort_replaces_another_choice(caller: NewAccount) -> None:
    await caller.taps(accepts(""))
    await caller.taps(call(choose_own_agency, agencies.OTHER))
    await caller.says(f"/start {COHORT}")

    person = await caller.person()
    assert person is not None
    assert person.agency == CLINICS


async def test_invitation_use_is_counted_once_per_person(caller: NewAccount) -> None:
    """The notice costs none, a double tap one, and coming again none."""
    await caller.write(lambda conn: conn.execute(update(tables.invitations).values(uses=2)))
    await caller.says(f"/start {COHORT}")
    await caller.taps(call(show_notice, "ar", COHORT))
    await caller.at_once(*(accepts(COHORT) for _ in range(5)))
    await caller.says(f"/start {COHORT}")

    left = select(tables.invitations.c.uses).where(tables.invitations.c.hash == digest(COHORT))
    assert await caller.read(lambda conn: conn.execute(left).scalar_one()) == 1
    assert await in_group(caller)


async def test_a_claimed_code_is_no_good_to_another_account(caller: NewAccount) -> None:
    """Only a renewed one moves a place."""
    await caller.taps(accepts(CODE))
    other = NewAccount(caller.desk, 5002)
    await other.says(f"/start {CODE}")
    assert "used up" in other.text
    await other.taps(call(move_place_here, CODE))
    assert await other.person() is None


async def _with_attempt(caller: NewAccount) -> Person:
    """The place is taken, and something was begun."""
    await caller.taps(accepts(CODE))
    await caller.taps(call(try_first_minute))
    person = await caller.person()
    assert person is not None
    return person


async def test_an_account_with_a_place_of_its_own_takes_no_other(caller: NewAccount) -> None:
    """As when a trainer opens the code of one of theirs: nobody becomes somebody else."""
    person = await _with_attempt(caller)
    await renew(caller)
    other = NewAccount(caller.desk, 5002)
    await other.taps(accepts(ROLE))
    await other.taps(call(skip_onboarding))
    before = await other.person()
    await other.says(f"/start {RENEWED}")
    assert not other.has(move_place_here)
    await other.taps(call(move_place_here, RENEWED))

    assert await other.person() == before
    assert await caller.person() == person


async def test_known_person_confirms_before_claiming_a_named_place(
    caller: NewAccount,
) -> None:
    """As when the code of another is opened out of curiosity."""
    await caller.taps(accepts(""))
    await caller.taps(call(skip_onboarding))
    await caller.says(f"/start {CODE}")
    assert "Mariam Saleh" in caller.text
    assert caller.find(today_below)
    assert not await in_group(caller)

    await caller.taps(caller.find(take_place))
    assert "You are in the cohort" in caller.text
    assert await in_group(caller)
    person = await caller.person()
    assert person is not None
    assert (person.agency, person.job) == (CLINICS, "nursing")


@pytest.mark.parametrize("token", [ROLE, OTHER_CODE])
async def test_a_code_taken_by_mistake_moves_no_account_with_more_work(
    caller: NewAccount, token: str
) -> None:
    """Or the one who was meant would become them, with their role, or their own place."""
    await caller.taps(accepts(token))
    await caller.says(f"/start {CODE}")
    await caller.taps(call(take_place, CODE))
    before = await caller.person()
    await renew(caller)
    other = NewAccount(caller.desk, 5002)
    await other.says(f"/start {RENEWED}")
    assert "no code of a list can move it" in other.text
    await other.taps(call(move_place_here, RENEWED))

    assert await other.person() is None
    assert await caller.person() == before


async def test_member_cannot_claim_a_second_place_in_the_cohort(caller: NewAccount) -> None:
    await caller.taps(accepts(CODE))
    await caller.says(f"/start {SAME_COHORT}")
    await caller.taps(call(take_place, SAME_COHORT))
    assert "You are in the cohort" in caller.text

    place = await caller.read(lambda conn: roster.get(conn, "place-000003"))
    assert place is not None
    assert place.person is None


async def test_former_member_returns_by_a_renewed_code(caller: NewAccount) -> None:
    await caller.taps(accepts(CODE))
    person = await caller.person()
    assert person is not None
    await caller.write(lambda conn: cohorts.leave(conn, GROUP, person.id, caller.desk.clock.now()))
    await caller.says(f"/start {CODE}")
    assert "used up" in caller.text
    assert not await in_group(caller)
    await renew(caller)
    await caller.says(f"/start {RENEWED}")
    assert await in_group(caller)


async def test_owner_of_the_place_may_open_a_renewed_code(caller: NewAccount) -> None:
    person = await _with_attempt(caller)
    await renew(caller)
    await caller.says(f"/start {RENEWED}")
    assert "You are in the cohort" in caller.text
    await caller.taps(call(move_place_here, RENEWED))

    found = await caller.person()
    assert found is not None
    assert found.id == person.id


async def test_an_invitation_that_ends_while_the_notice_is_read(caller: NewAccount) -> None:
    """What counts is whether it is good when it is accepted."""
    until = caller.desk.clock.now() + timedelta(minutes=1)
    await caller.write(
        lambda conn: conn.execute(update(tables.invitations).values(expires_at=until))
    )
    await caller.says(f"/start {COHORT}")
    caller.desk.clock.passes(61)
    await caller.taps(caller.find(accept_notice))

    assert "has expired" in caller.text
    assert not await in_group(caller)
