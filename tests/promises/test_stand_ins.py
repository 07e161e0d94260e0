"""Stand-ins: whatever is kept for people without an account is theirs once they come, and once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, Table, insert

from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.authoring import editions
from storage.cohorts import cohorts, roster, roster_placeholders
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.db import tables
from storage.db.database import Database
from storage.live_session import attendance, live_sessions
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.personal_data import account_transfers
from storage.playing import attempts
from tests.helpers.database_contents import contents, holding
from tests.promises.makers import NOON, add_person, an_attempt, an_edition

GATES, NIGHTS, PLACE, GIVEN = "cohort-1", "cohort-2", "place-1", "given-1"
LISTED = NOON - timedelta(days=30)


def ids() -> Iterator[str]:
    return (f"new-{number}" for number in count())


def a_session(name: str) -> Session:
    return Session(
        name, GATES, "transit-hall", "e1", 0, "en", "Room 2", "trainer", NOON, "ended", "ending",
        0, "{}", 0, f"door-{name}", f"page-{name}",
    )  # fmt: skip


def prepared(conn: Connection) -> Place:
    """Two cohorts, a place on the list of the first, and Sara, who has an account."""
    add_person(conn, "trainer", 1)
    add_person(conn, "sara", 2)
    editions.keep(conn, an_edition())
    for name in (GATES, NIGHTS):
        cohorts.create(
            conn, Cohort(name, name, "airport-company", "Asia/Bahrain", LISTED), "trainer"
        )
    roster.add(conn, Place(PLACE, GATES, {"latin": "Sara", "arabic": "سارة"}, "nursing", LISTED))
    given = Assignment(GIVEN, GATES, "transit-hall", "practice", NOON, 70, "trainer", LISTED)
    assignments.create(conn, given)
    for name in ("first", "second"):
        live_sessions.add(conn, a_session(name))
    return held(conn)


def held(conn: Connection) -> Place:
    place = roster.get(conn, PLACE)
    assert place is not None
    return place


def stands_in(conn: Connection, place: Place) -> str:
    cohort = cohorts.get(conn, GATES)
    assert cohort is not None
    made = roster_placeholders.of_place(conn, place, cohort, ids().__next__, "ar", NOON)
    return made.id


@pytest.mark.parametrize("every", [roster_placeholders.EVERY, account_transfers.EVERY])
def test_every_table_about_people_is_covered(every: tuple[Table, ...]) -> None:
    """So a new one that knows a person is given over, or left behind on purpose.

    When somebody comes for whom another stood in, and when a place moves to another account.
    """
    about = {
        key.parent.table
        for table in tables.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is tables.people.c.id
    }
    assert about == set(every)
    assert len(every) == len(set(every))


async def test_a_stand_in_is_made_once_and_joins_from_the_roster(
    database: Database,
) -> None:
    """With the name and the job of the list, the zone and agency of the cohort, and no consent."""

    def save(conn: Connection) -> None:
        name = stands_in(conn, prepared(conn))
        assert stands_in(conn, held(conn)) == name
        person = people.get(conn, name)
        assert person is not None
        assert (person.agency, person.job, person.notice) == ("airport-company", "nursing", None)
        assert not people.has_account(conn, name)
        assert people.has_account(conn, "sara")
        joined = cohorts.joins(conn, GATES)[name]
        assert (joined.at, joined.through) == (LISTED, "paper")
        assert [place.id for place in roster.waiting(conn, GATES)] == [PLACE]

    await database.write(save)


async def test_all_of_it_goes_over_and_nothing_is_there_twice(database: Database) -> None:
    """Where both were in the cohort, given the same, or in a session, there is one of it."""

    def save(conn: Connection) -> None:
        key = stands_in(conn, prepared(conn))
        for name, whose in (("on-paper", key), ("on-phone", "sara")):
            attempts.begin(conn, replace(an_attempt(name, whose), assignment=GIVEN), [])
        cohorts.join(conn, "m-1", GATES, "sara", NOON, "link")
        cohorts.join(conn, "m-2", NIGHTS, key, NOON)
        for whose in (key, "sara"):
            conn.execute(insert(tables.assignees).values(assignment=GIVEN, person=whose))
        attendance.attend(conn, Attendee("a-1", "first", NOON, "hand", key))
        attendance.attend(conn, Attendee("a-2", "first", NOON, "phone", "sara"))
        attendance.attend(conn, Attendee("a-3", "second", NOON, "hand", key))

        roster_placeholders.hand_over(conn, key, "sara")

        assert holding(contents(conn), key) == set()
        assert {row.id for row in conn.execute(tables.attempts.select())} == {
            "on-paper",
            "on-phone",
        }
        for cohort in (GATES, NIGHTS):
            assert [member.id for member in cohorts.members(conn, cohort)] == ["sara"]
        assert cohorts.joins(conn, GATES)["sara"].through == "link"
        assert assignments.named_assignees(conn, [GIVEN]) == {GIVEN: {"sara"}}
        for session, how in (("first", "phone"), ("second", "hand")):
            (there,) = attendance.of_session(conn, session)
            assert (there.person, there.how) == ("sara", how)
        assert held(conn).person == "sara"
        assert roster.waiting(conn, GATES) == []

    await database.write(save)


async def test_former_member_can_join_again(database: Database) -> None:
    def save(conn: Connection) -> None:
        name = stands_in(conn, prepared(conn))
        cohorts.join(conn, "m-1", GATES, "sara", NOON)
        cohorts.leave(conn, GATES, "sara", NOON)
        roster_placeholders.hand_over(conn, name, "sara")
        assert [member.id for member in cohorts.members(conn, GATES)] == ["sara"]

    await database.write(save)


async def test_attendance_of_a_place_passes_to_its_owner_once(
    database: Database,
) -> None:
    """Once, also where they had come by phone themselves."""

    def save(conn: Connection) -> None:
        prepared(conn)
        attendance.attend(conn, Attendee("a-1", "first", NOON, "hand", None, PLACE))
        attendance.attend(conn, Attendee("a-2", "second", NOON, "hand", None, PLACE))
        attendance.attend(conn, Attendee("a-3", "second", NOON, "phone", "sara"))
        roster.claim(conn, PLACE, "sara", NOON)
        for session, how in (("first", "hand"), ("second", "phone")):
            (there,) = attendance.of_session(conn, session)
            assert (there.person, there.place, there.how) == ("sara", None, how)

    await database.write(save)


async def test_draft_paper_answers_stay_with_the_first_cohort(
    database: Database,
) -> None:
    """It is for what the first one was given."""

    def save(conn: Connection) -> None:
        prepared(conn)
        roster.change(conn, PLACE, paper={"assignment": GIVEN})
        roster.move(conn, PLACE, NIGHTS)
        assert (held(conn).cohort, held(conn).paper) == (NIGHTS, None)

    await database.write(save)
