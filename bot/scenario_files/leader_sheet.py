"""The leader's part of a print sheet: the cost of each answer, with reasons and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from bot.kinds import PRESENTERS
from bot.locale import Words
from bot.phrases.debrief_phrases import work_words
from bot.scenario_files.rule_table import RuleTable, points, total
from scenarios import engine
from scenarios.catalogue import catalogue
from scenarios.conditions import Condition
from scenarios.debrief import grounds
from scenarios.languages import localized
from scenarios.model import Answer, Decision, Key, Lead, Scene

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _DecisionSheet:
    ruling: RuleTable
    scene: Scene
    decision: Decision

    @property
    def speak(self) -> Words:
        return self.ruling.speak

    @property
    def parts(self) -> Sequence[str]:
        return self.ruling.order(self.scene)

    def label(self, part: str) -> str:
        key = self.decision.part_key(part)
        short = self.text(f"{key}.short") or self.text(f"{key}.text")
        return f"{self.letter(part)} · {short}"

    def letter(self, part: str) -> str:
        return self.ruling.letter(self.scene, part)

    def text(self, key: Key) -> str:
        return self.ruling.text(key)

    def when(self, condition: Condition | None) -> str:
        return self.ruling.when(condition)

    def points(self, number: Fraction) -> str:
        return points(number)

    def numbers(self, leads: Iterable[Lead]) -> Sequence[tuple[int, str]]:
        return [(go.to, go.when) for go in self.ruling.goes(leads)]


class LeaderSheet:
    """The second part of a sheet."""

    def __init__(self, ruling: RuleTable) -> None:
        self.ruling = ruling
        self.scenario = ruling.scenario
        self.speak = ruling.speak
        self.text = ruling.text
        self.grounds = grounds(ruling.scenario)
        self.sources: dict[str, int] = {}  # by id, numbered in order of use

    def scene(self, scene: Scene, decision: Decision) -> Block:
        """Everything about one decision."""
        sheet = _DecisionSheet(self.ruling, scene, decision)
        return {
            "n": self.ruling.numbers[scene.id],
            "prompt": self.text(f"{decision.key}.prompt"),
            "worth": self._of(total(decision.worth)),
            "rules": [*self._rules(sheet, decision), *self._availability(scene, decision)],
            "blocks": list(self._blocks(sheet, decision)),
            "ask": self._discussion_question(scene, decision),
        }

    @property
    def works(self) -> Sequence[str]:
        """The cited sources, in order of their numbers."""
        return [work_words(self.speak, catalogue().works[source]) for source in self.sources]

    def _blocks(self, sheet: _DecisionSheet, decision: Decision) -> Iterator[Block]:
        for block in PRESENTERS[decision.kind].blocks(sheet, decision):
            if block.answer is None:
                yield self._bare(block.head, block.key)
            else:
                yield self._block(
                    block.head, block.key, block.answer, block.earned, block.read, goes=block.goes
                )

    def _block(
        self,
        head: str,
        key: str,
        answer: Answer,
        earned: Fraction | None,
        read: str = "feedback",
        *,
        goes: bool = True,
    ) -> Block:
        return {
            **self._bare(head, key),
            "points": "" if earned is None else self._of(earned),
            "critical": self.text(f"{key}.critical"),
            "error": self._error(answer),
            "read": self.text(f"{key}.{read}"),
            "effects": self.ruling.effects(answer.effects),
            "go": [asdict(goe) for goe in self.ruling.goes(answer.leads)] if goes else [],
        }

    def _bare(self, head: str, key: str) -> Block:
        found = self.grounds.get(key)
        signs = [
            catalogue().signs[sign]
            for sign in (found.signs if found else ())
            if sign in catalogue().signs
        ]
        works = [
            source for source in (found.sources if found else ()) if source in catalogue().works
        ]
        return {
            "head": head,
            "points": "",
            "critical": "",
            "error": "",
            "read": "",
            "effects": "",
            "go": [],
            "why": self.text(f"{key}.why"),
            "signs": [localized(sign, self.speak.language) for sign in signs],
            "sources": [self.sources.setdefault(work, len(self.sources) + 1) for work in works],
        }

    def _rules(self, sheet: _DecisionSheet, decision: Decision) -> Iterator[str]:
        """The rules for answers with several parts."""
        for rule, when in PRESENTERS[decision.kind].rules(sheet, decision):
            yield self._under(rule, when)

    def _availability(self, scene: Scene, decision: Decision) -> Iterator[str]:
        """Conditions of parts, unless the first part shows them."""
        for part in decision.ids:
            condition = decision.offered_when(part)
            if not self.ruling.is_open(condition):
                told = self.ruling.letter(scene, part)
                when = self.ruling.when(condition)
                yield self.speak.say("{letter} only if {when}", letter=told, when=when)

    def _under(self, told: str, when: str) -> str:
        return self.speak.say("{told} (if {when})", told=told, when=when) if when else told

    def _of(self, number: Fraction) -> str:
        return self.speak.say("Points: {n}", n=points(number))

    def _error(self, answer: Answer) -> str:
        say = self.speak.say
        names = {
            "missed": say("too little"),
            "over-called": say("too much"),
            "unsafe": say("unsafe"),
        }
        return names[answer.error] if answer.error else ""

    def _discussion_question(self, scene: Scene, decision: Decision) -> str:
        """A discussion question: about the best other choice, or about the signs."""
        say = self.speak.say
        if decision.is_choice:
            answers = {
                answer.act: total(engine.points_earned(decision, answer))
                for answer in decision.every_answer()
            }
            most = max(answers.values())
            others = [option for option in decision.ids if answers[option] < most]
            if others:
                near = max(others, key=answers.__getitem__)
                return say(
                    "Why might a good colleague choose {letter}?",
                    letter=self.ruling.letter(scene, near),
                )
        return say("What did you see, and what did you only conclude?")
