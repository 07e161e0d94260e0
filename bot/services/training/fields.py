"""The fields of work in the order in which they concern a cohort."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from scenarios.catalogue.tracks import Track, tracks
from scenarios.catalogue.work import bodies
from storage import cohorts
from storage.cohorts import Cohort


def fields_for(conn: Connection, cohort: Cohort) -> list[Track]:
    """Every field of work, those of the people of a cohort first."""
    return in_order(cohorts.jobs(conn, cohort.id), cohort.agency)


def in_order(jobs: Mapping[str | None, int], agency: str) -> list[Track]:
    """Every field of work: what most people do first, then what their agency does.

    Args:
        jobs: How many people have which job; who has said none, under None, is reckoned to do
            what the agency does.
        agency: An agency of the catalogue, or another one.
    """
    body = bodies().get(agency)
    usual = set(body.jobs) if body else set()

    def rank(one: Track) -> tuple[int, bool]:
        people = sum(jobs.get(job, 0) for job in one.jobs)
        of_agency = bool(usual & one.jobs)
        return -people - (jobs.get(None, 0) if of_agency else 0), not of_agency

    return sorted(tracks().values(), key=rank)
