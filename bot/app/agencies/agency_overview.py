"""An agency at a glance for its admins: how many people there are, and what they have covered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import training_agency_for
from bot.app.access.rights import Right
from bot.app.library import Library
from bot.app.request import Request
from storage.cohorts import cohort_figures
from storage.exports import reach
from storage.exports.scope import Scope
from storage.people.roles import EVERYWHERE
from storage.playing.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class AgencyOverview:
    """An agency, or all of them together."""

    cohorts: int
    """The number of active (not archived) cohorts."""
    people: int | None
    """The number of people in these cohorts now; None for 1 to 4."""
    fields: Mapping[str, int | None]
    """By field of work, the people who finished an assigned case in the period; None for 1 to 4."""


def overview(
    conn: Connection, request: Request, library: Library, agency_id: str, scope: Scope
) -> AgencyOverview:
    """The size of an agency now, and its coverage by field in a period.

    Args:
        library: With the cases and their fields.
        agency_id: `EVERYWHERE` for all agencies.
        scope: The period, in completed months, so that the figures do not change within a month.

    Raises:
        NotFound: They may not see it.
    """
    training_agency_for(conn, request.person, Right.SEE_REPORT, agency_id)
    agency = None if agency_id == EVERYWHERE else agency_id
    number, people = cohort_figures.active(conn, agency)
    own = Scope(agency, since=scope.since, until=scope.until)
    fields = {case.id: case.track for case in library.known.values()}
    covered = reach.by_group(conn, own, fields)
    return AgencyOverview(
        number, _told(people), {field: _told(found) for field, found in covered.items()}
    )


def _told(people: int) -> int | None:
    return None if 0 < people < FEWEST else people
