"""The legend of shapes and colours."""

from __future__ import annotations

from dataclasses import dataclass

from bot.locale import Words
from bot.pictures.cards import Line, Mark, Style, outcome
from bot.pictures.graph import AnswersNode, ConditionNode, Diagram, EndingNode, SceneNode
from bot.pictures.pen import BACK, RIM, TONES, Pen, sign

ROW = 34.0
_KEY = Style(13, "soft")


@dataclass(frozen=True, slots=True)
class Key:
    """An entry: a drawing and its meaning."""

    drawing: str
    text: str

    @property
    def width(self) -> float:
        """The width with the gap to the next entry."""
        return 48 + _KEY.width(self.text) + 22


class Legend:
    """The legend entries for parts present in the picture."""

    def __init__(self, diagram: Diagram, words: Words, *, loaded: bool = False) -> None:
        nodes = diagram.nodes
        scenes = [node for node in nodes if isinstance(node, SceneNode)]
        choices = [
            choice for node in nodes if isinstance(node, AnswersNode) for choice in node.choices
        ]
        outcomes = {node.outcome for node in nodes if isinstance(node, EndingNode)}
        best = TONES["best"]
        self.keys = [
            Key(_box(f'rx="4" fill="#ffffff" stroke="{RIM}"'), words.say("Decision")),
            *_entry_if(
                any(node.prompt is None for node in scenes),
                _box(f'rx="9" fill="#f7f9fb" stroke="{RIM}"'),
                words.say("Passage, without a decision"),
            ),
            *_entry_if(
                any(link.best for link in diagram.links),
                f'<path d="M-16 0H16" stroke="{best}" stroke-width="3.6"/>',
                words.say("Best path"),
            ),
            *_entry_if(
                loaded,
                f'<path d="M-16 0H16" stroke="{RIM}" stroke-width="9"/>',
                words.say("The thicker, the more people; percent of all"),
            ),
            *_entry_if(
                any(choice.best for choice in choices),
                _box(f'rx="6" fill="{best}"') + sign(Mark(0, 0, "star", "light")),
                words.say("Its answers"),
            ),
            *_entry_if(
                any(choice.critical for choice in choices),
                sign(Mark(0, 0, "warning", "danger")),
                words.say("Could endanger someone"),
            ),
            *_entry_if(
                any(isinstance(node, ConditionNode) for node in nodes),
                _box(f'rx="4" fill="#ffffff" stroke="{RIM}" stroke-dasharray="3 3"'),
                words.say("Condition; the first that holds decides"),
            ),
            *_entry_if(
                any(link.back for link in diagram.links),
                f'<path d="M-16 0H16" stroke="{BACK}" stroke-width="1.8" stroke-dasharray="7 5"/>',
                words.say("Back to where it was before"),
            ),
            *_entry_if(
                any(node.stop for node in scenes),
                sign(Mark(0, 0, "stop", "soft")),
                words.say("Stop, to pause and go on"),
            ),
            *(
                Key(
                    sign(Mark(0, 0, name, "harm" if name == "harmful" else name)),
                    outcome(name, words),
                )
                for name in ("safe", "mixed", "harmful")
                if name in outcomes
            ),
        ]

    def rows(self, width: float) -> list[list[Key]]:
        """The entries, in rows of limited width."""
        rows: list[list[Key]] = [[]]
        for key in self.keys:
            if rows[-1] and sum(row.width for row in rows[-1]) + key.width > width + 22:
                rows.append([])
            rows[-1].append(key)
        return rows


def _entry_if(there: bool, drawing: str, text: str) -> list[Key]:
    return [Key(drawing, text)] if there else []


def _box(look: str) -> str:
    return f'<rect x="-16" y="-9" width="32" height="18" {look}/>'


def draw_legend(pen: Pen, rows: list[list[Key]], corner: tuple[float, float], width: float) -> None:
    """Draw the legend below a thin line."""
    left, top = corner
    pen.way([(left, top), (left + width, top)], 'stroke="#e3e9f0"')
    for number, row in enumerate(rows):
        x, y = left, top + ROW * (number + 0.5) + 14
        for key in row:
            pen.at(x + 18, y, key.drawing)
            pen.line(Line(0, 0, key.text, _KEY, 0), x + 44, y + 4.5)
            x += key.width
