"""How a case is called wherever it is spoken of: by its place, and how long it takes."""

from __future__ import annotations

from bot.locale import Words
from scenarios.model import Scenario
from scenarios.rendering import told


def title_of(speak: Words, scenario: Scenario) -> str:
    """The title of a scenario, a place."""
    return told(scenario, speak.language, 0, "title", scenario.opening) or scenario.id


def about_minutes(speak: Words, minutes: int) -> str:
    """How long something takes."""
    return speak.count("About {n} minute", "About {n} minutes", minutes)
