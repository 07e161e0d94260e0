"""The feedback on an answer to a recall item, in refreshers and practice moments."""

from __future__ import annotations

from bot.lines import Line, LineRole, heading
from bot.locale import Words
from scenarios.spaced_repetition.items import ItemFeedback
from scenarios.spaced_repetition.memory import Grade


def verdict(words: Words, judged: ItemFeedback) -> str:
    if judged.grade is Grade.GOOD:
        return words.say("Yes, that is it.")
    return words.say("Partly.") if judged.grade is Grade.HARD else words.say("Look again.")


def better_lines(words: Words, short: str, why: str) -> list[Line]:
    """The better answer, with its reason if there is one."""
    better = [heading(words.say("Better here: {choice}", choice=short))]
    return [*better, Line(LineRole.REASON, why)] if why else better
