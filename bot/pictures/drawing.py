"""The diagram of a scenario, as SVG and PNG."""

from __future__ import annotations

from bot.locale import words
from bot.pictures import typeset
from bot.pictures.cards import card
from bot.pictures.graph import Diagram, diagram
from bot.pictures.layout import Layout, layout
from bot.pictures.svg import Picture, picture
from scenarios.model import Scenario

_ZOOM = 2.0
_LONGEST = 5000.0  # of a PNG, in pixels: width plus height is limited to 10,000 by Telegram


def draw(scenario: Scenario, language: str) -> Picture:
    """Draw a scenario.

    Args:
        language: The language of its texts and of the legend.
    """
    shown, laid = lay_out(scenario, language)
    return picture(shown, laid, words(shown.language))


def lay_out(scenario: Scenario, language: str) -> tuple[Diagram, Layout]:
    shown = diagram(scenario, language)
    own = words(shown.language)
    return shown, layout([card(node, own) for node in shown.nodes], shown.links)


def png(shown: Picture) -> bytes:
    """The picture as PNG, with the bundled font."""
    zoom = min(_ZOOM, _LONGEST / max(shown.width, shown.height))
    return typeset.svg_png(shown.svg, zoom=zoom)
