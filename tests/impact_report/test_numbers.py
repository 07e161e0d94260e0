"""What a report counts is what SQL counts, and nobody stands out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from math import sqrt
from statistics import fmean

import pytest
from sqlalchemy import Connection, Engine, delete, event, select, text, update

from bot.export.impact_report import report_page
from bot.export.impact_report.report import ImpactReport
from bot.export.impact_report.report_pdf import draw
from scenarios.analysis.estimates import SURE
from storage.agencies import agency_figures, survey_tallies
from storage.agencies.agency_figures import FIGURES, REFERRALS
from storage.db import tables as t
from storage.db.database import Database
from storage.exports import reach
from storage.exports.scope import Scope
from storage.exports.work import finished_tries
from storage.people.people import NOBODY
from storage.personal_data import attempt_unlinking, erasure
from tests.bench.people.year import ENDS, Year
from tests.helpers.export_year import filled, number, small_year
from tests.helpers.pdf_text import texts
from tests.helpers.reports import of
from tests.promises.test_due import asked, plans

_IN = "state = 'ended' AND ended_at >= '2025-12-01' AND ended_at < '2026-12-01'"
_GIVEN = (
    "FROM attempts JOIN assignments ON assignments.id = attempts.assignment"
    f" WHERE test IS NULL AND {_IN}"
)


async def test_counts_match_sql(year: Database) -> None:
    far = (await of(year)).reach

    assert far.people == await number(year, f"SELECT count(DISTINCT person) {_GIVEN}")
    assert far.cases == await number(year, f"SELECT count(*) {_GIVEN}")
    assert far.kinds == 3
    assert far.practised == await number(
        year,
        f"SELECT count(*) FROM attempts WHERE {_IN} AND assignment IS NULL AND mode = 'practice'",
    )
    assert sum(far.finished.values()) == far.cases
    assert sum(far.first.values()) == far.people
    assert sum(agency.people for agency in far.agencies) == far.people
    assert (
        await number(year, f"SELECT count(*) {_GIVEN} AND ended_at < '2026-02-01'")
        == (far.finished["2026-01"])
    )


async def test_printed_figures_match_sql(year: Database) -> None:
    """Read back from the PDF."""
    english, arabic = texts(draw(await of(year), ENDS))

    people = await number(year, f"SELECT count(DISTINCT person) {_GIVEN}")
    cases = await number(year, f"SELECT count(*) {_GIVEN}")
    assert f"{people}peopletrained" in english
    assert f"{cases}casesfinished3differentcases" in english
    assert (str(people) in arabic, str(cases) in arabic) == (True, True)


async def test_months_outside_are_not_counted_and_earlier_starters_are_not_new(
    year: Database,
) -> None:
    """In March many finish their second case and hardly anybody the first."""
    whole, march = await of(year), await of(year, since="2026-03", until="2026-03")

    assert march.reach.finished == {"2026-03": whole.reach.finished["2026-03"]}
    assert march.reach.first.get("2026-03", 0) == whole.reach.first.get("2026-03", 0)
    assert sum(march.reach.first.values()) < march.reach.people


async def test_agency_figures_count_its_cohorts_only(year: Database) -> None:
    whole = await of(year)
    parts = [await of(year, agency.agency) for agency in whole.reach.agencies]

    assert len(parts) == 3
    assert sum(report.reach.cases for report in parts) == whole.reach.cases
    assert [[agency.agency for agency in part.reach.agencies] for part in parts] == [
        [agency.agency] for agency in whole.reach.agencies
    ]
    tried = [report.learning.first_attempts for report in parts]
    assert whole.learning.first_attempts
    assert (
        sum(first_attempts.attempts for first_attempts in tried if first_attempts)
        == whole.learning.first_attempts.attempts
    )


async def test_for_more_people_it_does_not_ask_more_often(year: Database) -> None:
    """Three agencies have three times as many cohorts, tests and people as one of them."""
    asked = 0

    def count_one(*_what: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(Engine, "before_cursor_execute", count_one)
    try:
        whole = await of(year)
        of_all, asked = asked, 0
        await of(year, whole.reach.agencies[0].agency)
    finally:
        event.remove(Engine, "before_cursor_execute", count_one)
    assert len(whole.reach.agencies) == 3
    assert of_all == asked + 2  # of all it is looked up which of them count something


async def test_attempts_are_found_by_period_and_not_among_those_of_all_time(
    sqlite_url: str,
) -> None:
    scope = Scope(since=ENDS - timedelta(days=90), until=ENDS)

    def look(conn: Connection) -> list[str]:
        with asked(conn) as statements:
            reach.by_group(conn, scope, {"dream-job": "airports"})
            list(finished_tries(conn, scope))
        return plans(conn, statements)

    async with small_year(sqlite_url) as year:
        by_group, tries = await year.read(look)
    assert "ix_attempts_finished (ended_at>? AND ended_at<?)" in by_group
    assert "SEARCH attempts USING INDEX ix_attempts_assignment (assignment=?)" in tries


async def test_change_counts_people_with_both_parts(year: Database) -> None:
    """Sixty people took part in three tests; the interval is Student's of their differences."""

    def scores(conn: Connection) -> dict[str, dict[str, int]]:
        query = (
            select(t.attempts.c.person, t.assignments.c.part, t.attempts.c.score)
            .join(t.assignments, t.assignments.c.id == t.attempts.c.assignment)
            .where(t.assignments.c.test.is_not(None), t.attempts.c.state == "ended")
            .where(t.attempts.c.ended_at <= t.assignments.c.due_at)
        )
        found: dict[str, dict[str, int]] = {}
        for person, part, score in conn.execute(query):
            found.setdefault(person, {})[part] = score
        return found

    both = [row for row in (await year.read(scores)).values() if len(row) == 2]
    (after,) = (await of(year)).learning.changes
    assert after.gains
    assert after.gains.people <= len(both)  # of a cohort with fewer than ten nobody counts
    if after.too_few == 0:
        assert after.gains.people == len(both)
        assert after.gains.score.gain.value == pytest.approx(
            fmean(row["after"] - row["before"] for row in both)
        )
    assert after.gains.score.gain.low is not None
    assert after.gains.score.gain.low < after.gains.score.gain.value


async def test_a_test_is_told_in_the_month_in_which_its_later_part_closed(year: Database) -> None:
    """It was given in January and closed in July."""
    assert (await of(year, since="2026-01", until="2026-06")).learning.changes == []
    assert len((await of(year, since="2026-07", until="2026-07")).learning.changes) == 1


def _missed(conn: Connection) -> dict[str, list[float]]:
    """By person, of each try that counts the share of decisions at which too little was done.

    In the small year everybody has one try; of each work those count who ended first, in fives.
    """
    query = text(
        "SELECT assignments.id, person,"
        " count(CASE WHEN error = 'missed' THEN 1 END) * 1.0 / count(credit)"
        " FROM events JOIN attempts ON attempts.id = events.attempt"
        " JOIN assignments ON assignments.id = attempts.assignment"
        " WHERE test IS NULL AND state = 'ended'"
        " GROUP BY assignments.id, person, attempts.id, ended_at ORDER BY ended_at, attempts.id"
    )
    works: dict[str, list[tuple[str, float]]] = {}
    for work, person, share in conn.execute(query):
        works.setdefault(work, []).append((person, float(share)))
    found: dict[str, list[float]] = {}
    for own in works.values():
        for person, share in own[: len(own) // 5 * 5]:
            found.setdefault(person, []).append(share)
    return found


async def test_first_tries_are_of_people_and_over_called_stands_beside_missed(
    year: Database,
) -> None:
    """Each person's own share first: who was given more cases weighs no more."""
    tried = (await of(year)).learning.first_attempts
    assert tried
    assert tried.people <= 60
    assert tried.attempts % 5 == 0
    shares = await year.read(_missed)
    assert tried.people == len(shares)
    assert tried.missed
    assert tried.over_called
    assert tried.missed.percent == round(100 * fmean(map(fmean, shares.values())))
    assert 0 < tried.over_called.percent < 100
    share = tried.passed.percent / 100
    half = (tried.passed.high - tried.passed.low) / 2
    assert half == pytest.approx(SURE * sqrt(share * (1 - share) / tried.people), rel=0.15)


async def test_deleted_steps_hide_their_frequencies(year: Database) -> None:
    """Not every decision was wrong, only since it is not known how many there were."""
    before = (await of(year)).learning.first_attempts
    ended = select(t.attempts.c.id).where(
        t.attempts.c.state == "ended", t.attempts.c.assignment.is_not(None)
    )
    ids = await year.read(lambda conn: conn.execute(ended).scalars().all())
    new = map("cleared-{}".format, count())
    await year.write(partial(attempt_unlinking.unlink, ids=ids, at=ENDS, new_id=new.__next__))

    after = await of(year)
    assert before
    assert after.learning.first_attempts
    assert (after.learning.first_attempts.missed, after.learning.first_attempts.over_called) == (
        None,
        None,
    )
    assert after.learning.first_attempts.passed == before.passed
    assert after.learning.first_attempts.people == before.people
    assert len(report_page.sides(after, ENDS, "0.1.0")[0].tries.rows) == 2


async def test_refreshers_are_told_by_the_month_of_agencies_with_ten_people(
    year: Database,
) -> None:
    """All agencies less one of them are nobody, or ten people at least."""
    answered = select(t.reviews.c.person).where(t.reviews.c.prompt.is_not(None)).distinct()
    people = await year.read(lambda conn: sorted(conn.scalars(answered)))
    assert len(people) > 10
    await works_at(year, "airport-company", *people)
    whole = (await of(year)).learning.refreshers
    assert [(refresher_month.month, refresher_month.people) for refresher_month in whole] == [
        ("2026-02", len(people))
    ]
    assert whole[0].predicted == pytest.approx(0.8)

    await works_at(year, "primary-health-care", people[0])
    (all_of_them,) = (await of(year)).learning.refreshers
    assert all_of_them.people == len(people) - 1
    assert (await of(year, "airport-company")).learning.refreshers == [all_of_them]
    assert (await of(year, "primary-health-care")).learning.refreshers == []


async def works_at(year: Database, agency: str, *people: str) -> None:
    moved = update(t.people).where(t.people.c.id.in_(people)).values(agency=agency)
    await year.write(lambda conn: conn.execute(moved))


async def test_figures_of_fewer_than_five_are_hidden(database: Database) -> None:
    """Four people and one case: neither how it went nor what refreshers brought."""
    await filled(database, Year(4, works=1, tested=1.0))
    found = await of(database)

    assert 0 < found.reach.people < 5
    assert not found.reach.is_told
    assert found.reach.practised is None
    assert found.learning.first_attempts is None
    assert found.learning.refreshers == []
    assert [change.gains for change in found.learning.changes] == [None]
    assert [change.too_few for change in found.learning.changes] == [1]


async def test_two_looks_differ_by_nobody_or_by_five(year: Database) -> None:
    """Whoever finishes last is in no figure until four more have."""

    def without_last(conn: Connection) -> None:
        given = select(t.assignments.c.id).where(t.assignments.c.test.is_(None))
        last = (
            select(t.attempts.c.id)
            .where(t.attempts.c.state == "ended", t.attempts.c.assignment.in_(given))
            .order_by(t.attempts.c.ended_at.desc())
            .limit(1)
        )
        entry = conn.execute(last).scalar_one()
        conn.execute(delete(t.events).where(t.events.c.attempt == entry))
        conn.execute(delete(t.attempts).where(t.attempts.c.id == entry))

    seen = set()
    for _ in range(7):
        tried = (await of(year)).learning.first_attempts
        assert tried
        seen.add(tried.attempts)
        await year.write(without_last)
    assert {number % 5 for number in seen} == {0}
    assert len(seen) <= 3


async def test_erased_people_are_not_counted(year: Database) -> None:
    before = await of(year)
    some = await year.read(lambda c: c.execute(select(t.people.c.id)).scalars().all())
    ids = map("erased-{}".format, count())
    for entry in [entry for entry in some if entry != NOBODY][:3]:
        await year.write(partial(erasure.erase, person_id=entry, at=ENDS, new_id=ids.__next__))

    after = await of(year)
    assert after.reach.people <= before.reach.people - 1
    assert after.reach.people >= before.reach.people - 3


async def test_survey_and_agency_figures_state_their_scope(year: Database) -> None:
    agency, other = [share.agency for share in (await of(year)).reach.agencies][:2]

    def save(conn: Connection) -> None:
        for _ in range(6):
            survey_tallies.count(conn, agency, survey_tallies.USEFUL, "much", "2026-05", "e")
        for _ in range(4):
            survey_tallies.count(conn, agency, survey_tallies.CONCERN, "none", "2026-05")
        agency_figures.enter(conn, agency, "2026-05", REFERRALS, 3, None, ENDS)
        agency_figures.enter(conn, other, "2026-06", REFERRALS, 9, None, ENDS)

    await year.write(save)
    whole, own = await of(year), await of(year, agency)
    assert {act: each.people for act, each in whole.reaction.items()} == {
        survey_tallies.USEFUL: 5
    }  # a hidden answer rounds it
    assert whole.behaviour == {}
    assert (whole.results[REFERRALS].number, whole.results[REFERRALS].missing) == (12, 34)
    assert (own.results[REFERRALS].number, own.results[REFERRALS].fewer) == (None, True)
    assert (await of(year, other)).reaction == {}
    nothing = await of(year, agency, since="2026-09", until="2026-09")
    assert {result.number for result in nothing.results.values()} == {None}
    assert {*nothing.results} == {*FIGURES}


async def test_an_empty_database_has_a_report_too(database: Database) -> None:
    found: ImpactReport = await of(database)

    assert (found.reach.people, found.reach.cases, found.learning.changes) == (0, 0, [])


async def test_report_reads_one_snapshot_without_blocking_writers(year: Database) -> None:
    """Somebody writes while it is read."""

    async def writes() -> None:
        for _ in range(5):
            await year.write(
                lambda conn: conn.execute(update(t.cohorts).values(name="Gates")).rowcount
            )

    report, _ = await asyncio.gather(of(year, now=datetime(2026, 12, 30, tzinfo=UTC)), writes())
    assert report.reach.people > 0
