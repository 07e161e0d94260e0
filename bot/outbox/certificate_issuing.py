"""Certificates: issued once a programme is passed, told, and reminded of before they run out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.certificates.programme_progress import Journey, journey, months_after
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.learner.certificates.actions import ShowJourney
from bot.chat.learner.certificates.issued_notice import issued_button, issued_text
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News, Teller
from scenarios.programmes import Programme, programmes
from storage.assignments import assignments
from storage.certificates import certificates
from storage.certificates.certificates import Certificate
from storage.db.ids import new_id
from storage.people.people import Person
from storage.playing.attempts import Attempt

ISSUED, RUNS_OUT, REVOKED = "certificate", "certificate-end", "certificate-back"
BEFORE = timedelta(days=30)  # its end, when its holder is reminded


def follow(conn: Connection, attempt: Attempt, now: datetime) -> None:
    """Where an attempt that has just ended was the last step of a programme, issue.

    Args:
        conn: The connection of the unit that ended it.
        attempt: As it ended.
        now: The moment.
    """
    given = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if given is None or given.test is not None:
        return
    programme = programmes().get(given.programme or "")
    if programme is not None:
        # The screen of what ends now says it; what somebody had done on paper before has none.
        issue(conn, attempt.person, programme, now, told=attempt.moved_at != now)


def of_attempt(conn: Connection, attempt: Attempt, now: datetime) -> Certificate | None:
    """The certificate of the programme of which an attempt passed a step, where one holds."""
    given = assignments.get(conn, attempt.assignment) if attempt.assignment else None
    if given is None or given.programme is None or given.test is not None:
        return None
    if attempt.result is None or (given.pass_mark and not attempt.result.passed):
        return None
    own = certificates.of(conn, attempt.person)
    return next((one for one in own if one.programme == given.programme and one.holds(now)), None)


def journey_of(conn: Connection, person_id: str, programme: Programme) -> Journey:
    """How far someone is in a programme."""
    own = [one for one in certificates.of(conn, person_id) if one.programme == programme.id]
    return journey(programme, certificates.tries(conn, person_id, programme.id), own)


def issue(
    conn: Connection, person_id: str, programme: Programme, now: datetime, *, told: bool = True
) -> bool:
    """Issue a certificate, where every step is passed and none that holds is there.

    Args:
        conn: A writing unit's connection.
        person_id: Whose.
        programme: Of what.
        now: The moment.
        told: Whether its holder is told of it unasked.

    Returns:
        Whether there is a new one; then its holder is reminded before it runs out.
    """
    way = journey_of(conn, person_id, programme)
    passed = [one.passed for one in way.steps if one.passed is not None]
    if way.next is not None or (way.latest is not None and not way.is_renewing(now)):
        return False
    if way.latest is not None and all(one.step.pass_mark is None for one in way.steps):
        return False  # nothing that could be passed anew
    made = Certificate(
        new_id(),
        person_id,
        programme.id,
        max((one.number for one in way.certificates), default=-1) + 1,
        max(passed, key=lambda one: one.started_at).agency,
        certificates.new_code(),
        now,
        months_after(now, programme.holds),
        [one.edition for one in passed],
    )
    if not certificates.issue(conn, made):
        return False
    if told:
        promise(conn, made, ISSUED, now)
    promise(conn, made, RUNS_OUT, made.expires_at - BEFORE, not_after=made.expires_at)
    return True


def promise(
    conn: Connection,
    one: Certificate,
    what: str,
    due_at: datetime,
    not_after: datetime | None = None,
) -> None:
    """Promise to tell the holder of a certificate something about it."""
    notices.promise(
        conn,
        one.person,
        f"{what}:{one.id}",
        due_at,
        {"what": what, "certificate": one.id},
        about=one.id,
        not_after=not_after,
    )


def tellers() -> Mapping[str, Teller]:
    """What is told of certificates, by what it was promised as."""
    return {ISSUED: _issued, RUNS_OUT: _runs_out, REVOKED: _revoked}


def _issued(
    conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]
) -> News | None:
    one = certificates.get(conn, what["certificate"])
    if one is None or one.revoked_at is not None:
        return None
    return News(issued_text(speak, one.programme), issued_button(speak, one.id))


def _runs_out(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    one = certificates.get(conn, what["certificate"])
    if one is None or one.revoked_at is not None or _is_renewed(conn, one):
        return None
    text = speak.say(
        "Your certificate of “{title}” is good until {day}.",
        title=programme_title(speak, one.programme),
        day=date_of(speak, one.expires_at, person.timezone),
    )
    return News(text, Button(speak.say("How to renew it"), ShowJourney(one.programme)))


def _revoked(
    conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]
) -> News | None:
    one = certificates.get(conn, what["certificate"])
    if one is None or one.reason is None:
        return None
    text = speak.say(
        "Your certificate of “{title}” was taken back: {reason}",
        title=programme_title(speak, one.programme),
        reason=one.reason,
    )
    return News(text, Button(speak.say("Your programmes"), ShowJourney(one.programme)))


def _is_renewed(conn: Connection, one: Certificate) -> bool:
    return any(
        other.programme == one.programme and other.number > one.number
        for other in certificates.of(conn, one.person)
    )
