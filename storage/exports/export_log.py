"""Files with what people did that went out: by whom, of what, why, and who has them.

A row is there before its file is. Whoever may stand in a file that they can no longer be taken out
of has it asked for; nobody can call a file back.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy import delete as delete_from

from storage.audit.audit_context import UNAUDITED
from storage.db.records import RecordColumns
from storage.db.tables import (
    assignments,
    attempts,
    cohorts,
    editions,
    memberships,
    names,
    people,
    released,
    releases,
)
from storage.exports.scope import Scope

MAKING, OUT, FAILED, CALLED_OFF = "making", "out", "failed", "called-off"
REFUSED = "refused"  # it was whole, and did not reach the chat
_THERE = (MAKING, OUT)  # a program that dies cannot say that it made none
_OWN = frozenset({"practice", "refreshers"})  # what is somebody's alone
_SUMS = frozenset({"cohorts", "gain"})  # in which nobody stands


@dataclass(frozen=True, slots=True)
class LoggedExport:
    """A file that went out, or was to."""

    id: str
    made_by: str | None
    """Who, in the chat; None on the command line, and once they are erased."""
    called: str | None
    """Who, as was typed on the command line."""
    made_at: datetime
    sets: Sequence[str]
    format: str
    agency: str | None = None
    cohort: str | None = None
    scenario: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """The moment after the last."""
    named: bool = False
    reason: str | None = None
    handed_to: str | None = None
    state: str = MAKING
    out_at: datetime | None = None
    sha256: str | None = None
    rows: int | None = None
    asked_at: datetime | None = None
    """Since when it is to be deleted."""
    promised_at: datetime | None = None
    """When whoever has it was promised word of that."""
    deleted_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        """Of what it is."""
        return Scope(self.agency, self.cohort, self.scenario, self.since, self.until)

    @property
    def awaited(self) -> bool:
        """Whether it is to be deleted, and nobody has said that it is."""
        return self.asked_at is not None and self.deleted_at is None


_RELEASE = RecordColumns(LoggedExport, releases)


def begin(conn: Connection, release: LoggedExport) -> None:
    """Keep that a file is about to be made."""
    conn.execute(insert(releases), asdict(release))


def add_people(conn: Connection, release_id: str, whose: Collection[str]) -> bool:
    """Keep whose names stand in a file; some at a time, so that no tap waits for long.

    Returns:
        Whether all of them are still here. Who is not was erased meanwhile, and the file must not
        leave.
    """
    # A key share: whoever is being erased is waited for, and nobody who plays.
    query = select(people.c.id).where(people.c.id.in_(whose)).order_by(people.c.id)
    found = conn.scalars(query.with_for_update(read=True, key_share=True)).all()
    if found:
        lines = [{"release": release_id, "person": person} for person in found]
        conn.execute(insert(released), lines, execution_options=UNAUDITED)
    return len(found) == len(whose)


def out(conn: Connection, release_id: str, at: datetime, sha256: str, rows: int) -> None:
    """Record that a file is whole and leaves.

    Args:
        conn: A writing unit's connection.
        release_id: Which.
        at: The current time.
        sha256: Of the file.
        rows: How many there are in it.
    """
    _change(conn, release_id, {"state": OUT, "out_at": at, "sha256": sha256, "rows": rows})


def end(conn: Connection, release_id: str, state: str) -> None:
    """Record that nobody has a file: it failed, was called off, or was refused by the chat."""
    conn.execute(
        delete_from(released).where(released.c.release == release_id), execution_options=UNAUDITED
    )
    _change(conn, release_id, {"state": state})


def get(conn: Connection, release_id: str) -> LoggedExport | None:
    """This file."""
    return _RELEASE.first(conn, _RELEASE.select().where(releases.c.id == release_id))


def stands_in(conn: Connection, release: LoggedExport, person_id: str) -> bool:
    """Whether somebody's name stands in a file."""
    query = select(released.c.person).where(
        released.c.release == release.id, released.c.person == person_id
    )
    return conn.execute(query).first() is not None


def every(conn: Connection) -> list[LoggedExport]:
    """All files, the latest at the end."""
    query = _RELEASE.select().order_by(releases.c.made_at, releases.c.id)
    return _RELEASE.all(conn, query)


def to_ask(conn: Connection) -> list[LoggedExport]:
    """Files that are to be deleted, of which nobody was promised word yet."""
    query = _RELEASE.select().where(
        releases.c.asked_at.is_not(None),
        releases.c.promised_at.is_(None),
        releases.c.deleted_at.is_(None),
        releases.c.state.in_(_THERE),
    )
    return _RELEASE.all(conn, query.order_by(releases.c.id).with_for_update())


def asked(conn: Connection, release_id: str, at: datetime) -> None:
    """Record that whoever has a file was promised word that it is to be deleted."""
    _change(conn, release_id, {"promised_at": at})


def to_promise(conn: Connection, most: int) -> list[tuple[str, str]]:
    """Whose names stand in files that went out, and who was not yet promised word of it.

    Args:
        conn: A writing unit's connection.
        most: How many at most.

    Returns:
        Pairs of a file and a person.
    """
    query = (
        select(released.c.release, released.c.person)
        .join(releases, releases.c.id == released.c.release)
        .where(released.c.promised_at.is_(None), releases.c.state == OUT)
        .order_by(released.c.release, released.c.person)
        .limit(most)
        .with_for_update(of=released)
    )
    return [(release, person) for release, person in conn.execute(query)]


def promised(conn: Connection, release_id: str, whom: Collection[str], at: datetime) -> None:
    """Record that people were promised word of a file, or that there is nobody to tell."""
    query = update(released).where(released.c.release == release_id, released.c.person.in_(whom))
    conn.execute(query.values(promised_at=at))


def delete(conn: Connection, release_id: str, at: datetime) -> bool:
    """Record that whoever has a file says that it is deleted; whether that is new."""
    query = update(releases).where(releases.c.id == release_id, releases.c.deleted_at.is_(None))
    return conn.execute(query.values(deleted_at=at)).rowcount == 1


def ask_for(conn: Connection, person_id: str, at: datetime) -> int:
    """Have the files deleted in which somebody stands, or may stand, who is being erased.

    A file is asked for once, whoever is erased after that: so how many were says nothing.

    Returns:
        How many are asked for that were not before.
    """
    traces = _traces(conn, person_id)
    here = _RELEASE.select().where(
        releases.c.state.in_(_THERE), releases.c.deleted_at.is_(None), releases.c.asked_at.is_(None)
    )
    with_name = set(conn.scalars(select(released.c.release).where(released.c.person == person_id)))
    found = [
        release.id
        for release in _RELEASE.all(conn, here)
        if release.id in with_name
        or (not (release.named and release.state == OUT) and may_stand(traces, release))
    ]
    for release in found:
        _change(conn, release, {"asked_at": at})
    return len(found)


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that somebody was given, or began of their own accord."""

    agency: str | None
    cohort: str | None
    scenario: str
    at: datetime
    """When it was given, or begun."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Where somebody was, as far as it is known."""

    since: datetime
    agencies: frozenset[str | None]
    cohorts: frozenset[str]
    given: tuple[Trace, ...]
    own: tuple[Trace, ...]


def may_stand(traces: Traces, release: LoggedExport) -> bool:
    """Whether somebody may stand in a file without names; rather once too often."""
    if release.out_at is not None and traces.since > release.out_at:
        return False
    sets = {*release.sets} - _SUMS
    return (
        ("people" in sets and _in_places(traces, release.scope))
        or (bool(sets - _OWN - {"people"}) and _fits(traces.given, release.scope))
        or (bool(sets & _OWN) and _is_there(traces, release.scope))
    )


def _in_places(traces: Traces, scope: Scope) -> bool:
    return (scope.agency is None or scope.agency in traces.agencies) and (
        scope.cohort is None or scope.cohort in traces.cohorts
    )


def _fits(found: Sequence[Trace], scope: Scope) -> bool:
    return any(
        scope.agency in (None, trace.agency)
        and scope.cohort in (None, trace.cohort)
        and scope.scenario in (None, trace.scenario)
        and (scope.since is None or trace.at >= scope.since)
        and (scope.until is None or trace.at < scope.until)
        for trace in found
    )


def _is_there(traces: Traces, scope: Scope) -> bool:
    """Refreshers come of any case, and their days are not looked up one by one."""
    return bool(traces.own or traces.given) and (
        scope.agency is None or scope.agency in traces.agencies
    )


def _traces(conn: Connection, person_id: str) -> Traces:
    came, agency = conn.execute(
        select(people.c.created_at, people.c.agency).where(people.c.id == person_id)
    ).one()
    inside = conn.execute(
        select(memberships.c.cohort, memberships.c.joined_at).where(
            memberships.c.person == person_id
        )
    ).all()
    tries = conn.execute(
        select(attempts.c.agency, editions.c.scenario, attempts.c.started_at, attempts.c.assignment)
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(attempts.c.person == person_id)
    ).all()
    where = {membership.cohort for membership in inside}
    given = conn.execute(
        select(cohorts.c.agency, cohorts.c.id, assignments.c.scenario, assignments.c.created_at)
        .join(cohorts, cohorts.c.id == assignments.c.cohort)
        .where(
            or_(
                assignments.c.cohort.in_(where),
                assignments.c.id.in_(
                    {attempt.assignment for attempt in tries if attempt.assignment}
                ),
            )
        )
    ).all()
    return Traces(
        min(
            (
                came,
                *(membership.joined_at for membership in inside),
                *(attempt.started_at for attempt in tries),
            )
        ),
        frozenset(
            (
                agency,
                *(attempt.agency for attempt in tries),
                *(assignment.agency for assignment in given),
            )
        ),
        frozenset((*where, *(assignment.id for assignment in given))),
        tuple(
            Trace(assignment.agency, assignment.id, assignment.scenario, assignment.created_at)
            for assignment in given
        ),
        tuple(
            Trace(attempt.agency, None, attempt.scenario, attempt.started_at)
            for attempt in tries
            if attempt.assignment is None
        ),
    )


def clear(conn: Connection, person_id: str) -> None:
    """Somebody is being erased: that they made or got files goes, by id and by a name typed so."""
    called = select(names.c.name).where(names.c.person == person_id)
    whose = or_(releases.c.made_by == person_id, releases.c.called.in_(called))
    conn.execute(update(releases).where(whose).values(made_by=None, called=None))
    got = releases.c.handed_to.in_(called)
    conn.execute(update(releases).where(got).values(handed_to=None))


def _change(conn: Connection, release_id: str, values: dict[str, object]) -> None:
    query = update(releases).where(releases.c.id == release_id).values(values)
    conn.execute(query, execution_options=UNAUDITED)
