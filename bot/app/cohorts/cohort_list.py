"""The cohorts of a trainer as a table: searched, filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.app import search_text
from bot.app.agencies import agency_records
from bot.app.cohorts import cohort_admin
from bot.app.paging import Key, PageOf, PageRequest, page_of, sort_of
from bot.app.request import Request
from storage.cohorts import cohort_figures
from storage.cohorts.cohort_figures import AssignedWork, DueWork, PeopleCounts
from storage.cohorts.cohorts import Cohort

CohortFilter: TypeAlias = Literal["all", "late", "nothing-assigned", "archived"]
"""All active cohorts; cohorts with a late member; cohorts without assigned work; archived ones."""


@dataclass(frozen=True, slots=True)
class CohortWish:
    """The search and filter of the list."""

    search: str = ""
    """Words of the name, as typed."""
    show: CohortFilter = "all"


@dataclass(frozen=True, slots=True)
class ListedCohort:
    """A cohort in the list."""

    cohort: Cohort
    agency_names: Mapping[str, str]
    """By language."""
    people: PeopleCounts
    work: AssignedWork
    due: DueWork

    @property
    def completion(self) -> float | None:
        """The share of due work that members have finished, 0 to 1; None if nothing is due."""
        return self.due.done / self.due.due if self.due.due else None

    @property
    def next_due(self) -> date | None:
        """The next due day, where the cohort is."""
        if self.work.next_due is None:
            return None
        return self.work.next_due.astimezone(ZoneInfo(self.cohort.timezone)).date()


def _name(cohort: Cohort) -> str:
    return search_text.folded(cohort.name)


_Figures: TypeAlias = tuple[Mapping[str, AssignedWork], Mapping[str, DueWork]]
_BY_NAME: Mapping[str, Callable[[Cohort], Key]] = {"name": _name}
SORTS = ("name", "late", "completion", "next-due")


def page(
    conn: Connection, request: Request, wish: CohortWish, wanted: PageRequest
) -> PageOf[ListedCohort]:
    """A page of the person's cohorts, their own and those that they train with others.

    Sorting by name without a filter by work reads the figures of the page alone.

    Raises:
        NotFound: They are no trainer.
    """
    cohorts = _chosen(conn, request, wish)
    sort = sort_of(wanted, SORTS)
    if sort == "name" and wish.show in ("all", "archived"):
        shown = page_of(cohorts, wanted, _BY_NAME, _id)
        return shown.of(_listed(conn, shown.items, *_figures(conn, request.now, shown.items)))
    assigned, due = _figures(conn, request.now, cohorts)
    if wish.show == "late":
        cohorts = [cohort for cohort in cohorts if due.get(cohort.id, DueWork()).late_people]
    elif wish.show == "nothing-assigned":
        cohorts = [cohort for cohort in cohorts if cohort.id not in assigned]
    shown = page_of(cohorts, wanted, _sorts(assigned, due), _id)
    return shown.of(_listed(conn, shown.items, assigned, due))


def _chosen(conn: Connection, request: Request, wish: CohortWish) -> list[Cohort]:
    own = cohort_admin.own(conn, request)
    if wish.show == "archived":
        found: Sequence[Cohort] = cohort_admin.archived(conn, request) if own.archived else ()
    else:
        found = own.cohorts
    words = search_text.search_words(wish.search)
    return [cohort for cohort in found if search_text.matches(words, (cohort.name,))]


def _id(cohort: Cohort) -> str:
    return cohort.id


def _figures(conn: Connection, now: datetime, cohorts: Sequence[Cohort]) -> _Figures:
    ids = [cohort.id for cohort in cohorts]
    return cohort_figures.assigned_work(conn, ids, now), cohort_figures.due_work(conn, ids, now)


def _sorts(
    assigned: Mapping[str, AssignedWork], due: Mapping[str, DueWork]
) -> Mapping[str, Callable[[Cohort], Key]]:
    def completion(cohort: Cohort) -> Key:
        found = due.get(cohort.id)
        return found.done / found.due if found else None

    return {
        "name": _name,
        "late": lambda cohort: due.get(cohort.id, DueWork()).late_people,
        "completion": completion,
        "next-due": lambda cohort: assigned.get(cohort.id, AssignedWork()).next_due,
    }


def _listed(
    conn: Connection,
    cohorts: Sequence[Cohort],
    assigned: Mapping[str, AssignedWork],
    due: Mapping[str, DueWork],
) -> list[ListedCohort]:
    people = cohort_figures.people_counts(conn, [cohort.id for cohort in cohorts])
    agencies = {cohort.agency for cohort in cohorts}
    names = {agency: agency_records.names_of(conn, agency) for agency in agencies}
    return [
        ListedCohort(
            cohort,
            names[cohort.agency],
            people.get(cohort.id, PeopleCounts()),
            assigned.get(cohort.id, AssignedWork()),
            due.get(cohort.id, DueWork()),
        )
        for cohort in cohorts
    ]
