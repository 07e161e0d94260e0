"""Exhibits of a scene as pages to print have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.pictures import exhibits
from scenarios.model import Scenario, Scene
from scenarios.rendering import shown_outside


def printed_exhibits(scenario: Scenario, language: str, scene: Scene) -> Iterator[dict[str, Any]]:
    """A scene's exhibits as input for `exhibit_parts.typ`; a voice message has its transcript."""
    for name in scene.exhibits:
        shown = shown_outside(scenario, language, name)
        words = shown.transcript if shown.kind == "voice" else ""
        yield {**exhibits.data(shown, scenario.files), "caption": shown.caption, "words": words}
