"""Members who are overdue or have not begun, and nudges: at most one a day for each of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.assignments import assignment_notices
from bot.app.assignments.assignment_reach import NoticeReach, notice_reach
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from storage.assignments import assignments
from storage.assignments.assignments import Assignment, AssignmentView
from storage.cohorts import cohort_progress, cohorts
from storage.cohorts import nudges as records
from storage.cohorts.cohort_progress import PendingAssignment
from storage.cohorts.cohorts import Cohort
from storage.outbox import jobs

NUDGED = "nudged"  # the kind of the notice
LIFETIME = timedelta(days=7)  # of a nudge that could not be delivered
SOON = timedelta(days=3)  # before the due date; reminders begin then too

Urgency: TypeAlias = Literal["overdue", "soon", "ahead"]
URGENCIES: tuple[Urgency, ...] = get_args(Urgency)
NudgeState: TypeAlias = Literal["ticked", "spared", "nudged", "shut"]
"""Whether a member is nudged: yes; not by the trainer's choice; was within a day; is
unreachable."""


@dataclass(frozen=True, slots=True)
class PendingMember:
    """A member who is late with something, or has not begun it."""

    person_id: str
    urgency: Urgency
    """Of the most urgent of their assignments."""
    late: tuple[Assignment, ...]
    not_begun: tuple[Assignment, ...]
    """Earliest due date first, in both."""
    nudge: NudgeState

    @property
    def order(self) -> tuple[int, datetime]:
        """The most urgent come first."""
        return URGENCIES.index(self.urgency), (*self.late, *self.not_begun)[0].due_at


@dataclass(frozen=True, slots=True)
class PendingMembers:
    """The members of a cohort who are late or have not begun, and one group of them."""

    cohort: Cohort
    everybody: tuple[PendingMember, ...]
    urgency: Urgency
    """Of the group."""

    @property
    def group(self) -> list[PendingMember]:
        return [member for member in self.everybody if member.urgency == self.urgency]

    @property
    def ticked(self) -> list[str]:
        """The ids of the ticked members of the group."""
        return [member.person_id for member in self.group if member.nudge == "ticked"]


def start(conn: Connection, request: Request, bot: int, cohort_id: str) -> PendingMembers:
    """List the pending members, with the overdue ones ticked.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    records.exclude_nobody(conn, request.person.id, cohort.id)
    every = _pending(conn, request, bot, cohort).everybody
    early = [member.person_id for member in every if member.urgency != "overdue"]
    records.exclude(conn, request.person.id, cohort.id, early, on=True)
    return _pending(conn, request, bot, cohort)


def pending(
    conn: Connection, request: Request, bot: int, cohort_id: str, urgency: Urgency
) -> PendingMembers:
    """List the pending members as they are ticked.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.SEE_COHORT, cohort_id)
    return _pending(conn, request, bot, cohort, urgency)


def tick(
    conn: Connection, request: Request, bot: int, cohort_id: str, person_id: str, *, on: bool
) -> PendingMembers:
    """Include or exclude a member from a nudge; return the list with their group.

    Raises:
        NotFound: There is no such cohort or member, or the cohort is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    if not cohorts.joined(conn, cohort.id, person_id):
        raise NotFound
    records.exclude(conn, request.person.id, cohort.id, [person_id], on=not on)
    found = _pending(conn, request, bot, cohort)
    own = (member.urgency for member in found.everybody if member.person_id == person_id)
    return replace(found, urgency=next(own, found.urgency))


def tick_group(
    conn: Connection, request: Request, bot: int, cohort_id: str, urgency: Urgency, *, on: bool
) -> PendingMembers:
    """Include a whole group in the nudge, or leave it out.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    group = _pending(conn, request, bot, cohort, urgency).group
    whom = [member.person_id for member in group]
    records.exclude(conn, request.person.id, cohort.id, whom, on=not on)
    return _pending(conn, request, bot, cohort, urgency)


def preview(
    conn: Connection, request: Request, bot: int, cohort_id: str, urgency: Urgency
) -> tuple[PendingMembers, NoticeReach]:
    """The people a nudge of a group would reach, and when.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    found = _pending(conn, request, bot, cohort, urgency)
    ticked = set(found.ticked)
    whom = [person for person in cohorts.members(conn, cohort.id) if person.id in ticked]
    return found, notice_reach(conn, bot, whom, request.now)


def send(
    conn: Connection, request: Request, bot: int, cohort_id: str, urgency: Urgency, people: int
) -> tuple[Cohort, int]:
    """Nudge the ticked members of a group.

    Args:
        conn: A write transaction.
        bot: The id of the bot that delivers the nudges.
        urgency: The group's urgency.
        people: The number of people that the trainer confirmed.

    Returns:
        The cohort, and the number of people nudged; 0 if it differs from the confirmed number.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    ticked = _pending(conn, request, bot, cohort, urgency).ticked
    if len(ticked) != people:
        return cohort, 0
    return cohort, _queue(conn, request, cohort, ticked)


def send_to(
    conn: Connection, request: Request, bot: int, cohort_id: str, chosen: Collection[str]
) -> int:
    """Nudge those of some people who are late or have not begun; return how many.

    Left out are those who were nudged within a day, or whom the bot cannot reach.

    Args:
        conn: A write transaction.
        bot: The id of the bot that delivers the nudges.
        chosen: The people; others than its members are left out.

    Raises:
        NotFound: There is no such cohort, or it is not theirs.
    """
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    whom = [
        member.person_id
        for member in _pending(conn, request, bot, cohort).everybody
        if member.person_id in chosen and member.nudge in ("ticked", "spared")
    ]
    return _queue(conn, request, cohort, whom)


def _queue(conn: Connection, request: Request, cohort: Cohort, whom: Sequence[str]) -> int:
    """Queue the nudges of those who were not nudged within a day; return how many."""
    nudged = records.mark_nudged(conn, whom, request.now)
    for person_id in nudged:
        key = f"nudge:{person_id}"
        notices.cancel(conn, key)  # one that waits since another day, as over days of rest
        facts = {"what": NUDGED, "cohort": cohort.id}
        too_late = request.now + LIFETIME
        notices.queue(conn, person_id, key, request.now, facts, about=key, not_after=too_late)
    return len(nudged)


def open_work(
    conn: Connection, library: Library, person_id: str, cohort_id: str, now: datetime
) -> list[AssignmentView]:
    """A nudged member's open work for the cohort."""
    return [
        view
        for view in assignments.open_for(conn, person_id, now)
        if view.assignment.cohort == cohort_id
        and library.find(conn, view.assignment.scenario) is not None
        and view.assignment.test is None
        and not view.finished
        and not view.is_waiting
    ]


def _pending(
    conn: Connection, request: Request, bot: int, cohort: Cohort, urgency: Urgency | None = None
) -> PendingMembers:
    """Without an urgency the group is that of the most urgent, unless nothing is due soon."""
    to_do = cohort_progress.pending_assignments(conn, cohort, request.now)
    reachable = cohort_progress.reachable(conn, cohort.id, bot)
    nudged = records.recently_nudged(conn, to_do, request.now)
    spared = records.excluded_by(conn, request.person.id, cohort.id)
    is_untold = _untold(conn, to_do, reachable)

    def nudge(person_id: str) -> NudgeState:
        if person_id not in reachable:
            return "shut"
        if person_id in nudged:
            return "nudged"
        return "spared" if person_id in spared else "ticked"

    found = []
    for person_id, items in to_do.items():
        late = tuple(item.assignment for item in items if item.assignment.due_at <= request.now)
        not_begun = tuple(
            item.assignment
            for item in items
            if item.assignment not in late and not item.running and not is_untold(person_id, item)
        )
        if late or not_begun:
            own = _urgency(late, not_begun, request.now)
            found.append(PendingMember(person_id, own, late, not_begun, nudge(person_id)))
    found.sort(key=lambda member: member.order)
    pressing: list[Urgency] = [each.urgency for each in found if each.urgency != "ahead"]
    shown: Urgency = pressing[0] if pressing else "overdue"
    return PendingMembers(cohort, tuple(found), urgency or shown)


def _urgency(late: Sequence[Assignment], not_begun: Sequence[Assignment], now: datetime) -> Urgency:
    if late:
        return "overdue"
    return "soon" if not_begun[0].due_at - now <= SOON else "ahead"


def _untold(
    conn: Connection, to_do: Mapping[str, Sequence[PendingAssignment]], reachable: set[str]
) -> Callable[[str, PendingAssignment], bool]:
    """Whether a member has not been told of an assignment yet, and so is not late.

    Those who are unreachable wait for nothing.
    """
    topics = {assignment_notices.subject(item.assignment) for own in to_do.values() for item in own}
    waiting = jobs.pending_keys(conn, notices.KIND, topics)
    return lambda person_id, item: (
        person_id in reachable and assignment_notices.key(item.assignment, person_id) in waiting
    )
