"""The audience of users' scenarios: shared with cohorts, or published."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, false, or_, select
from sqlalchemy.dialects.postgresql import insert

from storage.cohorts.cohorts import Cohort
from storage.db.tables import authored, cohorts, memberships, shares
from storage.people.people import Person


def share(conn: Connection, scenario_id: str, cohort_id: str, now: datetime) -> bool:
    """Share a scenario with a cohort; return whether that is new."""
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    row = {"scenario": scenario_id, "cohort": cohort_id, "since": now}
    shared = insert(shares).values(row).on_conflict_do_nothing().returning(shares.c.cohort)
    return conn.execute(shared).first() is not None


def stop(conn: Connection, scenario_id: str, cohort_id: str) -> bool:
    """Stop sharing a scenario with a cohort; return whether it was shared."""
    own = (shares.c.scenario == scenario_id, shares.c.cohort == cohort_id)
    return conn.execute(delete(shares).where(*own)).rowcount == 1


def cohorts_of(conn: Connection, scenario_id: str) -> list[str]:
    """The cohorts a scenario is shared with, earliest first."""
    query = select(shares.c.cohort).where(shares.c.scenario == scenario_id)
    return list(conn.execute(query.order_by(shares.c.since, shares.c.cohort)).scalars())


def open_to(conn: Connection, person: Person) -> dict[str, str]:
    """Scenarios that a person may practise: the edition in use by the scenario's id.

    Args:
        person: The person; only their role as a learner counts.
    """
    return _open(conn, authored.c.scenario.in_(_shared_with(person.id)), person.agency)


def near(conn: Connection, person_id: str) -> frozenset[str]:
    """Scenarios shared with a person's cohorts."""
    return frozenset(conn.execute(_shared_with(person_id)).scalars())


def open_in(conn: Connection, cohort: Cohort) -> dict[str, str]:
    """Scenarios that can be assigned to a cohort: the edition in use by the scenario's id."""
    theirs = select(shares.c.scenario).where(shares.c.cohort == cohort.id)
    return _open(conn, authored.c.scenario.in_(theirs), cohort.agency)


def published_in(conn: Connection, agency: str) -> dict[str, str]:
    """Scenarios published for everyone or an agency: the edition in use by id."""
    return _open(conn, false(), agency)


def _shared_with(person_id: str) -> Select[str]:
    return (
        select(shares.c.scenario)
        .join(memberships, memberships.c.cohort == shares.c.cohort)
        .join(cohorts, cohorts.c.id == shares.c.cohort)
        .where(
            memberships.c.person == person_id,
            memberships.c.left_at.is_(None),
            cohorts.c.archived_at.is_(None),
        )
    )


def _open(conn: Connection, shared: ColumnElement[bool], agency: str | None) -> dict[str, str]:
    wide: Sequence[ColumnElement[bool]] = (
        shared,
        authored.c.reach == "everyone",
        and_(authored.c.reach == "agency", authored.c.agency == agency),
    )
    query = (
        select(authored.c.scenario, authored.c.edition)
        .where(authored.c.edition.is_not(None), or_(*wide))
        .order_by(authored.c.scenario)
    )
    return dict(conn.execute(query).all())
