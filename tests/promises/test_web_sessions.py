"""The console opens to whoever holds link, number and account together, and to nobody after."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select
from structlog.testing import capture_logs

from bot.app.access import role_admin
from bot.app.errors import NotFound
from bot.app.onboarding import recovery_codes, sign_out
from bot.app.onboarding.consent import NOTICE
from bot.app.operations.housekeeping import USED, Housekeeping
from bot.app.ports import SystemDice
from bot.app.request import Request
from bot.app.web_sessions import confirmations, sessions, sign_in
from bot.app.web_sessions.confirmations import ConfirmationState, DangerousAct, Intent
from bot.app.web_sessions.sign_in import Choice, LinkRequest
from storage import Database
from storage.db.tables import metadata
from storage.outbox import jobs
from storage.people import people, roles
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE, Role
from storage.personal_data import account_transfers, erasure
from storage.web_sessions import sign_ins, tokens
from tests.promises.makers import BOT, NOON, add_person, minutes

DICE = SystemDice()
LINK = "link-token"
MINA, OMAR = "mina", "omar"
ISSUER = "https://login.example.org"
NOW = NOON
SOON = NOW + minutes(5)


def request(person: str = MINA, now: datetime = NOW) -> Request:
    return Request(Person(person, "en", "Asia/Bahrain", NOON), now)


def fill(conn: Connection) -> None:
    """Mina is a trainer, Omar an admin of all agencies, Huda a learner."""
    for number, (person, role, agency) in enumerate(
        ((MINA, "trainer", "airport"), (OMAR, "admin", EVERYWHERE), ("huda", None, "")), 1
    ):
        add_person(conn, person, number)
        people.change(conn, person, notice=NOTICE)
        if role:
            roles.grant(conn, Role(f"r-{person}", person, role, agency, None, NOON))


@pytest.fixture
async def staff(database: Database) -> Database:
    await database.write(fill)
    return database


def ask(conn: Connection, person: str = MINA, link: str = LINK, now: datetime = NOW) -> str:
    """Ask for a link; return the request's id."""
    made = sign_in.request_link(conn, request(person, now), link, DICE)
    assert made is LinkRequest.MADE
    return sign_ins.pending(conn, person)[-1]


def open_link(conn: Connection, link: str = LINK) -> tuple[str, int]:
    """Open a link; return the page's token and its number."""
    opened = sign_in.open_link(conn, link, NOW)
    return opened.page_token, opened.number


def is_good(conn: Connection, link: str = LINK, now: datetime = NOW) -> bool:
    """Whether a link opens."""
    try:
        sign_in.open_link(conn, link, now)
    except NotFound:
        return False
    return True


def take(conn: Connection, page: str, now: datetime = NOW) -> str | None:
    """Take the session of a page: its token, "" while it waits, None when it is over."""
    try:
        return sign_in.take_session(conn, page, now, DICE) or ""
    except NotFound:
        return None


def enter(conn: Connection, person: str = MINA, now: datetime = NOW) -> str:
    """Sign in by link and number; return the session's token."""
    request_id = ask(conn, person, f"link-{person}-{now}", now)
    opened = sign_in.open_link(conn, f"link-{person}-{now}", now)
    chosen = sign_in.choose_number(conn, request(person, now), request_id, opened.number)
    assert chosen is Choice.RIGHT
    session = sign_in.take_session(conn, opened.page_token, now, DICE)
    assert session
    return session


def whose(conn: Connection, session: str, now: datetime = NOW) -> str | None:
    found = sessions.find(conn, session, now)
    if found is None:
        return None
    if sessions.is_to_touch(found, now):
        sessions.touch(conn, found, now)
    return found.person.id


def count(conn: Connection, table: str) -> int:
    return conn.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


async def test_link_number_and_page_together_begin_a_session(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        session = enter(conn)
        assert whose(conn, session) == MINA
        assert whose(conn, "another-token") is None
        assert whose(conn, tokens.digest(session)) is None  # what is stored

    await staff.write(unit)


async def test_a_link_alone_opens_nothing(staff: Database) -> None:
    """Neither its page, nor the number without a page, nor another browser with the same link."""

    def unit(conn: Connection) -> None:
        request_id = ask(conn)
        stored = sign_ins.get(conn, request_id)
        assert stored is not None
        assert sign_in.offered_numbers(conn, request(), request_id) == ()
        assert sign_in.choose_number(conn, request(), request_id, stored.number) is Choice.OVER

        page, number = open_link(conn)
        assert number == stored.number
        offered = sign_in.offered_numbers(conn, request(), request_id)
        assert number in offered
        assert len(set(offered)) == sign_in.OFFERED
        assert sign_in.offered_numbers(conn, request(OMAR), request_id) == ()
        assert not is_good(conn)  # for a thief, now that it was opened
        assert sign_in.state(conn, page, NOW) == sign_in.OPENED
        assert take(conn, page) == ""
        assert sign_in.choose_number(conn, request(OMAR), request_id, number) is Choice.OVER
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.RIGHT
        for token in (LINK, "another page", request_id, tokens.digest(page)):
            assert sign_in.state(conn, token, NOW) == sign_in.OVER
            assert take(conn, token) is None
        assert sign_in.state(conn, page, NOW) == sign_in.MATCHED
        session = take(conn, page)
        assert session
        assert whose(conn, session) == MINA

    await staff.write(unit)


async def test_a_page_asks_in_the_chat_at_once(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        request_id = ask(conn)
        open_link(conn)
        job = jobs.get(conn, "notice", f"{sign_in.CHOOSE}:{request_id}")
        assert job is not None
        assert (job.person, job.not_after) == (MINA, NOW + sign_in.LINK_LIFETIME)
        assert job.due <= NOW
        assert job.payload == {"what": sign_in.CHOOSE, "request": request_id, "urgent": True}

    await staff.write(unit)


async def test_a_page_takes_its_session_once(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        request_id = ask(conn)
        page, number = open_link(conn)
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.RIGHT
        assert take(conn, page)
        assert take(conn, page) is None
        assert sign_in.state(conn, page, NOW) == sign_in.OVER
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.OVER
        assert not is_good(conn)
        assert count(conn, "web_sessions") == 1

    await staff.write(unit)


@pytest.mark.parametrize("late", [minutes(2), minutes(500)])
async def test_after_two_minutes_each_step_is_too_late(staff: Database, late: timedelta) -> None:
    def unit(conn: Connection) -> None:
        after = NOW + late
        ask(conn, link="first")
        assert not is_good(conn, "first", after)

        request_id = ask(conn, link="second")
        page, number = open_link(conn, "second")
        offered = sign_in.offered_numbers(conn, request(now=after), request_id)
        assert offered == ()
        chosen = sign_in.choose_number(conn, request(now=after), request_id, number)
        assert chosen is Choice.OVER

        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.RIGHT
        assert sign_in.state(conn, page, after) == sign_in.OVER
        assert take(conn, page, after) is None
        assert count(conn, "web_sessions") == 0

    await staff.write(unit)


async def test_a_wrong_number_ends_the_request_and_is_logged_without_who(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        request_id = ask(conn)
        page, number = open_link(conn)
        wrong = next(
            each for each in sign_in.offered_numbers(conn, request(), request_id) if each != number
        )
        with capture_logs() as logs:
            assert sign_in.choose_number(conn, request(), request_id, wrong) is Choice.WRONG
        assert [line["event"] for line in logs] == ["sign-in to the console refused"]
        assert not {MINA, request_id, str(number)} & {str(value) for value in logs[0].values()}
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.OVER
        assert take(conn, page) is None
        assert not is_good(conn)

    await staff.write(unit)


async def test_denial_ends_the_request(staff: Database) -> None:
    """Also after the number was chosen; nobody else can say it for them."""

    def unit(conn: Connection) -> None:
        request_id = ask(conn)
        page, number = open_link(conn)
        sign_in.refuse(conn, request(OMAR), request_id)
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.RIGHT
        sign_in.refuse(conn, request(), request_id)
        assert take(conn, page) is None

    await staff.write(unit)


async def test_a_new_link_ends_the_one_before(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        first = ask(conn, link="first")
        page, number = open_link(conn, "first")
        ask(conn, link="second")
        assert sign_in.choose_number(conn, request(), first, number) is Choice.OVER
        assert sign_in.state(conn, page, NOW) == sign_in.OVER
        assert jobs.get(conn, "notice", f"{sign_in.CHOOSE}:{first}") is None
        assert is_good(conn, "second")

    await staff.write(unit)


async def test_only_so_many_links_an_hour_and_only_for_people_with_a_role(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        def asks(person: str, now: datetime = NOW) -> LinkRequest:
            token = sign_in.new_token()
            return sign_in.request_link(conn, request(person, now), token, DICE)

        assert asks("huda") is LinkRequest.NO_PAGE
        for _ in range(sign_in.MOST):
            assert asks(MINA) is LinkRequest.MADE
        assert asks(MINA) is LinkRequest.TOO_MANY
        assert asks(OMAR) is LinkRequest.MADE
        assert asks(MINA, NOW + sign_in.COUNTED) is LinkRequest.MADE

    await staff.write(unit)


async def test_a_session_ends_after_twelve_hours_and_an_admins_after_idle_minutes(
    staff: Database,
) -> None:
    def unit(conn: Connection) -> None:
        of_mina, of_omar = enter(conn), enter(conn, OMAR)
        almost = NOW + sessions.LASTS - minutes(1)
        assert whose(conn, of_mina, almost) == MINA  # nobody is idle who is no admin
        assert whose(conn, of_mina, NOW + sessions.LASTS) is None

        at = NOW
        for gap in (10, 29, 29, 29.5):
            at += minutes(gap)
            assert whose(conn, of_omar, at) == OMAR
        assert whose(conn, of_omar, at + sessions.ADMIN_IDLE) is None

    await staff.write(unit)


async def test_active_admin_session_ends_after_twelve_hours(
    staff: Database,
) -> None:
    def unit(conn: Connection) -> None:
        session = enter(conn, OMAR)
        for tens in range(12 * 6):
            assert whose(conn, session, NOW + minutes(10 * tens)) == OMAR
        assert whose(conn, session, NOW + minutes(12 * 60)) is None

    await staff.write(unit)


async def test_use_is_recorded_once_a_minute_and_looking_writes_nothing(staff: Database) -> None:
    def unit(conn: Connection) -> str:
        session, used = enter(conn), []
        for seconds in (20, 59, 60, 90, 119, 120):
            assert whose(conn, session, NOW + timedelta(seconds=seconds)) == MINA
            found = sessions.find(conn, session, NOW)
            assert found is not None
            used.append(int((found.used_at - NOW).total_seconds()))
        assert used == [0, 0, 60, 60, 60, 120]
        return session

    session = await staff.write(unit)
    found = await staff.read(lambda conn: sessions.find(conn, session, NOW + minutes(9)))
    assert found is not None
    assert sessions.is_to_touch(found, NOW + minutes(9))


async def test_a_session_ends_with_the_last_role(staff: Database) -> None:
    """It does not come back with another role; a link that was asked before opens nothing."""

    def unit(conn: Connection) -> None:
        roles.grant(conn, Role("second", MINA, "supervisor", "airport", None, NOON))
        session = enter(conn)
        first, second = roles.of(conn, MINA)
        role_admin.revoke(conn, first, NOW)
        assert whose(conn, session) == MINA
        request_id = ask(conn)
        _, number = open_link(conn)
        role_admin.revoke(conn, second, NOW)
        assert whose(conn, session) is None
        assert sign_in.choose_number(conn, request(), request_id, number) is Choice.OVER
        roles.grant(conn, Role("third", MINA, "trainer", "airport", None, NOON))
        assert whose(conn, session) is None

    await staff.write(unit)


async def test_a_role_that_ended_otherwise_ends_the_session_too(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        session = enter(conn)
        roles.end(conn, f"r-{MINA}", NOW)
        assert whose(conn, session) is None

    await staff.write(unit)


def _erase(conn: Connection) -> None:
    assert erasure.erase(conn, MINA, NOW, DICE.id)


def _sign_out(conn: Connection) -> None:
    assert sign_out.sign_out(conn, MINA, NOW)


def _sign_out_with_code(conn: Connection) -> None:
    assert recovery_codes.sign_out_with_code(conn, request())


def _move(conn: Connection) -> None:
    account_transfers.replace_accounts(conn, MINA, [Account(BOT, 99, MINA)], NOW, DICE.id)


@pytest.mark.parametrize("end", [_erase, _sign_out, _sign_out_with_code, _move])
async def test_erasing_signing_out_and_moving_end_everything(
    staff: Database, end: Callable[[Connection], None]
) -> None:
    """Sessions, links, confirmations and linked logins; of nobody else."""

    def unit(conn: Connection) -> None:
        of_mina, of_omar = enter(conn), enter(conn, OMAR)
        sign_in.link_identity(conn, request(), ISSUER, "s-7")
        session = sessions.of_person(conn, request())[0]
        confirmations.ask(conn, request(), session.id, INTENT, DICE)
        ask(conn)
        end(conn)
        assert whose(conn, of_mina) is None
        assert whose(conn, of_omar) == OMAR
        assert not is_good(conn)
        assert sign_in.from_institution(conn, ISSUER, "s-7", NOW, DICE) is None
        assert [count(conn, table) for table in ("web_sessions", "web_confirmations")] == [1, 0]

    await staff.write(unit)


async def test_people_see_and_end_their_own_sessions(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        first, second = enter(conn), enter(conn, now=SOON)
        of_omar = enter(conn, OMAR)
        held = sessions.of_person(conn, request(now=SOON))
        assert [session.created_at for session in held] == [SOON, NOW]
        assert not sessions.end(conn, request(OMAR), held[1].id)
        assert sessions.end(conn, request(now=SOON), held[1].id)
        assert whose(conn, first, SOON) is None
        assert whose(conn, second, SOON) == MINA
        sessions.end_all(conn, MINA)
        assert sessions.of_person(conn, request(now=SOON)) == []
        assert whose(conn, of_omar, SOON) == OMAR

    await staff.write(unit)


async def test_a_mini_app_of_a_learner_holds_and_its_init_data_is_taken_once(
    staff: Database,
) -> None:
    def unit(conn: Connection) -> None:
        def opens(hash_: str, telegram_id: int, until: datetime = SOON) -> str | None:
            return sign_in.from_telegram(conn, (BOT, telegram_id), (hash_, until), NOW, DICE)

        session = opens("h1", 3)
        assert session
        assert whose(conn, session) == "huda"
        assert opens("h1", 3) is None
        assert opens("h1", 1) is None
        assert opens("h2", 404) is None
        assert opens("h3", 1, NOW) is None
        people.change(conn, MINA, notice=NOTICE - 1)
        assert opens("h4", 1) is None
        assert count(conn, "web_sessions") == 1

    await staff.write(unit)


async def test_an_institutions_login_opens_once_it_was_linked(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        def opens(subject: str, issuer: str = ISSUER) -> str | None:
            return sign_in.from_institution(conn, issuer, subject, NOW, DICE)

        assert opens("s-7") is None
        assert sign_in.link_identity(conn, request(), ISSUER, "s-7")
        assert sign_in.link_identity(conn, request(), ISSUER, "s-7")
        assert not sign_in.link_identity(conn, request(OMAR), ISSUER, "s-7")
        session = opens("s-7")
        assert session
        assert whose(conn, session) == MINA
        assert opens("s-7", "https://other.example.org") is None
        assert sign_in.link_identity(conn, request(), ISSUER, "s-8")  # in place of the other
        assert opens("s-7") is None
        roles.end(conn, f"r-{MINA}", NOW)
        assert opens("s-8") is None
        assert sign_in.unlink_identity(conn, request(), ISSUER)
        assert sign_in.linked_identities(conn, request()) == []

    await staff.write(unit)


INTENT = Intent(DangerousAct.GIVE_ROLE, "person", "huda", {"role": "trainer", "agency": "airport"})
OTHERS = (
    replace(INTENT, act=DangerousAct.ERASE),
    replace(INTENT, object=OMAR),
    replace(INTENT, kind="role"),
    replace(INTENT, content={"role": "admin", "agency": "airport"}),
)


async def test_confirmed_act_is_done_once_and_alone(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        def state(session: str = "one") -> ConfirmationState:
            return confirmations.state(conn, request(), session, asked)

        asked = confirmations.ask(conn, request(), "one", INTENT, DICE)
        assert state() is ConfirmationState.WAITING
        assert not confirmations.use(conn, request(), "one", asked, INTENT)
        assert confirmations.answer(conn, request(OMAR), asked, granted=True) is None
        answered = confirmations.answer(conn, request(), asked, granted=True)
        assert answered is not None
        assert (answered.act, answered.object) == ("give-role", "huda")
        assert confirmations.answer(conn, request(), asked, granted=False) is None
        assert state() is ConfirmationState.GRANTED
        assert state("another") is ConfirmationState.OVER
        assert not any(confirmations.use(conn, request(), "one", asked, each) for each in OTHERS)
        assert not confirmations.use(conn, request(), "another", asked, INTENT)
        assert not confirmations.use(conn, request(OMAR), "one", asked, INTENT)
        assert confirmations.use(conn, request(), "one", asked, INTENT)
        assert not confirmations.use(conn, request(), "one", asked, INTENT)
        assert state() is ConfirmationState.OVER

    await staff.write(unit)


async def test_a_confirmation_is_fresh_and_a_refusal_stands(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        late = request(now=NOW + confirmations.LIFETIME)
        asked = confirmations.ask(conn, request(), "one", INTENT, DICE)
        assert confirmations.answer(conn, late, asked, granted=True) is None
        assert confirmations.answer(conn, request(), asked, granted=True)
        assert not confirmations.use(conn, late, "one", asked, INTENT)

        asked = confirmations.ask(conn, request(), "one", INTENT, DICE)
        assert confirmations.answer(conn, request(), asked, granted=False)
        assert not confirmations.use(conn, request(), "one", asked, INTENT)
        refused = confirmations.state(conn, request(), "one", asked)
        assert refused is ConfirmationState.REFUSED

        first = confirmations.ask(conn, request(), "one", INTENT, DICE)
        confirmations.ask(conn, request(), "one", INTENT, DICE)
        assert confirmations.answer(conn, request(), first, granted=True) is None

    await staff.write(unit)


async def test_an_act_that_nobody_asked_for_ends_the_session_that_asked(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        session, other = enter(conn), enter(conn, now=SOON)
        mine = sessions.find(conn, session, NOW)
        assert mine is not None
        asked = confirmations.ask(conn, request(), mine.id, INTENT, DICE)
        assert not confirmations.disown(conn, request(OMAR), asked)
        assert confirmations.disown(conn, request(), asked)
        assert whose(conn, session) is None
        assert whose(conn, other, SOON) == MINA

    await staff.write(unit)


@dataclass(frozen=True)
class FixedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at


async def test_expired_rows_are_deleted(staff: Database) -> None:
    def unit(conn: Connection) -> None:
        enter(conn)
        enter(conn, now=NOW + minutes(60))
        confirmations.ask(conn, request(), "one", INTENT, DICE)
        sign_in.from_telegram(conn, (BOT, 3), ("h", SOON), NOW, DICE)

    await staff.write(unit)
    await Housekeeping(staff, FixedClock(NOW + sessions.LASTS)).purge()
    tables = ("web_sign_ins", "web_sessions", "web_confirmations", "used_init_data")
    left = await staff.read(lambda conn: [count(conn, table) for table in tables])
    assert left == [0, 1, 0, 1]
    await Housekeeping(staff, FixedClock(SOON + USED)).purge()
    assert await staff.read(lambda conn: count(conn, "used_init_data")) == 0


async def test_used_init_data_is_refused_though_the_clock_was_ahead_meanwhile(
    staff: Database,
) -> None:
    def enter(conn: Connection) -> str | None:
        return sign_in.from_telegram(conn, (BOT, 3), ("h", SOON), NOW, DICE)

    assert await staff.write(enter)
    await Housekeeping(staff, FixedClock(SOON + minutes(480))).purge()
    assert await staff.write(enter) is None


async def test_of_two_polls_at_once_one_takes_the_session(staff: Database) -> None:
    def prepare(conn: Connection) -> str:
        request_id = ask(conn)
        page, number = open_link(conn)
        sign_in.choose_number(conn, request(), request_id, number)
        return page

    page = await staff.write(prepare)
    taken = await asyncio.gather(*(staff.write(lambda conn: take(conn, page)) for _ in range(3)))
    assert len([token for token in taken if token]) == 1


async def test_the_same_init_data_from_two_sides_at_once_is_taken_once(staff: Database) -> None:
    def enter(conn: Connection) -> str | None:
        return sign_in.from_telegram(conn, (BOT, 1), ("h", SOON), NOW, DICE)

    taken = await asyncio.gather(*(staff.write(enter) for _ in range(3)))
    assert len([token for token in taken if token]) == 1
