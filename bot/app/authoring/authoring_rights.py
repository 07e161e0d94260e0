"""Whether someone may look after a scenario, or decide about it, read in the unit that does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
    """A scenario, if someone may look after it.

    Its owner may, and whoever looks after what the agency's trainers wrote, once it was in use:
    a draft is seen by its owner alone.

    Raises:
        NotFound: They may not, or there is none.
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
    """A scenario that nobody but its owner ever saw, if it is theirs.

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
    """An edition of a scenario that someone may look after.

    Raises:
        NotFound: They may not, or there is none.
    """
    found = own_for(conn, person, scenario_id)
    return found, numbered(conn, scenario_id, number)


def numbered(conn: Connection, scenario_id: str, number: int) -> NumberedEdition:
    """An edition by its number.

    Raises:
        NotFound: There is none.
    """
    every = own_scenarios.of_scenario(conn, scenario_id)
    found = next((one for one in every if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def compared_with(
    every: Sequence[NumberedEdition], used: str | None, one: NumberedEdition
) -> NumberedEdition | None:
    """What an edition is compared with: the one in use, or else the one before it.

    Args:
        every: All editions, the newest first.
        used: The hash of the one in use, if any is.
        one: The edition.
    """
    in_use = next((each for each in every if each.edition == used), None)
    if in_use is not None and in_use != one:
        return in_use
    return next((each for each in every if each.number < one.number), None)


def may_decide(held: Iterable[Role], asked: Approval, own: OwnScenario) -> bool:
    """Whether someone may say yes or no: for everyone only who may so in all agencies."""
    return may(held, Right.APPROVE_SCENARIO, _whose_word(asked, own))


def _whose_word(asked: Approval, own: OwnScenario) -> str:
    """The agency at which one must be able to say yes."""
    return own.agency if asked.reach == "agency" else EVERYWHERE


def seen_by(conn: Connection, person: Person, scenario_id: str, number: int) -> NumberedEdition:
    """An edition that someone looks after, or is asked to approve.

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
    """What waits for approval, if someone may decide it.

    Raises:
        NotFound: They may not, or nothing waits.
    """
    asked = approvals.get(conn, approval_id)
    own = own_scenarios.get(conn, asked.scenario) if asked else None
    if asked is None or own is None or asked.state != "waiting":
        raise NotFound
    where = _whose_word(asked, own)
    permitted(conn, person, Right.APPROVE_SCENARIO, where, "approval", asked.id)
    return asked, own
