"""An edition before it is played: its card, what is in it, in which languages. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.chat.author.scenarios.actions import PlayEdition, ShowOwn, ShowWaiting
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.card_screens import card_lines
from bot.locale import Words
from bot.pictures.cards import outcome
from scenarios.model import Outcome, Scenario

_OUTCOMES: Sequence[Outcome] = ("safe", "mixed", "harmful")


def preview_screen(speak: Words, scenario: Scenario, number: int, *, keeps: bool) -> Screen:
    """The card as learners see it, and what is behind it.

    Args:
        speak: The language.
        scenario: The edition.
        number: Its number.
        keeps: Whether whoever looks at it looks after it, or else decides about it.
    """
    say = speak.say
    lines = [
        *card_lines(speak, scenario),
        Line(Role.RULE, speak.rule),
        Line(Role.HEADING, say("Edition {n}", n=number)),
        Line(Role.TEXT, "\n".join(map(speak.bullet, _figures(speak, scenario)))),
        *lone_language(speak, tuple(scenario.scripts)),
        Line(Role.NOTE, say("The picture that follows has all ways through it.")),
    ]
    play = Button(say("Play it as a learner"), PlayEdition(scenario.id, number), main=True)
    leads = ShowOwn(scenario.id) if keeps else ShowWaiting()
    return Screen(tuple(lines), (play, Button(say("Back"), leads)))


def lone_language(speak: Words, languages: Sequence[str]) -> Iterator[Line]:
    """That a case is in one language only, and what that means."""
    if len(languages) == 1:
        text = speak.say(
            "In one language only: {language}. Everyone reads it so until a translation is sent; "
            "the spreadsheet of texts has a column for it.",
            language=_named(speak, languages),
        )
        yield Line(Role.NOTE, text)


def _figures(speak: Words, scenario: Scenario) -> Iterator[str]:
    count = speak.count
    asked = sum(scene.decision is not None for scene in scenario.scenes.values())
    yield count("{n} decision in all", "{n} decisions in all", asked)
    if scenario.reference is not None:
        best = len(scenario.reference.path)
        yield count("{n} decision on the best way", "{n} decisions on the best way", best)
    ends = Counter(one.outcome for one in scenario.endings.values())
    yield " · ".join(f"{outcome(one, speak)}: {ends[one]}" for one in _OUTCOMES if ends[one])
    yield speak.say("Languages:") + " " + _named(speak, scenario.scripts)


def _named(speak: Words, languages: Iterable[str]) -> str:
    return speak.listed(map(speak.tongue, languages))
