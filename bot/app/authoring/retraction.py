"""Withdrawing a scenario that was open to others, and deleting a draft."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app import notices
from bot.app.authoring.authoring_rights import draft_for, own_for
from bot.app.request import Request
from storage.assignments import assignments
from storage.authoring import approvals, own_scenarios


def open_assignments(conn: Connection, request: Request, scenario_id: str) -> int:
    """The number of assignments of a scenario that can still be begun.

    Raises:
        NotFound: There is no such scenario, or it is not theirs.
    """
    own_for(conn, request.person, scenario_id)
    return assignments.count_open(conn, scenario_id, request.now)


def withdraw(conn: Connection, request: Request, scenario_id: str) -> None:
    """Withdraw a scenario; attempts under way can be finished.

    Raises:
        NotFound: There is no such scenario, or it is not theirs.
    """
    own_scenarios.get_for_update(conn, scenario_id)
    own = own_for(conn, request.person, scenario_id)
    if own.edition is not None:
        approvals.withdraw(conn, scenario_id, request.now)
        own_scenarios.withdraw(conn, scenario_id, request.now)


def delete_draft(conn: Connection, request: Request, scenario_id: str) -> None:
    """Delete an unshared scenario, with its previews and requests.

    Raises:
        NotFound: There is none, it is not theirs, or it was open to others once.
    """
    own_scenarios.get_for_update(conn, scenario_id)
    draft_for(conn, request.person, scenario_id)
    if (approval := approvals.latest(conn, scenario_id)) is not None:
        notices.cancel(conn, approval.id)
    own_scenarios.forget(conn, scenario_id)
