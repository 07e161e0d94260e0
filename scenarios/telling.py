"""What a learner reads at a position, in a language: words in order, no markup.

A pure function of the scenario, the seed and the position, so what was told can be told again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.draw import names, shuffled
from scenarios.isolate import insert, runs_isolated
from scenarios.model import Key, Scenario, Script, State
from scenarios.position import Position
from scenarios.texts import PLACEHOLDER

BREAK = 2  # units after each part of a message
LETTER = 4  # units before a choice, as in `A · `


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be picked."""

    id: str
    text: str
    short: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What was chosen, and what came of it."""

    chosen: str
    feedback: str | None = None
    why: str | None = None
    critical: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn message."""

    after: Consequence | None = None
    passages: tuple[str, ...] = ()
    recap: str | None = None  # at a stop
    prompt: str | None = None
    options: tuple[Option, ...] = ()
    ending: str | None = None  # its id, where the story is over

    @property
    def units(self) -> int:
        """Its length as Telegram counts, in UTF-16 units, with a break after each part."""
        after = self.after
        consequence = (after.chosen, after.feedback, after.why, after.critical) if after else ()
        parts = (*consequence, *self.passages, self.recap, self.prompt)
        told = sum(units(part) + BREAK for part in parts if part)
        return told + sum(LETTER + units(one.text) + BREAK for one in self.options)


def units(text: str) -> int:
    """A text's length in UTF-16 units, which is how Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


def tell(scenario: Scenario, language: str, seed: int, position: Position) -> Turn:
    """What a learner reads at a position.

    Args:
        scenario: The edition the attempt is pinned to.
        language: The learner's; the scenario's own where it has no such texts.
        seed: The attempt's: it names the cast and shuffles the choices.
        position: Where the attempt stands.
    """
    teller = _Teller(scenario, scenario.script(language), seed, position)
    return teller.turn()


def told(scenario: Scenario, language: str, seed: int, key: Key, state: State) -> str | None:
    """One text, ready to be read."""
    script = scenario.script(language)
    text = script.text(key, state)
    return None if text is None else filled(script, text, names(scenario, script, seed))


def filled(script: Script, text: str, cast: Mapping[str, str]) -> str:
    """A text with names for its placeholders, and what needs it in isolates."""
    language = script.language
    parts = PLACEHOLDER.split(text)  # words and placeholders in turn
    return "".join(
        insert(cast.get(part, ""), language) if index % 2 else runs_isolated(part, language)
        for index, part in enumerate(parts)
    )


class _Teller:
    """The texts of one position."""

    def __init__(self, scenario: Scenario, script: Script, seed: int, position: Position) -> None:
        self.scenario = scenario
        self.script = script
        self.seed = seed
        self.position = position
        self.cast = names(scenario, script, seed)

    def turn(self) -> Turn:
        position = self.position
        passages = tuple(
            text for scene in position.trail if (text := self._say(f"scenes.{scene}.text"))
        )
        after = self._after()
        if position.scene in self.scenario.endings:
            text = self._say(f"endings.{position.scene}.text")
            return Turn(after, (*passages, *([text] if text else [])), ending=position.scene)
        key = f"scenes.{position.scene}"
        if position.at_stop:
            return Turn(after, passages, recap=self._say(f"{key}.stop"))
        text = self._say(f"{key}.text")
        kind, options = self._question(key)
        return Turn(
            after,
            (*passages, *([text] if text else [])),
            prompt=self._say(f"{key}.{kind}.prompt"),
            options=options,
        )

    def _say(self, key: Key) -> str | None:
        text = self.script.text(key, self.position.state)
        return None if text is None else filled(self.script, text, self.cast)

    def _after(self) -> Consequence | None:
        if self.position.answered is None:
            return None
        scene, act = self.position.answered
        decision = self.scenario.scenes[scene].decision
        answers = decision.every_answer() if decision else ()
        key = next(answer.key for answer in answers if answer.act == act)
        reasons = self.scenario.level == "foundation"
        return Consequence(
            self._say(f"{key}.short") or "",
            self._say(f"{key}.feedback"),
            self._say(f"{key}.why") if reasons else None,
            self._say(f"{key}.critical"),
        )

    def _question(self, key: Key) -> tuple[str, tuple[Option, ...]]:
        scene = self.scenario.scenes[self.position.scene]
        if scene.decision is None:
            return "", ()
        offered = scene.decision.offered(self.position.state)
        at = f"{key}.{scene.decision.kind}.choices"
        return scene.decision.kind, tuple(
            Option(one, self._say(f"{at}.{one}.text") or "", self._say(f"{at}.{one}.short") or "")
            for one in shuffled(self.seed, scene.id, offered)
        )
