"""One of everything that pages are about and a generated year has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from bot.app.agencies.contact_records import catalogue_names
from bot.app.certificates import trainer_programme
from bot.app.library import edition_of
from bot.app.live_session import session_control, session_opening
from bot.app.request import Request
from bot.wiring import Services
from storage.authoring import approvals, editions, own_scenarios, scenario_shares
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import OwnScenario
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.db import tables
from storage.live_session import live_sessions
from tests.bench.measuring.plan import CASE
from tests.bench.people.crowd import NOW
from tests.bench.people.year import BEGINS
from tests.helpers import small_case

Values = Mapping[str, Sequence[Any]]
"""Values for each field of paths, by its name; a page is about the first for which it comes."""

_APPROVAL, _CERTIFICATE = "approval-000", "certified-00"
_USED, _DRAFT = "night-desk", "late-desk"


def give(conn: Connection, parts: Services, request: Request, cohort: str, member: str) -> Values:
    """Let a trainer have what their cohort and they themselves have not.

    Args:
        conn: A transaction that writes.
        parts: The program.
        request: Of the trainer.
        cohort: One of theirs.
        member: Somebody in it.
    """
    agency = conn.scalars(
        select(tables.cohorts.c.agency).where(tables.cohorts.c.id == cohort)
    ).one()
    observed = _observable(conn, parts, request, cohort, member)  # of a cohort one runs at a time
    return {
        "agency_id": (agency,),
        "approval_id": (_approval(conn, request, agency, cohort),),
        "attempt_id": (_attempt(conn, request, member),),
        "certificate_id": (_certificate(conn, member, agency),),
        "name": catalogue_names()[:1],
        "number": (1,),
        "scenario_id": (_USED, _DRAFT),
        "session_id": (_session(conn, parts, request, cohort), observed),
        "work_id": (_work(conn, cohort),),
    }


def _approval(conn: Connection, request: Request, agency: str, cohort: str) -> str:
    """A request to approve a scenario that a cohort has; there is a draft beside it."""
    for name in (_USED, _DRAFT):
        made = small_case.scenario((_USED, name), ar=small_case.ARABIC)
        edition = edition_of(made, BEGINS, "draft")
        own = OwnScenario(name, agency, request.person.id, None, "cohorts", BEGINS)
        own_scenarios.claim(conn, own)
        editions.keep(conn, edition)
        numbered, _ = own_scenarios.add(conn, name, edition.hash, request.person.id, BEGINS)
        if name == _USED:
            own_scenarios.put_in_use(conn, numbered, "cohorts")
            scenario_shares.share(conn, name, cohort, BEGINS)
            asked = Approval(_APPROVAL, name, numbered.number, "agency", request.person.id, NOW)
            approvals.ask(conn, asked)
    return _APPROVAL


def _attempt(conn: Connection, request: Request, member: str) -> str:
    """An attempt of a member, which from now on is the trainer's."""
    own = tables.attempts.c
    practised = (own.person == member, own.state == "ended", own.mode == "practice")
    ended = select(own.id).where(*practised)
    attempt: str = conn.scalars(ended.order_by(own.started_at).limit(1)).one()
    values = {"person": request.person.id, "assignment": None}
    conn.execute(update(tables.attempts).where(own.id == attempt).values(values))
    return attempt


def _certificate(conn: Connection, member: str, agency: str) -> str:
    issued = Certificate(
        _CERTIFICATE,
        member,
        trainer_programme.programme(),
        0,
        agency,
        certificates.new_code(),
        NOW,
        NOW + timedelta(days=700),
        (),
    )
    certificates.issue(conn, issued)
    return _CERTIFICATE


def _session(conn: Connection, parts: Services, request: Request, cohort: str) -> str:
    """A session whose first question is put to the class."""
    app = parts.app
    made, _ = session_opening.prepare(conn, request, app.library, app.dice, cohort, CASE, "Room 3")
    session_opening.open_session(conn, request, made.id, None)
    led = session_control.lead(conn, request, app.library, made.id, None)
    session_control.begin(conn, led)
    return made.id


def _observable(
    conn: Connection, parts: Services, request: Request, cohort: str, leader: str
) -> str:
    """A session that somebody else has led."""
    session = _session(conn, parts, request, cohort)
    led = session_control.lead(conn, request, parts.app.library, session, None)
    session_control.end(conn, led, request.now)
    live_sessions.change(conn, session, led_by=leader)
    return session


def _work(conn: Connection, cohort: str) -> str:
    """The newest work of the cohort, which from now on is open."""
    own = tables.assignments.c
    given = select(own.id).where(own.cohort == cohort, own.test.is_(None))
    work: str = conn.scalars(given.order_by(own.created_at.desc()).limit(1)).one()
    due = NOW + timedelta(days=14)
    conn.execute(update(tables.assignments).where(own.id == work).values(due_at=due))
    return work
