"""Renders a position for the learner: texts in order, without markup.

A pure function of scenario, seed and position, so it can be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeAlias

from scenarios.bidi import insert, isolate_runs
from scenarios.catalogue import catalogue
from scenarios.exhibits import ShownExhibit, in_cells, shown
from scenarios.languages import localized
from scenarios.model import Aftermath, Decision, Key, Scenario, Scene, Script, State
from scenarios.position import Position
from scenarios.seeded_random import draw_names, shuffled
from scenarios.texts import FACT, PLACEHOLDER

BREAK = 2  # units after each part of a message
LETTER = 4  # units before a choice, as in `A · `


Facts: TypeAlias = Mapping[str, str]  # confirmed local facts, by name
NEUTRAL: Facts = MappingProxyType({})
# Facts whose confirmed text is a sentence of its own; within another sentence use the name.
WHOLE = frozenset({"procedure"})


@dataclass(frozen=True, slots=True)
class Option:
    """An available part."""

    id: str
    text: str
    short: str
    place: int  # index of its letter; a question keeps it during the whole interview


@dataclass(frozen=True, slots=True)
class Consequence:
    kind: str  # of the decision
    act: str  # the act, as written
    picks: tuple[str, ...] = ()  # by short texts
    feedback: str | None = None
    why: str | None = None
    critical: tuple[str, ...] = ()
    overlooked: tuple[str, ...] = ()  # missed signs, by short texts
    mistaken: tuple[tuple[str, str], ...] = ()  # false ticks, and why
    better: tuple[str, ...] = ()  # a better order of the steps


@dataclass(frozen=True, slots=True)
class Turn:
    after: Consequence | None = None
    passages: tuple[str, ...] = ()
    recap: str | None = None  # at a stop
    kind: str = ""  # of the decision
    prompt: str | None = None
    options: tuple[Option, ...] = ()
    questions_left: int = 0  # the number of questions that may still be asked
    seconds: int | None = None  # the time limit
    exhibits: tuple[ShownExhibit, ...] = ()
    ending: str | None = None  # its id, at an ending
    facts: frozenset[str] = frozenset()  # the local facts shown

    @property
    def story(self) -> tuple[str, ...]:
        """The passages, preceded by exhibits in words, for screens that cannot show media."""
        shown = (f"{exhibit.caption}\n{exhibit.transcript}" for exhibit in self.exhibits)
        return (*shown, *self.passages)

    @property
    def units(self) -> int:
        """Its length as counted by Telegram, in UTF-16 units, with a break after each part.

        Exhibits do not count: each is a message of its own.
        """
        parts = (*_parts(self.after), *self.passages, self.recap, self.prompt)
        total = sum(units(part) + BREAK for part in parts if part)
        return total + sum(LETTER + units(option.text) + BREAK for option in self.options)


def _parts(after: Consequence | None) -> tuple[str | None, ...]:
    if after is None:
        return ()
    mistaken = (part for pair in after.mistaken for part in pair)
    lists = (*after.picks, *after.critical, *after.overlooked, *mistaken, *after.better)
    return (*lists, after.feedback, after.why)


def units(text: str) -> int:
    """The length of a text in UTF-16 units, as counted by Telegram."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def render_turn(
    scenario: Scenario,
    language: str,
    seed: int,
    position: Position,
    *,
    assessed: bool = False,
    facts: Facts = NEUTRAL,
) -> Turn:
    """Render a position.

    Args:
        scenario: The edition of the attempt.
        language: The learner's language; by default the scenario's own.
        seed: The attempt's seed, for the cast and the order of choices.
        position: The current position.
        assessed: Whether it is an assessment, which shows the story only: without judgements
            or explanations, and with the same order of choices for everyone.
        facts: The agency's confirmed facts, by name.
    """
    teller = _Renderer(scenario, scenario.script(language), seed, position, assessed, facts)
    return teller.turn()


def exhibits_at(scenario: Scenario, position: Position) -> tuple[str, ...]:
    """The ids of the exhibits that are shown at a position, each once.

    Within an interview, whose story is not told again, there are none.
    """
    scenes = [*position.trail]
    if position.scene in scenario.scenes and not (position.at_stop or position.asked):
        scenes.append(position.scene)
    names = (name for scene in scenes for name in scenario.scenes[scene].exhibits)
    return tuple(name for name in dict.fromkeys(names) if name in scenario.exhibits)


def render_text(
    scenario: Scenario,
    language: str,
    seed: int,
    key: Key,
    state: State,
    facts: Facts = NEUTRAL,
) -> str | None:
    script = scenario.script(language)
    text = script.text(key, state)
    if text is None:
        return None
    cast = draw_names(scenario, script, seed) if "{" in text else {}
    return fill(script, text, cast, _with_settings(scenario, script.language, state, facts))


def render_outside_attempt(scenario: Scenario, language: str, key: Key) -> str | None:
    """Render one text without an attempt: in the initial state, or in its first wording.

    Names are drawn deterministically.
    """
    script = scenario.script(language)
    text = render_text(scenario, script.language, 0, key, scenario.opening)
    if text is None and script.has(key):
        text = fill(script, script.texts[key][0].text, draw_names(scenario, script, 0))
    return text


def fixed_order(decision: Decision, scene: Key, offered: tuple[str, ...]) -> tuple[str, ...]:
    """The available parts in the fixed order of assessments, classrooms and paper: the author's.

    Steps to be ordered are shuffled once for all, since they are listed in the best order.
    """
    return shuffled(0, scene, offered) if decision.sequenced else offered


def shown_outside(scenario: Scenario, language: str, name: str) -> ShownExhibit:
    """An exhibit to someone who does not play; see `told_outside`."""
    script = scenario.script(language)
    cast = draw_names(scenario, script, 0)

    def text(key: Key) -> str:
        wording = script.text(key, scenario.opening)
        variants = script.texts.get(key)
        return wording or (variants[0].text if variants else "")

    def cells(key: Key) -> tuple[str, ...]:
        return tuple(fill(script, cell, cast) for cell in in_cells(text(key)))

    exhibit = scenario.exhibits[name]
    return shown(exhibit, script.language, lambda key: fill(script, text(key), cast), cells)


def paper_order(scenario: Scenario, scene: Scene) -> tuple[str, ...]:
    """All parts of a scene, available or not, in the order of their letters on paper."""
    decision = scene.decision
    if decision is None:
        return ()
    return decision.arrange(fixed_order(decision, scene.id, decision.ids), scenario.opening)


@lru_cache(maxsize=256)
def facts_used(scenario: Scenario) -> frozenset[str]:
    """The local facts used in its texts."""
    found = (
        name
        for script in scenario.scripts.values()
        for variants in script.texts.values()
        for variant in variants
        if FACT in variant.text
        for name in PLACEHOLDER.findall(variant.text)
    )
    return frozenset(entry.removeprefix(FACT) for entry in found if entry.startswith(FACT))


def fill(script: Script, text: str, cast: Mapping[str, str], facts: Facts = NEUTRAL) -> str:
    """Fill placeholders with names and facts, isolated where necessary."""
    language = script.language
    if "{" not in text:
        return isolate_runs(text, language)
    parts = PLACEHOLDER.split(text)  # text and placeholders alternate
    return "".join(
        _replacement(part, cast, facts, language) if index % 2 else isolate_runs(part, language)
        for index, part in enumerate(parts)
    )


def _replacement(name: str, cast: Mapping[str, str], facts: Facts, language: str) -> str:
    if not name.startswith(FACT):
        return insert(cast.get(name, ""), language)
    fact = name.removeprefix(FACT)
    neutral = catalogue().facts.get(fact, {}).get(language, "")
    confirmed = None if fact in WHOLE else facts.get(fact)
    return isolate_runs(confirmed or neutral, language)


def _with_settings(scenario: Scenario, language: str, state: State, facts: Facts) -> Facts:
    """Facts, where those that the scenario depends on are as they were when the attempt began."""
    place = scenario.place_at(state)
    if not place:
        return facts
    known = catalogue().settings
    values = {name: known[name].values.get(value) for name, value in place.items()}
    own = {
        name: localized(value.text if value else catalogue().facts[name], language)
        for name, value in values.items()
    }
    return {**facts, **own}


class _Renderer:
    """Renders the texts of one position."""

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
        self.confirmed = _with_settings(scenario, script.language, position.state, confirmed)
        self.facts: set[str] = set()

    @cached_property
    def cast(self) -> Mapping[str, str]:
        """The names of this attempt, drawn on first use."""
        return draw_names(self.scenario, self.script, self.seed)

    def turn(self) -> Turn:
        turn = self._turn()
        if exhibits := exhibits_at(self.scenario, self.position):
            turn = replace(turn, exhibits=tuple(map(self._exhibit, exhibits)))
        return replace(turn, facts=frozenset(self.facts)) if self.facts else turn

    def _exhibit(self, name: str) -> ShownExhibit:
        exhibit = self.scenario.exhibits[name]
        return shown(exhibit, self.script.language, lambda key: self._say(key) or "", self._cells)

    def _cells(self, key: Key) -> tuple[str, ...]:
        text = self.script.text(key, self.position.state) or ""
        return tuple(map(self._filled, in_cells(text)))

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
        return self._decision(after, passages, key)

    def _decision(self, after: Consequence | None, passages: tuple[str, ...], key: Key) -> Turn:
        """Render a decision. During an interview its story is not repeated."""
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
            questions_left=decision.questions_left(asked),
            seconds=None if self.assessed or not decision.limit else decision.limit.seconds,
        )

    def _say(self, key: Key) -> str | None:
        text = self.script.text(key, self.position.state)
        return None if text is None else self._filled(text)

    def _filled(self, text: str) -> str:
        if FACT in text:
            placeholders = PLACEHOLDER.findall(text)
            self.facts |= {
                placeholder.removeprefix(FACT)
                for placeholder in placeholders
                if placeholder.startswith(FACT)
            }
        cast = self.cast if "{" in text else {}
        return fill(self.script, text, cast, self.confirmed)

    def _short(self, key: Key) -> str:
        return self._say(f"{key}.short") or self._say(f"{key}.text") or ""

    def _after(self) -> Consequence | None:
        if self.position.answered is None:
            return None
        scene, said, band = self.position.answered
        decision = self.scenario.scenes[scene].decision
        if decision is None:
            return None
        aftermath = decision.aftermath(said, band)
        after = Consequence(decision.kind, said, tuple(map(self._short, aftermath.done)))
        answer = self._say(
            f"{aftermath.key}.answer"
        )  # an interviewee's answer is part of the story
        if self.assessed:
            return replace(after, feedback=answer)
        after = replace(
            after,
            feedback=self._say(f"{aftermath.key}.feedback") or answer,
            critical=self._each(f"{key}.critical" for key in aftermath.critical),
        )
        return self._explained(after, aftermath) if self.scenario.level == "foundation" else after

    def _explained(self, after: Consequence, told: Aftermath) -> Consequence:
        """With reasons, which the foundation level gives immediately and others in the debrief."""
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
        before = self._display_order(decision, decision.offered(state))  # before any question
        return tuple(
            self._option(part, decision.part_key(part), place)
            for place, part in enumerate(decision.arrange(before, state))
            if part in offered
        )

    def _option(self, part: str, key: Key, place: int) -> Option:
        return Option(part, self._say(f"{key}.text") or "", self._short(key), place)

    def _display_order(self, decision: Decision, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The available parts in display order: in assessments the same for everyone."""
        if self.assessed:
            return fixed_order(decision, self.position.scene, offered)
        return shuffled(self.seed, self.position.scene, offered)
