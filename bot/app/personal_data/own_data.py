"""Everything that is stored about a person, for themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection

from bot.app.errors import UNPLAYABLE
from bot.app.library import Library
from bot.app.playing.sealed_results import without_sealed_scores
from scenarios.model import Scenario
from storage.agencies import agencies
from storage.agencies.agencies import Agency, Job
from storage.assessments import assessments
from storage.db.database import Database
from storage.personal_data import personal_data

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by table, as columns and values that JSON has."""


@dataclass(frozen=True, slots=True)
class OwnData:
    """The rows about a person, and the records that they refer to."""

    rows: Rows
    agencies: Sequence[Agency]
    jobs: Sequence[Job]
    scenarios: Mapping[str, Scenario]
    """The scenarios they played, by edition; unreadable editions are left out."""


def rows(conn: Connection, person_id: str, now: datetime) -> Rows:
    """All rows about a person; results of a test are left out until it is over."""
    return without_sealed_scores(
        personal_data.everything(conn, person_id),
        assessments.undisclosed_attempts(conn, person_id, now),
    )


async def collect(database: Database, library: Library, person_id: str, now: datetime) -> OwnData:
    """All that is stored about a person."""

    def read(conn: Connection) -> tuple[Rows, list[Agency], list[Job]]:
        return rows(conn, person_id, now), agencies.all_agencies(conn), agencies.all_jobs(conn)

    found, every_agency, every_job = await database.read(read)
    scenarios: dict[str, Scenario] = {}
    for edition in {row["edition"] for row in found["attempts"]}:
        try:
            scenarios[edition] = await library.load(edition)
        except UNPLAYABLE:
            continue
    return OwnData(found, every_agency, every_job, scenarios)
