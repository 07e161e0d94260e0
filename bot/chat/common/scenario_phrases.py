"""Phrases about scenarios, shared by several screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.chat.kit.screen import Line, note
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from scenarios.model import Scenario


def title_or_id(words: Words, content: Scenario | None, scenario_id: str) -> str:
    return title_of(words, content) if content else scenario_id


def reach_name(words: Words, reach: str) -> str:
    """The audience of a published scenario."""
    return words.say("for everyone") if reach == "everyone" else words.say("for the agency")


def lone_language(words: Words, languages: Sequence[str]) -> Iterator[Line]:
    """A note that a case is in one language only."""
    if len(languages) == 1:
        yield note(
            words.say(
                "In one language only: {language}. Everyone reads it so until a translation is "
                "sent; the spreadsheet of texts has a column for it.",
                language=words.tongue(languages[0]),
            )
        )
