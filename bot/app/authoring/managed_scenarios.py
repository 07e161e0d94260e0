"""Scenarios written by trainers, as their authors and admins see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.rights import MASTER, Right, permitted_agencies
from bot.app.authoring.authoring_rights import may_decide, own_for
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from scenarios.model import Scenario
from storage.authoring import approvals, own_scenarios, scenario_shares
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import NumberedEdition, OwnScenario
from storage.cohorts import cohorts
from storage.people import roles
from storage.people.people import Person


@dataclass(frozen=True, slots=True)
class ScenarioDetails:
    """A scenario as its page shows it."""

    own: OwnScenario
    content: Scenario | None
    """The edition in use, or else the newest; None where it cannot be read."""
    editions: Sequence[NumberedEdition]
    """Newest first."""
    cohorts: Sequence[str]
    """The names of those that it is shared with."""
    approval: Approval | None
    """The latest request for approval."""
    under_way: int
    """Attempts, without previews."""
    was_used: bool
    """Whether anyone but its owner ever saw it."""

    @property
    def id(self) -> str:
        return self.own.scenario

    @property
    def newest(self) -> NumberedEdition:
        return self.editions[0]

    @property
    def used(self) -> NumberedEdition | None:
        return next((each for each in self.editions if each.edition == self.own.edition), None)

    @property
    def pending(self) -> Approval | None:
        """The request that no admin has decided yet."""
        return self.approval if self.approval and self.approval.state == "waiting" else None

    @property
    def is_test(self) -> bool:
        """Whether it is a test form, which cannot be practised."""
        return self.content is not None and self.content.use == "test"


@dataclass(frozen=True, slots=True)
class OwnScenarios:
    """The scenarios listed by `/scenarios`."""

    scenarios: Sequence[OwnScenario]
    may_write: bool
    pending: int | None
    """Requests that wait for the person's approval; None for those who approve nothing."""


def managed(conn: Connection, request: Request) -> OwnScenarios:
    """The scenarios that a person looks after.

    Raises:
        NotFound: There are none, and the person may neither write nor approve any.
    """
    person = request.person
    held = roles.of(conn, person.id)
    may_write = bool(permitted_agencies(held, Right.WRITE_SCENARIO))
    approves = bool(permitted_agencies(held, Right.APPROVE_SCENARIO))
    found = {own.scenario: own for own in own_scenarios.of_owner(conn, person.id)}
    for role in held:
        if role.role == MASTER:
            found |= {own.scenario: own for own in own_scenarios.of_agency(conn, role.agency)}
    scenarios = [own for own in found.values() if manages(conn, person, own.scenario)]
    if not (may_write or approves or scenarios):
        raise NotFound
    return OwnScenarios(
        scenarios, may_write, len(pending_approvals(conn, request)) if approves else None
    )


def manages(conn: Connection, person: Person, scenario_id: str) -> bool:
    try:
        own_for(conn, person, scenario_id)
    except NotFound:
        return False
    return True


def pending_approvals(conn: Connection, request: Request) -> list[Approval]:
    """The requests that the person may decide, oldest first."""
    held = roles.of(conn, request.person.id)
    found = (
        (approval, own_scenarios.get(conn, approval.scenario))
        for approval in approvals.waiting(conn)
    )
    return [
        approval for approval, own in found if own is not None and may_decide(held, approval, own)
    ]


def details(
    conn: Connection, request: Request, library: Library, scenario_id: str
) -> ScenarioDetails:
    """A scenario that the person looks after.

    Raises:
        NotFound: There is none, or it is not theirs.
    """
    own = own_for(conn, request.person, scenario_id)
    editions = own_scenarios.of_scenario(conn, scenario_id)
    shared = (
        cohorts.get(conn, cohort_id) for cohort_id in scenario_shares.cohorts_of(conn, scenario_id)
    )
    return ScenarioDetails(
        own,
        library.read(conn, own.edition or editions[0].edition),
        editions,
        [cohort.name for cohort in shared if cohort is not None],
        approvals.latest(conn, scenario_id),
        sum(own_scenarios.under_way(conn, scenario_id).values()),
        own_scenarios.was_used(conn, scenario_id),
    )
