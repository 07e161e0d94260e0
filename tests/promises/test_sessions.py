"""Sessions with a class: votes that count once and are forgotten, who is there, who signed what."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from storage import Database
from storage.authoring import editions
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import tables as t
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import Session
from storage.personal_data import erasure
from tests.promises.makers import BOT, NOON, add_person, an_edition, minutes

PEOPLE = ("trainer", "p1", "p2", "p3")


def a_session(id: str = "s1", **more: Any) -> Session:  # noqa: A002
    row: dict[str, Any] = {
        "id": id,
        "cohort": "c1",
        "scenario": "transit-hall",
        "edition": "e1",
        "seed": 2**52,
        "language": "ar",
        "place": "Room 3",
        "led_by": "trainer",
        "made_at": NOON,
        "state": "running",
        "phase": "voting",
        "turn": 0,
        "position": "{}",
        "question": 0,
        "door": f"door-{id}",
        "page": f"page-{id}",
        "began_at": NOON,
    }
    return Session(**(row | more))


def there(person: str, id: str = "", how: Any = "phone", session: str = "s1") -> Attendee:  # noqa: A002
    return Attendee(id or f"a-{session}-{person}", session, NOON, how, person)


@pytest.fixture
async def filled(database: Database) -> Database:
    """A class whose first vote is open; p1 and p2 are there by phone."""

    def prepare(conn: Connection) -> None:
        for number, person in enumerate(PEOPLE, 1):
            add_person(conn, person, number)
        editions.keep(conn, an_edition())
        cohorts.create(conn, Cohort("c1", "Gates", "airport", "Asia/Bahrain", NOON), "trainer")
        live_sessions.add(conn, a_session())
        live_sessions.open_round(conn, "s1", 0, "gate")
        for person in ("p1", "p2"):
            attendance.attend(conn, there(person))

    await database.write(prepare)
    return database


async def test_stored_session_is_read_back_unchanged(filled: Database) -> None:
    def save(conn: Connection) -> None:
        assert (
            live_sessions.get(conn, "s1") == live_sessions.get_for_update(conn, "s1") == a_session()
        )
        assert live_sessions.get(conn, "s9") is None
        live_sessions.change_round(conn, "s1", 0, hands={"ask": 3}, marks=("a", "b"), act="a+b")
        put = live_sessions.round_at(conn, "s1", 0)
        assert put is not None
        assert (put.hands, put.votes, put.marks, put.act) == ({"ask": 3}, None, ("a", "b"), "a+b")
        live_sessions.open_round(conn, "s1", 0, "gate")  # once more: it stays as it is
        assert live_sessions.rounds_of(conn, "s1") == [put]

    await filled.write(save)


async def test_session_tokens_open_only_their_session(filled: Database) -> None:
    """What is only prepared is not there for anybody but its trainer."""

    def save(conn: Connection) -> None:
        live_sessions.add(conn, a_session("s2", state="prepared", began_at=None))
        assert live_sessions.at_door(conn, "door-s1") == live_sessions.on_page(conn, "page-s1")
        for token in ("door-s2", "page-s1", "", "door-s9"):
            assert live_sessions.at_door(conn, token) is None
        for token in ("page-s2", "door-s1", ""):
            assert live_sessions.on_page(conn, token) is None
        assert [session.id for session in live_sessions.of_cohort(conn, "c1")] == ["s1"]

    await filled.write(save)


async def test_unopened_session_is_replaced_by_the_next(filled: Database) -> None:
    def save(conn: Connection) -> None:
        for name in ("s2", "s3"):
            live_sessions.add(conn, a_session(name, state="prepared", began_at=None))
        assert live_sessions.get(conn, "s2") is None
        assert live_sessions.get(conn, "s3") is not None
        assert live_sessions.get(conn, "s1") is not None

    await filled.write(save)


async def test_votes_at_the_same_time_count_once_a_person(filled: Database) -> None:
    """The last one counts, in whatever order they come."""

    async def votes_for(person: str, choice: str) -> bool:
        return await filled.write(
            partial(votes.cast, session="s1", turn=0, person=person, choice=choice)
        )

    done = await asyncio.gather(*(votes_for("p1", "ask") for _ in range(8)), votes_for("p2", "ask"))
    assert all(done)
    assert await votes_for("p2", "send")
    assert not await votes_for("p3", "ask")  # who is not there
    counted = await filled.read(lambda conn: votes.counted(conn, "s1", 0))
    assert counted == {"ask": 1, "send": 1}


async def test_a_vote_is_counted_or_refused_but_never_lost_when_it_is_closed(
    filled: Database,
) -> None:
    """Whatever comes first: what was said to count is in the numbers."""

    def joins(conn: Connection) -> None:
        attendance.attend(conn, there("p3"))

    await filled.write(joins)

    def closes(conn: Connection) -> bool:
        live_sessions.get_for_update(conn, "s1")
        votes.close(conn, "s1", 0)
        live_sessions.change(conn, "s1", phase="closed")
        return False

    cast = [
        filled.write(partial(votes.cast, session="s1", turn=0, person=person, choice="ask"))
        for person in ("p1", "p2", "p3")
    ]
    done = await asyncio.gather(cast[0], filled.write(closes), *cast[1:])
    put = await filled.read(lambda conn: live_sessions.round_at(conn, "s1", 0))
    assert put is not None
    assert (put.votes or {}).get("ask", 0) == sum(done)
    kept = await filled.read(lambda conn: conn.execute(select(t.votes)).all())
    assert kept == []


async def test_phone_attendee_is_listed_once(filled: Database) -> None:
    """Noted by hand before, as a member or as a line of the list, or not."""

    def save(conn: Connection) -> None:
        roster.add(conn, Place("r1", "c1", {"latin": "Sara"}, None, NOON))
        assert attendance.attend(conn, Attendee("a9", "s1", NOON, "hand", place="r1"))
        assert not attendance.attend(conn, Attendee("b9", "s1", NOON, "hand", place="r1"))
        assert attendance.count_present(conn, "s1") == (3, 2)
        roster.claim(conn, "r1", "p3", NOON)
        assert not attendance.attend(conn, there("p3"))
        assert attendance.count_present(conn, "s1") == (3, 3)
        attendance.mark_absent(conn, "s1", person="p3")
        assert attendance.attend(conn, there("p3", how="hand"))
        assert not attendance.is_by_phone(conn, "s1", "p3")
        assert not attendance.attend(conn, there("p3", "other"))
        assert attendance.is_by_phone(conn, "s1", "p3")
        assert not attendance.attend(conn, there("p3", how="hand"))  # by phone they stay
        assert attendance.is_by_phone(conn, "s1", "p3")

    await filled.write(save)


async def test_attendance_of_a_placeholder_passes_to_its_owner(filled: Database) -> None:
    """In every session, and once where they were there themselves."""

    def save(conn: Connection) -> None:
        live_sessions.add(conn, a_session("s2", state="ended"))
        roster.add(conn, Place("r1", "c1", {"latin": "Sara"}, None, NOON))
        for number, session in enumerate(("s1", "s2")):
            noted = Attendee(f"n{number}", session, NOON, "hand", place="r1")
            assert attendance.attend(conn, noted)
        assert attendance.attend(conn, there("p3"))
        roster.claim(conn, "r1", "p3", NOON)
        for session, how in (("s1", "phone"), ("s2", "hand")):
            mine = [
                attendee
                for attendee in attendance.of_session(conn, session)
                if attendee.person == "p3"
            ]
            assert [(attendee.how, attendee.place) for attendee in mine] == [(how, None)]
        assert attendance.count_present(conn, "s1") == (3, 3)

    await filled.write(save)


async def test_leaving_attendee_takes_their_vote_along(filled: Database) -> None:
    def save(conn: Connection) -> None:
        votes.cast(conn, "s1", 0, "p1", "ask")
        attendance.mark_absent(conn, "s1", person="p1")
        assert votes.counted(conn, "s1", 0) == {}
        assert [attendee.person for attendee in attendance.of_session(conn, "s1")] == ["p2"]

    await filled.write(save)


async def test_removed_placeholder_has_no_attendance(filled: Database) -> None:
    def save(conn: Connection) -> None:
        roster.add(conn, Place("r1", "c1", {"latin": "Sara"}, None, NOON))
        attendance.attend(conn, Attendee("a9", "s1", NOON, "hand", place="r1"))
        roster.remove(conn, "r1")
        assert attendance.count_present(conn, "s1") == (2, 2)

    await filled.write(save)


async def test_phones_are_asked_once_a_turn(filled: Database) -> None:
    """By whichever bot they have, while a vote is open; who came first is asked first."""

    def save(conn: Connection) -> None:
        attendance.attend(conn, there("p3", how="hand"))
        found = attendance.unasked_phones(conn, BOT, 9)
        assert [
            (unasked_phone.person, unasked_phone.telegram_id, unasked_phone.turn)
            for unasked_phone in found
        ] == [
            ("p1", 2, 0),
            ("p2", 3, 0),
        ]
        assert attendance.unasked_phones(conn, BOT + 1, 9) == []
        assert len(attendance.unasked_phones(conn, BOT, 1)) == 1
        attendance.mark_asked(conn, "s1", 0, ["p1"])
        assert [phone.person for phone in attendance.unasked_phones(conn, BOT, 9)] == ["p2"]
        live_sessions.change(conn, "s1", phase="closed")
        assert attendance.unasked_phones(conn, BOT, 9) == []
        live_sessions.change(conn, "s1", phase="voting", turn=1)
        assert len(attendance.unasked_phones(conn, BOT, 9)) == 2
        live_sessions.change(conn, "s1", state="ended")
        assert attendance.unasked_phones(conn, BOT, 9) == []

    await filled.write(save)


async def test_volunteer_is_not_called_on_again(filled: Database) -> None:
    """Once a turn, and only those who are there by phone."""

    def save(conn: Connection) -> None:
        attendance.attend(conn, there("p3", how="hand"))
        asks = [
            attendance.request_question(conn, "s1", 0, person)
            for person in ("p1", "p1", "p3", "p4")
        ]
        assert asks == [True, False, False, False]
        assert [phone.person for phone in attendance.unasked_phones(conn, BOT, 9)] == ["p2"]

    await filled.write(save)


async def test_the_end_keeps_numbers(filled: Database) -> None:
    def save(conn: Connection) -> None:
        votes.cast(conn, "s1", 0, "p1", "ask")
        votes.end_session(conn, a_session(), NOON + minutes(30))
        found = live_sessions.get(conn, "s1")
        assert found is not None
        assert (found.state, found.attended, found.ended_at) == ("ended", 2, NOON + minutes(30))
        put = live_sessions.round_at(conn, "s1", 0)
        assert put is not None
        assert put.votes == {"ask": 1}
        assert conn.execute(select(t.votes)).all() == []
        assert live_sessions.running(conn) == []

    await filled.write(save)


async def test_sessions_at_agencies(filled: Database) -> None:
    def save(conn: Connection) -> None:
        assert [agency.id for agency in live_sessions.at_agencies(conn, ["airport"], NOON)] == [
            "s1"
        ]
        assert [agency.id for agency in live_sessions.at_agencies(conn, None, NOON)] == ["s1"]
        assert live_sessions.at_agencies(conn, ["clinic"], NOON) == []
        assert live_sessions.at_agencies(conn, [], NOON) == []
        assert live_sessions.at_agencies(conn, None, NOON + minutes(1)) == []

    await filled.write(save)


async def test_erased_attendee_leaves_numbers_behind(filled: Database) -> None:
    """A class goes on when someone of it is erased, and its record when its leader is."""

    def save(conn: Connection) -> None:
        votes.cast(conn, "s1", 0, "p1", "ask")
        live_sessions.change(conn, "s1", observer="p2", rubric={"content": 3}, signed_off=True)
        ids = iter(map(str, range(9)))
        for person in ("p1", "trainer"):
            assert erasure.erase(conn, person, NOON, ids.__next__)
        found = live_sessions.get(conn, "s1")
        assert found is not None
        assert (found.led_by, found.observer, found.rubric) == (None, None, None)
        assert found.signed_off is None
        assert votes.counted(conn, "s1", 0) == {}
        assert [attendee.person for attendee in attendance.of_session(conn, "s1")] == ["p2"]

    await filled.write(save)


async def test_a_session_is_over_some_hours_after_the_last_person_came_in(filled: Database) -> None:
    def save(conn: Connection) -> None:
        session = a_session()
        closes = (
            max(attendee.at for attendee in attendance.of_session(conn, "s1")) + live_sessions.IDLE
        )
        just_before = closes - minutes(1)
        assert live_sessions.current(conn, session, just_before) == session
        assert votes.end_idle(conn, "s1", just_before) is False
        over = live_sessions.current(conn, session, closes)
        assert (over.state, over.ended_at) == ("ended", closes)
        assert votes.end_idle(conn, "s1", closes + minutes(9000)) is True
        kept = live_sessions.get(conn, "s1")
        assert kept is not None
        assert (kept.state, kept.ended_at, kept.attended) == ("ended", closes, 2)
        assert votes.end_idle(conn, "s1", closes + minutes(9000)) is False

    await filled.write(save)
