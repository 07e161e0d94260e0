"""Certificates: issued once a programme is passed, with a reminder before they expire."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.certificates.programme_progress import (
    ProgrammeProgress,
    months_after,
    programme_progress,
)
from scenarios.programmes import Programme, programmes
from storage.assignments import assignments
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.db.ids import new_id
from storage.playing.attempts import Attempt

ISSUED, RUNS_OUT, REVOKED = "certificate", "certificate-end", "certificate-back"
BEFORE = timedelta(days=30)  # its end, when its holder is reminded


def issue_if_complete(conn: Connection, attempt: Attempt, now: datetime) -> None:
    """Issue a certificate if an attempt that has just ended completes a programme.

    Args:
        conn: The connection of the unit that ended it.
        attempt: The finished attempt.
    """
    assignment = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if assignment is None or assignment.test is not None:
        return
    programme = programmes().get(assignment.programme or "")
    if programme is not None:
        # The screen of what ends now says it; what somebody had done on paper before has none.
        issue(conn, attempt.person, programme, now, told=attempt.moved_at != now)


def of_attempt(conn: Connection, attempt: Attempt, now: datetime) -> Certificate | None:
    """The certificate of the programme of which an attempt passed a step, where one holds."""
    assignment = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if assignment is None or assignment.programme is None or assignment.test is not None:
        return None
    if attempt.result is None or (assignment.pass_mark and not attempt.result.passed):
        return None
    own = certificates.of(conn, attempt.person)
    return next(
        (
            certificate
            for certificate in own
            if certificate.programme == assignment.programme and certificate.is_valid(now)
        ),
        None,
    )


def progress_of(conn: Connection, person_id: str, programme: Programme) -> ProgrammeProgress:
    own = [
        certificate
        for certificate in certificates.of(conn, person_id)
        if certificate.programme == programme.id
    ]
    return programme_progress(programme, certificates.tries(conn, person_id, programme.id), own)


def issue(
    conn: Connection, person_id: str, programme: Programme, now: datetime, *, told: bool = True
) -> bool:
    """Issue a certificate, where every step is passed and none that holds is there.

    Args:
        told: Whether its holder gets an unasked notice of it.

    Returns:
        Whether there is a new one; then its holder is reminded before it runs out.
    """
    way = progress_of(conn, person_id, programme)
    passed = [step.passed for step in way.steps if step.passed is not None]
    if way.next is not None or (way.latest is not None and not way.is_renewing(now)):
        return False
    if way.latest is not None and all(step.step.pass_mark is None for step in way.steps):
        return False  # nothing that could be passed again
    made = Certificate(
        new_id(),
        person_id,
        programme.id,
        max((certificate.number for certificate in way.certificates), default=-1) + 1,
        max(passed, key=lambda attempt: attempt.started_at).agency,
        certificates.new_code(),
        now,
        months_after(now, programme.holds),
        [attempt.edition for attempt in passed],
    )
    if not certificates.issue(conn, made):
        return False
    if told:
        queue_notice(conn, made, ISSUED, now)
    queue_notice(conn, made, RUNS_OUT, made.expires_at - BEFORE, not_after=made.expires_at)
    return True


def queue_notice(
    conn: Connection,
    certificate: Certificate,
    what: str,
    due_at: datetime,
    not_after: datetime | None = None,
) -> None:
    """Queue a notice about a certificate to its holder."""
    notices.queue(
        conn,
        certificate.person,
        f"{what}:{certificate.id}",
        due_at,
        {"what": what, "certificate": certificate.id},
        about=certificate.id,
        not_after=not_after,
    )


def get_valid(conn: Connection, certificate_id: str) -> Certificate | None:
    """A certificate, unless it was revoked."""
    found = certificates.get(conn, certificate_id)
    return None if found is None or found.revoked_at is not None else found


def expiring(conn: Connection, certificate_id: str) -> Certificate | None:
    """A certificate that expires, unless it was revoked or renewed."""
    found = get_valid(conn, certificate_id)
    if found is None:
        return None
    renewed = any(
        other.programme == found.programme and other.number > found.number
        for other in certificates.of(conn, found.person)
    )
    return None if renewed else found


def revoked(conn: Connection, certificate_id: str) -> Certificate | None:
    """A certificate that was revoked, with the reason."""
    found = certificates.get(conn, certificate_id)
    return None if found is None or found.reason is None else found
