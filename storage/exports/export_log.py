"""The export log: who exported which data, why, and who has the file.

A row exists before its file. Files that may contain a person who wants to be removed are requested
for deletion from their holders, since they cannot be recalled.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, or_, select, update
from sqlalchemy import delete as delete_from

from storage.db.audit_context import UNAUDITED
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
REFUSED = "refused"  # it was complete, but not delivered to the chat
_THERE = (MAKING, OUT)  # a killed process cannot record its failure
_OWN = frozenset({"practice", "refreshers"})  # data sets about one person
_SUMS = frozenset({"cohorts", "gain"})  # data sets without people


@dataclass(frozen=True, slots=True)
class LoggedExport:
    """An export, finished or not."""

    id: str
    made_by: str | None
    """Id of the person who exported it in the chat; None on the command line and after erasure."""
    called: str | None
    """The name of the person who exported it, as given on the command line."""
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
    """When its deletion was requested."""
    promised_at: datetime | None = None
    """When a notice of that was scheduled for its holder."""
    deleted_at: datetime | None = None

    @property
    def scope(self) -> Scope:
        return Scope(self.agency, self.cohort, self.scenario, self.since, self.until)

    @property
    def awaits_deletion(self) -> bool:
        """Whether its deletion is requested and not confirmed."""
        return self.asked_at is not None and self.deleted_at is None


_RELEASE = RecordColumns(LoggedExport, releases)


def begin(conn: Connection, release: LoggedExport) -> None:
    """Log an export before its file is created."""
    conn.execute(insert(releases), asdict(release))


def add_people(conn: Connection, release_id: str, whose: Collection[str]) -> bool:
    """Log people named in a file; in batches, so that no tap waits for long.

    Returns:
        Whether all of them still exist. If one was erased meanwhile, the file must not
        leave.
    """
    # A key share lock waits for erasures, but not for players.
    query = select(people.c.id).where(people.c.id.in_(whose)).order_by(people.c.id)
    found = conn.scalars(query.with_for_update(read=True, key_share=True)).all()
    if found:
        lines = [{"release": release_id, "person": person} for person in found]
        conn.execute(insert(released), lines, execution_options=UNAUDITED)
    return len(found) == len(whose)


def finish(conn: Connection, release_id: str, at: datetime, sha256: str, rows: int) -> None:
    """Record that a file is complete and is sent.

    Args:
        release_id: The export.
        sha256: The SHA-256 of the file, in hexadecimal.
        rows: The number of its rows.
    """
    _change(conn, release_id, {"state": OUT, "out_at": at, "sha256": sha256, "rows": rows})


def end(conn: Connection, release_id: str, state: str) -> None:
    """Record that no file was sent: the export failed, was cancelled, or was refused."""
    conn.execute(
        delete_from(released).where(released.c.release == release_id), execution_options=UNAUDITED
    )
    _change(conn, release_id, {"state": state})


def get(conn: Connection, release_id: str) -> LoggedExport | None:
    return _RELEASE.first(conn, _RELEASE.select().where(releases.c.id == release_id))


def is_named_in(conn: Connection, release: LoggedExport, person_id: str) -> bool:
    query = select(released.c.person).where(
        released.c.release == release.id, released.c.person == person_id
    )
    return conn.execute(query).first() is not None


def every(conn: Connection) -> list[LoggedExport]:
    """All exports, latest last."""
    query = _RELEASE.select().order_by(releases.c.made_at, releases.c.id)
    return _RELEASE.all(conn, query)


def latest(
    conn: Connection, agencies: Collection[str] | None, count: int, before: str | None = None
) -> list[LoggedExport]:
    """The latest exports, the latest first.

    Args:
        agencies: Only those of these agencies; None for all.
        count: The maximum number.
        before: Only those before this one, by its id.
    """
    query = _RELEASE.select().order_by(releases.c.made_at.desc(), releases.c.id.desc())
    if agencies is not None:
        query = query.where(releases.c.agency.in_(agencies))
    last = get(conn, before) if before is not None else None
    if last is not None:
        same = and_(releases.c.made_at == last.made_at, releases.c.id < last.id)
        query = query.where(or_(releases.c.made_at < last.made_at, same))
    return _RELEASE.all(conn, query.limit(count))


def unannounced_deletions(conn: Connection) -> list[LoggedExport]:
    """Exports to be deleted without a scheduled notice."""
    query = _RELEASE.select().where(
        releases.c.asked_at.is_not(None),
        releases.c.promised_at.is_(None),
        releases.c.deleted_at.is_(None),
        releases.c.state.in_(_THERE),
    )
    return _RELEASE.all(conn, query.order_by(releases.c.id).with_for_update())


def note_announced(conn: Connection, release_id: str, at: datetime) -> None:
    """Record that a notice of deletion was scheduled for an export's holder."""
    _change(conn, release_id, {"promised_at": at})


def people_to_notify(conn: Connection, most: int) -> list[tuple[str, str]]:
    """People named in sent exports without a scheduled notice.

    Args:
        most: The maximum number.

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


def note_notified(conn: Connection, release_id: str, whom: Collection[str], at: datetime) -> None:
    """Record that notices about an export were scheduled, or are not possible."""
    query = update(released).where(released.c.release == release_id, released.c.person.in_(whom))
    conn.execute(query.values(promised_at=at))


def delete(conn: Connection, release_id: str, at: datetime) -> bool:
    """Record that an export's deletion was confirmed; return whether that is new."""
    query = update(releases).where(releases.c.id == release_id, releases.c.deleted_at.is_(None))
    return conn.execute(query.values(deleted_at=at)).rowcount == 1


def request_deletions(conn: Connection, person_id: str, at: datetime) -> int:
    """Request deletion of exports that contain or may contain a person who is being erased.

    A file is requested once, whoever is erased later: so the count of requests reveals nothing.

    Returns:
        The number of new requests.
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
        or (not (release.named and release.state == OUT) and may_contain(traces, release))
    ]
    for release in found:
        _change(conn, release, {"asked_at": at})
    return len(found)


@dataclass(frozen=True, slots=True)
class Trace:
    """An assignment or a practice attempt of a person."""

    agency: str | None
    cohort: str | None
    scenario: str
    at: datetime
    """When it was assigned or begun."""


@dataclass(frozen=True, slots=True)
class Traces:
    """A person's agencies, cohorts and activity."""

    since: datetime
    agencies: frozenset[str | None]
    cohorts: frozenset[str]
    given: tuple[Trace, ...]
    own: tuple[Trace, ...]


def may_contain(traces: Traces, release: LoggedExport) -> bool:
    """Whether a pseudonymous export may contain a person; doubt counts as yes."""
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
    """Refreshers concern any case, and their dates are not checked."""
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
    """Remove a person who is being erased from the log, by id and by typed name."""
    called = select(names.c.name).where(names.c.person == person_id)
    whose = or_(releases.c.made_by == person_id, releases.c.called.in_(called))
    conn.execute(update(releases).where(whose).values(made_by=None, called=None))
    got = releases.c.handed_to.in_(called)
    conn.execute(update(releases).where(got).values(handed_to=None))


def _change(conn: Connection, release_id: str, values: dict[str, object]) -> None:
    query = update(releases).where(releases.c.id == release_id).values(values)
    conn.execute(query, execution_options=UNAUDITED)
