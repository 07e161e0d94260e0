"""The scenarios that a person may download, and the data for their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right, may, permitted_agencies
from bot.app.agencies.local_settings import in_place_of
from bot.app.agencies.work_fields import in_order, usual_jobs
from bot.app.authoring.authoring_rights import seen_by
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from scenarios.catalogue.tracks import Track
from scenarios.model import Scenario
from scenarios.rendering import Facts, facts_used
from storage.agencies import local_contacts
from storage.assessments import assessments
from storage.assignments import assignments
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import cohorts
from storage.db import audit_context
from storage.people import roles

PRESENT = 0
"""In place of the number of an edition: the one in use."""


@dataclass(frozen=True, slots=True)
class Downloads:
    """The scenarios a person may download."""

    cases: Mapping[str, Scenario]
    fields: Sequence[Track]
    """All fields of work, those of the person's agency first."""


@dataclass(frozen=True, slots=True)
class Material:
    """The data in a scenario's files besides the scenario."""

    facts: Mapping[str, Facts]
    """The local facts that the person's agency has confirmed, by language."""
    placed: Scenario
    """The case with its local facts as the person's agency has confirmed them."""
    signed: Sequence[SignOff]


def downloads(conn: Connection, request: Request, library: Library) -> Downloads:
    """The library, and the cases that the person may assign to their cohorts.

    Test forms only for those who may take tests out, while they do not sit them themselves.

    Raises:
        NotFound: The person may download nothing.
    """
    person, held = request.person, roles.of(conn, request.person.id)
    if not permitted_agencies(held, Right.TAKE_CASE):
        raise NotFound
    cases = dict(library.scenarios)
    for cohort in cohorts.of_trainer(conn, person.id):
        if may(held, Right.ASSIGN, cohort.agency, own=True):
            cases |= library.assignable_in(conn, cohort)
    open_work = assignments.open_for(conn, person.id, request.now)
    sat = {open_.assignment.scenario for open_ in open_work}
    sealed = sat | assessments.sealed_forms(conn, person.id, request.now)
    takes_tests = bool(permitted_agencies(held, Right.TAKE_TEST))
    return Downloads(
        {
            case.id: case
            for case in cases.values()
            if case.use != "test" or (takes_tests and case.id not in sealed)
        },
        in_order({}, usual_jobs(conn, person.agency)),
    )


def edition(conn: Connection, request: Request, scenario_id: str, number: int) -> str:
    """The hash of a numbered edition that the person looks after, or is asked to approve.

    Raises:
        NotFound: Neither, or there is none.
    """
    return seen_by(conn, request.person, scenario_id, number).edition


def material(conn: Connection, request: Request, case: Scenario) -> Material:
    """The data for the files of a case; records the download of a test.

    Args:
        request: The request of the person who downloads it.
        case: A case that they may download.
    """
    person = request.person
    if case.use == "test":  # a secret to keep: it is recorded though nothing changes
        if permitted_agencies(roles.of(conn, person.id), Right.TAKE_TEST):
            agencies_for(conn, person, Right.TAKE_TEST)
        audit_context.note_read()
    found = (
        local_contacts.valid_fact(conn, person.agency, name, request.now)
        for name in sorted(facts_used(case))
    )
    confirmed = [fact for fact in found if fact is not None]
    return Material(
        {
            language: {fact.name: fact.in_(language) for fact in confirmed}
            for language in case.scripts
        },
        in_place_of(conn, case, person.agency, request.now),
        sign_offs.of(conn, case.id),
    )
