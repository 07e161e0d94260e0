"""Every case of the library is what the library promises of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scenarios.case_library import load_library, load_tests
from scenarios.checks.catalogue_ids import named
from scenarios.checks.teaching import AT_RISK
from scenarios.findings import Severity
from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED
from scenarios.model import COMPETENCIES, WAYS, Decision, Scenario
from tests.helpers.every_case import LIBRARY, every_case
from tests.library import shelf
from tests.library.shelf import FULL, ORDINARY, TRACKS, library, written


def _decisions(case: Scenario) -> Iterator[tuple[str, Decision]]:
    for scene in case.scenes.values():
        if scene.decision is not None:
            yield scene.id, scene.decision


def test_nothing_of_the_library_fails_to_load() -> None:
    """A case that does not load would simply be missing from the list."""
    found = [each for each in load_library().findings if each.severity is not Severity.ADVICE]
    assert [str(finding) for finding in found] == []


def test_every_case_is_there_and_no_other() -> None:
    """Seventeen cases, eight ordinary days, an example for each track, forms, a first minute."""
    worked = {f"aloud-{track}" for track in TRACKS}
    forms = {name for group in shelf.FORMS.values() for name in group}

    assert set(library()) == {*FULL.values(), *ORDINARY, *worked, *forms, shelf.MINUTE}


def test_test_forms_can_be_loaded_alone() -> None:
    """They have the same content, and no reference path, since nothing is explored."""
    forms = {name: case.edition for name, case in library().items() if case.use == "test"}
    assert {name: case.edition for name, case in load_tests().items()} == forms
    assert not any(case.reference for case in load_tests().values())


@every_case(tuple(FULL.values()))
def full_cases_have_their_length(name: str) -> None:
    """Eight to twelve decisions on the best path, twelve to thirty scenes, three endings."""
    case = library()[name]
    assert case.reference is not None

    assert 8 <= len(case.reference.path) <= 13
    assert 12 <= len(case.scenes) + len(case.endings) <= 36
    assert len(case.endings) >= 3
    assert {ending.outcome for ending in case.endings.values()} == {"safe", "mixed", "harmful"}


@every_case(tuple(FULL.values()))
def full_cases_score_all_competencies(name: str) -> None:
    """And each often enough for the result to speak of it."""
    worth = [set(decision.worth) for _, decision in _decisions(library()[name])]

    assert {
        competency: sum(competency in scored for scored in worth) >= 2
        for competency in COMPETENCIES
    } == (dict.fromkeys(COMPETENCIES, True))


@every_case(tuple(FULL.values()))
def full_cases_bring_decisions_back(name: str) -> None:
    """At least three of its decisions have an item, in three forms or more each."""
    items = [scene.recall for scene in library()[name].scenes.values() if scene.recall]

    assert len(items) >= 3
    assert all(set(item) >= set(WAYS) for item in items)


@every_case(tuple(FULL.values()))
def both_sorts_of_error_endanger_someone_at_risk(name: str) -> None:
    """Doing too little, and doing too much."""
    case = library()[name]
    sorts = {
        answer.error
        for _, decision in _decisions(case)
        for answer in decision.every_answer()
        if answer.critical
    }

    assert case.truth not in AT_RISK or ("missed" in sorts and sorts - {"missed"})


@every_case(ORDINARY)
def ordinary_days_are_short_and_need_no_referral(name: str) -> None:
    """Three or four decisions, at the end of which nobody is taken for a victim."""
    case = library()[name]
    assert case.reference is not None

    assert 3 <= len(case.reference.path) <= 5
    assert case.should_refer in ("do-not", "other-door")
    assert case.truth in ("no-concern", "labour-dispute", "other-harm")
    assert any(scene.recall for scene in case.scenes.values())


def test_ordinary_days_are_found_in_most_tracks() -> None:
    """Or one track would teach to see it everywhere."""
    assert len({library()[name].track for name in ORDINARY}) >= 7


@pytest.mark.parametrize("track", TRACKS)
def test_each_track_has_a_worked_example(track: str) -> None:
    """In which nobody can do harm."""
    case = library()[f"aloud-{track}"]
    answers = [answer for _, decision in _decisions(case) for answer in decision.every_answer()]

    assert (case.use, case.track) == ("worked", track)
    assert not any(answer.critical for answer in answers)


@pytest.mark.parametrize("track", TRACKS)
def test_each_track_uses_every_kind_of_question(track: str) -> None:
    """A track that only ever asks "A, B or C" teaches to guess."""
    cases = [case for case in shelf.practised() if case.track == track]
    used = {decision.kind for case in cases for _, decision in _decisions(case)}

    scales = {name for name, kind in KINDS.items() if not kind.decision.worded}
    assert used >= {*KINDS} - scales
    assert used & scales


def test_the_library_uses_every_kind_of_question() -> None:
    used = {decision.kind for case in library().values() for _, decision in _decisions(case)}
    assert used == set(KINDS)


@every_case(LIBRARY)
def scored_decisions_rest_on_a_source_or_sign(name: str) -> None:
    """A source or a sign of the catalogue stands with one of its answers at least."""
    case = library()[name]
    places = {path[1] for path, _, _ in named(written(name)) if path[0] == "scenes"}
    bare = [scene for scene, decision in _decisions(case) if decision.worth and scene not in places]

    assert bare == []


@every_case(LIBRARY)
def listed_sources_are_those_used(name: str) -> None:
    """Its sources are those on which something rests: no more, and no fewer."""
    data = written(name)
    below = {key for path, what, key in named(data) if what == "source" and path[0] != "sources"}

    assert set(library()[name].sources) == below


@every_case(LIBRARY)
def cases_speak_every_required_language(name: str) -> None:
    """Wholly."""
    assert set(library()[name].scripts) >= set(REQUIRED)


@every_case(LIBRARY)
def everybody_has_a_role(name: str) -> None:
    """Or the table of who is whom would be incomplete."""
    assert [slot.name for slot in library()[name].cast.values() if slot.role is None] == []


def test_titles_differ() -> None:
    """A list in which two cases are called alike is of no use."""
    for language in ("en", "ar"):
        titles = [case.script(language).texts["title"][0].text for case in library().values()]
        assert len(set(titles)) == len(titles)
