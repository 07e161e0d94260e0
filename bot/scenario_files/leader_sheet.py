"""The part of a sheet for whoever leads: what each answer costs, why, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from bot.chat.debrief.debrief_phrases import work_words
from bot.scenario_files.rule_table import Ruling, points, total
from scenarios import engine
from scenarios.catalogue import catalogue
from scenarios.debrief import grounds
from scenarios.kinds.interview import InterviewDecision
from scenarios.kinds.order import OrderDecision
from scenarios.kinds.rate import RateDecision
from scenarios.kinds.spot import SpotDecision
from scenarios.model import Answer, Decision, Scene

Block = dict[str, Any]


class Leading:
    """What stands in the second part of a sheet."""

    def __init__(self, ruling: Ruling) -> None:
        self.ruling = ruling
        self.scenario = ruling.scenario
        self.speak = ruling.speak
        self.text = ruling.text
        self.grounds = grounds(ruling.scenario)
        self.sources: dict[str, int] = {}  # by id, numbered as they are met

    def scene(self, scene: Scene, decision: Decision) -> Block:
        """All that is to be known of one decision."""
        at = f"scenes.{scene.id}.{decision.kind}"
        return {
            "n": self.ruling.numbers[scene.id],
            "prompt": self.text(f"{at}.prompt"),
            "worth": self._of(total(decision.worth)),
            "rules": [*self._rules(scene, decision), *self._shut(scene, decision)],
            "blocks": list(self._blocks(scene, decision, at)),
            "ask": self._ask(scene, decision),
        }

    @property
    def works(self) -> Sequence[str]:
        """The sources that were named so far, in the order of their numbers."""
        return [work_words(self.speak, catalogue().works[one]) for one in self.sources]

    def _blocks(self, scene: Scene, decision: Decision, at: str) -> Iterator[Block]:
        match decision:
            case InterviewDecision():
                for name in self.ruling.order(scene):
                    key = f"{at}.questions.{name}"
                    question = decision.questions[name].answer
                    share = total(
                        {
                            one: credit * decision.worth.get(one, 0)
                            for one, credit in question.credit.items()
                        }
                    )
                    head = f"{self.ruling.letter(scene, name)} · {self._short(key)}"
                    yield self._block(
                        head, key, question, share / decision.ask, "answer", goes=False
                    )
            case SpotDecision():
                yield from self._items(scene, decision, at)
                yield from self._bands(decision.bands, at)
            case OrderDecision() | RateDecision():
                yield from self._bands(decision.bands, at)
            case _:
                answers = {one.act: one for one in decision.every_answer()}
                for name in self.ruling.order(scene):
                    key, answer = f"{at}.choices.{name}", answers[name]
                    head = f"{self.ruling.letter(scene, name)} · {self._short(key)}"
                    yield self._block(head, key, answer, total(engine.earned(decision, answer)))

    def _items(self, scene: Scene, decision: SpotDecision, at: str) -> Iterator[Block]:
        for name in self.ruling.order(scene):
            key = f"{at}.items.{name}"
            said = self.speak.say("a sign") if decision.items[name] else self.speak.say("no sign")
            yield self._bare(f"{self.ruling.letter(scene, name)} · {self._short(key)}: {said}", key)

    def _bands(self, bands: Mapping[str, Answer], at: str) -> Iterator[Block]:
        for name, answer in bands.items():
            yield self._block(self.ruling.band(name), f"{at}.bands.{name}", answer, None)

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
        """What an answer comes to."""
        return {
            **self._bare(head, key),
            "points": "" if earned is None else self._of(earned),
            "critical": self.text(f"{key}.critical"),
            "error": self._error(answer),
            "read": self.text(f"{key}.{read}"),
            "effects": self.ruling.effects(answer.effects),
            "go": [asdict(one) for one in self.ruling.goes(answer.leads)] if goes else [],
        }

    def _bare(self, head: str, key: str) -> Block:
        found = self.grounds.get(key)
        signs = [
            catalogue().signs[one]
            for one in (found.signs if found else ())
            if one in catalogue().signs
        ]
        works = [one for one in (found.sources if found else ()) if one in catalogue().works]
        return {
            "head": head,
            "points": "",
            "critical": "",
            "error": "",
            "read": "",
            "effects": "",
            "go": [],
            "why": self.text(f"{key}.why"),
            "signs": [one.get(self.speak.language, one["en"]) for one in signs],
            "sources": [self.sources.setdefault(one, len(self.sources) + 1) for one in works],
        }

    def _rules(self, scene: Scene, decision: Decision) -> Iterator[str]:
        """How an answer of several parts is judged."""
        say, worth = self.speak.say, total(decision.worth)
        match decision:
            case SpotDecision():
                each = points(worth / max(1, len(decision.signs)))
                yield say(
                    "Each sign that is ticked earns {points}; each wrong tick takes as much away, "
                    "never below 0.",
                    points=each,
                )
            case OrderDecision():
                yield from self._orders(scene, decision)
            case RateDecision():
                for when, steps in decision.reasonable:
                    told = say("Reasonable: {steps}", steps=self.speak.listed(map(str, steps)))
                    yield self._under(told, self.ruling.when(when))
                yield say(
                    "In full for a reasonable step, half for the one beside it, nothing for others."
                )
            case InterviewDecision():
                yield self.speak.count(
                    "Up to {n} question. Points are added up, at most in full.",
                    "Up to {n} questions. Points are added up, at most in full.",
                    decision.ask,
                )
                for go in self.ruling.goes(decision.leads):
                    yield self._under(say("Then go to {n}", n=go.to), go.when)

    def _shut(self, scene: Scene, decision: Decision) -> Iterator[str]:
        """When something is there to be chosen, where the first part does not say it."""
        parts = (
            getattr(decision, decision.parts) if decision.kind in ("choose", "interview") else {}
        )
        for name, part in parts.items():
            if not self.ruling.is_open(part.when):
                told = self.ruling.letter(scene, name)
                when = self.ruling.when(part.when)
                yield self.speak.say("{letter} only if {when}", letter=told, when=when)

    def _orders(self, scene: Scene, decision: OrderDecision) -> Iterator[str]:
        say, letter = self.speak.say, self.ruling.letter
        for when, steps in decision.correct:
            told = say(
                "The best order: {steps}",
                steps=self.speak.listed(letter(scene, one) for one in steps),
            )
            yield self._under(told, self.ruling.when(when))
        for pair in decision.pairs:
            told = say(
                "{first} comes before {then}.",
                first=letter(scene, pair.first),
                then=letter(scene, pair.then),
            )
            yield " ".join(filter(None, (told, self.text(f"{pair.key}.critical"))))
        yield say(
            "In full for the best order, half for another that breaks no rule, nothing for others."
        )

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

    def _short(self, key: str) -> str:
        return self.text(f"{key}.short") or self.text(f"{key}.text")

    def _ask(self, scene: Scene, decision: Decision) -> str:
        """A question for the table: about the best of the other choices, or about what was seen."""
        say = self.speak.say
        if decision.kind == "choose":
            answers = {
                one.act: total(engine.earned(decision, one)) for one in decision.every_answer()
            }
            most = max(answers.values())
            others = [one for one in decision.ids if answers[one] < most]
            if others:
                near = max(others, key=answers.__getitem__)
                return say(
                    "Why might a good colleague choose {letter}?",
                    letter=self.ruling.letter(scene, near),
                )
        return say("What did you see, and what did you only conclude?")
