"""People's own settings: language, hours, time zone, time limits, discreet messages.

Each function sets a value, whatever it was before, and returns the person as they are afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from bot.app.preferences.contact_hours import MOST_SLOTS, SLOTS, rest_days_of, slots_of
from bot.app.preferences.time_zones import ZONES
from bot.app.refreshers.prompt_schedule import reschedule
from bot.app.request import Request
from storage.people import names, people
from storage.people.people import Person
from storage.playing import attempts

_SCHEDULE = {"hours", "rest_days", "timezone"}
"""The settings that decide when refreshers may come."""


def own_names(conn: Connection, request: Request) -> Mapping[str, str]:
    """The person's own names, by script."""
    return names.of(conn, request.person.id)


def set_language(conn: Connection, request: Request, language: str) -> Person:
    """Set the language, for attempts under way as well."""
    attempts.set_language(conn, request.person.id, language)
    return _change(conn, request, language=language)


def set_slot(conn: Connection, request: Request, slot: str, *, on: bool) -> Person:
    """Add or remove a time of day; nothing changes where none or too many are left."""
    person = _locked(conn, request)
    chosen = [other for other in slots_of(person) if other != slot]
    chosen += [slot] if on else []
    if slot not in SLOTS or not 0 < len(chosen) <= MOST_SLOTS:
        return person
    return _change(conn, request, hours={**(person.hours or {}), "slots": chosen})


def set_rest_day(conn: Connection, request: Request, day: int, *, on: bool) -> Person:
    """Add or remove a rest day, Monday being 0; nothing changes where no other day is left."""
    person = _locked(conn, request)
    chosen = {*rest_days_of(person)} | {day} if on else {*rest_days_of(person)} - {day}
    if day not in range(7) or len(chosen) == 7:
        return person
    return _change(conn, request, rest_days=sorted(chosen))


def set_time_zone(conn: Connection, request: Request, zone: str) -> Person:
    """Set the time zone by its key in `ZONES`; an unknown one changes nothing."""
    return _change(conn, request, timezone=ZONES[zone]) if zone in ZONES else request.person


def set_time_limits(conn: Connection, request: Request, *, on: bool) -> Person:
    return _change(conn, request, timers=on)


def set_study_day(conn: Connection, request: Request, day: int, *, on: bool) -> Person:
    """Add or remove a day for practice, Monday being 0."""
    person = _locked(conn, request)
    chosen = {*(person.study_days or ())} | {day} if on else {*(person.study_days or ())} - {day}
    return _change(conn, request, study_days=sorted(chosen)) if day in range(7) else person


def set_plain_screens(conn: Connection, request: Request, *, on: bool) -> Person:
    """Set words in place of symbols; with them time limits go, as reading aloud takes longer."""
    attempts.set_plain_screens(conn, request.person.id, on=on)
    values = {"plain_screens": True, "timers": False} if on else {"plain_screens": False}
    return _change(conn, request, **values)


def set_low_data(conn: Connection, request: Request, *, on: bool) -> Person:
    """Set whether exhibits come as words instead of pictures and voice notes."""
    return _change(conn, request, low_data=on)


def set_discreet(conn: Connection, request: Request, *, on: bool) -> Person:
    return _change(conn, request, discreet=on)


def running_attempt(conn: Connection, request: Request) -> str | None:
    """The attempt under way that moved last."""
    running = attempts.running(conn, request.person.id)
    return running[0].id if running else None


def _locked(conn: Connection, request: Request) -> Person:
    people.lock(conn, request.person.id)
    return people.get(conn, request.person.id) or request.person


def _change(conn: Connection, request: Request, **values: Any) -> Person:
    people.lock(conn, request.person.id)
    people.change(conn, request.person.id, **values)
    if values.keys() & _SCHEDULE:
        reschedule(conn, request.person.id, request.now)
    return people.get(conn, request.person.id) or request.person
