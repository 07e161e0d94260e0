"""Each change between two editions as a trainer reads it: parts by their words, no keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.kinds import PRESENTERS
from bot.locale import Words
from bot.phrases.condition_phrases import condition_in_words, scene_name
from bot.phrases.debrief_phrases import competency_words, shortened
from bot.pictures.cards import outcome
from scenarios.bidi import isolate
from scenarios.conditions import Condition
from scenarios.edition_diff import Change, ChangeKind, EditionDiff, PathStep, Place
from scenarios.kinds import KINDS
from scenarios.languages import RTL
from scenarios.model import COMPETENCIES, Scenario
from scenarios.rendering import fill, render_outside_attempt
from scenarios.seeded_random import draw_names

EXCERPT = 90  # letters of a text
PART = 40  # letters by which a part is known
_PARTS = frozenset(kind.decision.parts for kind in KINDS.values())
_TOLD_BY_WORDS = _PARTS | {"objectives"}
_OF_DECISIONS = _PARTS | {"bands", "timeout", "before"}
_OUTCOMES = ("safe", "mixed", "harmful")
# A name that an answer leads to: what stands in a condition is followed by other signs.
_LED_TO = re.compile(r"(?:^|, )([a-z][a-z0-9-]*)(?= \(|, |$)")


class ChangePhrases:
    """Describes the changes between two editions in one language."""

    def __init__(self, words: Words, found: EditionDiff) -> None:
        self._words = words
        self._editions = (found.after, found.before)  # the new edition's names come first
        self._conditions = {
            text: (edition, condition)
            for edition in reversed(self._editions)
            for text, condition in _conditions(edition)
        }

    def line(self, change: Change) -> str:
        """A change: place, kind, and the current text."""
        place = " · ".join(self._place(change))
        what = self._what(change)
        sentence = f"{place}: {what}" if place else what
        if change.kind is not ChangeKind.TEXT or not change.new:
            return sentence
        edition = self._editions[0]
        script = edition.script(change.language)
        text = fill(script, change.new, draw_names(edition, script, 0))
        return f"{sentence} {self._quoted(shortened(' '.join(text.split()), EXCERPT))}"

    def _quoted(self, text: str) -> str:
        return f"«{isolate(text)}»" if self._words.language in RTL else f"“{text}”"

    # --- where

    def _place(self, change: Change) -> Iterator[str]:
        if change.path and change.path[0].container == "exhibits":  # whose parts have no names
            yield self._words.say("Exhibit “{words}”", words=self._caption(change.path[0].name))
            return
        for depth, at in enumerate(change.path, 1):
            last = depth == len(change.path)
            heading = (
                (change.new or change.old)
                if last and change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
                else ""
            )
            yield self._at(change.path[:depth], at, heading)

    def _at(self, place: Place, at: PathStep, heading: str) -> str:
        say = self._words.say
        match at.container:
            case "scenes" | "endings":
                name = self._scene(at.name)
                if at.container == "scenes":
                    return say("Scene “{words}”", words=name)
                return say("Ending “{words}”", words=name)
            case among if among in _TOLD_BY_WORDS:
                return self._part(place, at, heading)
            case "bands":
                return self._quoted(self._band(place[0].name, at.name))
            case "before":
                first, _, then = at.name.partition(", ")
                steps = [self._step(place, step) for step in (first, then)]
                return say("“{first}” before “{then}”", first=steps[0], then=steps[1])
            case "cast":
                return say("In the cast: {name}", name=self._player(at.name))
            case "variables":
                return say("Hidden counter “{name}”", name=at.name)
            case "wordings":
                return self._wording(at.name)
            case "numbers":
                return say("wording {n}", n=at.name)
        return _part_name(self._words, at.container, at.name)

    def _part(self, place: Place, at: PathStep, heading: str) -> str:
        say, text = self._words.say, self._text(place) or heading or at.name
        text = shortened(" ".join(text.split()), PART)
        if at.container == "questions":
            return say("question “{words}”", words=text)
        if at.container == "objectives":
            return say("Objective “{words}”", words=text)
        return say("choice “{words}”", words=text)

    def _caption(self, exhibit: str) -> str:
        key, language = f"exhibits.{exhibit}.caption", self._words.language
        captions = (render_outside_attempt(edition, language, key) for edition in self._editions)
        return next(filter(None, captions), exhibit)

    def _scene(self, name: str) -> str:
        known = (each for each in self._editions if name in each.scenes or name in each.endings)
        edition = next(known, None)
        return scene_name(self._words, edition, name) if edition else name

    def _band(self, scene: str, name: str) -> str:
        for edition in self._editions:
            found = edition.scenes.get(scene)
            decision = found.decision if found else None
            if decision is not None:
                return PRESENTERS[decision.kind].band(self._words, decision, name) or name
        return name

    def _step(self, place: Place, name: str) -> str:
        step = PathStep("steps", name, place[-1].message)
        return shortened(self._text((*place[:-1], step)) or name, PART)

    def _player(self, slot: str) -> str:
        for edition in self._editions:
            called = draw_names(edition, edition.script(self._words.language), 0)
            if slot in called:
                return called[slot]
        return self._words.say("someone without a name")

    def _wording(self, when: str) -> str:
        if not when:
            return self._words.say("otherwise")
        return self._condition(when) or self._words.say("where a hidden counter says so")

    def _condition(self, text: str) -> str | None:
        edition, condition = self._conditions.get(text, (None, None))
        if edition is None or condition is None:
            return None
        return condition_in_words(self._words, edition, condition)

    def _text(self, place: Place) -> str | None:
        """The words by which a part is known, in the edition that has it."""
        for edition in self._editions:
            key = _key(edition, place)
            for end in (".short", ".text", ""):
                text = (
                    render_outside_attempt(edition, self._words.language, f"{key}{end}")
                    if key
                    else None
                )
                if text:
                    return text
        return None

    # --- what

    def _what(self, change: Change) -> str:
        say = self._words.say
        match change.kind:
            case ChangeKind.RENAMED:
                return say("Only its name in the files changed.")
            case ChangeKind.VALUE:
                return self._value(change)
            case ChangeKind.ADDED | ChangeKind.REMOVED if not change.path:  # a language
                tongue = self._words.tongue(str(dict(change.message.facts)["language"]))
                if change.kind is ChangeKind.ADDED:
                    return say("{language} is new.", language=tongue)
                return say("{language} was removed.", language=tongue)
        return self._words.render(change.message)

    def _value(self, change: Change) -> str:
        say, old, new = self._words.say, change.old, change.new
        match change.value:
            case "critical":
                return self._words.render(change.message)
            case "go" | "start" if led := self._led(new):
                where = self._words.listed(led)
                if led == self._led(old):
                    return say("It now leads to {where} under another condition.", where=where)
                return say("It now leads to {where}.", where=where)
            case "credit" | "worth":
                points = [self._points(text) for text in (old, new)]
                return say("Points: {old} before, {new} now.", old=points[0], new=points[1])
            case "outcome" if old in _OUTCOMES and new in _OUTCOMES:
                kinds = [outcome(text, self._words) for text in (old, new)]
                return say("“{old}” before, “{new}” now.", old=kinds[0], new=kinds[1])
            case "seconds" if new:
                return say("Seconds to answer: {n}", n=new)
            case "when" if not new:
                return say("It now always applies.")
            case "when" if phrase := self._condition(new):
                return say("It now applies {when}.", when=phrase)
        what = _value_name(
            self._words, change.value, change.path[-1].container if change.path else ""
        )
        return say("Changed: {what}", what=what)

    def _led(self, value: str) -> list[str]:
        """The scenes that an answer leads to, by their words."""
        known = [name for name in _LED_TO.findall(value) if self._scene(name) != name]
        return [self._quoted(self._scene(name)) for name in dict.fromkeys(known)]

    def _points(self, value: str) -> str:
        """Points with their competencies; of nothing, none."""
        called: Mapping[str, str] = {
            each: competency_words(self._words, each) for each in COMPETENCIES
        }
        told = (
            " ".join(called.get(word, word) for word in part.split()) for part in value.split(", ")
        )
        return self._words.listed(told) if value else "0"


def _key(edition: Scenario, place: Place) -> str:
    """The key of a part among the texts of an edition; empty where it has no such scene."""
    parts: list[str] = []
    for at in place:
        if at.container in _OF_DECISIONS and parts[:1] == ["scenes"] and len(parts) == 2:
            scene = edition.scenes.get(parts[1])
            if scene is None or scene.decision is None:
                return ""
            parts.append(scene.decision.kind)
        parts += [at.container, *([at.name] if at.name else [])]
    return ".".join(parts)


def _conditions(edition: Scenario) -> Iterator[tuple[str, Condition]]:
    """Every condition of an edition, by how its author wrote it."""
    for scene in edition.scenes.values():
        leads = [*scene.leads]
        if scene.decision is not None:
            leads += [lead for answer in scene.decision.every_answer() for lead in answer.leads]
            yield from ((each.text, each) for each in scene.decision.conditions())
        yield from ((lead.when.text, lead.when) for lead in leads if lead.when is not None)
    for script in edition.scripts.values():
        for wordings in script.texts.values():
            yield from ((each.when.text, each.when) for each in wordings if each.when is not None)


def _part_name(words: Words, among: str, name: str) -> str:
    """The name of a part without words of its own, such as a text by what it is for."""
    say = words.say
    if among == "timeout":
        return say("when time runs out")
    if among == "after":
        return say("what is offered afterwards")
    named = {
        "text": say("text"),
        "title": say("title"),
        "brief": say("what it is about"),
        "your_part": say("the learner’s part"),
        "prompt": say("question"),
        "short": say("short words"),
        "feedback": say("consequence"),
        "why": say("reason"),
        "critical": say("why it could endanger someone"),
        "answer": say("answer"),
        "stop": say("words at the stop"),
        "name": say("name"),
        "same-move": say("a later question, in new words"),
        "new-setting": say("a later question, in a new setting"),
        "look-alike": say("a later question, a look-alike"),
        "second-setting": say("a later question, in a new setting"),
        "second-look-alike": say("a later question, a look-alike"),
    }
    return named.get(name, say("other text"))


def _value_name(words: Words, name: str, among: str) -> str:
    """The name of a value that changed.

    Args:
        among: What sort of part has it.
    """
    say = words.say
    if among == "cast":
        return say("who this is")
    if among == "variables":
        return say("its numbers")
    named = {
        "exhibit": say("what is shown with it"),
        "file": say("its file"),
        "go": say("where it leads"),
        "start": say("where it begins"),
        "when": say("when it applies"),
        "seconds": say("the time to answer"),
        "outcome": say("how it ends"),
        "add": say("what it does to hidden counters"),
        "set": say("what it does to hidden counters"),
        "before": say("the order of the rules"),
        "error": say("the kind of error"),
        "sources": say("sources"),
        "signs": say("signs"),
        "indicators": say("signs"),
        "sign": say("whether it is a sign"),
        "kind": say("the kind of decision"),
        "ask": say("how many questions may be asked"),
        "correct": say("what is right"),
        "reasonable": say("what is right"),
        "track": say("field of work"),
        "level": say("level"),
        "use": say("what the case is for"),
        "truth": say("what is behind the case"),
        "should_refer": say("whether to refer it"),
        "hard": say("content note"),
        "fact": say("ending text"),
        "worked": say("what is offered afterwards"),
        "parallel": say("what is offered afterwards"),
    }
    return named.get(name, say("something else"))
