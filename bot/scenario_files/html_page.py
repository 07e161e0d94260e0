"""A case as one offline HTML page that plays it in a browser.

The page has no rules of its own: it follows the engine's `scenarios.transition_table`
and adds up points. All texts are data in it and are displayed as plain text.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from math import lcm
from typing import Any

import orjson

from bot.chat.playing.attempt_screen import consequence_lines
from bot.kinds import PRESENTERS
from bot.locale import Words, words
from bot.phrases.case_phrases import title_of
from bot.phrases.debrief_phrases import (
    better_list,
    change_words,
    done_words,
    reason_words,
    work_words,
)
from bot.scenario_files.page_labels import labels
from scenarios.catalogue import catalogue
from scenarios.debrief import MomentText
from scenarios.exhibits import ShownExhibit
from scenarios.languages import LANGUAGES, RTL, localized
from scenarios.media import as_bytes
from scenarios.model import COMPETENCIES, Scenario
from scenarios.rendering import Facts, Turn, paper_order
from scenarios.transition_table import Move, Place, Table, table_of
from storage.authoring.sign_offs import SignOff

_HERE = "bot.scenario_files"


def page(
    scenario: Scenario,
    language: str,
    facts: Mapping[str, Facts],
    signed: Sequence[SignOff] | None = None,
) -> bytes:
    """The page of a case, without any further files or requests.

    Args:
        language: The initial language; the reader can switch.
        facts: Confirmed facts, by language.
        signed: Expert sign-offs of the case, of any edition; None if unknown.

    Raises:
        TooLarge: The case has too many places for a page.
    """
    from jinja2 import Environment, PackageLoader  # rarely needed, and large

    table = table_of(scenario, facts)
    first = language if language in table.languages else table.languages[0]
    script, style = (files(_HERE).joinpath("look", look).read_text() for look in _LOOKS)
    made = (
        Environment(loader=PackageLoader(_HERE, "look"), autoescape=True, trim_blocks=True)
        .get_template("page.html.j2")
        .render(
            language=first,
            direction="rtl" if first in RTL else "ltr",
            title=title_of(words(first), scenario),
            script=script,
            style=style,
            hashes={"script": _hash(script), "style": _hash(style)},
            data=_inert(_Data(scenario, table, signed).all()),
            needs=words(first).say("This page needs JavaScript, which is switched off here."),
        )
    )
    return made.encode()


_LOOKS = ("page.js", "page.css")
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "ogg": "audio/ogg"}


def _hash(text: str) -> str:
    """The CSP hash of an inline script or style."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inert(data: object) -> str:
    """JSON that cannot end its HTML element or begin another."""
    text = orjson.dumps(data).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


class _Data:
    """A table as JSON; repeated values are stored once and referred to by index."""

    def __init__(self, scenario: Scenario, table: Table, signed: Sequence[SignOff] | None) -> None:
        self.scenario = scenario
        self.signed = signed
        self.table = table
        self.speaks = [words(language) for language in table.languages]
        self.texts: dict[tuple[str, ...], int] = {}
        self.lists: dict[bytes, int] = {}
        self.listed: list[Any] = []
        self.unit = _unit(scenario, table)

    def all(self) -> dict[str, Any]:
        """The complete data of the page."""
        scenario, table = self.scenario, self.table
        begin = self._move(table.begin)
        places = [self._place(place) for place in table.places]
        reference = scenario.reference.earned if scenario.reference else {}
        return {
            "id": scenario.id,
            "edition": scenario.edition,
            "languages": [self._language(speak) for speak in self.speaks],
            "cast": [
                [
                    slot.name,
                    slot.apart,
                    [
                        scenario.script(language).cast.get(slot.name, ())
                        for language in table.languages
                    ],
                ]
                for slot in scenario.cast.values()
            ],
            "worth": {
                scene.id: [competency in scene.decision.worth for competency in COMPETENCIES]
                for scene in scenario.scenes.values()
                if scene.decision
            },
            "reference": [
                int(reference.get(competency, 0) * self.unit) for competency in COMPETENCIES
            ],
            "banded": [competency in reference for competency in COMPETENCIES],
            "begin": begin,
            "places": places,
            "lists": self.listed,
            "texts": list(self.texts),
        }

    def _language(self, speak: Words) -> dict[str, Any]:
        language = speak.language
        return {
            "code": language,
            "name": LANGUAGES[language].name,
            "rtl": language in RTL,
            "says": labels(speak, self.scenario, self.signed),
        }

    def _place(self, place: Place) -> list[Any]:
        turns = place.turns
        told, scene = turns[0], place.scene
        ending = self.scenario.endings.get(scene)
        options = [
            [entry.id, *self._option(turns, entry.id)] for entry in self._ordered(scene, told)
        ]
        return [
            scene,
            PRESENTERS[told.kind].control if told.kind else "end" if ending else "stop",
            [self._text(*some) for some in zip(*(turn.passages for turn in turns), strict=True)],
            self._text(*(turn.prompt or turn.recap for turn in turns)),
            self._list(options),
            told.questions_left,
            ending.outcome if ending else "",
            self._list(list(place.moves)),
            [self._list(self._move(move)) for move in place.moves.values()],
            self._exhibits([turn.exhibits for turn in turns]),
        ]

    def _option(self, turns: Sequence[Turn], name: str) -> list[int | None]:
        """Its text and short text."""
        presenter = PRESENTERS[turns[0].kind]
        options = [next(option for option in turn.options if option.id == name) for turn in turns]
        pairs = list(zip(self.speaks, options, strict=True))
        return [
            self._text(*(presenter.listed(speak, option) for speak, option in pairs)),
            self._text(*(presenter.named(speak, option) for speak, option in pairs)),
        ]

    def _ordered(self, scene: str, turn: Turn) -> Sequence[Any]:
        """Options in the order of the print sheet."""
        ids = paper_order(self.scenario, self.scenario.scenes[scene]) if turn.kind else ()
        return sorted(turn.options, key=lambda index: ids.index(index.id))

    def _move(self, move: Move) -> list[Any]:
        lines = [
            list(consequence_lines(speak, after))
            for speak, after in zip(self.speaks, move.after, strict=True)
        ]
        after = [
            [str(some[0].role.value), self._text(*(entry.text for entry in some))]
            for some in zip(*lines, strict=True)
        ]
        passages = [self._text(*some) for some in zip(*move.passages, strict=True)]
        return [
            move.to,
            self._list(after),
            self._list(passages),
            self._list(self._moment(move)),
            self._exhibits(move.exhibits),
        ]

    def _exhibits(self, told: Sequence[Sequence[ShownExhibit]]) -> int:
        """The number of a list of exhibits, each in all languages."""
        return self._list([self._exhibit(some) for some in zip(*told, strict=True)])

    def _exhibit(self, some: Sequence[ShownExhibit]) -> list[Any]:
        return [
            some[0].kind,
            self._text(*(shown.caption for shown in some)),
            self._text(*(shown.transcript for shown in some)),
            self._text(*(self._address(shown.file) for shown in some)),
        ]

    def _address(self, path: str) -> str:
        """A file as an address that holds it; empty where there is none."""
        if not path:
            return ""
        content = base64.b64encode(as_bytes(path, self.scenario.files[path])).decode()
        return f"data:{_TYPES[path.rpartition('.')[2]]};base64,{content}"

    def _moment(self, move: Move) -> list[Any]:
        """The points of a move, and its texts for the debrief."""
        if move.moment is None:
            return []
        moment, answer = move.moment, move.moment.answer
        return [
            answer.scene,
            f"{answer.act}|{answer.band}",
            [int(answer.earned.get(competency, 0) * self.unit) for competency in COMPETENCIES],
            answer.error or "",
            answer.critical,
            int(moment.lost * self.unit),
            *self._outcome_texts(move.told),
        ]

    def _outcome_texts(self, told: Sequence[MomentText]) -> Iterable[Any]:
        pairs = list(zip(self.speaks, told, strict=True))
        grounds, known = told[0].grounds, catalogue()
        signs = [known.signs[sign] for sign in grounds.signs if sign in known.signs]
        works = [known.works[source] for source in grounds.sources if source in known.works]
        yield self._text(*(sentence.prompt for sentence in told))
        yield self._text(*(done_words(speak, sentence.chosen) for speak, sentence in pairs))
        yield self._text(
            *(_either(speak, better_list(speak, sentence)) for speak, sentence in pairs)
        )
        yield self._text(
            *(
                change_words(speak, sentence.chosen, sentence.better) if sentence.better else ""
                for speak, sentence in pairs
            )
        )
        yield self._text(*(sentence.consequences for sentence in told))
        yield self._each([reason_words(some) for some in sentence.critical] for sentence in told)
        yield self._each([reason_words(some) for some in sentence.reasons] for sentence in told)
        yield [
            self._text(*(localized(sign, speak.language) for speak in self.speaks))
            for sign in signs
        ]
        yield [self._text(*(work_words(speak, work) for speak in self.speaks)) for work in works]

    def _each(self, several: Iterable[Sequence[str]]) -> list[Any]:
        return [self._text(*some) for some in zip(*several, strict=True)]

    def _text(self, *texts: str | None) -> int | None:
        """The index of a text in all languages; none if it is empty."""
        if not any(texts):
            return None
        return self.texts.setdefault(tuple(text or "" for text in texts), len(self.texts))

    def _list(self, some: list[Any]) -> int:
        """The index of a deduplicated list."""
        key = orjson.dumps(some)
        if key not in self.lists:
            self.lists[key] = len(self.listed)
            self.listed.append(some)
        return self.lists[key]


def _either(speak: Words, several: Sequence[str]) -> str:
    return speak.say(" or ").join(several)


def _unit(scenario: Scenario, table: Table) -> int:
    """The common denominator of all points."""
    moments = (move.moment for place in table.places for move in place.moves.values())
    points = [
        point
        for moment in moments
        if moment
        for point in (*moment.answer.earned.values(), moment.lost)
    ]
    reference = scenario.reference.earned.values() if scenario.reference else ()
    return lcm(*(entry.denominator for entry in (*points, *reference)))
