"""Publishing scenarios beyond the author's cohorts, which admins approve or decline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from sqlalchemy import Connection

from bot.app import notices
from bot.app.authoring import edition_use
from bot.app.authoring.authoring_rights import (
    approval_for,
    edition_for,
    may_decide,
    numbered,
    own_for,
)
from bot.app.authoring.concerns import Concerns, concerns_about
from bot.app.authoring.edition_use import Comparison
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.request import Request
from scenarios.findings import Finding
from scenarios.loader import load
from scenarios.model import Scenario
from storage.authoring import approvals, editions, own_scenarios
from storage.authoring.approvals import Approval
from storage.authoring.own_scenarios import OwnScenario, Reach
from storage.people import names, roles
from storage.people.people import Person

LONGEST_REASON = 300
"""Letters of the reason why a request is declined."""

REQUESTED, DECIDED = "scenario-asked", "scenario-decided"  # notices


@dataclass(frozen=True, slots=True)
class ApprovalDetails:
    approval: Approval
    agency: str
    """Of the scenario."""
    content: Scenario | None
    """The edition in question; None where it cannot be read."""
    asked_by: Mapping[str, str] | None
    """Names of the person who asks, by script; None once they were erased."""


@dataclass(frozen=True, slots=True)
class Review:
    """The information an admin needs to approve or refuse an edition."""

    request: ApprovalDetails
    scenario: Scenario
    findings: Sequence[Finding]
    """Lint warnings."""
    concerns: Concerns
    comparison: Comparison | None
    """A comparison with the edition in use; None if there is none."""


def request_approval(
    conn: Connection,
    request: Request,
    approval_id: str,
    scenario_id: str,
    number: int,
    reach: str,
) -> None:
    """Request approval of an edition; all admins who may decide are notified.

    Args:
        approval_id: Random; the request's, unless the same is pending already.
        number: The number of the edition.
        reach: `agency` or `everyone`.

    Raises:
        NotFound: There is no such edition or audience, or the scenario is not theirs.
    """
    audience = _audience(reach)
    own_scenarios.get_for_update(conn, scenario_id)
    own, edition = edition_for(conn, request.person, scenario_id, number)
    pending = approvals.latest(conn, scenario_id)
    if pending and pending.state == "waiting":
        if (pending.number, pending.reach) == (number, reach):
            return  # a double tap
        notices.cancel(conn, pending.id)
    made = Approval(
        approval_id, scenario_id, edition.number, audience, request.person.id, request.now
    )
    approvals.ask(conn, made)
    deciding = (role.person for role in roles.all_active(conn) if may_decide((role,), made, own))
    for admin in dict.fromkeys(deciding):
        facts = {"what": REQUESTED, "approval": made.id}
        key = f"{made.id}:{admin}"
        notices.queue(conn, admin, key, request.now, facts, about=made.id)


def _audience(reach: str) -> Reach:
    found: Reach | None = next((each for each in get_args(Reach) if each == reach), None)
    if found is None or found == "cohorts":
        raise NotFound
    return found


def withdraw_request(conn: Connection, request: Request, scenario_id: str) -> None:
    """Withdraw the pending request for a scenario, if there is one.

    Raises:
        NotFound: There is no such scenario, or it is not theirs.
    """
    own_for(conn, request.person, scenario_id)
    pending = approvals.latest(conn, scenario_id)
    if pending and approvals.withdraw(conn, scenario_id, request.now):
        notices.cancel(conn, pending.id)


def pending_details(
    conn: Connection, person: Person, library: Library, approval_id: str
) -> ApprovalDetails:
    """A pending request that a person may decide.

    Raises:
        NotFound: They may not, or it is no longer pending.
    """
    return _details(conn, library, *approval_for(conn, person, approval_id))


def own_details(
    conn: Connection, person: Person, library: Library, approval_id: str
) -> ApprovalDetails:
    """A request for a scenario that a person looks after, decided or not.

    Raises:
        NotFound: There is none, or the scenario is not theirs.
    """
    approval = approvals.get(conn, approval_id)
    if approval is None:
        raise NotFound
    return _details(conn, library, approval, own_for(conn, person, approval.scenario))


def _details(
    conn: Connection, library: Library, approval: Approval, own: OwnScenario
) -> ApprovalDetails:
    edition = numbered(conn, approval.scenario, approval.number).edition
    return ApprovalDetails(
        approval,
        own.agency,
        library.read(conn, edition),
        names.of(conn, approval.asked_by) if approval.asked_by else None,
    )


def review(conn: Connection, request: Request, library: Library, approval_id: str) -> Review:
    """A pending request with all that helps to decide; takes up to some seconds.

    Raises:
        NotFound: They may not decide, or it is no longer pending.
        EditionUnavailable: The edition cannot be read, or the one that it is compared with.
    """
    approval, own = approval_for(conn, request.person, approval_id)
    edition = numbered(conn, approval.scenario, approval.number)
    scenario = edition_use.content(conn, library, edition)
    kept = editions.get(conn, edition.edition)
    files = kept.content if kept else {}
    findings = load({name: text.encode() for name, text in files.items()}).findings
    every = own_scenarios.of_scenario(conn, own.scenario)
    before = edition_use.compared_with(every, own.edition, edition)
    comparison = draft = None
    if before is not None and before.edition == own.edition:
        comparison = edition_use.compare(conn, library, before, scenario)
    elif before is not None:
        draft = edition_use.content(conn, library, before)
    concerns = concerns_about(conn, library, scenario, own.agency, draft)
    details = _details(conn, library, approval, own)
    return Review(details, scenario, findings, concerns, comparison)


def approve(
    conn: Connection, request: Request, library: Library, approval_id: str
) -> ApprovalDetails:
    """Publish the edition, to the audience that was asked for.

    Raises:
        NotFound: They may not decide, or it is no longer pending.
    """
    approval, own = approval_for(conn, request.person, approval_id)
    own_scenarios.get_for_update(conn, own.scenario)
    edition = numbered(conn, approval.scenario, approval.number)
    approval = _decide(conn, request, replace(approval, state="approved"))
    edition = own_scenarios.approve(conn, edition, approval.reach)
    own_scenarios.put_in_use(conn, edition, approval.reach)
    return _details(conn, library, approval, own)


def decline(
    conn: Connection, request: Request, library: Library, approval_id: str, reason: str
) -> ApprovalDetails:
    """Decline a request, with a reason for the author.

    Raises:
        NotFound: They may not decide, or it is no longer pending.
    """
    approval, own = approval_for(conn, request.person, approval_id)
    approval = _decide(conn, request, replace(approval, state="declined", reason=reason))
    return _details(conn, library, approval, own)


def _decide(conn: Connection, request: Request, approval: Approval) -> Approval:
    decided = approvals.decide(
        conn, approval, approval.state, request.person.id, request.now, approval.reason
    )
    if not decided:
        raise NotFound
    notices.cancel(conn, approval.id)
    if approval.asked_by is not None and approval.asked_by != request.person.id:
        facts = {"what": DECIDED, "approval": approval.id}
        key, about = f"{approval.id}:decided", approval.scenario
        notices.queue(conn, approval.asked_by, key, request.now, facts, about=about, answers=True)
    return approval
