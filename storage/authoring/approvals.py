"""Approvals of users' scenarios for an agency or for everyone."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sqlalchemy import Connection, insert, update

from storage.authoring.own_scenarios import Reach
from storage.db.records import RecordColumns
from storage.db.tables import approvals

State: TypeAlias = Literal["waiting", "approved", "declined", "taken-back"]


@dataclass(frozen=True, slots=True)
class Approval:
    """A request for approval, and the decision."""

    id: str
    scenario: str
    number: int
    """Of the edition."""
    reach: Reach
    """The requested audience: the agency or everyone."""
    asked_by: str | None
    asked_at: datetime
    state: State = "waiting"
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    """The reason for declining, as typed."""


_APPROVAL = RecordColumns(Approval, approvals)


def ask(conn: Connection, made: Approval) -> None:
    """Insert a request; a pending one for the same scenario is withdrawn."""
    withdraw(conn, made.scenario, made.asked_at)
    conn.execute(insert(approvals), asdict(made))


def withdraw(conn: Connection, scenario_id: str, now: datetime) -> bool:
    """Withdraw a pending request; return whether there was one."""
    open_one = (approvals.c.scenario == scenario_id, approvals.c.state == "waiting")
    taken = update(approvals).where(*open_one).values(state="taken-back", decided_at=now)
    return conn.execute(taken).rowcount > 0


def get(conn: Connection, approval_id: str) -> Approval | None:
    return _APPROVAL.first(conn, _APPROVAL.select().where(approvals.c.id == approval_id))


def decide(
    conn: Connection,
    approval: Approval,
    state: State,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Record a decision; return whether the request was pending."""
    values = {"state": state, "decided_by": by, "decided_at": now, "reason": reason}
    this = (approvals.c.id == approval.id, approvals.c.state == "waiting")
    return conn.execute(update(approvals).where(*this).values(values)).rowcount == 1


def waiting(conn: Connection) -> list[Approval]:
    """Pending requests, oldest first."""
    query = _APPROVAL.select().where(approvals.c.state == "waiting")
    return _APPROVAL.all(conn, query.order_by(approvals.c.asked_at, approvals.c.id))


def latest(conn: Connection, scenario_id: str) -> Approval | None:
    """The latest request for a scenario, if any."""
    query = _APPROVAL.select().where(approvals.c.scenario == scenario_id)
    return _APPROVAL.first(
        conn, query.order_by(approvals.c.asked_at.desc(), approvals.c.id).limit(1)
    )
