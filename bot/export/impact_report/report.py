"""All that a report tells, read from one moment of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.playing.peer_answers import FEWEST
from bot.export.dataset import Query, assessment_cases
from bot.export.impact_report import learning_results
from bot.export.impact_report.learning_results import Learning
from bot.export.impact_report.report_period import Period
from scenarios.assessments.gains import FEWEST as FEWEST_AT_PRACTICE
from storage.agencies import agencies, agency_figures, survey_tallies
from storage.agencies.agency_figures import Told
from storage.agencies.survey_tallies import Answers
from storage.exports import reach
from storage.exports.reach import Share
from storage.exports.scope import Scope


@dataclass(frozen=True, slots=True)
class Reach:
    """How far training came: counts, without anything of how it went.

    Attributes:
        people: Who finished a case that they were given.
        cases: How many they finished, every try among them.
        kinds: How many different cases those were.
        practised: How many cases people finished of their own accord; None where fewer than ten
            people did.
        first: By month how many people finished the first case that they were given.
        finished: By month how many cases were finished.
        agencies: The same of each agency, those of most people first.
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
        """Whether there are enough people to be told of."""
        return self.people >= FEWEST


@dataclass(frozen=True, slots=True)
class Report:
    """What training came to, by the four levels of Kirkpatrick.

    Attributes:
        period: In which months.
        agency: Of which agency's cohorts; None for all.
        names: What agencies are called, by id and language.
        reach: How far it came.
        reaction: What was said of cases, by question.
        learning: What was learnt.
        behaviour: What was said of work, by question.
        results: What agencies counted, by figure.
    """

    period: Period
    agency: str | None
    names: Mapping[str, Mapping[str, str]]
    reach: Reach
    reaction: Mapping[str, Answers]
    learning: Learning
    behaviour: Mapping[str, Answers]
    results: Mapping[str, Told]


def read(conn: Connection, query: Query, period: Period) -> Report:
    """A report.

    Args:
        conn: A connection that sees one moment.
        query: Of which agency, and when; its scope is that of the period.
        period: The months.
    """
    agency = query.scope.agency
    far = _reach(conn, query)
    own = None if agency is None else [agency]
    months = period.months
    counting = own or _counting(conn, far, months)
    return Report(
        period,
        agency,
        {one.id: one.names for one in agencies.every(conn)},
        far,
        survey_tallies.answers(
            conn, survey_tallies.REACTION, period.first, period.last, agencies=own
        ),
        learning_results.read(conn, query),
        survey_tallies.answers(
            conn, survey_tallies.PRACTICE, period.first, period.last, agencies=own
        ),
        agency_figures.told(conn, counting, months),
    )


def _reach(conn: Connection, query: Query) -> Reach:
    scope: Scope = query.scope
    people, cases, kinds = reach.reached(conn, scope)
    own, practised = reach.practised(conn, scope, assessment_cases(conn, query))
    return Reach(
        people,
        cases,
        kinds,
        practised if own >= FEWEST_AT_PRACTICE else None,
        reach.begun_with(conn, scope),
        reach.finished(conn, scope),
        reach.by_agency(conn, scope),
    )


def _counting(conn: Connection, far: Reach, months: Sequence[str]) -> list[str]:
    """The agencies of whose own numbers something is expected, or there."""
    every = [one.id for one in agencies.every(conn)]
    entered = {agency for agency, _, _ in agency_figures.newest(conn, every, months[0], months[-1])}
    return sorted(entered | {one.agency for one in far.agencies})
