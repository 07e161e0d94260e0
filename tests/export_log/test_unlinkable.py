"""No row of a file of the chat leads to somebody, not even beside what team screens show."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import AsyncIterator

import pytest

from bot.app.access.rights import ADMIN
from bot.chat.admin.exports import export_dataset
from bot.chat.kit.routes import call
from bot.export.unlinkable import disclosure_note
from bot.locale import words
from storage.assignments.assignments import Assignment
from storage.personal_data import erasure
from tests.helpers.auditing import recorded_taps
from tests.helpers.following import gates, given, joins, played, tried
from tests.helpers.staff import AIRPORT, Staff, text

HOUR = 3600
LEARNERS = [f"learner-{number:02}" for number in range(24)]


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """An admin, and a cohort of twenty-four people."""
    async with gates(database_url) as found:
        await found.person("admin", (ADMIN, AIRPORT))
        for person in LEARNERS:
            await found.person(person, name=f"Name of {person}", agency=AIRPORT)
            await joins(found, person, person)
        found.desk.clock.passes(HOUR)
        yield found


async def file(staff: Staff, dataset: str) -> list[dict[str, str]] | None:
    """The rows of a file of all there is; None where it is refused, since it is of too few."""
    staff.desk.clock.passes(HOUR)
    reply = await recorded_taps(
        staff, "admin", call(export_dataset, AIRPORT, dataset, "csv", "all")
    )
    assert reply.later is not None
    answer = await reply.later()
    if answer.then is None:
        assert "Fewer than 10 people" in text(answer.screen)
        return None
    (sent,) = await answer.then()
    return [*csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig")))]


async def finish(staff: Staff, work: Assignment, *people: str, score: int = 80) -> None:
    """They finish a work, one after the other."""
    for person in people:
        staff.desk.clock.passes(60)
        await tried(staff, person, work, passed=True, score=score)


def results(rows: list[dict[str, str]] | None) -> list[str]:
    """The scores that a file tells."""
    assert rows is not None
    return sorted(row["score"] for row in rows if row["score"])


@pytest.mark.parametrize("dataset", ["attempts", "decisions"])
async def test_people_without_a_result_do_not_count(staff: Staff, dataset: str) -> None:
    work = await given(staff)
    await played(staff, LEARNERS[0], work)
    assert await file(staff, dataset) is None
    for person in LEARNERS[1:9]:
        await played(staff, person, work)
    assert await file(staff, dataset) is None
    await played(staff, LEARNERS[9], work)
    rows = await file(staff, dataset)
    assert rows is not None
    assert len({row["attempt"] for row in rows} - {""}) == 10


async def test_a_further_file_tells_nothing_new_of_fewer_than_ten(staff: Staff) -> None:
    work = await given(staff)
    await finish(staff, work, *LEARNERS[:10])
    assert results(await file(staff, "attempts")) == ["80"] * 10
    await finish(staff, work, LEARNERS[10], score=11)
    assert results(await file(staff, "attempts")) == ["80"] * 10
    await finish(staff, work, *LEARNERS[11:20], score=22)
    assert results(await file(staff, "attempts")) == ["11", *["22"] * 9, *["80"] * 10]


async def test_a_further_try_is_told_with_the_next_ten_people(staff: Staff) -> None:
    work = await given(staff)
    await finish(staff, work, *LEARNERS[:10])
    await file(staff, "attempts")
    await finish(staff, work, LEARNERS[0], score=11)
    assert results(await file(staff, "attempts")) == ["80"] * 10


async def test_an_erasure_brings_out_nobody_else(staff: Staff) -> None:
    work = await given(staff)
    await finish(staff, work, *LEARNERS[:10])
    await file(staff, "attempts")
    await finish(staff, work, *LEARNERS[10:20], score=22)
    assert len(results(await file(staff, "attempts"))) == 20
    await finish(staff, work, *LEARNERS[20:], score=11)
    now, ids = staff.desk.clock.now(), iter(f"nobodys-{n}" for n in range(9))
    await staff.write(lambda conn: erasure.erase(conn, LEARNERS[3], now, lambda: next(ids)))
    assert results(await file(staff, "attempts")) == ["22"] * 10 + ["80"] * 9


async def test_works_are_counted_one_by_one(staff: Staff) -> None:
    """Two works of ten people each, of whom nine and ten have finished."""
    first, second = await given(staff), await given(staff)
    await finish(staff, first, *LEARNERS[:9])
    await finish(staff, second, *LEARNERS[8:18], score=22)
    assert results(await file(staff, "attempts")) == ["22"] * 10


async def test_nobody_is_the_same_in_two_works_or_two_files(staff: Staff) -> None:
    """Else what somebody has done, which a supervisor sees by name, would tell their rows."""
    first, second = await given(staff), await given(staff)
    for work in (first, second):
        await finish(staff, work, *LEARNERS[:10])
    group, other = await file(staff, "attempts"), await file(staff, "attempts")
    assert group is not None
    assert other is not None
    works = {
        work: {row["person"] for row in group if row["work"] == work} for work in work_ids(group)
    }
    assert [len(people) for people in works.values()] == [24, 24]
    assert not set.intersection(*works.values())
    for column in ("person", "attempt"):
        assert not ({row[column] for row in group} & {row[column] for row in other}) - {""}


def work_ids(rows: list[dict[str, str]]) -> set[str]:
    return {row["work"] for row in rows}


async def test_tries_of_one_person_at_one_work_stay_together(staff: Staff) -> None:
    work = await given(staff)
    await finish(staff, work, *LEARNERS[:10])
    await finish(staff, work, *LEARNERS[:2])
    rows = await file(staff, "attempts")
    assert rows is not None
    tries = Counter(row["person"] for row in rows if row["number"])
    assert sorted(tries.values()) == [1] * 8 + [2] * 2


@pytest.mark.parametrize(
    ("dataset", "gone"),
    [
        ("people", {"came_at", "passed", "practised", "late", "last_day", "certificates"}),
        ("attempts", {"started_local", "ended_local"}),
        ("attempts", {"started_at", "ended_at", "late", "language", "edition", "on_paper"}),
        ("decisions", {"at", "seconds", "language", "edition"}),
    ],
)
async def test_no_column_tells_one_person_from_another(
    staff: Staff, dataset: str, gone: set[str]
) -> None:
    work = await given(staff)
    for person in LEARNERS[:10]:
        await played(staff, person, work)
    rows = await file(staff, dataset)
    assert rows
    assert not gone & rows[0].keys()


async def test_rows_stand_in_no_order_of_people(staff: Staff) -> None:
    """Least of all in that in which they joined, which is on their trainer's list."""
    work = await given(staff)
    for score, person in enumerate(LEARNERS):
        await finish(staff, work, person, score=score)
    rows = await file(staff, "attempts")
    assert rows is not None
    assert [row["person"] for row in rows] == sorted(row["person"] for row in rows)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_linkable_results_are_labelled(staff: Staff, language: str) -> None:
    await staff.person("asks", (ADMIN, AIRPORT), language=language)
    work = await given(staff)
    await finish(staff, work, *LEARNERS[:10])
    staff.desk.clock.passes(HOUR)
    reply = await staff.taps("asks", call(export_dataset, AIRPORT, "attempts", "csv", "all"))
    assert reply.later is not None
    said = {"en": "ten people have finished", "ar": "عشرة أشخاص"}[language]
    assert said in text((await reply.later()).screen)
    assert said in disclosure_note(words(language))
