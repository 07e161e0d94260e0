"""Rights over scenarios, checked in the transaction that acts on them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from storage.authoring import approvals, own_scenarios
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE, Role


def own_for(conn: Connection, person: Person, scenario_id: str) -> OwnScenario:
    """A scenario that a person looks after.

    Its owner does, and master trainers of the agency once it was in use: a draft is seen by its
    owner alone.

    Raises:
        NotFound: They do not, or there is none.
    """
    found = own_scenarios.get(conn, scenario_id)
    if found is None:
        raise NotFound
    own = found.owner == person.id
    permitted(conn, person, Right.KEEP_SCENARIO, found.agency, "scenario", scenario_id, own=own)
    if not own and not own_scenarios.was_used(conn, scenario_id):
        raise NotFound
    return found


def draft_for(conn: Connection, person: Person, scenario_id: str) -> OwnScenario:
    """The person's own scenario that no one else has seen.

    Raises:
        NotFound: It is not, or was open to others once.
    """
    found = own_for(conn, person, scenario_id)
    if own_scenarios.was_used(conn, scenario_id):
        raise NotFound
    return found


def edition_for(
    conn: Connection, person: Person, scenario_id: str, number: int
) -> tuple[OwnScenario, NumberedEdition]:
    """An edition of a scenario that a person looks after.

    Raises:
        NotFound: They do not, or there is none.
    """
    found = own_for(conn, person, scenario_id)
    return found, numbered(conn, scenario_id, number)


def numbered(conn: Connection, scenario_id: str, number: int) -> NumberedEdition:
    """An edition by its number.

    Raises:
        NotFound: There is none.
    """
    editions = own_scenarios.of_scenario(conn, scenario_id)
    found = next((edition for edition in editions if edition.number == number), None)
    if found is None:
        raise NotFound
    return found


def may_decide(held: Iterable[Role], asked: Approval, own: OwnScenario) -> bool:
    """Whether roles allow a decision; for everyone it takes one that holds in all agencies."""
    return may(held, Right.APPROVE_SCENARIO, _deciding_agency(asked, own))


def _deciding_agency(asked: Approval, own: OwnScenario) -> str:
    return own.agency if asked.reach == "agency" else EVERYWHERE


def seen_by(conn: Connection, person: Person, scenario_id: str, number: int) -> NumberedEdition:
    """An edition that a person looks after, or is asked to approve.

    Raises:
        NotFound: Neither.
    """
    try:
        own_for(conn, person, scenario_id)
    except NotFound:
        if not _is_asked(conn, person, scenario_id, number):
            raise
    return numbered(conn, scenario_id, number)


def _is_asked(conn: Connection, person: Person, scenario_id: str, number: int) -> bool:
    asked, own = approvals.latest(conn, scenario_id), own_scenarios.get(conn, scenario_id)
    if asked is None or own is None or asked.state != "waiting" or asked.number != number:
        return False
    return may_decide(roles.of(conn, person.id), asked, own)


def approval_for(
    conn: Connection, person: Person, approval_id: str
) -> tuple[Approval, OwnScenario]:
    """A pending request that a person may decide, and its scenario.

    Raises:
        NotFound: They may not, or it is no longer pending.
    """
    asked = approvals.get(conn, approval_id)
    own = own_scenarios.get(conn, asked.scenario) if asked else None
    if asked is None or own is None or asked.state != "waiting":
        raise NotFound
    where = _deciding_agency(asked, own)
    permitted(conn, person, Right.APPROVE_SCENARIO, where, "approval", asked.id)
    return asked, own
