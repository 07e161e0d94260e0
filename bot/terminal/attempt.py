"""An attempt in memory: the same engine, screens and scoring as on a phone, without storage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.app.playing.attempt_view import AttemptView
from bot.app.playing.case_cards import Card
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import practice_card_screen
from bot.chat.playing.attempt_screen import attempt_screen
from bot.chat.playing.ending_lines import critical_lines
from bot.kinds import PRESENTERS
from bot.kinds.base import Asking
from bot.lines import Line, LineRole
from bot.locale import words
from scenarios import engine, score
from scenarios.engine import ContinueAct, Step
from scenarios.events import Answered, Ended
from scenarios.model import Act, Decision, Scenario
from scenarios.rendering import render_turn
from scenarios.score import Result

_ID = "terminal"  # buttons identify their attempt; here there is only one


class Attempt:
    """One play of a scenario, without time limits.

    Attributes:
        scenario: The scenario.
        language: The language.
        seed: The seed of names and order of choices.
        position: The current position.
        answered: The answers so far.
        result: The result, at the end.
    """

    def __init__(self, scenario: Scenario, language: str, seed: int) -> None:
        self.scenario = scenario
        self.language = language
        self.seed = seed
        self.result: Result | None = None
        self.answered: list[Answered] = []
        self._follow(engine.start(scenario))

    @property
    def card(self) -> Screen:
        """The card shown before the start."""
        return practice_card_screen(words(self.language), Card(self.scenario))

    @property
    def screen(self) -> Screen:
        """The current screen, as on a phone but without texts about buttons."""
        view = AttemptView(
            self.scenario,
            self.language,
            self.seed,
            _ID,
            self.position,
            self.result if self.is_scored else None,
            timed=False,
            media=False,
        )
        screen = attempt_screen(view)
        if endangered := tuple(critical_lines(words(self.language), view)):
            screen = replace(screen, lines=(*screen.lines, *endangered))
        decision = self.decision
        return screen if decision is None else _without_buttons(screen, decision, self._options())

    def _options(self) -> tuple[Line, ...]:
        """The options, where a phone shows them on its buttons."""
        turn = render_turn(self.scenario, self.language, self.seed, self.position)
        asking = Asking(_ID, self.position.turn, turn)
        return tuple(PRESENTERS[turn.kind].listing(words(self.language), asking))

    @property
    def is_scored(self) -> bool:
        """Whether it is scored; a draft has no reference path."""
        return self.scenario.reference is not None

    @property
    def decision(self) -> Decision | None:
        """The current decision; none at a stop or the end."""
        scene = self.scenario.scenes.get(self.position.scene)
        return None if scene is None or self.position.at_stop else scene.decision

    @property
    def options(self) -> Mapping[int, str]:
        """The available parts, by index of their letter."""
        turn = render_turn(self.scenario, self.language, self.seed, self.position)
        return {option.place: option.id for option in turn.options}

    def act(self, text: str) -> Act:
        """Parse an act; at a stop only continuing is possible."""
        turn, decision = self.position.turn, self.decision
        act = ContinueAct(turn) if decision is None else decision.read(turn, text)
        assert act is not None, f"{text!r} stands for nothing at {self.position.scene}"
        return act

    def is_answer(self, acts: Iterable[str]) -> bool:
        """Whether some acts in sequence answer the decision, and exactly the last one completes it.

        Args:
            acts: Their written forms.
        """
        decision, position, answered = self.decision, self.position, False
        for text in acts:
            act = decision.read(position.turn, text) if decision and not answered else None
            outcome = engine.advance(self.scenario, position, act) if act else None
            if not isinstance(outcome, Step):
                return False
            answered = any(isinstance(event, Answered) for event in outcome.events)
            position = outcome.position
        return answered

    def apply(self, act: Act) -> None:
        outcome = engine.advance(self.scenario, self.position, act)
        assert isinstance(outcome, Step), f"{act} was offered, yet refused"
        self._follow(outcome)

    def _follow(self, step: Step) -> None:
        self.position = step.position
        self.answered += [event for event in step.events if isinstance(event, Answered)]
        for event in step.events:
            if isinstance(event, Ended):
                self.result = score.result(self.scenario, self.answered, event.outcome)


def _without_buttons(screen: Screen, decision: Decision, options: Sequence[Line]) -> Screen:
    """A screen for those who type: what only buttons say is a line, what to tap is not said."""
    lines = screen.lines
    if decision.drafted:
        lines = tuple(line for line in lines if line.role is not LineRole.NOTE)
    if not any(line.role is LineRole.OPTION for line in lines):
        said = (Line(LineRole.OPTION, button.text) for button in screen.buttons)
        lines += tuple(options or said)
    return replace(screen, lines=lines)
