"""A person's progress in a programme, and their valid certificate. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from scenarios.programmes import Programme, Step
from storage.assignments.assignments import counted_try
from storage.certificates.certificates import Certificate, Try

RENEWING = timedelta(days=90)  # so long before its end what is passed counts for the next one
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A person's status in a step."""

    step: Step
    finished: bool
    passed: Try | None  # the try that passed it


@dataclass(frozen=True, slots=True)
class ProgrammeProgress:
    """A person's progress in a programme."""

    programme: Programme
    steps: tuple[StepStatus, ...]
    certificates: tuple[Certificate, ...]  # the newest first

    @property
    def latest(self) -> Certificate | None:
        """The newest certificate, whether it still holds or not."""
        return self.certificates[0] if self.certificates else None

    @property
    def next(self) -> StepStatus | None:
        """The first step that is not passed."""
        return next((step for step in self.steps if step.passed is None), None)

    @property
    def passed(self) -> int:
        """The number of passed steps."""
        return sum(step.passed is not None for step in self.steps)

    def is_renewing(self, now: datetime) -> bool:
        """Whether the newest certificate has expired or may be renewed."""
        return self.latest is not None and now >= counts_since(self.certificates)


def programme_progress(
    programme: Programme, tries: Sequence[Try], certificates: Sequence[Certificate]
) -> ProgrammeProgress:
    """A person's progress in a programme.

    Args:
        programme: Its current definition.
        tries: Their finished tries, in the order in which they ended.
        certificates: Their certificates of it, newest first.
    """
    since = counts_since(certificates)
    return ProgrammeProgress(
        programme,
        tuple(_stood(step, tries, since) for step in programme.steps),
        tuple(certificates),
    )


def counts_since(certificates: Sequence[Certificate]) -> datetime:
    """From when on what was begun counts for the next certificate.

    Before the first it is whenever it was. After it, it is what was begun in the last 90 days
    before its end or later; after a revocation, only what was begun since.
    """
    if not certificates:
        return _EVER
    last = certificates[0]
    return last.revoked_at or last.expires_at - RENEWING


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later; the last of its month where there is no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)


def initials(name: str) -> str:
    """A name as its initials, such as `S. A.`."""
    return " ".join(f"{word[0]}." for word in name.split())


def _stood(step: Step, tries: Iterable[Try], since: datetime) -> StepStatus:
    own = [attempt for attempt in tries if attempt.scenario == step.scenario]
    if step.pass_mark is None:  # an example that was watched needs no second look
        return StepStatus(step, bool(own), own[-1] if own else None)
    mark = step.pass_mark
    passed = [
        attempt
        for attempt in _counting(own)
        if attempt.passed and attempt.score >= mark and attempt.started_at >= since
    ]
    return StepStatus(
        step, any(attempt.started_at >= since for attempt in own), passed[-1] if passed else None
    )


def _counting(tries: Iterable[Try]) -> Iterator[Try]:
    """Of each assignment the try that counts."""
    in_order = sorted(tries, key=lambda describe: describe.assignment)
    for _, group in groupby(in_order, key=lambda describe: describe.assignment):
        own = list(group)
        yield counted_try(own[0].counts, own, lambda attempt: (attempt.passed, attempt.score))
