"""Properties of a whole library that no single case shows.

The cast of all stories, the indicators taught, kinds of question, moves that recur, sources, and
what the length of a case says of its truth. Clues to the best choice are in `scenarios.giveaways`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import yaml

from scenarios import durations
from scenarios.catalogue import catalogue
from scenarios.checks.catalogue_ids import named
from scenarios.giveaways.questions import questions
from scenarios.loader import SCENARIO
from scenarios.model import Role, Scenario
from scenarios.phrases import word_list

MOVES = ("note", "rule", "interpreter")  # lists `move-…` of `catalogue/words.yaml`


@dataclass(frozen=True, slots=True)
class Character:
    case: str
    slot: str
    role: Role | None
    gender: str
    child: bool
    names: tuple[str, ...]


def characters(cases: Iterable[Scenario]) -> tuple[Character, ...]:
    return tuple(
        Character(
            case.id,
            slot.name,
            slot.role,
            slot.gender,
            slot.child,
            tuple(case.script(case.language).cast.get(slot.name, ())),
        )
        for case in cases
        for slot in case.cast.values()
    )


def taught(cases: Iterable[Scenario]) -> Mapping[str, tuple[str, ...]]:
    """The cases that teach each indicator; lint ensures that listed indicators are taught."""
    found: dict[str, list[str]] = {}
    for case in cases:
        for indicator in case.indicators:
            found.setdefault(indicator, []).append(case.id)
    return {name: tuple(ids) for name, ids in found.items()}


def kinds(cases: Iterable[Scenario]) -> Mapping[str, Counter[str]]:
    """The number of decisions of each kind, by track."""
    found: dict[str, Counter[str]] = {}
    for case in cases:
        asked = (scene.decision.kind for scene in case.scenes.values() if scene.decision)
        found.setdefault(case.track, Counter()).update(asked)
    return found


def moves(cases: Iterable[Scenario], language: str) -> Mapping[str, tuple[str, ...]]:
    """For each recurring move, the cases in which a best choice makes it."""
    found: dict[str, tuple[str, ...]] = {}
    every = tuple(cases)
    for move in MOVES:
        wanted = word_list(f"move-{move}", language)
        found[move] = tuple(
            case.id
            for case in every
            if any(
                asked.place != "recall" and wanted.first(asked.texts[asked.best])
                for asked in questions(case, language, "text")
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Citations:
    """Citations below the stories, by source.

    Attributes:
        counts: The number for each source, the most cited first.
        levels: The number for each level of checking: A, B or C.
    """

    counts: Mapping[str, int]
    levels: Mapping[str, int]


def citations(cases: Iterable[Scenario]) -> Citations:
    """All citations of sources by choices, items, questions and endings."""
    found: Counter[str] = Counter()
    for case in cases:
        data = yaml.load(case.files[SCENARIO], Loader=yaml.CSafeLoader)
        found.update(
            name for path, what, name in named(data) if what == "source" and path[0] != "sources"
        )
    works = catalogue().works
    levels: Counter[str] = Counter()
    for name, count in found.items():
        levels[works[name].checked] += count
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return Citations(dict(ranked), dict(sorted(levels.items())))


def words_a_turn(cases: Iterable[Scenario], language: str) -> list[int]:
    """The number of words to read before each decision: the story, the question and the choices."""
    return sorted(
        durations.words_before(case, language, scene.id)
        for case in cases
        for scene in case.scenes.values()
        if scene.decision is not None
    )


def outcomes_by_minutes(cases: Iterable[Scenario], language: str) -> Mapping[int, Counter[str]]:
    """Counts of right outcomes by the length shown on the card, without worked examples."""
    found: dict[int, Counter[str]] = {}
    for case in cases:
        if case.use != "worked":
            minutes = durations.minutes(case, language)
            found.setdefault(minutes, Counter())[case.should_refer] += 1
    return dict(sorted(found.items()))
