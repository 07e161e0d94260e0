"""Tireless learners who tap anything, at any time."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from scenarios.engine import ContinueAct, Refused, Step, replay
from scenarios.events import Answered, Ended, Event
from scenarios.findings import errors
from scenarios.kinds.choose import Choose
from scenarios.model import Act, Scenario
from scenarios.position import Position
from scenarios.rendering import render_turn
from scenarios.score import result
from scenarios.seeded_random import shuffled
from tests.helpers.examples import examples
from tests.helpers.small_case import case, dream_job, scenario
from tests.rules.playing import opened, tried
from tests.rules.stories import Story, stories, written

# What a learner does at a turn: a number for which choice, and how late it comes.
TAPS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([0, 0, 0, 0, 1, -1, 7])), max_size=40)
SEEDS = st.integers(0, 2**63 - 1)
NOWHERE = ("nobody", "", "gate", "A", "../..", "x" * 100)


@dataclass
class Attempt:
    """One attempt, with all that was accepted."""

    case: Scenario
    position: Position
    events: tuple[Event, ...]
    acts: list[Act]

    def offered(self) -> tuple[str, ...]:
        scene = self.case.scenes.get(self.position.scene)
        return scene.decision.offered(self.position.state) if scene and scene.decision else ()

    def do(self, act: Act) -> bool:
        """Try an act; whether it was accepted."""
        outcome = tried(self.case, self.position, act)
        if isinstance(outcome, Refused):
            return False
        assert isinstance(outcome, Step)
        assert outcome.position.turn == self.position.turn + 1
        self.position = outcome.position
        self.events += outcome.events
        self.acts.append(act)
        return True

    @property
    def over(self) -> bool:
        return self.position.scene in self.case.endings


def begun(found_case: Scenario) -> Attempt:
    """An attempt at its first turn."""
    step = opened(found_case)
    return Attempt(found_case, step.position, step.events, [])


def tapped(attempt: Attempt, seed: int, number: int, late: int) -> None:
    """One tap: a choice on offer, something else, going on; in time or not."""
    turn = attempt.position.turn - late
    options = shuffled(seed, attempt.position.scene, attempt.offered())
    names = (*options, *NOWHERE)
    name = names[number % len(names)]
    right = ContinueAct(turn) if attempt.position.at_stop else Choose(turn, name)
    wrong = Choose(turn, name) if attempt.position.at_stop else ContinueAct(turn)
    valid = late == 0 and not attempt.over and (attempt.position.at_stop or name in options)
    assert not attempt.do(wrong)
    assert attempt.do(right) is valid


def finished(attempt: Attempt) -> None:
    """Tap the first choice until the story is over."""
    for _ in range(200):
        if attempt.over:
            return
        turn = attempt.position.turn
        act = ContinueAct(turn) if attempt.position.at_stop else Choose(turn, attempt.offered()[0])
        assert attempt.do(act)
    raise AssertionError("no ending was reached")


def check(attempt: Attempt) -> None:
    """What is true of every attempt that ended."""
    steps = list(replay(attempt.case, attempt.acts))
    assert steps[-1].position == attempt.position
    assert tuple(event for step in steps for event in step.events) == attempt.events
    ends = [event for event in attempt.events if isinstance(event, Ended)]
    answers = [event for event in attempt.events if isinstance(event, Answered)]
    assert ends == [attempt.events[-1]]
    assert [event.turn for event in attempt.events] == sorted(
        event.turn for event in attempt.events
    )
    got = result(attempt.case, answers, ends[0].outcome)
    assert 0 <= got.score <= 100
    if got.passed:
        assert not any(answer.critical for answer in answers)
        assert ends[0].outcome != "harmful"


@given(TAPS, SEEDS)
def test_no_taps_break_a_small_case(taps: list[tuple[int, int]], seed: int) -> None:
    """Wrong taps and late taps included, every attempt is told, ends, replays and is scored."""
    small = scenario()
    attempt = begun(small)
    for number, late in taps:
        tapped(attempt, seed, number, late)
        assert render_turn(small, "en", seed, attempt.position).units > 0
    finished(attempt)
    check(attempt)


@examples(100)
@given(stories(), TAPS, SEEDS)
def test_no_taps_break_a_case_that_loads(
    story: Story, taps: list[tuple[int, int]], seed: int
) -> None:
    """A random small case loads or gives findings; one that loads can be played to its end."""
    loaded = case(written(story))
    assert (loaded.scenario is None) == bool(errors(loaded.findings))
    if loaded.scenario is None:
        return
    attempt = begun(loaded.scenario)
    for number, late in taps:
        tapped(attempt, seed, number, late)
    finished(attempt)
    check(attempt)


def test_the_best_path_scores_100_and_passes() -> None:
    """In the first case and in the small one, the reference is what 100 % means."""
    for found_case in (DREAM_JOB, scenario()):
        assert found_case.reference is not None
        attempt = begun(found_case)
        picks = dict(found_case.reference.path)
        while not attempt.over:
            turn = attempt.position.turn
            stop = attempt.position.at_stop
            decision = found_case.scenes[attempt.position.scene].decision
            if stop or decision is None:
                assert attempt.do(ContinueAct(turn))
            else:
                act = decision.read(turn, picks[attempt.position.scene])
                assert act is not None
                assert attempt.do(act)
        answers = [event for event in attempt.events if isinstance(event, Answered)]
        got = result(found_case, answers, "safe")
        assert (got.score, got.passed) == (100, True)
        assert set(got.bands.values()) <= {"secure"}


DREAM_JOB = dream_job()
