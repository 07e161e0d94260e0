"""An attempt in memory: the same engine, screens and scoring as on a phone, and nothing kept."""

from __future__ import annotations

from bot.services import screens
from bot.services.actions import Continue, Take
from bot.services.attempt_screen import attempt_screen
from bot.services.screen import Screen
from bot.words import words
from scenarios import engine, score
from scenarios.engine import GoOn, Step
from scenarios.events import Answered, Ended
from scenarios.kinds.choose import Choose
from scenarios.model import Scenario
from scenarios.score import Result

_ID = "terminal"  # buttons name their attempt; here there is but one


class Attempt:
    """One play of a scenario.

    Attributes:
        scenario: What is played.
        language: In which language.
        seed: Draws the names and the order of the choices.
        position: Where it stands.
        result: What it came to, once it is over.
    """

    def __init__(self, scenario: Scenario, language: str, seed: int) -> None:
        self.scenario = scenario
        self.language = language
        self.seed = seed
        self.result: Result | None = None
        self._answers: list[Answered] = []
        self._follow(engine.start(scenario))

    @property
    def card(self) -> Screen:
        """What is read before it begins."""
        return screens.card_screen(words(self.language), self.scenario)

    @property
    def screen(self) -> Screen:
        """Where it stands, as on a phone."""
        return attempt_screen(
            self.scenario, self.language, self.seed, _ID, self.position, self.result
        )

    @property
    def offered(self) -> tuple[Take | Continue, ...]:
        """What can be done now, in the order of the letters; nothing once it is over."""
        actions = (button.action for button in self.screen.buttons)
        return tuple(action for action in actions if isinstance(action, Take | Continue))

    def do(self, action: Take | Continue) -> None:
        """Do one of the things that are offered."""
        act = Choose(action.turn, action.choice) if isinstance(action, Take) else GoOn(action.turn)
        outcome = engine.advance(self.scenario, self.position, act)
        assert isinstance(outcome, Step), f"{act} was offered, yet refused"
        self._follow(outcome)

    def _follow(self, step: Step) -> None:
        self.position = step.position
        self._answers += [event for event in step.events if isinstance(event, Answered)]
        for event in step.events:
            if isinstance(event, Ended):
                self.result = score.result(self.scenario, self._answers, event.outcome)
