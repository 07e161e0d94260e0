"""The issues that learners report with a case, in words."""

from __future__ import annotations

from bot.locale import Words


def issue_names(words: Words) -> dict[str, str]:
    """The kinds of issues by key, in the order of their buttons."""
    return {
        "procedure": words.say("Not our procedure"),
        "unclear": words.say("Unclear"),
        "language": words.say("Wording or language"),
        "upsetting": words.say("Upsetting"),
    }
