"""What a learner reads at a position, in a language: words in order, no markup.

A pure function of the scenario, the seed and the position, so what was told can be told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

from scenarios.bidi import insert, runs_isolated
from scenarios.catalogue import catalogue
from scenarios.model import Aftermath, Decision, Key, Scenario, Scene, Script, State
from scenarios.position import Position
from scenarios.seeded_random import names, shuffled
from scenarios.texts import FACT, PLACEHOLDER

BREAK = 2  # units after each part of a message
LETTER = 4  # units before a choice, as in `A · `


Facts: TypeAlias = Mapping[str, str]  # what a place has confirmed of itself, by name
NEUTRAL: Facts = MappingProxyType({})
# What is a sentence of its own where it is confirmed: within another one its name is enough.
WHOLE = frozenset({"procedure"})


@dataclass(frozen=True, slots=True)
class Option:
    """Something that may be picked."""

    id: str
    text: str
    short: str
    place: int  # of its letter, counted from 0; a question keeps it as long as the talk lasts


@dataclass(frozen=True, slots=True)
class Consequence:
    """What was done, and what came of it."""

    kind: str  # of the decision
    said: str  # the act, as it is written
    done: tuple[str, ...] = ()  # what was picked, by its short words
    feedback: str | None = None
    why: str | None = None
    critical: tuple[str, ...] = ()
    overlooked: tuple[str, ...] = ()  # signs that were not ticked, by their short words
    mistaken: tuple[tuple[str, str], ...] = ()  # ticks that are no signs, and why
    better: tuple[str, ...] = ()  # the steps in a better order


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn message."""

    after: Consequence | None = None
    passages: tuple[str, ...] = ()
    recap: str | None = None  # at a stop
    kind: str = ""  # of the decision that is asked
    prompt: str | None = None
    options: tuple[Option, ...] = ()
    left: int = 0  # how many questions may still be asked
    seconds: int | None = None  # how long there is to answer
    ending: str | None = None  # its id, where the story is over
    facts: frozenset[str] = frozenset()  # the local facts that are shown

    @property
    def units(self) -> int:
        """Its length as Telegram counts, in UTF-16 units, with a break after each part."""
        parts = (*_parts(self.after), *self.passages, self.recap, self.prompt)
        told = sum(units(part) + BREAK for part in parts if part)
        return told + sum(LETTER + units(option.text) + BREAK for option in self.options)


def _parts(after: Consequence | None) -> tuple[str | None, ...]:
    if after is None:
        return ()
    mistaken = (part for pair in after.mistaken for part in pair)
    lists = (*after.done, *after.critical, *after.overlooked, *mistaken, *after.better)
    return (*lists, after.feedback, after.why)


def units(text: str) -> int:
    """A text's length in UTF-16 units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def tell(
    scenario: Scenario,
    language: str,
    seed: int,
    position: Position,
    *,
    assessed: bool = False,
    facts: Facts = NEUTRAL,
) -> Turn:
    """What a learner reads at a position.

    Args:
        scenario: The edition the attempt is pinned to.
        language: The learner's; the scenario's own where it has no such texts.
        seed: The attempt's: it names the cast and shuffles the choices.
        position: Where the attempt stands.
        assessed: Whether it is an assessment, which tells the story only: what was done is neither
            judged nor explained, and everybody reads the choices in the same order.
        facts: What the place has confirmed, by the names of its local facts.
    """
    teller = _Teller(scenario, scenario.script(language), seed, position, assessed, facts)
    return teller.turn()


def told(
    scenario: Scenario,
    language: str,
    seed: int,
    key: Key,
    state: State,
    facts: Facts = NEUTRAL,
) -> str | None:
    """One text, ready to be read."""
    script = scenario.script(language)
    text = script.text(key, state)
    if text is None:
        return None
    cast = names(scenario, script, seed) if "{" in text else {}
    return filled(script, text, cast, facts)


def told_outside(scenario: Scenario, language: str, key: Key) -> str | None:
    """A text to someone who does not play: as at the beginning, else in its first wording.

    Names are drawn, always the same.
    """
    script = scenario.script(language)
    text = told(scenario, script.language, 0, key, scenario.opening)
    if text is None and script.has(key):
        text = filled(script, script.texts[key][0].text, names(scenario, script, 0))
    return text


def same_for_all(decision: Decision, scene: Key, offered: tuple[str, ...]) -> tuple[str, ...]:
    """What is offered, in the one order of assessments, rooms and paper: the author's.

    Steps to be put in order are in one draw, since their author writes them in the best order.
    """
    return shuffled(0, scene, offered) if decision.sequenced else offered


def on_paper(scenario: Scenario, scene: Scene) -> tuple[str, ...]:
    """What may be picked in a scene, offered now or not, in the order of its letters on paper."""
    decision = scene.decision
    if decision is None:
        return ()
    return decision.arranged(same_for_all(decision, scene.id, decision.ids), scenario.opening)


@lru_cache(maxsize=256)
def facts_of(scenario: Scenario) -> frozenset[str]:
    """The local facts that some text of it shows."""
    found = (
        name
        for script in scenario.scripts.values()
        for variants in script.texts.values()
        for variant in variants
        if FACT in variant.text
        for name in PLACEHOLDER.findall(variant.text)
    )
    return frozenset(entry.removeprefix(FACT) for entry in found if entry.startswith(FACT))


def filled(script: Script, text: str, cast: Mapping[str, str], facts: Facts = NEUTRAL) -> str:
    """A text with names and facts for its placeholders, and what needs it in isolates."""
    language = script.language
    if "{" not in text:
        return runs_isolated(text, language)
    parts = PLACEHOLDER.split(text)  # words and placeholders in turn
    return "".join(
        _inserted(part, cast, facts, language) if index % 2 else runs_isolated(part, language)
        for index, part in enumerate(parts)
    )


def _inserted(name: str, cast: Mapping[str, str], facts: Facts, language: str) -> str:
    if not name.startswith(FACT):
        return insert(cast.get(name, ""), language)
    fact = name.removeprefix(FACT)
    neutral = catalogue().facts.get(fact, {}).get(language, "")
    confirmed = None if fact in WHOLE else facts.get(fact)
    return runs_isolated(confirmed or neutral, language)


class _Teller:
    """The texts of one position."""

    def __init__(
        self,
        scenario: Scenario,
        script: Script,
        seed: int,
        position: Position,
        assessed: bool,
        confirmed: Facts,
    ) -> None:
        self.scenario = scenario
        self.script = script
        self.seed = seed
        self.position = position
        self.assessed = assessed
        self.confirmed = confirmed
        self.facts: set[str] = set()

    @cached_property
    def cast(self) -> Mapping[str, str]:
        """The names of this attempt, drawn where a text has one."""
        return names(self.scenario, self.script, self.seed)

    def turn(self) -> Turn:
        turn = self._turn()
        return replace(turn, facts=frozenset(self.facts)) if self.facts else turn

    def _turn(self) -> Turn:
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
        return self._asked(after, passages, key)

    def _asked(self, after: Consequence | None, passages: tuple[str, ...], key: Key) -> Turn:
        """The decision of a scene. Within an interview its story is not told again."""
        asked, decision = self.position.asked, self.scenario.scenes[self.position.scene].decision
        text = None if asked else self._say(f"{key}.text")
        passages = (*passages, *([text] if text else []))
        if decision is None:
            return Turn(after, passages)
        return Turn(
            after,
            passages,
            kind=decision.kind,
            prompt=self._say(f"{key}.{decision.kind}.prompt"),
            options=self._options(decision),
            left=decision.left(asked),
            seconds=None if self.assessed or not decision.limit else decision.limit.seconds,
        )

    def _say(self, key: Key) -> str | None:
        text = self.script.text(key, self.position.state)
        if text is None:
            return None
        if FACT in text:
            placeholders = PLACEHOLDER.findall(text)
            self.facts |= {
                placeholder.removeprefix(FACT)
                for placeholder in placeholders
                if placeholder.startswith(FACT)
            }
        cast = self.cast if "{" in text else {}
        return filled(self.script, text, cast, self.confirmed)

    def _short(self, key: Key) -> str:
        return self._say(f"{key}.short") or self._say(f"{key}.text") or ""

    def _after(self) -> Consequence | None:
        if self.position.answered is None:
            return None
        scene, said, band = self.position.answered
        decision = self.scenario.scenes[scene].decision
        if decision is None:
            return None
        told = decision.aftermath(said, band)
        after = Consequence(decision.kind, said, tuple(map(self._short, told.done)))
        answer = self._say(f"{told.key}.answer")  # of someone who was asked, which is story
        if self.assessed:
            return replace(after, feedback=answer)
        after = replace(
            after,
            feedback=self._say(f"{told.key}.feedback") or answer,
            critical=self._each(f"{key}.critical" for key in told.critical),
        )
        return self._explained(after, told) if self.scenario.level == "foundation" else after

    def _explained(self, after: Consequence, told: Aftermath) -> Consequence:
        """With the reasons, which foundation gives at once and other levels in the debrief."""
        return replace(
            after,
            why=self._say(f"{told.key}.why"),
            overlooked=tuple(map(self._short, told.overlooked)),
            mistaken=tuple(
                (self._short(key), self._say(f"{key}.why") or "") for key in told.mistaken
            ),
            better=tuple(map(self._short, told.better)),
        )

    def _each(self, keys: Iterable[Key]) -> tuple[str, ...]:
        return tuple(text for key in keys if (text := self._say(key)))

    def _options(self, decision: Decision) -> tuple[Option, ...]:
        state = self.position.state
        offered = decision.offered(state, self.position.asked)
        before = self._mixed(decision, decision.offered(state))  # anything was asked
        return tuple(
            self._option(part, decision.part_key(part), place)
            for place, part in enumerate(decision.arranged(before, state))
            if part in offered
        )

    def _option(self, part: str, key: Key, place: int) -> Option:
        return Option(part, self._say(f"{key}.text") or "", self._short(key), place)

    def _mixed(self, decision: Decision, offered: tuple[str, ...]) -> tuple[str, ...]:
        """What is offered, in an order: in an assessment one that is the same for everybody."""
        if self.assessed:
            return same_for_all(decision, self.position.scene, offered)
        return shuffled(self.seed, self.position.scene, offered)
