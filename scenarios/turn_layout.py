"""The layout of a question on a phone: button labels, rows, and the message's height.

The chat lays turns out by these rules, and lint measures them by the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from scenarios import limits
from scenarios.chat_metrics import label_width, message_height
from scenarios.model import Decision, Key, Scenario, Scene, Script
from scenarios.offered import offered_together
from scenarios.texts import PLACEHOLDER

ON, OFF = "●", "○"
HALF = 18
"""Characters of a label of which two stand in a row of a phone of 320 pixels."""
MOST_IN_ROW = 4
"""Letters, or numbers, in a row."""
MOST_MARKS = 6
"""Letters in a row where a wrong tap can be undone; 40 pixels each on a small phone."""
_STEPS_ALONE = 5  # steps of a scale with words, one a row
_LETTER = "D"  # a wide one
_FACT = "Facility"  # as long as most names of places


def fits_button(text: str) -> bool:
    """Whether a small phone shows a label in full, in a row of its own."""
    return label_width(text) <= limits.LABEL_PIXELS


def on_buttons(labels: Sequence[str]) -> bool:
    """Whether options stand in full on their buttons, so that no list of them is needed."""
    return all(map(fits_button, labels))


def even_rows(count: int, most: int) -> Sequence[int]:
    """The number of items in each row: as few rows as possible, as even as possible."""
    rows = -(-count // most)
    return [count // rows + (place < count % rows) for place in range(rows)] if rows else []


def option_rows(labels: Sequence[str], *, full: bool, marks: bool) -> Sequence[int]:
    """The number of option buttons in each row.

    Args:
        labels: The labels of the buttons.
        full: Whether labels are full option texts rather than letters.
        marks: Whether a tap only marks an option, so that a further button completes the answer.
    """
    most = MOST_MARKS if marks else MOST_IN_ROW
    if full:
        most = 2 if all(len(label) <= HALF for label in labels) else 1
    return even_rows(len(labels), most)


class TurnMeter:
    """Measures the heights of a scenario's decision messages in a language.

    Texts are measured in their longest wording, with the longest names, and on the longest path
    to each scene.
    """

    def __init__(self, scenario: Scenario, script: Script) -> None:
        self._scenario = scenario
        self._script = script
        self._passages: dict[str, tuple[str, ...]] = {}
        self._into: dict[str, list[Scene]] = {}
        for scene in scenario.scenes.values():
            if scene.decision is None and not scene.stop:
                for target in {lead.to for lead in scene.leads_out}:
                    self._into.setdefault(target, []).append(scene)
        self._names: Mapping[str, str] = {
            slot: max(names, key=len) for slot, names in script.cast.items() if names
        }

    def height(self, scene: Scene, decision: Decision) -> float:
        """The height in CSS pixels on a screen that is 390 wide, with its buttons."""
        every = offered_together(self._scenario, decision)
        return max(self._height(scene, decision, parts) for parts in every)

    def _height(self, scene: Scene, decision: Decision, offered: tuple[str, ...]) -> float:
        story = (*self._before(scene), self._text(f"scenes.{scene.id}.text"))
        prompt = self._text(f"{decision.key}.prompt")
        listed, rows = self._options(decision, offered)
        parts = [escape(part, quote=False) for part in story if part]
        question = [f"<b>{escape(prompt, quote=False)}</b>"]
        question += [escape(line, quote=False) for line in listed]
        notes = (decision.drafted or bool(decision.closing)) + 2 * (decision.limit is not None)
        if listed:
            question += "–" * notes
        parts.append("\n".join(question))
        parts += ["\n".join("–" * notes)] if notes and not listed else []
        return message_height("–\n" + "\n\n".join(parts), rows)

    def _options(self, decision: Decision, offered: tuple[str, ...]) -> tuple[Sequence[str], int]:
        """The lines that list the options, and how many rows their buttons have."""
        texts = [self._text(f"{decision.part_key(part)}.text") for part in offered]
        if not decision.worded:
            count = len(offered)
            rows = count if count <= _STEPS_ALONE else len(even_rows(count, MOST_IN_ROW))
            return [text for text in texts if text], rows
        labels = [f"{_LETTER} {OFF} {text}" for text in texts]
        full = on_buttons(labels)
        rows = len(option_rows(labels, full=full, marks=decision.drafted))
        rows += decision.drafted or bool(decision.closing)
        return [] if full else [f"{_LETTER} · {text}" for text in texts], rows

    def _before(self, scene: Scene) -> tuple[str, ...]:
        """The passages in the message before a scene, on the longest way; after a stop none."""
        if scene.stop:
            return ()
        if scene.id not in self._passages:
            self._passages[scene.id] = ()  # where passages lead back here, once is enough
            ways = list(self._ways(scene))
            self._passages[scene.id] = max(ways, key=lambda way: len("".join(way)), default=())
        return self._passages[scene.id]

    def _ways(self, scene: Scene) -> Iterator[tuple[str, ...]]:
        for passage in self._into.get(scene.id, ()):
            yield (*self._before(passage), self._text(f"scenes.{passage.id}.text"))

    def _text(self, key: Key) -> str:
        variants = (self._filled(each.text) for each in self._script.texts.get(key, ()))
        return max(variants, key=len, default="")

    def _filled(self, text: str) -> str:
        if "{" not in text:
            return text.strip()
        return PLACEHOLDER.sub(lambda found: self._names.get(found[1], _FACT), text).strip()
