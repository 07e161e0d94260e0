"""Assignment plans: a trainer's draft of an assignment, deleted after some days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from storage.db.records import RecordColumns
from storage.db.tables import plans

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class AssignmentPlan:
    """A plan with the choices so far."""

    id: str
    person: str
    """The trainer."""
    cohort: str
    content: Mapping[str, Any]
    """The choices; ``whom`` has the ids of the assignees, or nothing for all."""
    made_at: datetime


_PLANNED = RecordColumns(AssignmentPlan, plans)


def keep(conn: Connection, plan: AssignmentPlan) -> None:
    row = {"id": plan.id, "person": plan.person, "cohort": plan.cohort, "made_at": plan.made_at}
    conn.execute(insert(plans), row | {"content": dict(plan.content)})


def get(conn: Connection, plan_id: str) -> AssignmentPlan | None:
    return _PLANNED.first(conn, _PLANNED.select().where(plans.c.id == plan_id))


def get_for_update(conn: Connection, plan_id: str) -> AssignmentPlan | None:
    """This plan, locked until the unit ends."""
    return _PLANNED.first(conn, _PLANNED.select().where(plans.c.id == plan_id).with_for_update())


def change(conn: Connection, plan_id: str, content: Mapping[str, Any]) -> None:
    """Replace the choices."""
    conn.execute(update(plans).where(plans.c.id == plan_id).values(content=dict(content)))


def forget(conn: Connection, now: datetime) -> int:
    """Delete old plans; return how many."""
    return conn.execute(delete(plans).where(plans.c.made_at < now - KEPT)).rowcount
