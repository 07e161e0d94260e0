"""The fields of work in the order in which they concern a cohort."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from scenarios.catalogue.tracks import Track, tracks
from scenarios.catalogue.work import catalogue_agencies, former_agencies
from storage.agencies import agencies
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort


def fields_for(conn: Connection, cohort: Cohort) -> list[Track]:
    """Every field of work, those of the people of a cohort first."""
    return in_order(cohorts.jobs(conn, cohort.id), usual_jobs(conn, cohort.agency))


def usual_jobs(conn: Connection, agency_id: str | None) -> Sequence[str]:
    """The fields of work at an agency: its own choice, or the catalogue's."""
    agency = agencies.get(conn, agency_id)
    if agency is None:
        return ()
    body = {**former_agencies(), **catalogue_agencies()}.get(agency.id)
    return agency.jobs if agency.jobs is not None else body.jobs if body else ()


def in_order(jobs: Mapping[str | None, int], usual: Collection[str]) -> list[Track]:
    """All fields of work: the most common one first, then the agency's usual ones.

    Args:
        jobs: The number of people by job; people without one, under None, count as having the
            agency's usual jobs.
        usual: The agency's usual jobs.
    """

    def rank(track: Track) -> tuple[int, bool]:
        people = sum(jobs.get(job, 0) for job in track.jobs)
        of_agency = not track.jobs.isdisjoint(usual)
        return -people - (jobs.get(None, 0) if of_agency else 0), not of_agency

    return sorted(tracks().values(), key=rank)
