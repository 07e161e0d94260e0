"""Attendance of a session: by phone, or recorded by the trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import Right, may
from bot.app.live_session.session_records import may_enter_paper
from bot.app.live_session.session_rights import session_to_lead
from bot.app.ports import Dice
from bot.app.preferences.contact_hours import hours_of_all
from bot.app.request import Request
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.live_session import attendance, live_sessions, votes
from storage.live_session.attendance import Attendee, How
from storage.live_session.live_sessions import Session
from storage.people import roles
from storage.people.people import Person

CLASS_BEGAN = "class-began"  # the kind of the notice
STILL_NEW = timedelta(hours=2)
"""The time after a session's start in which its notice is still worth sending."""


@dataclass(frozen=True, slots=True)
class AttendanceEntry:
    """A person, or a roster place that nobody has taken."""

    id: str
    how: How | None = None
    """Their way of attending; None if absent."""
    guest: bool = False
    """Whether they attend without being in the cohort now."""
    is_place: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    """As on the roster, by script; empty for people who are not on it."""


@dataclass(frozen=True, slots=True)
class AttendanceList:
    """The attendees of a session, and the others who could attend."""

    session: Session
    cohort: Cohort
    entries: Sequence[AttendanceEntry]
    """Guests come last."""
    shows_numbers: bool
    """Whether the person may see staff numbers: to a trainee the cohort is only lent."""
    takes_paper: bool
    """Whether the person may enter answers from paper of someone who attends."""


def show(conn: Connection, request: Request, session_id: str) -> AttendanceList:
    """The attendance list of a session.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    session, cohort = session_to_lead(conn, request.person, session_id)
    own = cohorts.trains(conn, cohort.id, request.person.id)
    held = roles.of(conn, request.person.id)
    return AttendanceList(
        session,
        cohort,
        _entries(conn, session),
        may(held, Right.SEE_COHORT, cohort.agency, own=own),
        may_enter_paper(conn, request, session, cohort),
    )


def set_attending(
    conn: Connection, request: Request, dice: Dice, session_id: str, entry_id: str, *, there: bool
) -> bool:
    """Record by hand that someone attends, or does not; those who are not listed are left out.

    Returns:
        Whether it is recorded. Somebody who came by phone is not put out so: see `remove`.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    return not mark(conn, request, dice, session_id, {entry_id: there})


def mark(
    conn: Connection,
    request: Request,
    dice: Dice,
    session_id: str,
    changes: Mapping[str, bool],
) -> Sequence[str]:
    """Record by hand of several that they attend, or do not; see `set_attending`.

    Returns:
        Those who came by phone and so stay recorded.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    session, _ = session_to_lead(conn, request.person, session_id, hold=True)
    votes.end_idle(conn, session.id, request.now)  # which no hand opens again
    stay = []
    for entry in _entries(conn, session) if changes else ():
        there = changes.get(entry.id)
        if there is None:
            continue
        person, place = ("", entry.id) if entry.is_place else (entry.id, "")
        if there:
            by_hand = Attendee(
                dice.id(), session.id, request.now, "hand", person or None, place or None
            )
            attendance.attend(conn, by_hand)
        elif entry.how == "phone":
            stay.append(entry.id)
        else:
            attendance.mark_absent(conn, session.id, person=person, place=place)
    _recount(conn, session.id)
    return stay


def remove(conn: Connection, request: Request, session_id: str, person_id: str) -> None:
    """Record that someone whose phone came in does not attend.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    session, _ = session_to_lead(conn, request.person, session_id, hold=True)
    attendance.mark_absent(conn, session.id, person=person_id)
    _recount(conn, session.id)


def notify_absent(conn: Connection, request: Request, session_id: str) -> tuple[int, int]:
    """Promise members who do not attend to tell them that the class has begun.

    They are notified within their hours and the daily cap; the others find the class in /today.

    Returns:
        How many can be told now, and how many only later.

    Raises:
        NotFound: There is no such session, or the person may not lead it.
    """
    now = request.now
    found, cohort = session_to_lead(conn, request.person, session_id, hold=True)
    session = live_sessions.current(conn, found, now)
    absent = _absent(conn, session, cohort) if session.state == "running" else []
    due_at = notices.fair_moment(conn, now, first=True)  # they could still come
    for position, person in enumerate(absent):
        notices.queue(
            conn,
            person.id,
            f"{session.id}:{person.id}",
            due_at,
            {"what": CLASS_BEGAN, "session": session.id},
            about=session.id,
            not_after=now + STILL_NEW,
            place=position,
        )
    hours = hours_of_all(conn, absent)
    notified = sum(notices.earliest(each, hours[each.id], now) <= now for each in absent)
    return notified, len(absent) - notified


def _absent(conn: Connection, session: Session, cohort: Cohort) -> list[Person]:
    """The members with a phone who do not attend."""
    known = {attendee.person for attendee in attendance.of_session(conn, session.id)}
    known |= {place.person for place in roster.waiting(conn, cohort.id)}
    return [person for person in cohorts.members(conn, cohort.id) if person.id not in known]


def _entries(conn: Connection, session: Session) -> list[AttendanceEntry]:
    there = attendance.of_session(conn, session.id)
    how = {attendee.person or attendee.place: attendee.how for attendee in there}
    members = cohorts.member_ids(conn, session.cohort)
    listed = [place for place in roster.of_cohort(conn, session.cohort) if place.person is None]
    own = {place.id for place in listed}
    moved = (roster.get(conn, each.place) for each in there if each.place and each.place not in own)
    guests = (each.person for each in there if each.person and each.person not in members)
    return [
        *(AttendanceEntry(id_, how.get(id_)) for id_ in members),
        *(
            AttendanceEntry(each.id, how.get(each.id), is_place=True, names=each.names)
            for each in listed
        ),
        *(AttendanceEntry(id_, how.get(id_), guest=True) for id_ in guests),
        *(
            AttendanceEntry(each.id, how.get(each.id), guest=True, is_place=True, names=each.names)
            for each in moved
            if each is not None
        ),
    ]


def _recount(conn: Connection, session_id: str) -> None:
    """Keep the number of attendees of a session that is over up to date."""
    session = live_sessions.get(conn, session_id)
    if session is not None and session.state == "ended":
        there, _ = attendance.count_present(conn, session_id)
        live_sessions.change(conn, session_id, attended=there)
