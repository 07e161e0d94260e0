"""The results of an assessment, from people who took two of its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection

from bot.app.access.rights import Right
from bot.app.assessments.assessment_rights import assessment_for
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.errors import EditionUnavailable
from bot.app.library import Library
from bot.app.request import Request
from scenarios.assessments.gains import Gains, Pair, PartResult, disclosable_group, gains
from scenarios.model import Error, Scenario
from storage.assessments import assessments
from storage.assessments.assessments import AFTER, BEFORE, DELAYED, Assessment, BegunForm, TakenPart
from storage.cohorts.cohorts import Cohort

Chances: TypeAlias = Mapping[Error, int]
"""At how many decisions of a form each kind of error can be made."""


@dataclass(frozen=True, slots=True)
class AssessmentData:
    """The people who took each part of an assessment."""

    takers: int
    took: Sequence[TakenPart]
    elsewhere: Mapping[str, set[str]]
    """By part, the people who had met a form elsewhere when it closed."""


@dataclass(frozen=True, slots=True)
class CohortAssessment:
    """An assessment as its cohort's trainers may see it."""

    test: Assessment
    cohort: Cohort
    track: str
    data: AssessmentData


@dataclass(frozen=True, slots=True)
class Comparison:
    """The first part beside a later one that has closed."""

    part: str
    people: int
    """The number who took both parts and count."""
    elsewhere: int
    """The number who took both parts but do not count: they had met a form elsewhere."""
    left_out: int
    """The number left out at random, so that no two groups differ by only a few people."""
    gains: Gains | None
    """None where too few count."""
    pairs: Sequence[Pair] = ()
    """The scores behind the gains, to be pooled with those of other assessments."""


@dataclass(frozen=True, slots=True)
class AssessmentResults:
    """A comparison for each later part that has closed."""

    takers: int
    comparisons: tuple[Comparison, ...]


def of_cohort(
    conn: Connection, request: Request, library: Library, test_id: str
) -> CohortAssessment:
    """Read an assessment for a trainer of its cohort.

    Raises:
        NotFound: There is none, or the person may not see its cohort.
    """
    test, cohort = assessment_for(conn, request.person, Right.SEE_COHORT, test_id)
    track = track_of(library.scenarios, test.forms)
    forms = forms_of(library.scenarios).get(track, ())
    return CohortAssessment(test, cohort, track, read_all(conn, [(test, forms)])[0])


def read_all(
    conn: Connection, tests: Sequence[tuple[Assessment, Iterable[str]]]
) -> list[AssessmentData]:
    """Read some assessments together, each given with all forms of its track."""
    given = [test for test, _ in tests]
    forms = {test.id: test.forms | set(more) for test, more in tests}
    takers, took = assessments.takers_of(conn, given), assessments.taken_parts_of(conn, given)
    begun: dict[str, list[BegunForm]] = {}
    for form in assessments.begun_forms(
        conn, assessments.people_who_finished(given), frozenset().union(*forms.values())
    ):
        begun.setdefault(form.person, []).append(form)
    return [
        AssessmentData(
            takers[test.id], took[test.id], _elsewhere(test, forms[test.id], took[test.id], begun)
        )
        for test in given
    ]


def _elsewhere(
    test: Assessment,
    forms: Collection[str],
    took: Iterable[TakenPart],
    begun: Mapping[str, Sequence[BegunForm]],
) -> dict[str, set[str]]:
    """By part, who had begun one of these forms outside the assessment before it closed."""
    own = {assignment.id for assignment in test.given}
    outside = [
        form
        for person in {taken.person for taken in took}
        for form in begun.get(person, ())
        if form.form in forms and form.given not in own
    ]
    return {
        part: {form.person for form in outside if form.at < span.due_at}
        for part, span in test.spans.items()
    }


async def results(
    library: Library, test: Assessment, data: AssessmentData, now: datetime
) -> AssessmentResults:
    """Compare the parts that have closed; nothing is shown of one that is open."""
    editions = {taken.edition for taken in data.took}
    return compare(test, data, {each: await _chances_in(library, each) for each in editions}, now)


def compare(
    test: Assessment,
    data: AssessmentData,
    chances_in: Mapping[str, Chances | None],
    now: datetime,
) -> AssessmentResults:
    """The same as `results`, with the chances in each edition; None where it cannot be read."""
    taken = _taken(chances_in, data.took)
    comparisons: list[Comparison] = []
    shown: list[set[str]] = []
    for part in (AFTER, DELAYED):
        if not test.has_closed(part, now):
            continue
        both = {person for person, parts in taken.items() if {BEFORE, part} <= parts.keys()}
        elsewhere = both & data.elsewhere[part]
        counting = disclosable_group(test.id, both - elsewhere, shown)
        pairs = [(taken[person][BEFORE], taken[person][part]) for person in sorted(counting)]
        found = gains(pairs)
        if found is not None:
            shown.append(counting)
        comparisons.append(
            Comparison(
                part,
                len(pairs),
                len(elsewhere),
                len(both - elsewhere - counting),
                found,
                pairs if found is not None else (),
            )
        )
    return AssessmentResults(data.takers, tuple(comparisons))


def _taken(
    chances_in: Mapping[str, Chances | None], took: Sequence[TakenPart]
) -> dict[str, dict[str, PartResult]]:
    """Attempts by person and part; those in unreadable editions are left out."""
    found: dict[str, dict[str, PartResult]] = {}
    for part in took:
        chances = chances_in[part.edition]
        if chances is None:
            continue
        detail = part.result.detail
        missed = _percent(detail["missed"], chances["missed"])
        over_called = _percent(detail["over_called"], chances["over-called"])
        taken = PartResult(part.form, part.result.score, missed, over_called)
        found.setdefault(part.person, {})[part.part] = taken
    return found


async def _chances_in(library: Library, edition: str) -> Chances | None:
    try:
        return chances_of(await library.load(edition))
    except EditionUnavailable:
        return None


def chances_of(scenario: Scenario) -> Chances:
    ways: tuple[Error, ...] = ("missed", "over-called")
    return {error: chances(scenario, error) for error in ways}


def chances(scenario: Scenario, error: Error) -> int:
    """At how many decisions of a form an error can be made; each path meets all of them."""
    decisions = (scene.decision for scene in scenario.scenes.values() if scene.decision is not None)
    return sum(
        any(answer.error == error for answer in decision.every_answer()) for decision in decisions
    )


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
