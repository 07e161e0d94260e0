"""An author's condition in plain words: after which answers, and without which. Pure.

Counters have names for their author alone, so what hangs on one has no words here.
"""

from __future__ import annotations

from bot.locale import Words
from bot.phrases.analysis_phrases import part_name
from bot.phrases.debrief_phrases import shortened
from scenarios.conditions import Condition
from scenarios.expressions import BooleanOperation, Expression, HistoryCheck, Negation
from scenarios.model import Scenario
from scenarios.rendering import render_outside_attempt

BEGINNING = 40  # letters of a scene


def condition_in_words(speak: Words, scenario: Scenario, condition: Condition) -> str | None:
    """A condition in words; None where it hangs on a counter.

    Args:
        condition: As it was loaded.
    """
    phrase = _ConditionWriter(speak, scenario).of(condition.expression)
    return phrase[0] if phrase else None


def scene_name(speak: Words, scenario: Scenario, scene: str) -> str:
    """A scene or an ending by its first words."""
    ending = scene in scenario.endings
    decision = None if ending else scenario.scenes[scene].decision
    around = f"{'endings' if ending else 'scenes'}.{scene}"
    keys = [f"{around}.text", *([f"{around}.{decision.kind}.prompt"] if decision else ())]
    texts = (render_outside_attempt(scenario, speak.language, key) for key in keys)
    return shortened(next(filter(None, texts), scene), BEGINNING)


class _ConditionWriter:
    """Phrases the parts of a condition, each with its conjunction, if any."""

    def __init__(self, speak: Words, scenario: Scenario) -> None:
        self._speak = speak
        self._scenario = scenario
        self._marks = {1 << bit: mark for mark, bit in scenario.bits.items()}

    def of(self, expression: Expression, *, held: bool = True) -> tuple[str, str] | None:
        """A condition that holds, or does not, in words."""
        match expression:
            case Negation():
                return self.of(expression.inner, held=not held)
            case BooleanOperation():
                return self._joined(expression, held=held)
            case HistoryCheck():
                return self._happened(self._marks[expression.bit], held=held), ""
        return None

    def _joined(self, joined: BooleanOperation, *, held: bool) -> tuple[str, str] | None:
        """Both, or one of two; what does not hold of both fails in one of them."""
        word = "and" if (joined.word == "and") is held else "or"
        parts = (self.of(joined.left, held=held), self.of(joined.right, held=held))
        found = [part for part in parts if part is not None]
        if len(found) < len(parts):
            return None
        name, other = (f"({told})" if by not in ("", word) else told for told, by in found)
        # Isolates round whole parts would lend the lines of a picture no direction.
        between = self._speak.say(", and ") if word == "and" else self._speak.say(", or ")
        return f"{name}{between}{other}", word

    def _happened(self, mark: tuple[str, ...], *, held: bool) -> str:
        what, scene, *picked = mark
        name = (
            part_name(self._speak, self._scenario, scene, picked[0])
            if what == "picked"
            else scene_name(self._speak, self._scenario, scene)
        )
        if held:
            return self._speak.say("after “{what}”", what=name)
        return self._speak.say("without “{what}”", what=name)
