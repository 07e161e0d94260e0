"""When the parts of an assessment open and close, in days of the cohort's time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.assignments.due_days import last_day_of, today_in
from storage.assessments.assessments import AFTER, BEFORE, DELAYED, Assessment, Period

OPEN = 14
"""Days for which the second and the third part are open."""
DELAYS = (180, 90, 270)
"""Days from the opening of the second part to that of the third; the usual ones first."""
_SOON, _LONGEST = timedelta(days=60), timedelta(days=366)
_FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Plan:
    """The days of an assessment.

    Attributes:
        before: The last day of the first part, which opens at once.
        after: The first day of the second part.
        delayed: Days from then to the first of the third part; 0 for none.
    """

    before: date
    after: date
    delayed: int

    def is_fit(self, today: date) -> bool:
        """Whether these days are in the future, in order, and not too far away."""
        return (
            today <= self.before <= today + _SOON
            and self.before < self.after <= self.before + _LONGEST
            and self.delayed in (0, *DELAYS)
        )


def spans(plan: Plan, now: datetime, zone: str) -> dict[str, Period]:
    """When each part opens and closes.

    Args:
        plan: The days.
        now: The moment, at which the first part opens.
        zone: The time zone of the days; each begins and ends at midnight there.
    """
    found = {
        BEFORE: Period(now, _midnight(plan.before + timedelta(days=1), zone)),
        AFTER: _opened(plan.after, zone),
    }
    if plan.delayed:
        found[DELAYED] = _opened(plan.after + timedelta(days=plan.delayed), zone)
    return found


def postponed_one_week(parts: Mapping[str, Period], now: datetime, zone: str) -> dict[str, Period]:
    """The same with all that lies ahead a week later; what has been stays."""
    return _moved(parts, now, zone, 7)


def can_postpone(parts: Mapping[str, Period], now: datetime) -> bool:
    """Whether the remaining parts may be postponed by a week."""
    return now < max(span.due_at for span in parts.values()) < now + _FARTHEST


def with_course_ended(parts: Mapping[str, Period], now: datetime, zone: str) -> dict[str, Period]:
    """The same with the first part closed, and the second, which was not open, open from now on.

    From there to the third part it is as many days as before.
    """
    before, after, today = parts[BEFORE], parts[AFTER], today_in(now, zone)
    days = (today - today_in(after.opens_at, zone)).days
    return _moved(parts, now, zone, days) | {
        BEFORE: Period(before.opens_at, min(before.due_at, now)),
        AFTER: Period(now, _midnight(today + timedelta(days=OPEN), zone)),
    }


def with_part_closed(parts: Mapping[str, Period], part: str, now: datetime) -> dict[str, Period]:
    """The same with an open part closed from now on; the others keep their days."""
    return {**parts, part: Period(parts[part].opens_at, now)}


def first_day(span: Period, zone: str) -> date:
    """The first day on which a part can be taken."""
    return today_in(span.opens_at, zone)


def last_day(span: Period, zone: str) -> date:
    """The last day on which a part can be taken."""
    return last_day_of(span.due_at, zone)


def final_day(test: Assessment, zone: str) -> date:
    """The last day of the last part."""
    return last_day_of(test.ends_at, zone)


def _opened(first: date, zone: str) -> Period:
    return Period(_midnight(first, zone), _midnight(first + timedelta(days=OPEN), zone))


def _moved(parts: Mapping[str, Period], now: datetime, zone: str, days: int) -> dict[str, Period]:
    def moved(moment: datetime) -> datetime:
        if moment <= now:
            return moment
        return _midnight(today_in(moment, zone) + timedelta(days=days), zone)

    return {part: Period(moved(span.opens_at), moved(span.due_at)) for part, span in parts.items()}


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
