"""The themes of a person's critical errors, without their choices. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.catalogue import catalogue
from scenarios.debrief import grounds
from scenarios.languages import localized
from scenarios.model import COMPETENCIES, Competency, Scenario
from scenarios.score import Result

SIGNS = 2
"""The maximum number of signs named for a theme."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme of a moment: its competencies and signs."""

    competencies: tuple[Competency, ...]
    signs: tuple[str, ...] = ()
    """In words."""


def themes(scenario: Scenario, language: str, result: Result) -> tuple[Theme, ...]:
    """The themes of the moments in which someone could have been endangered.

    Args:
        scenario: The edition that was played.
        language: The language of the signs.
        result: The result of the attempt.
    """
    scenes = dict.fromkeys(critical.scene for critical in result.critical)
    found = (_theme(scenario, language, scene) for scene in scenes)
    return tuple(dict.fromkeys(theme for theme in found if theme is not None))


def _theme(scenario: Scenario, language: str, scene: str) -> Theme | None:
    at = scenario.scenes.get(scene)
    if at is None or at.decision is None:
        return None
    worth = tuple(competency for competency in COMPETENCIES if competency in at.decision.worth)
    return Theme(worth, _signs(scenario, language, scene))


def _signs(scenario: Scenario, language: str, scene: str) -> tuple[str, ...]:
    """Signs named anywhere in the scene, so that they do not reveal the choice."""
    inside = f"scenes.{scene}."
    ids = [
        sign
        for key, found in grounds(scenario).items()
        if f"{key}.".startswith(inside)
        for sign in found.signs
    ]
    known = catalogue().signs
    named = (known[name] for name in sorted(set(ids)) if name in known)
    return tuple(localized(row, language) for row in named)[:SIGNS]
