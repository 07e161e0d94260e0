"""An ended attempt as it is looked back upon: a function of its events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.app.playing import records
from bot.locale import Words, words
from scenarios import debrief, position
from scenarios.debrief import Moment, Told
from scenarios.model import Scenario
from scenarios.rendering import told
from storage.playing.attempts import Attempt
from storage.playing.events import Event


@dataclass(frozen=True, slots=True)
class Past:
    """An ended attempt, in the language of whoever looks back."""

    attempt: Attempt
    scenario: Scenario
    language: str
    moments: tuple[Moment, ...] = field(default=())

    @property
    def speak(self) -> Words:
        """The words of the language."""
        return words(self.language)

    @property
    def is_test(self) -> bool:
        """Whether it was a test, which is looked back upon and never practised."""
        return self.scenario.use == "test"

    @property
    def slips(self) -> tuple[Moment, ...]:
        """The moments from which something is to be learnt."""
        return tuple(one for one in self.moments if one.slipped)

    @property
    def critical(self) -> tuple[Moment, ...]:
        """The moments in which someone could have been endangered."""
        return tuple(one for one in self.moments if one.answer.critical)

    @property
    def title(self) -> str:
        """What the case is called."""
        opening = self.scenario.opening
        return told(self.scenario, self.language, 0, "title", opening) or self.scenario.id

    @property
    def ended_in(self) -> str:
        """The ending that was reached."""
        return position.read(self.attempt.position).scene

    @property
    def in_its_language(self) -> Attempt:
        """The attempt, to be told in the language of whoever looks back."""
        return replace(self.attempt, language=self.language)

    def moment(self, turn: int) -> Moment | None:
        """The decision that was answered at a turn, if one was."""
        return next((one for one in self.moments if one.turn == turn), None)

    def told(self, moment: Moment) -> Told:
        """A moment in words."""
        return debrief.tell_moment(self.scenario, self.language, self.attempt.seed, moment)


def past(attempt: Attempt, scenario: Scenario, events: list[Event], language: str) -> Past:
    """An ended attempt, looked back upon.

    Raises:
        BrokenScenario: These are not the events of this edition.
    """
    met = debrief.moments(scenario, records.acts(scenario, events))
    return Past(attempt, scenario, language, met)
