"""The analysis of an attempt: its decisions, the points lost at each, and better answers.

A pure function of the scenario and the acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

from scenarios import engine
from scenarios.checks.catalogue_ids import named
from scenarios.events import Answered
from scenarios.kinds.base import SIGN, split_parts
from scenarios.loader import SCENARIO
from scenarios.model import TIMED_OUT, Act, Aftermath, Answer, Decision, Key, Scenario, State
from scenarios.position import Position
from scenarios.rendering import render_text
from scenarios.yaml_source import read


@dataclass(frozen=True, slots=True)
class Moment:
    """A decision in an attempt, and its answer."""

    position: Position  # when the question was asked
    answer: Answered
    best: tuple[str, ...]  # the acts with the highest score; empty if nothing was lost
    lost: Fraction = Fraction()
    state_after: State | None = (
        None  # after the answer, when its feedback was shown; None if unchanged
    )

    @property
    def turn(self) -> int:
        """The turn of its answer, which buttons refer to."""
        return self.answer.turn

    @property
    def is_instructive(self) -> bool:
        """Whether there is something to learn from it."""
        return bool(self.best) or self.answer.critical


@dataclass(frozen=True, slots=True)
class Grounds:
    """The evidence behind a text: ids of the catalogue."""

    signs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason by the author; `about` names its subject if there are several."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class AnswerText:
    kind: str
    act: str
    shorts: tuple[str, ...]  # what was picked, by short texts; empty if nothing was
    text: str = ""  # of a single pick, as shown in the message


@dataclass(frozen=True, slots=True)
class MomentText:
    story: str
    prompt: str
    chosen: AnswerText
    better: tuple[AnswerText, ...]
    consequences: str
    critical: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    grounds: Grounds = field(default_factory=Grounds)


def moments(scenario: Scenario, acts: Iterable[Act]) -> tuple[Moment, ...]:
    """The decisions of an attempt, in order.

    Args:
        scenario: The edition of the attempt.
        acts: All acts of the attempt.

    Raises:
        BrokenScenario: The acts do not fit this edition.
    """
    found: list[Moment] = []
    scored: set[str] = set()
    position: Position | None = None
    for step in engine.replay(scenario, acts):
        for event in step.events:
            if isinstance(event, Answered) and position is not None:
                moment = _moment(scenario, position, event, first=event.scene not in scored)
                found.append(replace(moment, state_after=step.position.state))
                scored.add(event.scene)
        if not step.position.asked:  # an interview is one decision
            position = step.position
    return tuple(found)


def most_protective(met: Sequence[Moment]) -> Moment | None:
    """The moment that protected someone most, if any."""
    good = [
        moment
        for moment in met
        if not moment.is_instructive and sum(moment.answer.earned.values()) > 0
    ]
    return max(
        good,
        key=lambda moment: (
            moment.answer.earned.get("protect", 0),
            sum(moment.answer.earned.values()),
        ),
        default=None,
    )


def most_improvable(met: Sequence[Moment]) -> Moment | None:
    """The moment with the greatest room for improvement, if any."""
    slips = [moment for moment in met if moment.is_instructive]
    return max(slips, key=lambda moment: (moment.answer.critical, moment.lost), default=None)


def render_moment(scenario: Scenario, language: str, seed: int, moment: Moment) -> MomentText:
    """Describe a moment in a language.

    Args:
        scenario: The edition of the attempt.
        language: The learner's language.
        seed: The attempt's seed.
    """
    teller = _MomentRenderer(scenario, language, seed, moment)
    decision, answer = teller.decision, moment.answer
    after = decision.aftermath(answer.act, answer.band)
    better = tuple(map(teller.answer_text, decision.sorted_acts(moment.best)))
    own = _reason_keys(after)
    best_keys = tuple(key for act in moment.best for key in teller.best_keys(act))
    best_keys = tuple(key for key in best_keys if key not in own)
    then = moment.state_after or moment.position.state
    return MomentText(
        story=teller.text(f"scenes.{answer.scene}.text"),
        prompt=teller.text(f"{teller.at}.prompt"),
        chosen=teller.answer_text(answer.act),
        better=better,
        consequences=teller.consequences(after, then),
        critical=teller.reasons(after.critical, "critical", then),
        reasons=(*teller.reasons(own, "why", then), *teller.reasons(best_keys, "why")),
        grounds=_joined(scenario, (*own, *best_keys)),
    )


def render_answer(
    scenario: Scenario, language: str, seed: int, moment: Moment, act: str
) -> AnswerText:
    """Describe an answer to the question of a moment, such as one that others gave."""
    return _MomentRenderer(scenario, language, seed, moment).answer_text(act)


class _MomentRenderer:
    """Renders the texts of one moment."""

    def __init__(self, scenario: Scenario, language: str, seed: int, moment: Moment) -> None:
        self.scenario = scenario
        self.language = language
        self.seed = seed
        self.state = moment.position.state
        self.decision = decision_of(scenario, moment)
        self.at = f"scenes.{moment.answer.scene}.{self.decision.kind}"

    def text(self, key: Key, state: State | None = None) -> str:
        """A text in the state at the question, or in another."""
        return render_text(self.scenario, self.language, self.seed, key, state or self.state) or ""

    def short(self, key: Key) -> str:
        return self.text(f"{key}.short") or self.text(f"{key}.text") or self.text(key)

    def keys(self, act: str) -> tuple[Key, ...]:
        """The keys of an act's picks; empty if time ran out before the first."""
        if not self.decision.worded:
            return ()
        picked = (key for key in split_parts(act) if key != TIMED_OUT)
        return tuple(map(self.decision.part_key, picked))

    def best_keys(self, act: str) -> tuple[Key, ...]:
        """The keys of the reasons for a better answer: its picks, not whole sets."""
        return () if self.decision.drafted else self.keys(act)

    def answer_text(self, act: str) -> AnswerText:
        keys = self.keys(act)
        text = self.text(f"{keys[0]}.text") if len(keys) == 1 else ""
        return AnswerText(self.decision.kind, act, tuple(map(self.short, keys)), text)

    def consequences(self, after: Aftermath, then: State) -> str:
        """The consequences of an act: its feedback, or the answers to its questions."""
        answers = (self.text(f"{key}.answer", then) for key in after.done)
        return self.text(f"{after.key}.feedback", then) or "\n".join(filter(None, answers))

    def reasons(
        self, keys: Iterable[Key], part: str, state: State | None = None
    ) -> tuple[Reason, ...]:
        every = ((key, self.text(f"{key}.{part}", state)) for key in dict.fromkeys(keys))
        return tuple(Reason(text, self._about(key)) for key, text in every if text)

    def _about(self, key: Key) -> str:
        """The subject of a reason; bands and pairs of steps have no texts."""
        return self.text(f"{key}.short") or self.text(f"{key}.text")


def decision_of(scenario: Scenario, moment: Moment) -> Decision:
    decision = scenario.scenes[moment.answer.scene].decision
    assert decision is not None, moment
    return decision


def _moment(scenario: Scenario, position: Position, event: Answered, *, first: bool) -> Moment:
    """Lost points count at the first visit only; critical errors always."""
    decision = scenario.scenes[event.scene].decision
    assert decision is not None, event
    return make_moment(
        position, event, best_answers(scenario, event.scene, decision, position), first=first
    )


def make_moment(
    position: Position, event: Answered, bests: tuple[Fraction, tuple[str, ...]], *, first: bool
) -> Moment:
    """Compare an answer with the best ones.

    Args:
        position: The position at the question.
        event: The answer.
        bests: The result of `best_answers`.
        first: Whether it was the first visit.
    """
    most, best = bests
    lost = most - sum(event.earned.values(), Fraction()) if first else Fraction()
    slipped = event.critical or (first and (lost > 0 or event.error is not None))
    return Moment(position, event, best if slipped else (), max(lost, Fraction()))


def best_answers(
    scenario: Scenario, scene: str, decision: Decision, position: Position
) -> tuple[Fraction, tuple[str, ...]]:
    """The acts that earn most at a decision without endangering anyone."""
    every = [
        outcome
        for outcome in decision.outcomes(position.state)
        if TIMED_OUT not in split_parts(outcome.act)
    ]
    safe = [answer for answer in every if not answer.critical]
    clean = [answer for answer in safe if answer.error is None]
    among = clean or safe or every
    earned = {answer.act: _total(decision, answer) for answer in among}
    most = max(earned.values(), default=Fraction())
    acts = sorted(
        (competency for competency in earned if earned[competency] == most),
        key=lambda on: on.count(SIGN),
    )
    reference = scenario.reference.path if scenario.reference else ()
    known = [act for at, act in reference if at == scene and act in acts]
    single = [act for act in acts if SIGN not in act]
    # Several single acts can be equally good; for sets and orders one is enough.
    return most, tuple(dict.fromkeys([*known, *single])) if single else tuple((known or acts)[:1])


def _total(decision: Decision, answer: Answer) -> Fraction:
    return sum(engine.points_earned(decision, answer).values(), Fraction())


def _reason_keys(after: Aftermath) -> tuple[Key, ...]:
    """The keys of an answer's reasons."""
    own = (after.key,) if after.key else ()
    return (*after.done, *own, *after.mistaken, *after.overlooked)


def _joined(scenario: Scenario, keys: Iterable[Key]) -> Grounds:
    every = grounds(scenario)
    found = [every[key] for key in dict.fromkeys(keys) if key in every]
    return Grounds(
        tuple(dict.fromkeys(sign for entry in found for sign in entry.signs)),
        tuple(dict.fromkeys(source for entry in found for source in entry.sources)),
    )


@lru_cache(maxsize=64)
def grounds(scenario: Scenario) -> Mapping[Key, Grounds]:
    """The signs and sources named by the author, by key."""
    signs: dict[Key, list[str]] = {}
    sources: dict[Key, list[str]] = {}
    data = read(SCENARIO, scenario.files[SCENARIO].encode()).data
    for path, what, name in named(data):
        key = ".".join(map(str, path[:-1]))
        (sources if what == "source" else signs).setdefault(key, []).append(name)
    return {
        key: Grounds(tuple(signs.get(key, ())), tuple(sources.get(key, ())))
        for key in {*signs, *sources}
    }
