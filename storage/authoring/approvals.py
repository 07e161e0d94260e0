"""That a scenario of someone's own goes to an agency or to everyone: asked for, and decided."""

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
    """One question to those who decide, and what they said."""

    id: str
    scenario: str
    number: int
    """Of the edition."""
    reach: Reach
    """How far it is to go: the agency or everyone."""
    asked_by: str | None
    asked_at: datetime
    state: State = "waiting"
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    """Why it was declined, in the words of who declined it."""


_APPROVAL = RecordColumns(Approval, approvals)


def ask(conn: Connection, made: Approval) -> None:
    """Keep a question; one about the same scenario that still waits is taken back."""
    take_back(conn, made.scenario, made.asked_at)
    conn.execute(insert(approvals), asdict(made))


def take_back(conn: Connection, scenario_id: str, now: datetime) -> bool:
    """Take back what still waits about a scenario; whether there was something."""
    open_one = (approvals.c.scenario == scenario_id, approvals.c.state == "waiting")
    taken = update(approvals).where(*open_one).values(state="taken-back", decided_at=now)
    return conn.execute(taken).rowcount > 0


def get(conn: Connection, approval_id: str) -> Approval | None:
    """This question, decided or not."""
    return _APPROVAL.first(conn, _APPROVAL.select().where(approvals.c.id == approval_id))


def decide(
    conn: Connection,
    approval: Approval,
    state: State,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> bool:
    """Note what was decided; whether it still waited."""
    values = {"state": state, "decided_by": by, "decided_at": now, "reason": reason}
    this = (approvals.c.id == approval.id, approvals.c.state == "waiting")
    return conn.execute(update(approvals).where(*this).values(values)).rowcount == 1


def waiting(conn: Connection) -> list[Approval]:
    """What waits for a decision, oldest first."""
    query = _APPROVAL.select().where(approvals.c.state == "waiting")
    return _APPROVAL.all(conn, query.order_by(approvals.c.asked_at, approvals.c.id))


def latest(conn: Connection, scenario_id: str) -> Approval | None:
    """The last question about a scenario, if there ever was one."""
    query = _APPROVAL.select().where(approvals.c.scenario == scenario_id)
    return _APPROVAL.first(
        conn, query.order_by(approvals.c.asked_at.desc(), approvals.c.id).limit(1)
    )
