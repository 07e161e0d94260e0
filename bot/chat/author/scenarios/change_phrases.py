"""Each change between two editions as a trainer reads it: parts by their words, no keys. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.chat.author.scenarios import change_names
from bot.chat.condition_phrases import in_words, scene_name
from bot.chat.debrief.debrief_phrases import competency_words, shortened
from bot.chat.kinds import PRESENTERS
from bot.locale import Words
from bot.pictures.cards import outcome
from scenarios.bidi import RTL, isolated
from scenarios.conditions import Condition
from scenarios.edition_diff import At, Change, Difference, Place, Sort
from scenarios.kinds import KINDS
from scenarios.model import COMPETENCIES, Scenario
from scenarios.rendering import filled, told_outside
from scenarios.seeded_random import names

EXCERPT = 90  # letters of a text
PART = 40  # letters by which a part is known
_PARTS = frozenset(kind.decision.parts for kind in KINDS.values())
_TOLD_BY_WORDS = _PARTS | {"objectives"}
_OF_DECISIONS = _PARTS | {"bands", "timeout", "before"}
_OUTCOMES = ("safe", "mixed", "harmful")
# A name that an answer leads to: what stands in a condition is followed by other signs.
_LED_TO = re.compile(r"(?:^|, )([a-z][a-z0-9-]*)(?= \(|, |$)")


class Telling:
    """Says the changes between two editions in one language."""

    def __init__(self, speak: Words, found: Difference) -> None:
        self._speak = speak
        self._editions = (found.after, found.before)  # what is called anew is known by that
        self._conditions = {
            text: (edition, condition)
            for edition in reversed(self._editions)
            for text, condition in _conditions(edition)
        }

    def line(self, one: Change) -> str:
        """A change: where, what, and a text as it is now."""
        place = " · ".join(self._place(one))
        what = self._what(one)
        told = f"{place}: {what}" if place else what
        if one.sort is not Sort.TEXT or not one.new:
            return told
        edition = self._editions[0]
        script = edition.script(one.language)
        text = filled(script, one.new, names(edition, script, 0))
        return f"{told} {self._quoted(shortened(' '.join(text.split()), EXCERPT))}"

    def _quoted(self, text: str) -> str:
        return f"«{isolated(text)}»" if self._speak.language in RTL else f"“{text}”"

    # --- where

    def _place(self, one: Change) -> Iterator[str]:
        for depth, at in enumerate(one.place, 1):
            last = depth == len(one.place)
            heading = (
                (one.new or one.old) if last and one.sort in (Sort.ADDED, Sort.REMOVED) else ""
            )
            yield self._at(one.place[:depth], at, heading)

    def _at(self, place: Place, at: At, heading: str) -> str:
        say = self._speak.say
        match at.among:
            case "scenes" | "endings":
                name = self._scene(at.name)
                if at.among == "scenes":
                    return say("Scene “{words}”", words=name)
                return say("Ending “{words}”", words=name)
            case among if among in _TOLD_BY_WORDS:
                return self._part(place, at, heading)
            case "bands":
                return self._quoted(self._band(place[0].name, at.name))
            case "before":
                first, _, then = at.name.partition(", ")
                steps = [self._step(place, one) for one in (first, then)]
                return say("“{first}” before “{then}”", first=steps[0], then=steps[1])
            case "cast":
                return say("In the cast: {name}", name=self._player(at.name))
            case "variables":
                return say("Hidden counter “{name}”", name=at.name)
            case "wordings":
                return self._wording(at.name)
            case "numbers":
                return say("wording {n}", n=at.name)
        return change_names.part(self._speak, at.among, at.name)

    def _part(self, place: Place, at: At, heading: str) -> str:
        say, text = self._speak.say, self._text(place) or heading or at.name
        text = shortened(" ".join(text.split()), PART)
        if at.among == "questions":
            return say("question “{words}”", words=text)
        if at.among == "objectives":
            return say("Objective “{words}”", words=text)
        return say("choice “{words}”", words=text)

    def _scene(self, name: str) -> str:
        there = (one for one in self._editions if name in one.scenes or name in one.endings)
        edition = next(there, None)
        return scene_name(self._speak, edition, name) if edition else name

    def _band(self, scene: str, name: str) -> str:
        for edition in self._editions:
            found = edition.scenes.get(scene)
            decision = found.decision if found else None
            if decision is not None:
                return PRESENTERS[decision.kind].band(self._speak, decision, name) or name
        return name

    def _step(self, place: Place, name: str) -> str:
        step = At("steps", name, place[-1].saying)
        return shortened(self._text((*place[:-1], step)) or name, PART)

    def _player(self, slot: str) -> str:
        for edition in self._editions:
            called = names(edition, edition.script(self._speak.language), 0)
            if slot in called:
                return called[slot]
        return self._speak.say("someone without a name")

    def _wording(self, when: str) -> str:
        if not when:
            return self._speak.say("otherwise")
        return self._condition(when) or self._speak.say("where a hidden counter says so")

    def _condition(self, text: str) -> str | None:
        edition, condition = self._conditions.get(text, (None, None))
        if edition is None or condition is None:
            return None
        return in_words(self._speak, edition, condition)

    def _text(self, place: Place) -> str | None:
        """The words by which a part is known, in the edition that has it."""
        for edition in self._editions:
            key = _key(edition, place)
            for end in (".short", ".text", ""):
                text = told_outside(edition, self._speak.language, f"{key}{end}") if key else None
                if text:
                    return text
        return None

    # --- what

    def _what(self, one: Change) -> str:
        say = self._speak.say
        match one.sort:
            case Sort.RENAMED:
                return say("Only its name in the files is another one.")
            case Sort.VALUE:
                return self._value(one)
            case Sort.ADDED | Sort.REMOVED if not one.place:  # a language
                tongue = self._speak.tongue(str(dict(one.saying.facts)["language"]))
                if one.sort is Sort.ADDED:
                    return say("{language} is new.", language=tongue)
                return say("{language} is gone.", language=tongue)
        return self._speak.render(one.saying)

    def _value(self, one: Change) -> str:
        say, old, new = self._speak.say, one.old, one.new
        match one.value:
            case "critical":
                return self._speak.render(one.saying)
            case "go" | "start" if led := self._led(new):
                where = self._speak.listed(led)
                if led == self._led(old):
                    return say("It leads to {where} on another condition now.", where=where)
                return say("It leads to {where} now.", where=where)
            case "credit" | "worth":
                points = [self._points(text) for text in (old, new)]
                return say("Points: {old} before, {new} now.", old=points[0], new=points[1])
            case "outcome" if old in _OUTCOMES and new in _OUTCOMES:
                kinds = [outcome(text, self._speak) for text in (old, new)]
                return say("“{old}” before, “{new}” now.", old=kinds[0], new=kinds[1])
            case "seconds" if new:
                return say("Seconds to answer: {n}", n=new)
            case "when" if not new:
                return say("It holds always now.")
            case "when" if told := self._condition(new):
                return say("It holds now {when}.", when=told)
        what = change_names.value(self._speak, one.value, one.place[-1].among if one.place else "")
        return say("Changed: {what}", what=what)

    def _led(self, value: str) -> list[str]:
        """The scenes that an answer leads to, by their words."""
        known = [one for one in _LED_TO.findall(value) if self._scene(one) != one]
        return [self._quoted(self._scene(one)) for one in dict.fromkeys(known)]

    def _points(self, value: str) -> str:
        """Points with their competencies; of nothing, none."""
        called: Mapping[str, str] = {
            one: competency_words(self._speak, one) for one in COMPETENCIES
        }
        told = (
            " ".join(called.get(word, word) for word in part.split()) for part in value.split(", ")
        )
        return self._speak.listed(told) if value else "0"


def _key(edition: Scenario, place: Place) -> str:
    """The key of a part among the texts of an edition; empty where it has no such scene."""
    parts: list[str] = []
    for at in place:
        if at.among in _OF_DECISIONS and parts[:1] == ["scenes"] and len(parts) == 2:
            scene = edition.scenes.get(parts[1])
            if scene is None or scene.decision is None:
                return ""
            parts.append(scene.decision.kind)
        parts += [at.among, *([at.name] if at.name else [])]
    return ".".join(parts)


def _conditions(edition: Scenario) -> Iterator[tuple[str, Condition]]:
    """Every condition of an edition, by how its author wrote it."""
    for scene in edition.scenes.values():
        leads = [*scene.leads]
        if scene.decision is not None:
            leads += [lead for one in scene.decision.every_answer() for lead in one.leads]
            yield from ((one.text, one) for one in scene.decision.conditions())
        yield from ((lead.when.text, lead.when) for lead in leads if lead.when is not None)
    for script in edition.scripts.values():
        for wordings in script.texts.values():
            yield from ((one.when.text, one.when) for one in wordings if one.when is not None)
