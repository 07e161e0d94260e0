"""The figures of an impact report, read from one snapshot of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.export.impact_report import learning_results
from bot.export.impact_report.learning_results import Learning
from bot.export.impact_report.report_period import ReportPeriod
from bot.export.schema.dataset import Query, assessment_cases
from scenarios.assessments.gains import FEWEST as FEWEST_AT_PRACTICE
from storage.agencies import agencies, agency_figures, survey_tallies
from storage.agencies.agency_figures import FigureTotal
from storage.agencies.survey_tallies import Answers
from storage.exports import reach
from storage.exports.reach import Share
from storage.exports.scope import Scope
from storage.playing.small_groups import FEWEST


@dataclass(frozen=True, slots=True)
class TrainingReach:
    """The number of people trained, and of cases finished.

    Attributes:
        people: The number of people who finished an assigned case.
        cases: The number of assigned cases that they finished, every attempt included.
        kinds: The number of different cases among those.
        practised: The number of cases finished as voluntary practice; None if fewer than ten
            people did so.
        first: By month, the number of people who finished their first assigned case.
        finished: By month, the number of assigned cases finished.
        agencies: The same by agency, those with most people first.
    """

    people: int
    cases: int
    kinds: int
    practised: int | None
    first: Mapping[str, int]
    finished: Mapping[str, int]
    agencies: Sequence[Share]

    @property
    def is_told(self) -> bool:
        """Whether there are enough people to show figures."""
        return self.people >= FEWEST


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """An impact report, by the four levels of Kirkpatrick.

    Attributes:
        agency: The id of the agency whose cohorts count; None for all agencies.
        names: The names of agencies, by id and language.
        reach: The number of people trained.
        reaction: Level 1: answers about cases, by question.
        learning: Level 2.
        behaviour: Level 3: answers about work, by question.
        results: Level 4: the agencies' own figures.
    """

    period: ReportPeriod
    agency: str | None
    names: Mapping[str, Mapping[str, str]]
    reach: TrainingReach
    reaction: Mapping[str, Answers]
    learning: Learning
    behaviour: Mapping[str, Answers]
    results: Mapping[str, FigureTotal]


def read(conn: Connection, query: Query, period: ReportPeriod) -> ImpactReport:
    """Read a report; the scope of the query is that of the period."""
    agency = query.scope.agency
    reached = _reach(conn, query)
    own = None if agency is None else [agency]
    reporting = own or _reporting(conn, reached, period.months)
    return ImpactReport(
        period,
        agency,
        {known.id: known.names for known in agencies.all_agencies(conn)},
        reached,
        survey_tallies.answers(
            conn, survey_tallies.REACTION, period.first, period.last, agencies=own
        ),
        learning_results.read(conn, query),
        survey_tallies.answers(
            conn, survey_tallies.PRACTICE, period.first, period.last, agencies=own
        ),
        agency_figures.reported_totals(conn, reporting, period.months),
    )


def _reach(conn: Connection, query: Query) -> TrainingReach:
    scope: Scope = query.scope
    people, cases, kinds = reach.reached(conn, scope)
    own, practised = reach.practised(conn, scope, assessment_cases(conn, query))
    return TrainingReach(
        people,
        cases,
        kinds,
        practised if own >= FEWEST_AT_PRACTICE else None,
        reach.first_finishers(conn, scope),
        reach.finished(conn, scope),
        reach.by_agency(conn, scope),
    )


def _reporting(conn: Connection, reached: TrainingReach, months: Sequence[str]) -> list[str]:
    """The agencies from which figures are expected, or have been entered."""
    known = [agency.id for agency in agencies.all_agencies(conn)]
    entered = {agency for agency, _, _ in agency_figures.newest(conn, known, months[0], months[-1])}
    return sorted(entered | {share.agency for share in reached.agencies})
