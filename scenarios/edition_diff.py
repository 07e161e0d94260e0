"""The differences between two editions, as language-independent data.

Both documents become trees of parts: scenes, choices, bands and so on, each with its values and
texts. Renamed parts are found by similarity of their texts, and compared under their new name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from scenarios.document import ScenarioSpec, SceneSpec
from scenarios.exhibits import by_language
from scenarios.kinds.base import DecisionSpec, StepsSpec
from scenarios.loader import SCENARIO
from scenarios.model import COMPETENCIES, Key, Scenario, Script
from scenarios.saying import Message, say
from scenarios.schema import Brick, LeadSpec, NamedSpec, VariantSpec
from scenarios.yaml_source import read

Place: TypeAlias = "tuple[PathStep, ...]"  # the path to a part: gate, choice listen, feedback

SIMILAR = 0.6  # the minimum share of common words of a renamed part
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_UNSAID = frozenset({"format", "language"})  # differences in these are not reported
_GIVEN = frozenset({"bands", "recall", "before"})  # names of their parts are translated
# Values that refer to other parts.
_POINTING = frozenset({"go", "when", "start", "correct", "first", "then", "add", "set"})
_NOTHING = {"credit": "0", "worth": "0"}  # the default if omitted


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    VALUE = "value"
    TEXT = "text"


class HistoryStatus(StrEnum):
    """Whether statistics and memories of a decision are kept."""

    KEPT = "kept"
    ANEW = "anew"  # its answers or their credit changed
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step on the path to a part, such as one of the choices."""

    container: str  # `choices` and the like; `texts` and `wordings` for texts of a part
    name: str
    message: Message


@dataclass(frozen=True, slots=True)
class Change:
    """One change and its location; `old` and `new` are values or texts."""

    kind: ChangeKind
    path: Place
    message: Message  # one sentence, without the location
    old: str = ""
    new: str = ""
    language: str = ""  # of a text
    value: str = ""  # the name of a value


@dataclass(frozen=True, slots=True)
class DecisionHistory:
    """A decision of both editions, and whether its history is kept."""

    scene: str
    old_scene: str  # the previous name of its scene; empty if it is new
    status: HistoryStatus

    @property
    def message(self) -> Message:
        match self.status:
            case HistoryStatus.KEPT:
                return say("Statistics and memory go on.")
            case HistoryStatus.ANEW:
                return say("Answers or credit have changed: statistics and memory start anew.")
            case HistoryStatus.NEW:
                return say("The decision is new.")
        return say("The decision is gone; what is known of it stays with the old edition.")


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """All differences between two editions."""

    before: Scenario
    after: Scenario
    same_scenario: bool
    same_structure: bool
    changes: tuple[Change, ...]
    histories: tuple[DecisionHistory, ...]
    best: tuple[Fraction, Fraction] | None  # points of the best path, before and now
    competencies: Mapping[str, tuple[Fraction, Fraction]]  # competencies with another total
    languages: tuple[str, ...]  # the languages of both, the original first

    @property
    def outdated_texts(self) -> Mapping[str, int]:
        """The number of texts that changed in the original language but not in a translation.

        Their translations may be outdated.
        """
        texts = [change for change in self.changes if change.kind is ChangeKind.TEXT]
        places = {
            own: {text.path for text in texts if text.language == own} for own in self.languages
        }
        own, *further = self.languages
        behind = {name: len(places[own] - places[name]) for name in further}
        return {name: n for name, n in behind.items() if n}

    @property
    def outdated_titles(self) -> tuple[str, ...]:
        """The languages whose title is unchanged although the original title changed."""
        was, now = (
            {language: _title(it, language) for language in self.languages}
            for it in (self.before, self.after)
        )
        if not self.languages or was[self.languages[0]] == now[self.languages[0]]:
            return ()
        return tuple(language for language in self.languages if was[language] == now[language])

    @property
    def correctable(self) -> bool:
        """Whether running attempts may continue with the new texts."""
        texts = any(change.kind is ChangeKind.TEXT for change in self.changes)
        return self.same_scenario and self.same_structure and texts

    @property
    def verdict(self) -> Message:
        """The consequences for running attempts, in a sentence."""
        if not self.changes and self.same_structure:
            return say("Nothing has changed for learners.")
        if not self.same_scenario:
            return say("These are two different scenarios: their ids differ.")
        if not self.same_structure:
            return say("The structure has changed: attempts under way stay in the old edition.")
        if self.correctable:
            return say(
                "The structure is the same: marked as a correction, "
                "these texts reach attempts under way."
            )
        return say("The structure is the same, and so are the texts.")

    @property
    def by_competency(self) -> tuple[Message, ...]:
        """The change of the best path in each changed competency."""
        return tuple(
            say("{name}: {old} → {new}", name=name, old=format_points(old), new=format_points(new))
            for name, (old, new) in self.competencies.items()
        )

    @property
    def scored(self) -> Message:
        """The change of the best path."""
        if self.best is None:
            return say("What the best path earns cannot be compared.")
        old, new = map(format_points, self.best)
        if old == new:
            return say("The best path earns {points} as before.", points=new)
        return say("The best path earned {old} and now earns {new}.", old=old, new=new)


def diff(old: Scenario, new: Scenario) -> EditionDiff:
    """Compare two editions.

    Args:
        old: The previous edition.
        new: The new edition, whose names are used for common parts.
    """
    before, now = _tree(old), _tree(new)
    comparison = _Comparison(tuple(script for script in new.scripts if script in old.scripts))
    comparison.changes += _languages(old.scripts, new.scripts)
    comparison.match(before, now)
    comparison.compare(before, now, ())
    comparison.changes += _media(old, new)
    return EditionDiff(
        old,
        new,
        old.id == new.id,
        old.structure_hash == new.structure_hash,
        tuple(comparison.changes),
        tuple(_decision_histories(old, new, comparison.scenes)),
        (old.reference.total, new.reference.total) if old.reference and new.reference else None,
        _competencies(old, new),
        comparison.languages,
    )


def _title(scenario: Scenario, language: str) -> tuple[str, ...]:
    return tuple(text.text for text in scenario.scripts[language].texts["title"])


def _languages(old: Mapping[str, Script], new: Mapping[str, Script]) -> Iterator[Change]:
    for name in _merged_names(old, new):
        if name not in old:
            yield Change(
                ChangeKind.ADDED, (), say("The language {language} is new.", language=name)
            )
        elif name not in new:
            yield Change(
                ChangeKind.REMOVED, (), say("The language {language} is gone.", language=name)
            )


def _media(old: Scenario, new: Scenario) -> Iterator[Change]:
    """The media files that are others under the same name."""
    for exhibit in new.exhibits.values():
        for path in dict.fromkeys(by_language(exhibit).values()):
            if path in old.files and path in new.files and old.files[path] != new.files[path]:
                saying = say("The file `{file}` is another one.", file=path)
                place = (_at("exhibits", exhibit.id),)
                yield Change(ChangeKind.VALUE, place, saying, path, path, value="file")


def _competencies(old: Scenario, new: Scenario) -> dict[str, tuple[Fraction, Fraction]]:
    if old.reference is None or new.reference is None:
        return {}
    earned = {
        competency: (
            old.reference.earned.get(competency, Fraction()),
            new.reference.earned.get(competency, Fraction()),
        )
        for competency in COMPETENCIES
    }
    return {competency: (was, now) for competency, (was, now) in earned.items() if was != now}


def _decision_histories(
    old: Scenario, new: Scenario, scenes: Mapping[str, str]
) -> Iterator[DecisionHistory]:
    """The fate of each decision; memories follow its signature, whatever the name of its scene.

    Args:
        old: The previous edition.
        new: The new edition.
        scenes: The common scenes by new name.
    """
    was = {
        scene_id.id: scene_id.signature for scene_id in old.scenes.values() if scene_id.signature
    }
    for scene in new.scenes.values():
        before = scenes.get(scene.id, "")
        if scene.signature and before not in was:
            yield DecisionHistory(scene.id, "", HistoryStatus.NEW)
        elif scene.signature:
            same = scene.signature == was.pop(before)
            yield DecisionHistory(
                scene.id, before, HistoryStatus.KEPT if same else HistoryStatus.ANEW
            )
    for name in was:
        yield DecisionHistory(name, name, HistoryStatus.GONE)


# --- documents as trees


@dataclass(frozen=True, slots=True)
class _LocalizedText:
    """A text in every language: its wordings with their conditions."""

    whens: tuple[str | None, ...]
    wordings: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Part:
    """A part of a scenario, with its values, texts and sub-parts."""

    values: dict[str, str] = field(default_factory=dict)
    texts: dict[str, _LocalizedText] = field(default_factory=dict)
    parts: dict[str, dict[str, _Part]] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        """Its identifying text, in the original language."""
        known = [self.texts.get("text"), *self.texts.values()]
        wordings = (some for told in known if told for some in told.wordings.values())
        return next((some[0] for some in wordings if some), "")

    def words(self) -> Iterator[str]:
        for told in self.texts.values():
            for wordings in told.wordings.values():
                for wording in wordings:
                    yield from wording.split()
        for some in self.parts.values():
            for part in some.values():
                yield from part.words()


def _tree(scenario: Scenario) -> _Part:
    source = read(SCENARIO, scenario.files[SCENARIO].encode())
    spec = ScenarioSpec.model_validate(source.data)
    tree = _PartBuilder(scenario.scripts).part(spec, "")
    for slot, part in tree.parts.get("cast", {}).items():
        part.values.pop("name", None)  # names are texts: each language has its own
        names = {script.language: script.cast.get(slot, ()) for script in scenario.scripts.values()}
        part.texts["name"] = _LocalizedText((None,) * max(map(len, names.values())), names)
    return tree


class _PartBuilder:
    def __init__(self, scripts: Mapping[str, Script]) -> None:
        self._scripts = scripts

    def part(self, brick: Brick, key: Key) -> _Part:
        """Convert a brick.

        Args:
            brick: A parsed part of the document.
        """
        part = _Part()
        for name in type(brick).model_fields:
            value, at = getattr(brick, name), f"{key}.{name}" if key else name
            if isinstance(value, DecisionSpec) and isinstance(brick, SceneSpec):
                self._join(part, self.part(value, at))
                part.values["kind"] = name
            elif name not in _UNSAID:
                self._add(part, name, value, at)
        return part

    @staticmethod
    def _join(scene: _Part, decision: _Part) -> None:
        """Merge a scene with its decision: users see them as one."""
        scene.values |= decision.values
        scene.texts |= decision.texts
        scene.parts |= decision.parts

    def _add(self, part: _Part, name: str, value: object, at: Key) -> None:
        if isinstance(value, Brick):
            part.parts[name] = {"": self.part(value, at)}
        elif _is_texts(value):
            part.texts[name] = self._localized(value, at)
        elif isinstance(value, tuple) and value and isinstance(value[0], NamedSpec):
            part.parts[name] = {
                entry.title: self.part(entry, f"{at}.{entry.name_in(index)}")
                for index, entry in enumerate(value)
            }
        elif isinstance(value, dict) and any(map(_is_brick, value.values())):
            part.parts[name] = {
                entry: self._member(x, f"{at}.{entry}") for entry, x in value.items()
            }
        elif text := _format_value(name, value):
            part.values[name] = text

    def _member(self, value: object, at: Key) -> _Part:
        if isinstance(value, Brick):
            return self.part(value, at)
        return _Part(texts={"": self._localized(value, at)})

    def _localized(self, value: object, at: Key) -> _LocalizedText:
        assert isinstance(value, tuple)
        wordings = {
            script.language: tuple(variant.text for variant in script.texts.get(at, ()))
            for script in self._scripts.values()
        }
        return _LocalizedText(tuple(entry.when for entry in value), wordings)


def _is_brick(value: object) -> bool:
    return isinstance(value, Brick) or _is_texts(value)


def _is_texts(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], VariantSpec)


def _format_value(name: str, value: object) -> str:
    """A value as users write it; empty if omitted."""
    if not value and value != 0:
        return _NOTHING.get(name, "")
    match value:
        case (StepsSpec(), *_):
            return "; ".join(map(_format_list, value))
        case tuple():
            return ", ".join(map(_format_list, value))
        case dict() if name == "add":
            return ", ".join(f"{key} {by:+}" for key, by in value.items())
        case dict() if name == "file":
            files = dict.fromkeys(value.values())
            return ", ".join(files if len(files) == 1 else (f"{x} {y}" for x, y in value.items()))
        case dict() if name == "set":
            return ", ".join(f"{key} = {to}" for key, to in value.items())
        case dict():
            shares = {format_points(share) for share in value.values()}
            if len(shares) == 1 and len(value) == len(COMPETENCIES):
                return shares.pop()
            return ", ".join(f"{key} {format_points(share)}" for key, share in value.items())
    return str(value)


def _format_list(value: object) -> str:
    match value:
        case LeadSpec():
            return f"{value.go} ({value.when})" if value.when else value.go
        case StepsSpec():
            steps = ", ".join(map(str, value.steps))
            return f"{steps} ({value.when})" if value.when else steps
    return str(value)


def format_points(points: Fraction) -> str:
    """Format points as users write them: 2, or 0.5."""
    return f"{float(points):.4g}"


# --- comparing them


@dataclass(slots=True)
class _Comparison:
    """Collects changes."""

    languages: tuple[str, ...]  # the languages of both, the original first
    changes: list[Change] = field(default_factory=list)
    scenes: dict[str, str] = field(default_factory=dict)  # old names by new name
    _names: dict[str, str] = field(default_factory=dict)  # old names of renamed parts to new ones
    _pairs: dict[tuple[int, str], dict[str, str]] = field(default_factory=dict)

    def match(self, before: _Part, after: _Part) -> None:
        """Match corresponding parts at every depth, before anything is compared."""
        for name in _merged_names(before.parts, after.parts):
            was, now = before.parts.get(name, {}), after.parts.get(name, {})
            pairs = {key: key for key in now if key in was}
            if name == "before":  # these are named by their steps
                renamed = {self._in_new_names(key): key for key in was}
                pairs |= {new: old for new, old in renamed.items() if new in now}
            elif name not in _GIVEN:
                pairs |= _match_renamed(was, now)
                self._names |= {old: new for new, old in pairs.items() if old != new}
            self._pairs[id(after), name] = pairs
            if name == "scenes":
                self.scenes = pairs
            for new, old in pairs.items():
                self.match(was[old], now[new])

    def compare(self, old: _Part, new: _Part, place: Place) -> None:
        """Record the changes of a part and of its sub-parts."""
        for name in _merged_names(old.values, new.values):
            self._value(name, old.values.get(name, ""), new.values.get(name, ""), place)
        for name in _merged_names(old.texts, new.texts):
            self._text(name, old.texts.get(name), new.texts.get(name), place)
        for name in _merged_names(old.parts, new.parts):
            self._parts(name, old.parts.get(name, {}), new.parts.get(name, {}), new, place)

    def _parts(
        self,
        name: str,
        was: Mapping[str, _Part],
        now: Mapping[str, _Part],
        new: _Part,
        place: Place,
    ) -> None:
        pairs = self._pairs[id(new), name]
        for key, part in was.items():
            if key not in pairs.values():
                at, text = (*place, _at(name, key)), part.heading
                self.changes.append(Change(ChangeKind.REMOVED, at, say("This is gone."), old=text))
        for key, part in now.items():
            at = (*place, _at(name, key))
            if key not in pairs:
                saying, text = say("This is new."), part.heading
                self.changes.append(Change(ChangeKind.ADDED, at, saying, new=text))
                continue
            if pairs[key] != key and name not in _GIVEN:
                saying = say("This was called {old}.", old=pairs[key])
                self.changes.append(Change(ChangeKind.RENAMED, at, saying, pairs[key], key))
            self.compare(was[pairs[key]], part, at)
        order = [pairs[key] for key in now if key in pairs]
        if name == "before" and order != [key for key in was if key in order]:
            saying = say("The lines of `before` stand in another order.")
            self.changes.append(Change(ChangeKind.VALUE, place, saying, value=name))

    def _value(self, name: str, old: str, new: str, place: Place) -> None:
        if old == new or (name in _POINTING and self._in_new_names(old) == new):
            return
        saying = _value_message(name, old, new)
        self.changes.append(Change(ChangeKind.VALUE, place, saying, old, new, value=name))

    def _in_new_names(self, value: str) -> str:
        return _WORD.sub(lambda word: self._names.get(word[0], word[0]), value)

    def _text(
        self, name: str, old: _LocalizedText | None, new: _LocalizedText | None, place: Place
    ) -> None:
        if name == "critical" and (old is None or new is None):
            saying = (
                say("This is a critical error now.")
                if new
                else say("This is no critical error any more.")
            )
            self.changes.append(Change(ChangeKind.VALUE, place, saying, value=name))
        at = (*place, PathStep("texts", name, say("{id}", id=name))) if name else place
        whens = [[when or "" for when in told.whens] if told else [] for told in (old, new)]
        if old and new and len(whens[0]) == len(whens[1]):
            self._whens(at, *whens)
        for language in self.languages:
            was = old.wordings.get(language, ()) if old else ()
            now = new.wordings.get(language, ()) if new else ()
            self._wordings(at, language, was, now, new.whens if new else ())

    def _whens(self, at: Place, was: list[str], now: list[str]) -> None:
        for index, (old, new) in enumerate(zip(was, now, strict=True)):
            if new not in (old, self._in_new_names(old)):
                number = say("wording {number}", number=index + 1)
                place = (*at, PathStep("numbers", str(index + 1), number))
                saying = _value_message("when", old, new)
                self.changes.append(Change(ChangeKind.VALUE, place, saying, old, new, value="when"))

    def _wordings(
        self,
        at: Place,
        language: str,
        was: tuple[str, ...],
        now: tuple[str, ...],
        whens: tuple[str | None, ...],
    ) -> None:
        if len(was) == len(now) == 1:
            self._wording(at, language, was[0], now[0])
        elif len(was) == len(now) == len(whens):
            for index, (old, new) in enumerate(zip(was, now, strict=True)):
                self._wording((*at, _told_when(index, whens)), language, old, new)
        else:
            for old in was:
                self._wording(at, language, old, old if old in now else "")
            for new in now:
                self._wording(at, language, new if new in was else "", new)

    def _wording(self, at: Place, language: str, old: str, new: str) -> None:
        if old == new:
            return
        if not old:
            saying = say("There was no such text.")
        elif not new:
            saying = say("The text is gone.")
        else:
            saying = say("The text has changed.")
        self.changes.append(Change(ChangeKind.TEXT, at, saying, old, new, language))


def _merged_names(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """The names of both, in the new order; removed ones last."""
    return list(dict.fromkeys((*new, *old)))


def _match_renamed(was: Mapping[str, _Part], now: Mapping[str, _Part]) -> dict[str, str]:
    """Match renamed parts, most similar first."""
    gone = [name for name in was if name not in now]
    come = [name for name in now if name not in was]
    alike = ((_similarity(was[old], now[new]), old, new) for old in gone for new in come)
    pairs: dict[str, str] = {}
    # Stable sorting keeps the author's order among equally similar ones.
    for share, old, new in sorted(alike, key=lambda pair: -pair[0]):
        if share >= SIMILAR and new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def _similarity(old: _Part, new: _Part) -> float:
    was, now = list(old.words()), list(new.words())
    if not was and not now:  # variables have no texts
        return float(bool(old.values) and old.values == new.values)
    return SequenceMatcher(None, was, now, autojunk=False).ratio()


def _told_when(index: int, whens: tuple[str | None, ...]) -> PathStep:
    when = whens[index]
    if when:
        return PathStep("wordings", when, say("when {when}", when=when))
    if any(whens):
        return PathStep("wordings", "", say("otherwise"))
    return PathStep("numbers", str(index + 1), say("name {number}", number=index + 1))


# --- sentences


def heading(kind: ChangeKind, language: str) -> Message:
    """The heading above changes of a kind.

    Args:
        language: The language of changed texts, if any.
    """
    if kind is ChangeKind.TEXT:
        return say("Texts ({language})", language=language)
    if kind is ChangeKind.VALUE:
        return say("Rules and points")
    return say("New, gone, renamed")


def histories_heading() -> Message:
    """The heading above the decisions."""
    return say("What is known of decisions")


_NAMED: Mapping[str, Callable[[str], Message]] = {
    "endings": lambda phrase: say("ending {id}", id=phrase),
    "objectives": lambda phrase: say("objective {id}", id=phrase),
    "cast": lambda phrase: say("cast {id}", id=phrase),
    "exhibits": lambda phrase: say("exhibit {id}", id=phrase),
    "variables": lambda phrase: say("variable {id}", id=phrase),
    "choices": lambda phrase: say("choice {id}", id=phrase),
    "items": lambda phrase: say("item {id}", id=phrase),
    "steps": lambda phrase: say("step {id}", id=phrase),
    "questions": lambda phrase: say("question {id}", id=phrase),
    "bands": lambda phrase: say("band {id}", id=phrase),
    "before": lambda phrase: say("pair {id}", id=phrase),
    "recall": lambda phrase: say("recall {id}", id=phrase),
}

_CHANGED: Mapping[str, Callable[[str, str], Message]] = {
    "go": lambda old, new: say("It led to {old} and now leads to {new}.", old=old, new=new),
    "credit": lambda old, new: say("The credit was {old} and is now {new}.", old=old, new=new),
    "worth": lambda old, new: say("It was worth {old} and is now worth {new}.", old=old, new=new),
    "kind": lambda old, new: say("It was `{old}` and is now `{new}`.", old=old, new=new),
    "outcome": lambda old, new: say("It ended {old} and now ends {new}.", old=old, new=new),
}


def part_label(container: str, name: str) -> Message:
    """A part for display: `choice listen`."""
    if container in _NAMED:
        return _NAMED[container](name)
    return say("{id}", id=name or container)


def _at(container: str, name: str) -> PathStep:
    return PathStep(container, name, part_label(container, name))


def _value_message(name: str, old: str, new: str) -> Message:
    if old and new and name in _CHANGED:
        return _CHANGED[name](old, new)
    if not old:
        return say("`{name}` is new: {new}.", name=name, new=new)
    if not new:
        return say("`{name}` is gone; it was {old}.", name=name, old=old)
    return say("`{name}` was {old} and is now {new}.", name=name, old=old, new=new)
