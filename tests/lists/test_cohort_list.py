"""The list of cohorts: whose, in which order, and the same figures as on a cohort's own page."""

import pytest
from sqlalchemy import Connection, update

from bot.app.access.rights import TRAINER
from bot.app.assignments.assigned_people import is_assigned
from bot.app.cohorts import cohort_list
from bot.app.cohorts.cohort_list import SORTS, CohortWish, ListedCohort
from bot.app.cohorts.members import expected_places
from bot.app.errors import NotFound
from bot.app.paging import PageRequest
from bot.app.progress import work_states
from storage import Database
from storage.assignments import assignments
from storage.cohorts import cohort_progress, roster
from storage.db import tables as t
from tests.helpers.crowded import NOW
from tests.lists.worlds import asks, fill, walk

ANY = CohortWish()


def _all(
    conn: Connection, wish: CohortWish = ANY, sort: str = "", descending: bool = False
) -> list[ListedCohort]:
    request = asks(conn, "trainer")
    return walk(lambda page: cohort_list.page(conn, request, wish, page), sort, descending)


async def test_a_trainer_sees_own_and_shared_cohorts(database: Database) -> None:
    own = await fill(database)

    def unit(conn: Connection) -> None:
        assert {listed.cohort.id for listed in _all(conn)} == set(own)
        request = asks(conn, "other")
        page = cohort_list.page(conn, request, CohortWish(), PageRequest())
        assert {listed.cohort.id for listed in page.items} == set(own[1::2])
        for person in ("foreign", "far", "master"):
            page = cohort_list.page(conn, asks(conn, person), CohortWish(), PageRequest())
            assert not {listed.cohort.id for listed in page.items} & set(own)
        for person in ("supervisor", "admin", "focal", "learner", "trainee"):
            with pytest.raises(NotFound):
                cohort_list.page(conn, asks(conn, person), CohortWish(), PageRequest())

    await database.read(unit)


async def test_a_trainer_no_more_sees_none(database: Database) -> None:
    await fill(database)

    def unit(conn: Connection) -> None:
        own = (t.roles.c.person == "trainer", t.roles.c.role == TRAINER)
        conn.execute(update(t.roles).where(*own).values(ended_at=NOW))
        with pytest.raises(NotFound):
            _all(conn)

    await database.write(unit)


@pytest.mark.parametrize("seed", range(4))
async def test_figures_are_those_of_the_pages_of_each_cohort(database: Database, seed: int) -> None:
    await fill(database, 4, seed)

    def unit(conn: Connection) -> None:
        request = asks(conn, "trainer")
        late_anywhere = 0
        for listed in _all(conn):
            cohort = listed.cohort
            progress = work_states.progress_of(conn, request, cohort.id, 0)
            given = assignments.of_cohort(conn, cohort.id)
            assert tuple(given) == progress.assignments
            late = {member.id for member in progress.members if "late" in member.states}
            assert listed.due.late_people == len(late)
            late_anywhere += len(late)

            named = assignments.named_assignees(conn, [each.id for each in given])
            inside = {each.person: each for each in cohort_progress.members(conn, cohort.id)}
            absent = {place.person for place in roster.waiting(conn, cohort.id)}
            states = [
                state
                for member in progress.members
                if member.id in inside and member.id not in absent
                for assignment, state in zip(given, member.states, strict=True)
                if assignment.due_at <= NOW and is_assigned(assignment, inside[member.id], named)
            ]
            done = sum(state in ("passed", "not-passed") for state in states)
            assert (listed.due.done, listed.due.due) == (done, len(states))
            expected = expected_places(conn, cohort.id)
            assert listed.people.expected == len(expected)
            placeholders = {place.person for place in expected} & set(inside)
            assert listed.people.members == len(inside) - len(placeholders)
            assert listed.work.given == len({each.series or each.id for each in given})
            coming = [each.due_at for each in given if each.due_at > NOW]
            assert listed.work.next_due == min(coming, default=None)
        assert late_anywhere

    await database.read(unit)


async def test_search_and_filters(database: Database) -> None:
    own = await fill(database)

    def unit(conn: Connection) -> None:
        assert [each.cohort.name for each in _all(conn, CohortWish("GATES"))] == [
            "Gates 0",
            "Gates 3",
        ]
        assert [each.cohort.name for each in _all(conn, CohortWish("بوابه ا ٤"))] == ["بوابة أ 4"]
        for hostile in ("%", "_", "'; DROP", "\0\ud800", "a" * 9999):
            assert _all(conn, CohortWish(hostile)) in ([], _all(conn))
        late = _all(conn, CohortWish(show="late"))
        assert late
        assert [each.cohort.id for each in late] == [
            each.cohort.id for each in _all(conn) if each.due.late_people
        ]
        assert _all(conn, CohortWish(show="archived")) == []
        conn.execute(update(t.cohorts).where(t.cohorts.c.id == own[0]).values(archived_at=NOW))
        gone = t.assignments.c.cohort == own[1]
        conn.execute(update(t.assignments).where(gone).values(withdrawn_at=NOW))
        assert [each.cohort.id for each in _all(conn, CohortWish(show="archived"))] == [own[0]]
        assert own[0] not in {each.cohort.id for each in _all(conn)}
        assert [each.cohort.id for each in _all(conn, CohortWish(show="nothing-assigned"))] == [
            own[1]
        ]

    await database.write(unit)


async def test_every_order_has_every_cohort_once(database: Database) -> None:
    own = await fill(database)

    def unit(conn: Connection) -> None:
        for sort in SORTS:
            for descending in (False, True):
                found = _all(conn, sort=sort, descending=descending)
                assert sorted(each.cohort.id for each in found) == sorted(own)
                late = [each.due.late_people for each in found]
                if sort == "late":
                    assert late == sorted(late, reverse=descending)

    await database.read(unit)
