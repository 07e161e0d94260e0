"""With whom a scenario is shared, and how far it is to be published. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from bot.chat.author.scenarios.actions import AskApproval, ShareWith, ShowOwn, ShowShares
from bot.chat.author.scenarios.edition_preview_screens import lone_language
from bot.chat.author.scenarios.own_scenario_screens import Own
from bot.chat.kit.pages import page_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words
from storage.cohorts.cohorts import Cohort


def shares_screen(
    speak: Words,
    one: Own,
    choices: Sequence[tuple[Cohort, bool]],
    *,
    page: int = 0,
) -> Screen:
    """The cohorts of whoever looks at it, each to be shared with or no more.

    Args:
        speak: The language.
        one: The scenario.
        choices: Their cohorts and those of others that it is shared with, and whether it is.
        page: Which of the pages, counted from 0.
    """
    say, id_ = speak.say, one.case.scenario
    lines = [Line(Role.TITLE, one.title)]
    if one.is_test:
        choices = [(cohort, shared) for cohort, shared in choices if shared]
        text = say(
            "This case is a test form (use: test). Nobody can practise it, and it cannot be "
            "assigned. To share it, take that line out and send a new edition."
        )
        lines.append(Line(Role.TEXT, text))
    else:
        lines += _what_sharing_does(speak, one)
    if not choices and not one.is_test:
        lines.append(Line(Role.TEXT, say("You have no cohort yet: /cohorts")))
    paged = page_of(speak, choices, page, partial(ShowShares, id_))
    buttons = [
        Button(
            say("Stop sharing with {cohort}", cohort=cohort.name)
            if shared
            else say("Share with {cohort}", cohort=cohort.name),
            ShareWith(id_, cohort.id, not shared),
        )
        for cohort, shared in paged.shown
    ]
    return Screen(tuple(lines), (*buttons, *paged.turns, Button(say("Back"), ShowOwn(id_))))


def _what_sharing_does(speak: Words, one: Own) -> Iterator[Line]:
    say = speak.say
    if one.used is None:
        text = say("With the first cohort edition {n} goes into use.", n=one.newest.number)
        yield Line(Role.TEXT, text)
    text = say(
        "Members of a cohort that it is shared with find it under practice, and all trainers of "
        "the cohort can assign it."
    )
    yield Line(Role.TEXT, text)
    yield from lone_language(speak, one.languages)


def reach_screen(speak: Words, one: Own, number: int) -> Screen:
    """How far it is to go."""
    say, id_ = speak.say, one.case.scenario
    text = say(
        "An admin reads edition {n} and decides; you are told here what came of it. Until then "
        "nothing changes for anyone.",
        n=number,
    )
    return Screen(
        (
            Line(Role.TITLE, one.title),
            Line(Role.TEXT, say("Publish for whom?")),
            Line(Role.TEXT, text),
        ),
        (
            Button(say("For {agency}", agency=one.agency), AskApproval(id_, number, "agency")),
            Button(say("For everyone"), AskApproval(id_, number, "everyone")),
            Button(say("Back"), ShowOwn(id_)),
        ),
    )
