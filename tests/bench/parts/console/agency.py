"""The console where one agency has everybody."""

from __future__ import annotations

from sqlalchemy import Connection, update

from storage.db.tables import cohorts
from tests.bench.measuring.figures import Row
from tests.bench.measuring.plan import Plan
from tests.bench.parts.console.pages import measured

TIMES = 10
"""As many people as in the larger database of other parts."""
AGENCY = "airport-company"


def rows(plan: Plan) -> list[Row]:
    """Measure the same pages with more people, all of one agency."""
    return measured(plan, TIMES * plan.people[-1], _unite)


def _unite(conn: Connection) -> None:
    conn.execute(update(cohorts).values(agency=AGENCY))
