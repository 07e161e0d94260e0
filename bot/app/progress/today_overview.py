"""The content of the Today page beside the open work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Connection

from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.certificates import own_certificates
from bot.app.certificates.programme_progress import ProgrammeProgress
from bot.app.library import Library
from bot.app.progress.skills import Skill, own_skills
from bot.app.progress.study_week import StudyWeek, study_week
from bot.app.request import Request
from scenarios.model import Competency
from storage.agencies import local_contacts
from storage.cohorts import cohorts
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from storage.people import names, roles
from storage.people.roles import Role

Missing: TypeAlias = Literal["place", "field", "name"]
"""Profile entries that a learner left out and is asked for again."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The work open to a person now."""

    sessions: Sequence[Session]
    """Live sessions that are running with their cohorts."""
    programmes: Sequence[ProgrammeProgress]
    skills: Mapping[Competency, Skill]
    week: StudyWeek | None
    missing: Missing | None
    has_line: bool
    """Whether a line for real cases is confirmed where they work."""
    roles: Sequence[Role]


def overview(conn: Connection, request: Request, library: Library) -> Overview:
    person = request.person
    current = (
        live_sessions.current(conn, session, request.now)
        for session in live_sessions.open_to(conn, person.id)
    )
    programmes = own_certificates.progress(conn, request)
    return Overview(
        [session for session in current if session.state == "running"],
        programmes,
        own_skills(conn, request, library),
        study_week(conn, request),
        _missing(conn, request, programmes),
        local_contacts.valid_fact(conn, person.agency, REAL_CASE, request.now) is not None,
        roles.of(conn, person.id),
    )


def _missing(
    conn: Connection, request: Request, programmes: Sequence[ProgrammeProgress]
) -> Missing | None:
    """A name is needed on a trainer's list, or when a certificate is at most a step away."""
    person = request.person
    if person.agency is None:
        return "place"
    if person.job is None:
        return "field"
    is_near = any(len(each.steps) - each.passed <= 1 for each in programmes)
    if (is_near or cohorts.of_member(conn, person.id)) and not names.of(conn, person.id):
        return "name"
    return None
