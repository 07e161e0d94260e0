"""What is told after an attempt: what was lost, what would have done more, and a worked example."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

from scenarios import engine
from scenarios.checks.teaching import AT_RISK
from scenarios.debrief import (
    Moment,
    MomentText,
    decision_of,
    grounds,
    moments,
    most_improvable,
    most_protective,
    render_moment,
)
from scenarios.engine import ContinueAct, Step
from scenarios.events import Answered
from scenarios.kinds import KINDS
from scenarios.kinds.interview import LEAVE
from scenarios.loader import load
from scenarios.model import TIMED_OUT, Act, Scenario
from scenarios.position import Position
from scenarios.rendering import render_text as words_of
from scenarios.worked_example import DECISIONS, example_steps
from tests.helpers.every_case import CASES, every_case
from tests.helpers.kinds_case import FILES, kinds_case

SEED = 7


def plays(scenario: Scenario, chance: Random) -> list[Act]:
    """Acts by chance, to an ending."""
    acts: list[Act] = []
    at = engine.start(scenario).position
    while at.scene not in scenario.endings:
        decision = scenario.scenes[at.scene].decision
        if at.at_stop or decision is None:
            act: Act | None = ContinueAct(at.turn)
        elif decision.kind == "interview":
            offered = decision.offered(at.state, at.asked)
            act = decision.read(at.turn, chance.choice([*offered, LEAVE]))
        else:
            act = decision.read(at.turn, chance.choice(list(decision.every_act(at.state))))
        assert act is not None
        step = engine.advance(scenario, at, act)
        assert isinstance(step, Step)
        at = step.position
        acts.append(act)
    return acts


@cache
def played(name: str) -> tuple[tuple[Moment, ...], ...]:
    """The moments of many plays by chance."""
    scenario = CASES[name]
    every = (plays(scenario, Random(seed)) for seed in range(60))
    return tuple(moments(scenario, acts) for acts in every)


def every_moment(name: str) -> Iterator[Moment]:
    return (moment for met in played(name) for moment in met)


def on_path(scenario: Scenario, **instead: str) -> tuple[Moment, ...]:
    """The moments of the best path, with other answers at some scenes."""
    assert scenario.reference is not None
    answers = {**dict(scenario.reference.path), **instead}
    acts: list[Act] = []
    at = engine.start(scenario).position
    while at.scene not in scenario.endings:
        decision = scenario.scenes[at.scene].decision
        if at.at_stop or decision is None:
            texts: tuple[str, ...] = ("",)
        else:
            texts = decision.acts(answers[at.scene], at.state)
        for text in texts:
            act = (
                decision.read(at.turn, text)
                if decision and not at.at_stop
                else ContinueAct(at.turn)
            )
            assert act is not None
            step = engine.advance(scenario, at, act)
            assert isinstance(step, Step)
            at = step.position
            acts.append(act)
    return moments(scenario, acts)


def told(name: str, moment: Moment, language: str = "en") -> MomentText:
    return render_moment(CASES[name], language, SEED, moment)


@every_case()
def best_path_loses_nothing(name: str) -> None:
    met = on_path(CASES[name])

    assert not any(moment.is_instructive for moment in met)
    assert most_improvable(met) is None
    assert most_protective(met) is not None


@every_case()
def better_answers_earn_the_most_and_are_safe(name: str) -> None:
    """Found again by trying every answer there is."""
    for moment in every_moment(name):
        decision = decision_of(CASES[name], moment)
        every = {outcome.act: outcome for outcome in decision.outcomes(moment.position.state)}
        earned = {
            act: sum(engine.points_earned(decision, answer).values())
            for act, answer in every.items()
        }
        safe = [
            earned[act] for act, answer in every.items() if not answer.critical and not answer.error
        ]
        for act in moment.best:
            assert not every[act].critical
            assert every[act].error is None
            assert earned[act] == max(safe)
        if not moment.is_instructive and moment.answer.error is None:
            assert sum(moment.answer.earned.values()) == max(safe)


@every_case()
def moments_are_met_where_their_question_is_put(name: str) -> None:
    for moment in every_moment(name):
        assert moment.position.scene == moment.answer.scene
        assert moment.position.asked == ()
        assert not moment.position.at_stop
        assert moment.position.turn <= moment.turn


@every_case()
def every_moment_is_told_whole(name: str, language: str) -> None:
    """Whatever was done there are words for it, for the better, and for the reason."""
    for moment in every_moment(name):
        shown = told(name, moment, language)
        kind = shown.chosen.kind

        assert shown.story
        assert shown.prompt
        assert all(shown.chosen.shorts)
        assert len(shown.better) == len(moment.best)
        assert all(done.shorts or not KINDS[kind].decision.worded for done in shown.better)
        assert bool(shown.critical) == moment.answer.critical


@every_case()
def every_written_reason_is_told(name: str, language: str) -> None:
    """Some levels show none in their turns, so whatever an author wrote must come here."""
    scenario = CASES[name]
    shown = {
        reason.text
        for moment in _answers(scenario)
        for reason in told(name, moment, language).reasons
    }
    written = {
        key: words
        for key in scenario.script(language).texts
        if key.endswith(".why")
        and ".recall." not in key
        and (words := words_of(scenario, language, SEED, key, scenario.opening))
    }

    assert len(written) > 1
    assert [key for key, words in written.items() if words not in shown] == []


def _answers(scenario: Scenario) -> Iterator[Moment]:
    """Every answer there is, as if it had been given."""
    for scene in scenario.scenes.values():
        met = Position(scene.id, 0, scenario.opening)
        for _, answer in scene.decision.aftermaths() if scene.decision else ():
            kind = scene.decision.kind if scene.decision else ""
            given = Answered(
                0, scene.id, kind, answer.act, {}, answer.error, answer.critical, answer.band
            )
            yield Moment(met, given, ())


def test_each_kind_names_a_better_answer() -> None:
    met = on_path(
        kinds_case(),
        counter="send",
        look="blue+hat",
        steps="open+name+sign",
        talk="blame",
        sure="1",
    )
    better = [[done.shorts or done.act for done in told("kinds", moment).better] for moment in met]

    assert better == [
        [("Ask about it",)],
        [("Blue bag", "Flight tag")],
        [("Her name", "Open together", "She signs.")],
        [("When is your flight?", "Anything missing?")],
        ["4", "5"],
    ]
    assert [reason.about for reason in told("kinds", met[1]).reasons] == ["Straw hat"]


def test_a_time_out_is_a_moment_too() -> None:
    scenario = kinds_case()
    decision = scenario.scenes["counter"].decision
    assert decision is not None
    late = decision.read(0, TIMED_OUT)
    assert late is not None
    met = moments(scenario, [late])

    assert met[0].answer.act == TIMED_OUT
    assert told("kinds", met[0]).chosen.shorts == ()
    assert told("kinds", met[0]).reasons[0].text == "Waiting is an answer too."


def test_consequence_is_rendered_with_the_state_after_the_answer() -> None:
    """Its wording depends on the state after it, and that of the question on the one before."""
    files = {
        name: words.replace(
            'feedback: "She draws it with her finger."',
            'add: {trust: 1}\n          feedback: [{when: "trust >= 2", text: "She smiles."}, '
            '{text: "She waits."}]',
        ).replace('feedback: "ترسمها بإصبعها."', 'feedback: ["تبتسم.", "تنتظر."]')
        for name, words in FILES.items()
    }
    loaded = load({name: words.encode() for name, words in files.items()})
    assert loaded.scenario is not None, loaded.findings
    decision = loaded.scenario.scenes["counter"].decision
    act = decision.read(0, "ask") if decision else None
    assert act is not None
    (met,) = moments(loaded.scenario, [act])

    assert render_moment(loaded.scenario, "en", SEED, met).consequences == "She smiles."


def test_dangerous_mistakes_come_first() -> None:
    met = on_path(CASES["dream-job"], counter="papers", man="question", rush="call")
    worst = most_improvable(met)

    assert worst is not None
    assert worst.answer.scene == "man"
    assert [moment.answer.scene for moment in met if moment.is_instructive] == ["counter", "man"]
    assert [reason.text for reason in told("dream-job", worst).critical] == [
        "Confronting a man who may control the two puts them at risk."
    ]


def test_mostly_correct_protective_answer_is_no_slip() -> None:
    met = on_path(CASES["dream-job"], goodbye="mother")
    best = most_protective(met)

    assert best is not None
    assert best.answer.scene != "goodbye"
    assert best.answer.earned["protect"] == max(
        moment.answer.earned.get("protect", 0) for moment in met if not moment.is_instructive
    )


@every_case()
def signs_and_sources_come_from_the_author(name: str) -> None:
    every = grounds(CASES[name])
    for moment in every_moment(name):
        shown = told(name, moment).grounds
        named = {sign for ground in every.values() for sign in (*ground.signs, *ground.sources)}
        assert {*shown.signs, *shown.sources} <= named


def test_signs_of_a_choice_are_listed() -> None:
    met = on_path(CASES["dream-job"], address="leave")
    shown = told("dream-job", met[2]).grounds

    assert shown.signs == ("DIG-01", "AIR-02", "AIR-04")  # of the better choice
    assert shown.sources == ("UNCABIN", "UNODCFC")


@every_case()
def worked_examples_begin_in_the_learners_story_and_are_safe(name: str) -> None:
    scenario = CASES[name]
    critical = [occasion for occasion in every_moment(name) if occasion.answer.critical]
    at_risk = scenario.truth in AT_RISK and scenario.use != "worked"
    assert critical or not at_risk
    for moment in critical[:40]:
        steps = example_steps(scenario, "en", SEED, moment)

        assert 1 <= len(steps) <= DECISIONS
        assert steps[0].told.prompt == told(name, moment).prompt
        assert all(step.story for step in steps)
        assert not any(step.told.critical for step in steps)


def test_a_worked_example_follows_the_reference_path() -> None:
    scenario = CASES["dream-job"]
    met = on_path(scenario, report="log", gate="later")
    moment = next(occasion for occasion in met if occasion.answer.critical)
    assert scenario.reference is not None
    path = dict(scenario.reference.path)
    steps = example_steps(scenario, "en", SEED, moment)

    assert [step.told.chosen.act for step in steps] == [
        "tell",
        path["officer"],
        path["offer"],
    ]


@every_case()
def what_was_met_again_loses_nothing_more(name: str) -> None:
    """Only the first answer scores; what endangers someone counts whenever it is done."""
    for met in played(name):
        seen: set[str] = set()
        for moment in met:
            if moment.answer.scene in seen and not moment.answer.critical:
                assert moment.best == ()
            seen.add(moment.answer.scene)
