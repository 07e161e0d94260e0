"""The weekly rhythm that a learner chooses: days for practice, without streaks or penalties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app.request import Request
from storage.playing import attempts
from storage.refreshers import memories

_SUNDAY = 6  # the first day of the week, as weeks are counted in the Gulf


@dataclass(frozen=True, slots=True)
class StudyWeek:
    """A learner's planned study days, and their practice days this week."""

    chosen: int
    practised: int
    """On whichever days: any day counts."""

    @property
    def is_full(self) -> bool:
        return self.practised >= self.chosen


def study_week(conn: Connection, request: Request) -> StudyWeek | None:
    """This week; None where no days are chosen."""
    person = request.person
    if not person.study_days:
        return None
    zone = ZoneInfo(person.timezone)
    since = _week_start(request.now, zone)
    moments = attempts.moves_since(conn, person.id, since)
    moments += [review.at for review in memories.recent_reviews(conn, [person.id], since)]
    days = {moment.astimezone(zone).date() for moment in moments}
    return StudyWeek(len(person.study_days), len(days))


def _week_start(now: datetime, zone: ZoneInfo) -> datetime:
    today = now.astimezone(zone).date()
    first = today - timedelta(days=(today.weekday() - _SUNDAY) % 7)
    return datetime.combine(first, time(), zone)
