"""A person's refresher settings and overview."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import deck_of
from bot.app.refreshers.prompt_schedule import KIND, plan
from bot.app.refreshers.recall_forecast import RecallForecast, forecast
from bot.app.request import Request
from scenarios.model import Scenario
from storage.outbox import jobs
from storage.people import people
from storage.refreshers import prompts
from storage.refreshers.prompts import RefresherPreferences

SNOOZE_DAYS = 7
NIGHTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RefresherOverview:
    """The expected recall, and the time of the next prompt, if any."""

    forecast: RecallForecast
    preferences: RefresherPreferences
    next_at: datetime | None


def overview(
    conn: Connection, request: Request, shelf: Mapping[str, Scenario]
) -> RefresherOverview:
    """The refresher overview of the person who asks."""
    person = request.person
    return RefresherOverview(
        forecast(deck_of(conn, shelf, person.id), request.now),
        prompts.preferences(conn, person.id),
        jobs.due_at(conn, KIND, person.id),
    )


def snooze(conn: Connection, request: Request, shelf: Mapping[str, Scenario], days: int) -> None:
    """Send nothing unasked for some days, at most `SNOOZE_DAYS`; 0 ends that."""
    days = min(days, SNOOZE_DAYS)
    until = request.now + timedelta(days=days) if days else None
    _change(conn, request, shelf, snoozed_until=until)


def switch(conn: Connection, request: Request, shelf: Mapping[str, Scenario], *, on: bool) -> None:
    state = "on" if on else "stopped"
    _change(conn, request, shelf, state=state, unanswered=0, snoozed_until=None)


def set_nights(
    conn: Connection, request: Request, shelf: Mapping[str, Scenario], *, on: bool
) -> None:
    """Set or clear a week of night work from now on."""
    _change(conn, request, shelf, nights_until=request.now + NIGHTS if on else None)


def _change(
    conn: Connection, request: Request, shelf: Mapping[str, Scenario], **changes: Any
) -> None:
    person, now = request.person, request.now
    people.lock(conn, person.id)
    prompts.keep_preferences(conn, replace(prompts.preferences(conn, person.id), **changes))
    deck = deck_of(conn, shelf, person.id)
    plan(conn, person, prompt_lifecycle.forgive(conn, deck, now), now)
