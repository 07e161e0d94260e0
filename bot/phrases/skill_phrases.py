"""A learner's skills in words."""

from __future__ import annotations

from bot.app.progress.skills import Skill
from bot.locale import Words
from bot.phrases.debrief_phrases import MARKS, band_words, competency_words
from scenarios.model import Competency


def skill_line(words: Words, competency: Competency, skill: Skill) -> str:
    """A competency, the best that was shown of it, and what it began with where it has grown."""
    best = f"{band_words(words, skill.best)} {MARKS[skill.best]}"
    line = f"{competency_words(words, competency)}: {best}"
    if not skill.has_grown:
        return line
    return f"{line} · " + words.say("at first {band}", band=band_words(words, skill.first))
