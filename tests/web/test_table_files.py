"""What a table shows as CSV: the same rows and columns, nothing to evaluate, logged with names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape

import httpx
import pytest
from sqlalchemy import Connection, select

from bot.app.cohorts import cohort_admin
from bot.app.exports.export_notices import NAMED, ExportNotices
from bot.app.request import Request
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit.tables import PAGE
from bot.web.trainer.assignments import assignment_csv, assignment_page
from bot.web.trainer.cohorts import (
    cohort_csv,
    cohort_list,
    cohort_list_csv,
    cohort_page,
    nudge_members,
)
from storage.cohorts import cohorts
from storage.db import tables as t
from storage.exports import export_log
from storage.people import names, people
from storage.people.people import Account, Person
from tests.helpers.assigning_world import COHORT, LEARNERS, a_class, assigned
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import BOT
from tests.helpers.staff import AIRPORT, ZONE, Staff


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with a_class(sqlite_url) as found:
        yield found


async def trainer_of(staff: Staff) -> Tab:
    web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
    return await signed_in(staff, web, "trainer")


CROWD = 60
NEXT = re.compile(r'<a rel="next" href="([^"]*)"')
ROW = re.compile(r'<th scope="row" role="rowheader">(?:<a [^>]*>)?<bdi>([^<]*)</bdi>')


def a_crowd(conn: Connection) -> None:
    """More people than a page has, in the cohort."""
    at = datetime(2026, 11, 24, tzinfo=UTC)
    for number in range(CROWD):
        person = f"crowd-{number:02}"
        made = Person(person, "en", ZONE, at, notice=1, notice_at=at)
        people.add(conn, made, Account(BOT, 9_000 + number, person))
        names.put(conn, person, "latin", f"Crowd {number:02}")
        cohorts.join(conn, f"joined-{number:02}", COHORT, person, at)


def rows_of(response: httpx.Response) -> list[list[str]]:
    assert response.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


async def test_people_are_exported_as_they_are_shown_and_told_so(staff: Staff) -> None:
    trainer = await trainer_of(staff)
    assert "everyone in it is told" in text(await trainer.opens(cohort_page, COHORT))
    _, *everybody = rows_of(await trainer.sends(cohort_csv, COHORT))
    assert len(everybody) == len(LEARNERS)
    head, *found = rows_of(
        await trainer.sends(cohort_csv, COHORT, form={"q": "yus", "sort": "-name"})
    )
    assert (head[0], [row[0] for row in found]) == ("Name", ["Yusuf Ahmed"])

    logged = sorted(await staff.read(export_log.every), key=lambda each: -each.rows)
    assert [(each.format, each.named, each.rows) for each in logged] == [
        ("csv", True, len(LEARNERS)),
        ("csv", True, 1),
    ]
    await ExportNotices(staff.desk.parts.database, staff.desk.clock).schedule()
    query = select(t.due.c.key).where(t.due.c.key.like(f"{NAMED}:{logged[1].id}:%"))
    told = await staff.read(lambda conn: conn.scalars(query).all())
    assert told == [f"{NAMED}:{logged[1].id}:yusuf"]


async def test_a_name_that_is_a_formula_stays_text(staff: Staff) -> None:
    await staff.write(lambda conn: names.put(conn, "yusuf", "latin", "=HYPERLINK(1)"))
    trainer = await trainer_of(staff)
    cells = [row[0] for row in rows_of(await trainer.sends(cohort_csv, COHORT))]
    assert "'=HYPERLINK(1)" in cells


async def test_people_are_exported_beyond_their_page(staff: Staff) -> None:
    await staff.write(a_crowd)
    given = await assigned(staff)
    trainer = await trainer_of(staff)
    pages = (cohort_page, cohort_csv, COHORT), (assignment_page, assignment_csv, given.id)
    for page, as_csv, id_ in pages:
        first = await trainer.opens(page, id_)
        (later,) = NEXT.findall(first.text)
        second = await trainer.client.get(str(first.url.copy_with(query=None)) + unescape(later))
        rows = [ROW.findall(each.text) for each in (first, second)]
        assert [len(some) for some in rows] == [PAGE, len(LEARNERS) + CROWD - PAGE]
        _, *found = rows_of(await trainer.sends(as_csv, id_))
        assert [row[0] for row in found] == [*rows[0], *rows[1]]


async def test_a_nudge_leads_back_to_its_page(staff: Staff) -> None:
    await staff.write(a_crowd)
    trainer = await trainer_of(staff)
    (later,) = NEXT.findall((await trainer.opens(cohort_page, COHORT)).text)
    query = dict(httpx.URL(unescape(later)).params)
    second = await trainer.opens(cohort_page, COHORT, **query)
    form = {**query, "people": ["yusuf"]}
    assert f'name="after" value="{query["after"]}"' in second.text
    refused = await trainer.sends(nudge_members, COHORT, form=form)
    assert refused.status_code == 422
    assert ROW.findall(refused.text) == ROW.findall(second.text)
    assert 'value="yusuf" checked' in refused.text


async def test_the_list_of_cohorts_is_exported_beyond_its_page(staff: Staff) -> None:
    def add(conn: Connection) -> None:
        trainer = people.get(conn, "trainer")
        assert trainer is not None
        request = Request(trainer, staff.desk.clock.now())
        for number in range(60):
            id_ = f"more-{number:02}".ljust(12, "0")
            cohort_admin.create(conn, request, AIRPORT, f"Shift {number:02}", id_)

    await staff.write(add)
    trainer = await trainer_of(staff)
    assert "The next rows" in text(await trainer.opens(cohort_list, q="shift"))
    head, *found = rows_of(
        await trainer.sends(cohort_list_csv, form={"q": "shift", "sort": "name"})
    )
    assert len(head) == 5
    assert [row[0] for row in found] == [f"Shift {number:02}" for number in range(60)]
    assert not await staff.read(export_log.every)


async def test_results_are_exported_as_they_are_shown_and_told_so(staff: Staff) -> None:
    given = await assigned(staff)
    trainer = await trainer_of(staff)
    head, *found = rows_of(await trainer.sends(assignment_csv, given.id))
    assert head[:2] == ["Name", "Result"]
    assert [row[1] for row in found] == ["not done yet"] * len(LEARNERS)
    (logged,) = await staff.read(export_log.every)
    assert (logged.sets, logged.named, logged.rows) == (["assignment-results"], True, len(LEARNERS))
    desk = staff.desk.parts
    assert await ExportNotices(desk.database, staff.desk.clock).schedule() == len(LEARNERS)
