"""What a person sees outside of an attempt: languages, the list, a card, a pause, help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.services.actions import Begin, Resume, ShowCard, ShowList, Speak
from bot.services.screen import Button, Line, Role, Screen
from bot.words import LANGUAGES, Words, words
from scenarios.model import Scenario
from scenarios.pace import minutes
from scenarios.telling import told


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario in the list, with what this person has of it."""

    scenario: Scenario
    running: str | None = None  # the attempt that is under way
    passed: bool | None = None  # None: never finished


def language_screen(current: str) -> Screen:
    """The choice of language, each in its own words, the present one first."""
    order = sorted(LANGUAGES, key=lambda language: language != current)
    lines = [
        Line(Role.TEXT, words(one).say("In which language would you like to practise?"))
        for one in order
    ]
    return Screen(tuple(lines), tuple(Button(LANGUAGES[one], Speak(one)) for one in order))


def list_screen(speak: Words, listed: Iterable[Listed]) -> Screen:
    """What can be practised, with what is under way first."""
    say = speak.say
    lines = [Line(Role.TITLE, say("Practice"))]
    buttons: list[Button] = []
    for one in sorted(listed, key=lambda item: item.running is None):
        title = _title(one.scenario, speak)
        if one.running is not None:
            buttons.append(
                Button(say("Resume: {title}", title=title), Resume(one.running), main=True)
            )
        else:
            buttons.append(Button(title, ShowCard(one.scenario.id)))
        lines.append(Line(Role.TEXT, _listed(one, title, speak)))
    if not buttons:
        lines.append(Line(Role.TEXT, say("There is no case here yet.")))
    return Screen(tuple(lines), tuple(buttons))


def card_screen(speak: Words, scenario: Scenario) -> Screen:
    """The card of a scenario: a place, a part, how long. Never what kind of case it is."""
    say, language = speak.say, speak.language
    part = told(scenario, language, 0, "your_part", scenario.opening) or ""
    brief = told(scenario, language, 0, "brief", scenario.opening) or ""
    about = minutes(scenario, language)
    return Screen(
        (
            Line(Role.TITLE, _title(scenario, speak)),
            Line(Role.TEXT, say("Your place: {part}", part=part)),
            Line(Role.TEXT, speak.count("About {n} minute", "About {n} minutes", about)),
            Line(Role.TEXT, brief),
            Line(
                Role.NOTE,
                say(
                    "This is an exercise with invented people. A real case belongs with your "
                    "agency's line, not in this chat."
                ),
            ),
            Line(Role.NOTE, say("Not yet reviewed by an expert.")),
        ),
        (
            Button(say("Begin"), Begin(scenario.id), main=True),
            Button(say("All cases"), ShowList()),
        ),
    )


def paused_screen(speak: Words, scenario: Scenario, attempt: str) -> Screen:
    """The attempt rests; its place is kept."""
    return Screen(
        (
            Line(Role.TITLE, speak.say("Paused.")),
            Line(
                Role.TEXT,
                speak.say(
                    "Your place in “{title}” is kept, for as long as you need.",
                    title=_title(scenario, speak),
                ),
            ),
        ),
        (
            Button(speak.say("Continue"), Resume(attempt), main=True),
            Button(speak.say("All cases"), ShowList()),
        ),
    )


def nothing_to_pause_screen(speak: Words) -> Screen:
    """There is no attempt under way."""
    text = speak.say("No case is under way, so there is nothing to pause.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All cases"), ShowList()),))


def help_screen(
    speak: Words, commands: Iterable[tuple[str, str]], running: str | None = None
) -> Screen:
    """What this is, and the commands."""
    say = speak.say
    listed = "\n".join(f"/{name} · {what}" for name, what in commands)
    return Screen(
        (
            Line(Role.TITLE, say("How this works")),
            Line(
                Role.TEXT,
                say(
                    "Read what happens, then tap what you would do. There is no hurry, and you may "
                    "stop at any time."
                ),
            ),
            Line(Role.TEXT, listed),
            Line(
                Role.NOTE,
                say(
                    "This is an exercise with invented people. A real case belongs with your "
                    "agency's line, not in this chat."
                ),
            ),
        ),
        (_way_back(speak, running),),
    )


def unasked_screen(speak: Words, running: str | None) -> Screen:
    """A kind answer to what nobody asked for: it was not kept, and real cases belong elsewhere."""
    say = speak.say
    return Screen(
        (
            Line(
                Role.TEXT,
                say(
                    "Thank you. In this chat only buttons and commands are read; "
                    "what you sent is not kept."
                ),
            ),
            Line(
                Role.NOTE,
                say(
                    "If it is about a real person, please pass it on through your agency's line, "
                    "and delete it here."
                ),
            ),
        ),
        (_way_back(speak, running),),
    )


def unknown_command_screen(speak: Words, running: str | None) -> Screen:
    """There is no such command."""
    text = speak.say("There is no such command here. /help shows those there are.")
    return Screen((Line(Role.TEXT, text),), (_way_back(speak, running),))


def nothing_to_resume_screen(speak: Words) -> Screen:
    """There is no attempt to go back to."""
    text = speak.say("No case is under way.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All cases"), ShowList()),))


def gone_screen(speak: Words) -> Screen:
    """What was tapped is no longer there."""
    text = speak.say("This button belongs to something that is no longer here.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All cases"), ShowList()),))


def _way_back(speak: Words, running: str | None) -> Button:
    """To the case under way, or to the list."""
    if running is None:
        return Button(speak.say("All cases"), ShowList())
    return Button(speak.say("Back to the case"), Resume(running), main=True)


def _title(scenario: Scenario, speak: Words) -> str:
    return told(scenario, speak.language, 0, "title", scenario.opening) or scenario.id


def _listed(one: Listed, title: str, speak: Words) -> str:
    about = speak.count(
        "About {n} minute", "About {n} minutes", minutes(one.scenario, speak.language)
    )
    if one.running is not None:
        state = speak.say("under way")
    elif one.passed is None:
        state = speak.say("new")
    else:
        state = speak.say("passed") if one.passed else speak.say("worth another try")
    return f"{title}\n{about} · {state}"
