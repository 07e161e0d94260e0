"""Scenarios that depend on local facts: each place has its own choices, key and best path."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import orjson
import pytest

from bot.app.playing import records
from scenarios import engine, limits, position, score
from scenarios.catalogue import UNCONFIRMED, catalogue
from scenarios.conditions import ConditionError, Scope, parse
from scenarios.debrief import moments
from scenarios.engine import BrokenScenario, ContinueAct
from scenarios.events import Answered, Started
from scenarios.explore import dump_reference, explore, parse_reference, reference_of
from scenarios.graph import graph_of
from scenarios.kinds.choose import Choose
from scenarios.languages import REQUIRED
from scenarios.loader import rebuild
from scenarios.model import Act, Scenario
from scenarios.players import players
from scenarios.rendering import render_text, render_turn
from scenarios.simulate import Simulator, simulate
from scenarios.transition_table import table_of
from tests.helpers.place_case import FACT, PLACE, place_case
from tests.helpers.small_case import BASE, case, edited, scenario

CASE = place_case()
VALUES = catalogue().settings[FACT].names
NOW = datetime(2026, 12, 2, tzinfo=UTC)
TO_CALL: list[Act] = [Choose(0, "ask"), ContinueAct(1)]


def at(value: str) -> Scenario:
    return CASE.in_place({FACT: value})


def codes(yaml_text: str) -> dict[str, str]:
    """The errors found, each with its last sentence."""
    found = case(yaml_text).findings
    return {f.code: f"{f.message} {f.fix or ''}" for f in found if f.severity.name == "ERROR"}


def test_every_setting_of_the_catalogue_is_whole_in_every_language() -> None:
    assert FACT in catalogue().settings
    for name, setting in catalogue().settings.items():
        assert setting.names[0] == UNCONFIRMED
        assert UNCONFIRMED not in setting.values
        texts = [catalogue().facts[name], setting.question]
        texts += [texts for value in setting.values.values() for texts in (value.label, value.text)]
        assert all(set(REQUIRED) <= set(each) for each in texts), name


@pytest.mark.parametrize("value", VALUES)
def test_place_decides_the_options(value: str) -> None:
    *_, step = engine.replay(at(value), TO_CALL)
    told = render_turn(at(value), "en", 0, step.position)
    offered = {option.id for option in told.options}
    third = {"none": "force", "injury": "force", "all": "report", UNCONFIRMED: "call"}[value]
    assert offered == {"ring", "wait", third}


def test_an_unknown_value_or_fact_is_unconfirmed() -> None:
    """As where a later release takes a value away."""
    assert at("long gone") is CASE
    assert CASE.in_place({"police": "all"}) is CASE
    assert at("all").in_place({}) is CASE
    assert at("all") is at("all")


def test_a_scenario_without_facts_has_no_place() -> None:
    plain = scenario()
    assert plain.in_place({FACT: "all"}) is plain
    assert plain.places == (plain,)
    assert engine.start(plain).events[0] == Started(0, "gate")


@pytest.mark.parametrize("value", VALUES)
def test_every_position_tells_the_place(value: str) -> None:
    """And is saved and read again with it."""
    for step in engine.replay(at(value), TO_CALL):
        kept = position.read(position.write(step.position))
        assert kept == step.position
        assert CASE.place_at(kept.state) == {FACT: value}


def test_start_and_replays_name_the_place() -> None:
    began, *_ = engine.start(at("all")).events
    assert began == Started(0, "gate", {FACT: "all"})
    rows = [records.event_row(began, "en", NOW)]
    assert rows[0].act == {"place": {FACT: "all"}}
    assert records.in_place(CASE, rows) is at("all")
    acts = [*TO_CALL, Choose(2, "report")]
    *_, last = engine.replay(records.in_place(CASE, rows), acts)
    assert last.position.scene == "helped"
    with pytest.raises(BrokenScenario):
        list(engine.replay(CASE, acts))


def test_each_place_has_a_best_path_and_a_scale_of_its_own() -> None:
    assert CASE.reference is not None
    assert CASE.reference.total == Fraction(7, 2)
    assert at("none").reference.total == Fraction(7, 2)  # type: ignore[union-attr]
    assert at("all").reference.total == 4  # type: ignore[union-attr]
    assert dict(at("all").reference.path)["call"] == "report"  # type: ignore[union-attr]
    acts = [*TO_CALL, Choose(2, "ring")]
    for value, percent in (("all", 87), (UNCONFIRMED, 100)):
        steps = list(engine.replay(at(value), acts))
        answers = [e for step in steps for e in step.events if isinstance(e, Answered)]
        assert score.result(at(value), answers, "safe").score == percent
        assert bool(moments(at(value), acts)[-1].best) is (value == "all")


def test_the_reference_is_kept_with_that_of_every_place() -> None:
    assert reference_of(CASE) == CASE.reference
    kept = orjson.loads(orjson.dumps(dump_reference(CASE.reference)))
    assert parse_reference(kept) == CASE.reference
    assert "places" not in dump_reference(scenario().reference)


def test_a_kept_edition_is_the_same_in_each_place() -> None:
    again = rebuild(CASE.files)
    assert again is not None
    assert again.structure_hash == CASE.structure_hash
    assert [entry.place for entry in again.places] == [entry.place for entry in CASE.places]


def test_which_fact_a_variable_stands_for_is_structure() -> None:
    one = scenario(("  alone:", f"  law: {{fact: {FACT}}}\n  alone:"))
    two = scenario(("  alone:", "  law: {fact: medical-report}\n  alone:"))
    assert one.structure_hash != two.structure_hash


def test_texts_follow_the_place_of_the_attempt() -> None:
    """Whatever the agency has confirmed since."""
    newer = {FACT: "something newer"}
    for value in VALUES[1:]:
        state = at(value).opening
        told = render_text(CASE, "en", 0, "endings.doubt.text", state, newer)
        assert catalogue().settings[FACT].values[value].text["en"] in str(told)
    told = render_text(CASE, "ar", 0, "endings.doubt.text", CASE.opening, newer)
    assert catalogue().facts[FACT]["ar"] in str(told)
    helped = render_text(CASE, "en", 0, "endings.helped.text", at("all").opening)
    assert helped == "The law was kept."


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("duty == sometimes", "one of: unconfirmed, none, injury, all"),
        ("duty >= all", "`==` or `!=`"),
        ("duty == 2", "one of: unconfirmed"),
        ("duty", "one of: unconfirmed"),
        ("2 == duty", "stands first"),
        ("trust > duty", "stands first"),
        ("(duty) == all", "one of: unconfirmed"),
    ],
)
def test_a_fact_is_compared_with_its_values_alone(condition: str, says: str) -> None:
    scope = Scope({"duty": (0, int), "trust": (1, int)}, {}, values={"duty": VALUES})
    with pytest.raises(ConditionError) as caught:
        parse(condition, scope)
    assert says in str(caught.value.message)


def test_conditions_of_facts_combine_with_others() -> None:
    scope = Scope({"duty": (0, int), "trust": (1, int)}, {}, values={"duty": VALUES})
    condition = parse("not (duty == all) and trust >= 2 or duty == none", scope)
    assert [condition.holds((index, 2), 0) for index in range(4)] == [True, True, True, False]
    assert [condition.holds((index, 0), 0) for index in range(4)] == [False, True, False, False]


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("{fact: duty-to-report}", "{fact: duty-to-repor}", "unknown-fact", "duty-to-report"),
        ("{fact: duty-to-report}", "{fact: police}", "unknown-fact", "with values"),
        (
            "{fact: duty-to-report}",
            "{fact: duty-to-report, start: 1}",
            "bad-value",
            "must not have",
        ),
        ("{fact: duty-to-report}", "{max: 3}", "missing-key", "`start` is missing"),
        ("add: {trust: 1}", "add: {duty: 1}", "fact-changed", "cannot be changed"),
        (
            "set: {alone: true}",
            "set: {alone: true, duty: 1}",
            "fact-changed",
            "cannot be changed",
        ),
        (
            "  alone: {start: false}",
            "  a: {fact: search-powers}\n  b: {fact: medical-report}\n  alone: {start: false}",
            "too-many-places",
            "48 different places",
        ),
    ],
)
def test_invalid_fact_conditions_are_found(old: str, new: str, code: str, says: str) -> None:
    found = codes(edited((old, new), of=PLACE))
    assert says in found[code]


# The lint rule: what depends on an unconfirmed fact is no critical error.


def test_an_act_is_critical_only_once_the_law_is_confirmed() -> None:
    """Neither by a condition of its own nor by one that holds for all that is not confirmed."""
    for condition in ("duty != all", "duty == none or duty == unconfirmed"):
        wrong = edited(
            ('when: "duty == none or duty == injury"', f'when: "{condition}"'),
            ('when: "duty == unconfirmed"', 'when: "duty == none and duty == all"'),
            of=PLACE,
        )
        assert "must not be critical" in codes(wrong)["critical-unconfirmed"]
    assert codes(PLACE) == {}


def test_choice_critical_everywhere_may_depend_on_other_state() -> None:
    """`wait` is critical in every place, and is so while nothing is confirmed."""
    wrong = edited(
        ('text: "Wait until the morning."', 'when: "trust >= 1"\n          text: "Wait."'),
        of=PLACE,
    )
    assert "critical-unconfirmed" not in codes(wrong)


def test_a_scene_of_one_place_alone_has_no_critical_error_while_unconfirmed() -> None:
    """The condition may stand before the scene as well."""
    lead = ("{go: hall}", '{when: "duty != all", go: hall}\n      - {go: call}')
    hall = """\
  hall:
    text: "The hall is empty."
    choose:
      prompt: "And now?"
      choices:
        shout: {text: "Shout.", error: unsafe, critical: "He hears it.", feedback: "x", why: "y"}
        walk: {text: "Walk.", feedback: "x", why: "y"}
      go: call
"""
    told = '  hall:\n    text: "The hall is empty."\n    go: call\n'
    wrong = edited(lead, (told, hall), of=PLACE)
    assert "critical-unconfirmed" in codes(wrong)
    lead = ("{go: hall}", '{when: "duty == all", go: hall}\n      - {go: call}')
    assert "critical-unconfirmed" not in codes(edited(lead, (told, hall), of=PLACE))


def test_a_scale_that_is_judged_by_an_unconfirmed_fact_is_not_critical() -> None:
    rate = """\
    rate:
      prompt: "How sure?"
      worth: {refer: 1, protect: 1}
      reasonable:
        - {when: "duty != all", steps: [4, 5]}
        - {steps: [1, 2, 3, 4, 5]}
      bands:
        low: {feedback: "x", why: "y", error: missed, critical: "She is lost."}
      go: helped
"""
    start, end = BASE.index('    choose:\n      prompt: "Who hears'), BASE.index("endings:")
    text = BASE[:start] + rate + BASE[end:]
    text = edited(
        ("  trust: {start: 1", f"  duty: {{fact: {FACT}}}\n  trust: {{start: 1"), of=text
    ).replace('{outcome: mixed, text: "Nobody knows."}', '{outcome: mixed, text: "Nobody."}')
    assert "critical-unconfirmed" in codes(text)
    assert "critical-unconfirmed" not in codes(text.replace("duty != all", "duty == all"))


# Exploring.


def test_unreachable_fact_branch_is_found() -> None:
    """What is met in one of them is fine."""
    wrong = edited(('when: "duty == all"\n', 'when: "duty == all and duty == none"\n'), of=PLACE)
    assert "`report` is never offered." in codes(wrong)["never-offered"]


def test_unfairness_names_its_place() -> None:
    """No path is safe where only reporting counts."""
    wrong = edited(
        (
            'when: "picked(call, ring) or picked(call, report)"',
            'when: "picked(call, ring) and duty != all"',
        ),
        of=PLACE,
    )
    assert "This happens where `duty-to-report: all`." in codes(wrong)["no-safe-ending"]
    explored = explore(scenario_of(wrong))
    assert {problem.place for problem in explored.problems} == {"duty-to-report: all"}


def scenario_of(text: str) -> Scenario:
    found = rebuild({"scenario.yaml": text})
    assert found is not None
    return found


def test_the_states_of_all_places_are_limited_together(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [len(graph_of(place).nodes) for place in CASE.places]
    monkeypatch.setattr(limits, "STATES", sum(sizes))
    assert explore(CASE).verdict == "fine"
    monkeypatch.setattr(limits, "STATES", sum(sizes) - 1)
    assert explore(CASE).verdict == "unknown"


# What plays without an agency.


def test_simulated_players_play_one_place() -> None:
    """By default nothing is confirmed."""
    for value, act in ((UNCONFIRMED, "call"), ("all", "report")):
        here = at(value)
        board = Simulator(here, "en")
        expert = next(p for p in players(here, board.graph, "en") if p.name == "expert")
        found = simulate(board, expert, 1)
        assert found.pass_share == 1
        shares = {entry.part: entry.offered for entry in found.coverage if entry.scene == "call"}
        assert shares[act] == 1
        others = {"force", "call", "report"} - {act}
        assert not any(shares[other] for other in others)


def test_table_of_a_place_has_its_options() -> None:
    """So a page without a network follows what was confirmed when it was made."""
    for value in VALUES:
        acts = {act for place in table_of(at(value)).places for act in place.moves}
        third = {"none": "force", "injury": "force", "all": "report", UNCONFIRMED: "call"}[value]
        assert acts & {"force", "report", "call"} == {third}


def test_choices_of_different_places_are_not_counted_together() -> None:
    """A foundation case may have three at once."""
    assert len(CASE.scenes["call"].decision.ids) == 5  # type: ignore[union-attr]
    more = PLACE.replace('when: "duty == unconfirmed"', 'when: "trust >= 0"')
    assert "too-many-choices" in codes(more)
