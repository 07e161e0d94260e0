"""Sharing a scenario with the author's own cohorts, which needs no approval."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right, may
from bot.app.authoring import managed_scenarios
from bot.app.authoring.authoring_rights import own_for
from bot.app.library import Library
from bot.app.request import Request
from storage.authoring import own_scenarios, scenario_shares
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import roles


def audience(conn: Connection, request: Request, scenario_id: str) -> list[tuple[Cohort, bool]]:
    """The person's cohorts, and others that it is shared with; whether it is shared with each.

    Raises:
        NotFound: There is no such scenario, or it is not theirs.
    """
    own_for(conn, request.person, scenario_id)
    shared = scenario_shares.cohorts_of(conn, scenario_id)
    held = roles.of(conn, request.person.id)
    trained = [
        cohort
        for cohort in cohorts.of_trainer(conn, request.person.id)
        if may(held, Right.ASSIGN, cohort.agency, own=True)
    ]
    known = {cohort.id for cohort in trained}
    others = (cohorts.get(conn, cohort_id) for cohort_id in shared if cohort_id not in known)
    return [
        *((cohort, cohort.id in shared) for cohort in trained),
        *((cohort, True) for cohort in others if cohort is not None),
    ]


def share(
    conn: Connection, request: Request, library: Library, scenario_id: str, cohort_id: str
) -> None:
    """Share a scenario with a cohort; with the first one its newest edition goes into use.

    A test form is shared with nobody.

    Raises:
        NotFound: There is no such scenario or cohort, or one of them is not theirs.
    """
    own_scenarios.get_for_update(conn, scenario_id)
    scenario = managed_scenarios.details(conn, request, library, scenario_id)
    if scenario.is_test:
        return
    cohort = cohort_for(conn, request.person, Right.ASSIGN, cohort_id)
    if scenario.own.edition is None:
        own_scenarios.put_in_use(conn, scenario.newest, "cohorts")
    scenario_shares.share(conn, scenario_id, cohort.id, request.now)


def stop_sharing(conn: Connection, request: Request, scenario_id: str, cohort_id: str) -> None:
    """Stop sharing a scenario with a cohort.

    Raises:
        NotFound: There is no such scenario, or it is not theirs.
    """
    own_scenarios.get_for_update(conn, scenario_id)
    own_for(conn, request.person, scenario_id)
    scenario_shares.stop(conn, scenario_id, cohort_id)
