"""Rare work that reads much: exports, reports, retention, checks."""

from __future__ import annotations

import random
from datetime import datetime
from functools import partial
from time import perf_counter, process_time

from sqlalchemy import Connection, select

from bot.app.certificates.programme_progress import months_after
from bot.app.personal_data import own_data
from bot.app.playing.replay_check import ReplayCheck
from bot.export.dataset_files import make_keys
from bot.export.dataset_list import DATASETS
from bot.export.impact_report import report_pdf
from bot.export.impact_report.report_period import period
from bot.export.schema.assessment_forms import forms_in
from bot.export.schema.dataset import Dataset, Filter, Query
from storage.db import tables
from storage.exports.scope import Scope
from storage.personal_data import erasure, retention
from tests.bench.parts.growth.daily import cohort_of
from tests.bench.parts.growth.watch import Duration, Stopwatch
from tests.bench.people.crowd import NOW
from tests.bench.people.growing import LARGE

ROWS = 200_000  # after which an export is broken off
ATTEMPTS = 2_000  # that are played again
PORTIONS = 12  # of what is old
FEW = 6


async def operating(watch: Stopwatch) -> None:
    parts = watch.parts
    await watch.run("/health, /metrics", [parts.vitals.read] * FEW)


async def reports(watch: Stopwatch) -> None:
    """A report of an agency, and of all of them."""
    parts = watch.parts
    months = period("2026-02", "2026-10", NOW)
    for named, agency in (("an agency", await _agency(watch)), ("all agencies", None)):
        made = partial(
            report_pdf.read_report,
            parts.database,
            partial(forms_in, parts.library),
            months,
            agency,
            NOW,
        )
        await watch.run(f"a report of nine months, {named}", [made])


async def leaving(watch: Stopwatch) -> None:
    """Somebody sees their data, and is erased."""
    parts = watch.parts
    some = [await watch.somebody() for _ in range(FEW)]
    await watch.run(
        "/mydata",
        [
            partial(parts.database.read, partial(own_data.rows, person_id=name, now=NOW))
            for name in some
        ],
    )
    await watch.run(
        "somebody is erased",
        [
            partial(
                parts.database.write,
                partial(erasure.erase, person_id=name, at=NOW, new_id=_id),
            )
            for name in some
        ],
    )


async def aging(watch: Stopwatch) -> None:
    """Find expired data and delete some of it."""
    parts = watch.parts
    await watch.run("retention: what would go", [parts.retention.preview])
    part, before = retention.PARTS["practice"][0], months_after(NOW, -6)
    look = partial(retention.expired_keys, part=part, before=before)
    await watch.run(
        "retention: the next 10,000 are looked for", [partial(parts.database.survey, look)]
    )
    portions = await parts.database.survey(look)
    going = [partial(_let, watch, part, keys, before) for keys in portions[:PORTIONS]]
    if going:
        await watch.run(f"retention: {retention.FEW} attempts go", going)


def _id() -> str:
    return f"{random.SystemRandom().randrange(1 << 48):012x}"


async def _let(
    watch: Stopwatch, part: retention.Part, keys: retention.Keys, before: datetime
) -> None:
    unit = partial(
        retention.delete_expired, part=part, keys=keys, before=before, now=NOW, new_id=_id
    )
    await watch.parts.database.write(unit)


async def exports(watch: Stopwatch) -> None:
    """Sets by their rows: of a cohort, of an agency, of everybody."""
    database = watch.parts.database
    await watch.run("a key for everybody", [partial(make_keys, database)])
    cohort, size, _ = await database.read(partial(cohort_of, many=LARGE))
    scopes = {
        f"a cohort of {size:,}": (Scope(cohort=cohort), Filter.COHORT),
        "an agency": (Scope(agency=await _agency(watch)), Filter.AGENCY),
        "everybody": (Scope(), None),
    }
    for named, (scope, by) in scopes.items():
        for name, dataset in DATASETS.items():
            if by is None or by in dataset.filters:
                await _export(watch, f"export of {name}, {named}", dataset, scope)


async def _export(watch: Stopwatch, what: str, dataset: Dataset, scope: Scope) -> None:
    watch.tell(what)
    query = Query(scope, NOW, partial(forms_in, watch.parts.library))
    first: list[float] = []

    def load(conn: Connection) -> int:
        begun, rows = perf_counter(), 0
        for batch in dataset.read(conn, query):
            rows += len(batch.rows)
            if rows and not first:
                first.append((perf_counter() - begun) * 1000)
            if rows >= ROWS:
                break
        return rows

    begun, worked = perf_counter(), process_time()
    rows = await watch.parts.database.survey(load)
    wall, worked = perf_counter() - begun, process_time() - worked
    if rows:
        watch.found[f"{what}: until its first rows"] = Duration(first[0], 0)
        # Milliseconds for a thousand rows are microseconds for one.
        watch.found[f"{what}: 1,000 rows"] = Duration(wall / rows * 1e6, worked / rows * 1e6)


async def checks(watch: Stopwatch) -> None:
    """Attempts are played again, as `basira db check` does."""
    played = 0

    async def some() -> None:
        nonlocal played
        async for attempt in ReplayCheck(watch.parts.database, watch.parts.library).attempts():
            assert attempt.wrong is None, (attempt.attempt, attempt.wrong)
            played += 1
            if played == ATTEMPTS:
                return

    took = await watch.timed(some)
    share = 100 / played
    watch.found["db check: 100 attempts"] = Duration(took.wall * share, took.processor * share)


async def _agency(watch: Stopwatch) -> str:
    query = select(tables.cohorts.c.agency).order_by(tables.cohorts.c.created_at).limit(1)
    return await watch.parts.database.read(lambda conn: conn.scalars(query).one())
