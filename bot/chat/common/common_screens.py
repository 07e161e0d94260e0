"""Screens outside attempts: languages, pause, help, missing things."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Screen, screen
from bot.lines import Line, LineRole, text
from bot.locale import Words, words
from bot.phrases.case_phrases import title_of
from scenarios.languages import LANGUAGES
from scenarios.model import Scenario


def language_screen(current: str) -> Screen:
    """The choice of language, each in its own words, the present one first."""
    order = sorted(LANGUAGES, key=lambda code: code != current)
    lines = [
        Line(LineRole.TEXT, words(name).say("In which language would you like to practise?"))
        for name in order
    ]
    return Screen(
        tuple(lines), tuple(button(LANGUAGES[name].name, "choose_language", name) for name in order)
    )


def paused_screen(speak: Words, scenario: Scenario, attempt: str, until: str) -> Screen:
    """The attempt rests; its place is kept until some day."""
    return Screen(
        (
            Line(LineRole.TITLE, speak.say("Paused.")),
            Line(
                LineRole.TEXT,
                speak.say(
                    "Your place in “{title}” is kept until {day}.",
                    title=title_of(speak, scenario),
                    day=until,
                ),
            ),
        ),
        (
            main(button(speak.say("Continue"), "resume_attempt", attempt)),
            button(speak.say("Today"), "today_below"),
        ),
    )


def nothing_to_pause_screen(speak: Words) -> Screen:
    """There is no attempt under way."""
    text = speak.say("No case is under way, so there is nothing to pause.")
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def not_handed_screen(speak: Words, largest: int | None) -> Screen:
    """An expected file that could not be downloaded.

    Args:
        largest: The size limit in bytes, if the file exceeds it; None if the download failed.
    """
    if largest is None:
        text = speak.say("The file could not be fetched. Send it once more in a while.")
    else:
        text = speak.say(
            "This file is too large: at most {n} kB are taken. Send a smaller one.",
            n=largest // 1024,
        )
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def not_made_screen(speak: Words) -> Screen:
    """A slow answer that failed."""
    text = speak.say("This could not be made. Ask for it again in a while.")
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def too_many_screen(speak: Words) -> Screen:
    """So much is being made for them that this is not."""
    text = speak.say(
        "Several things are being made for you already, and this one is left out. Ask for it once "
        "more when they are here."
    )
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def hurried_toast(speak: Words) -> str:
    """So many of their taps wait that this one is not taken."""
    return speak.say("That was too fast. Tap once more in a moment.")


def hurried_screen(speak: Words) -> Screen:
    """So many of their messages wait that some are not read."""
    text = speak.say(
        "So many messages came at once that not all of them were read. Send what is missing once "
        "more in a moment."
    )
    return Screen((Line(LineRole.TEXT, text),))


def help_screen(
    speak: Words, commands: Iterable[tuple[str, str]], running: str | None = None
) -> Screen:
    """The purpose of the bot, and the commands."""
    say = speak.say
    listed = "\n".join(speak.beside(f"/{name}", what) for name, what in commands)
    return Screen(
        (
            Line(LineRole.TITLE, say("How this works")),
            Line(
                LineRole.TEXT,
                say(
                    "Read what happens, then tap what you would do. There is no hurry but where a "
                    "step says how long there is, and /settings switches that off. You may stop "
                    "at any time."
                ),
            ),
            Line(LineRole.TEXT, listed),
            Line(
                LineRole.NOTE,
                say(
                    "This is an exercise with invented people. A real case belongs with your "
                    "agency's line, not in this chat."
                ),
            ),
        ),
        (_way_back(speak, running),),
    )


def group_screen(languages: Sequence[Words]) -> Screen:
    """A note in every language that the bot works in private chats only."""
    return screen(
        text(speak.say("This works in a private chat only: please write to me there."))
        for speak in languages
    )


def unknown_command_screen(speak: Words, running: str | None) -> Screen:
    """There is no such command."""
    text = speak.say("There is no such command here. /help shows those there are.")
    return Screen((Line(LineRole.TEXT, text),), (_way_back(speak, running),))


def with_left(speak: Words, screen: Screen) -> Screen:
    """A screen that took the place of a question, with a word on it."""
    text = speak.say("I've cancelled the earlier question. You can open it again.")
    return replace(screen, lines=(*screen.lines, Line(LineRole.NOTE, text)))


def nothing_to_resume_screen(speak: Words) -> Screen:
    """There is no attempt to go back to."""
    text = speak.say("No case is under way.")
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def gone_screen(speak: Words) -> Screen:
    """The tapped thing no longer exists."""
    text = speak.say("This button belongs to something that is no longer here.")
    return Screen((Line(LineRole.TEXT, text),), (button(speak.say("Today"), "today_below"),))


def _way_back(speak: Words, running: str | None) -> Button:
    """To the case under way, or to the list."""
    if running is None:
        return button(speak.say("Today"), "today_below")
    return main(button(speak.say("Back to the case"), "resume_attempt", running))
