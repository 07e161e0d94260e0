"""A person's profile: name, agency and field of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from bot.app.agencies.work_fields import usual_jobs
from bot.app.errors import NotFound
from bot.app.request import Request
from scenarios.catalogue import work
from scenarios.languages import Script
from storage.agencies import agencies
from storage.agencies.agencies import OTHER, Agency, Job
from storage.cohorts import cohorts
from storage.people import names, people
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's profile, as far as it is known."""

    person: Person
    names: Mapping[str, str] = field(default_factory=dict)
    """By script."""
    agency: Agency | None = None
    job: Job | None = None
    cohorts: Sequence[str] = ()
    """Their names."""

    @property
    def onboarded(self) -> bool:
        return self.person.enrolled_at is not None


@dataclass(frozen=True, slots=True)
class JobChoices:
    """The fields of work that a person may choose."""

    usual: Sequence[Job]
    """The fields that their agency lists first; empty if it lists none."""
    every: Sequence[Job]


def read_profile(conn: Connection, person_id: str) -> Profile:
    person = people.get(conn, person_id)
    if person is None:  # erased a moment ago
        raise NotFound
    return Profile(
        person,
        names.of(conn, person.id),
        agencies.get(conn, person.agency),
        agencies.job(conn, person.job),
        [cohort.name for cohort in cohorts.of_member(conn, person.id)],
    )


def set_name(conn: Connection, request: Request, script: Script, name: str) -> None:
    """Keep a name, as `clean_name` gives it."""
    names.put(conn, request.person.id, script, name)


def offered_agencies(conn: Connection) -> Sequence[Agency]:
    """The agencies to choose from, those that admins added last."""
    order = {body: position for position, body in enumerate(work.catalogue_agencies())}
    return sorted(agencies.open_agencies(conn), key=lambda agency: order.get(agency.id, len(order)))


def choose_agency(conn: Connection, request: Request, agency_id: str) -> None:
    """Work at an agency, or at none of those that are offered.

    Where its people share one field of work, that is also taken as theirs unless they named one.

    Raises:
        NotFound: It is not offered.
    """
    person = request.person
    if agency_id not in (OTHER, person.agency) and not agencies.is_offered(conn, agency_id):
        raise NotFound
    people.change(conn, person.id, agency=agency_id)
    usual = usual_jobs(conn, agency_id)
    if person.job is None and len(usual) == 1:
        choose_job(conn, request, usual[0])


def job_choices(conn: Connection, person: Person) -> JobChoices:
    order = {job: position for position, job in enumerate(work.fields_of_work())}
    every = sorted(agencies.all_jobs(conn), key=lambda job: order.get(job.id, len(order)))
    by_id = {job.id: job for job in every}
    usual = [by_id[job] for job in usual_jobs(conn, person.agency) if job in by_id]
    return JobChoices(usual, every)


def choose_job(conn: Connection, request: Request, job_id: str) -> None:
    """Work in a field.

    Raises:
        NotFound: There is no such field.
    """
    if agencies.job(conn, job_id) is None:
        raise NotFound
    people.change(conn, request.person.id, job=job_id)


def finish_onboarding(conn: Connection, request: Request) -> None:
    """Ask for nothing more; what was not said can be said later."""
    if request.person.enrolled_at is None:
        people.change(conn, request.person.id, enrolled_at=request.now)
