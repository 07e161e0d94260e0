"""A case as printed pages, for a group with paper and pencil.

In the first part, for everyone, nothing distinguishes a good answer from a bad one. The second is
for the leader and includes the endings, which reveal better answers. Scenes and
endings are numbered alike, and only numbers link them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from bot.kinds import PRESENTERS
from bot.locale import Words, words
from bot.phrases.case_phrases import review_status
from bot.phrases.class_choices import guide_questions
from bot.pictures import typeset
from bot.scenario_files.leader_sheet import LeaderSheet
from bot.scenario_files.printed_exhibits import printed_exhibits
from bot.scenario_files.rule_table import RuleTable, points
from scenarios.bidi import insert
from scenarios.model import Decision, Scenario, Scene, Variable
from scenarios.rendering import Facts
from scenarios.score import PASS_MARK
from storage.authoring.sign_offs import SignOff

_TEMPLATE = "sheet.typ"
_LINES = 3  # of the score sheet, besides one for each decision


def sheet(
    scenario: Scenario, language: str, facts: Facts, signed: Sequence[SignOff] | None = None
) -> bytes:
    """The pages of a case in a language, as PDF.

    Args:
        language: One of its languages.
        facts: Confirmed facts, in that language.
        signed: Expert sign-offs of the case, of any edition; None if unknown.
    """
    return typeset.pdf(_TEMPLATE, _Sheet(scenario, words(language), facts, signed).data())


class _Sheet:
    """The content of the pages."""

    def __init__(
        self,
        scenario: Scenario,
        speak: Words,
        facts: Facts,
        signed: Sequence[SignOff] | None = None,
    ) -> None:
        self.scenario = scenario
        self.signed = signed
        self.speak = speak
        self.ruling = RuleTable(scenario, speak, facts)
        self.text = self.ruling.text

    def data(self) -> dict[str, Any]:
        scenario = self.scenario
        leading = LeaderSheet(self.ruling)
        decided = [
            (scene, scene.decision)
            for name in self.ruling.numbers
            if (scene := scenario.scenes.get(name)) and scene.decision
        ]
        return {
            **self.ruling.head(),
            "scenes": [
                self._scene(scene, n)
                for name, n in self.ruling.numbers.items()
                if (scene := scenario.scenes.get(name))
            ],
            "led": [leading.scene(scene, decision) for scene, decision in decided],
            "passages": self._passages(),
            "wordings": self._wordings(),
            "endings": self._endings(),
            "works": leading.works,
            "counters": [
                self._counter(at, variable)
                for at, variable in enumerate(scenario.variables)
                if not variable.fact
            ],
            "asks": self._asks(),
            "rows": len(decided) + _LINES,
            "says": {**self._says(), **self._roles(), **self._score()},
        }

    def _scene(self, scene: Scene, n: int) -> dict[str, Any]:
        key = f"scenes.{scene.id}"
        made = {
            "n": n,
            "texts": self._texts(f"{key}.text"),
            "shut": not self._is_open(f"{key}.text"),
            "pause": self.text(f"{key}.stop") if scene.stop else "",
            "exhibits": [*printed_exhibits(self.scenario, self.speak.language, scene)],
            "prompt": "",
            "boxed": False,
            "rowed": False,
            "choices": [],
            "how": "",
            "go": "",
        }
        if scene.decision is not None:
            return {**made, **self._asked(scene, scene.decision)}
        return {**made, "go": self._onward(self.ruling.goes(scene.leads))}

    def _texts(self, key: str) -> list[list[str]]:
        """Every wording of a text with its condition, or a note that the leader announces it."""
        wordings = self.ruling.wordings(key)
        if self._is_open(key):
            return [[when, text] for when, text in wordings]
        return [[self._wording(n), text] for n, (_, text) in enumerate(wordings, start=1)]

    def _is_open(self, key: str) -> bool:
        variants = self.ruling.script.texts.get(key, ())
        return all(self.ruling.is_open(variant.when) for variant in variants)

    def _wording(self, n: int) -> str:
        return self.speak.say("Wording {n}", n=n)

    def _wordings(self) -> list[dict[str, Any]]:
        """Conditions of wordings that only the leader may know."""
        found = []
        for name, n in self.ruling.numbers.items():
            key = f"scenes.{name}.text"
            if not self._is_open(key):
                whens = [when or self.speak.say("else") for when, _ in self.ruling.wordings(key)]
                lines = [f"{self._wording(at)}: {text}" for at, text in enumerate(whens, start=1)]
                found.append({"n": n, "whens": lines})
        return found

    def _asked(self, scene: Scene, decision: Decision) -> dict[str, Any]:
        presenter = PRESENTERS[decision.kind]
        return {
            "prompt": self.text(f"{decision.key}.prompt"),
            "boxed": presenter.boxed,
            "rowed": bool(presenter.rows),
            "choices": [
                self._choice(scene, decision, scene_id) for scene_id in self.ruling.order(scene)
            ],
            "how": presenter.how_at_table(self.speak, decision),
        }

    def _choice(self, scene: Scene, decision: Decision, part: str) -> dict[str, Any]:
        answer = {response.act: response for response in decision.every_answer()}.get(part)
        goes = self.ruling.goes(answer.leads) if answer and decision.is_choice else []
        own = PRESENTERS[decision.kind].name(self.speak, part)
        return {
            "letter": self.ruling.letter(scene, part),
            "text": own or self.text(f"{decision.part_key(part)}.text"),
            "when": self._availability(decision, part),
            "go": self._onward(goes) if goes else "",
        }

    def _availability(self, decision: Decision, part: str) -> str:
        """The condition of a part; empty if it is always available."""
        condition = decision.offered_when(part)
        if self.ruling.is_open(condition):
            return self.ruling.when(condition)
        return self.speak.say("the leader says so")

    def _onward(self, goes: list[Any]) -> str:
        """The next scene for everyone; if it depends on something, the leader announces it."""
        if len({goe.to for goe in goes}) == 1:
            return self.speak.say("go to {n}", n=goes[0].to)
        return self.speak.say("ask where to go")

    def _passages(self) -> list[dict[str, Any]]:
        """Scenes without a question but with several leads."""
        scenes = self.scenario.scenes
        return [
            {"n": n, "go": [asdict(goe) for goe in self.ruling.goes(scenes[name].leads)]}
            for name, n in self.ruling.numbers.items()
            if name in scenes and scenes[name].decision is None and len(scenes[name].leads) > 1
        ]

    def _endings(self) -> list[dict[str, Any]]:
        say = self.speak.say
        outcomes = {
            "safe": say("safe"),
            "mixed": say("mixed"),
            "harmful": say("harmful; it does not pass"),
        }
        return [
            {
                "n": n,
                "outcome": outcomes[self.scenario.endings[name].outcome],
                "texts": self.ruling.wordings(f"endings.{name}.text"),
            }
            for name, n in self.ruling.numbers.items()
            if name in self.scenario.endings
        ]

    def _last(self) -> str:
        """The numbers of endings."""
        numbers = self.ruling.numbers.items()
        return self.speak.listed(str(n) for name, n in numbers if name in self.scenario.endings)

    def _counter(self, at: int, variable: Variable) -> dict[str, Any]:
        truth = isinstance(variable.start, bool)
        return {
            "name": self.ruling.counter(at),
            "id": variable.name,
            "start": int(variable.start),
            "low": 0 if truth else variable.low,
            "high": 1 if truth else variable.high,
            "truth": truth,
        }

    def _fact(self, variable: Variable) -> str:
        """The value of a local fact on paper."""
        value = variable.values[int(variable.start)]
        return insert(f"{variable.fact} = {value}", self.speak.language)

    def _asks(self) -> list[str]:
        title = self.scenario.script("en").texts["title"][0].text
        own = guide_questions(self.scenario.id, title, self.speak.language)
        return [*own, self.speak.say("What will you do differently tomorrow?")]

    def _says(self) -> dict[str, str]:
        say = self.speak.say
        return {
            "exercise": say(
                "This is an exercise with invented people. A real case belongs with your "
                "agency's line."
            ),
            "reviewed": review_status(self.speak, self.scenario, self.signed),
            "all": say("For all: to read aloud"),
            "lead": say("For the leader"),
            "lead_only": say("Not for the table: this says what each answer costs, and why."),
            "pause": say("Pause"),
            "end": say("The end. Now look back together."),
            "only": say("only if {when}", when="\ue002"),
            "if": say("If {when}:", when="\ue002"),
            "otherwise": say("Otherwise:"),
            "read": say("Read aloud"),
            "why": say("Why?"),
            "signs": say("Signs"),
            "sources": say("Sources"),
            "critical": say("Could endanger someone"),
            "counters": say("Counters"),
            "go": say("go to {n}", n="\ue002"),
            "ask": say("For the table:"),
            "endings": say("Endings: to read aloud, and how they count"),
            "last": say("The leader reads the ending at: {numbers}", numbers=self._last()),
            "wordings": say("Which wording to read"),
            "leads": say("Scenes without a question lead to"),
            "room": say("To discuss at the end"),
            "score": say("Score sheet"),
        }

    def _roles(self) -> dict[str, Any]:
        say = self.speak.say
        return {
            "how": say("How it goes"),
            "roles": [
                say("One person reads aloud. It begins at 1."),
                say("All at the table decide together. Talk first, then agree on a letter."),
                say("One person writes the letters on the score sheet."),
                say("Where there are several wordings, the leader says which one to read."),
                say(
                    "One person leads, holds the second part, reads what follows from "
                    "each answer, and notes points and counters."
                ),
            ],
            "first": say(
                "If a scene comes up again, only its first answer counts. Anything that could "
                "endanger someone always counts."
            ),
            "start": [
                self._fact(variable)
                if variable.fact
                else say(
                    "{name} starts at {n}.", name=self.ruling.counter(at), n=int(variable.start)
                )
                for at, variable in enumerate(self.scenario.variables)
                if not isinstance(variable.start, bool)
            ],
        }

    def _score(self) -> dict[str, Any]:
        say, reference = self.speak.say, self.scenario.reference
        whole = reference.total if reference else Fraction()
        least = whole * PASS_MARK / 100
        return {
            "columns": [say("No."), say("Answer"), say("Points"), say("Could endanger someone")],
            "head": [say("Place and day"), say("Table"), say("Led by")],
            "sum": say("Total"),
            "passes": say(
                "The best path earns {n} points. It is passed from {least} points, if "
                "nothing could have endangered anyone and the ending is not harmful.",
                n=points(whole),
                least=points(least),
            ),
        }
