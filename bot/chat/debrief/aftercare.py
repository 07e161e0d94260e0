"""After a hard case: what would be written down, and how someone is. Neither is kept."""

from __future__ import annotations

from bot.chat.debrief.actions import AfterHard, AskFeeling, AskNote, LookBack
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.helplines.actions import ShowSupport
from bot.locale import Words

NOTE, FEELING = "debrief-note", "debrief-feeling"  # what a person is awaited to say


def after_screen(speak: Words, attempt: str) -> Screen:
    """Two questions for oneself."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("After a hard case")),
            Line(
                Role.TEXT,
                say(
                    "Two questions, for you alone. What you type is not kept, and nobody reads it."
                ),
            ),
        ),
        (
            Button(say("What would you write down?"), AskNote(attempt), main=True),
            Button(say("How are you?"), AskFeeling(attempt)),
            Button(say("Back to the overview"), LookBack(attempt)),
        ),
    )


def note_question(speak: Words, attempt: str) -> Screen:
    """What would you write down?"""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("What would you write down?")),
            Line(
                Role.TEXT,
                say(
                    "Type it here, as it would stand in the file, about the people of this case "
                    "only. It is not kept, and nobody reads it."
                ),
            ),
        ),
        (Button(say("Back to the two questions"), AfterHard(attempt)),),
    )


def note_answer(speak: Words, attempt: str) -> Screen:
    """What a note needs, for someone to hold theirs against."""
    say = speak.say
    asked = (
        say("What was seen and heard, in the person's own words"),
        say("Time, place, and who was there"),
        say("No verdict, and no guess"),
        say("Only for those who need it"),
    )
    return Screen(
        (
            Line(Role.TITLE, say("Thank you. It was not kept.")),
            Line(Role.HEADING, say("A good note has:")),
            Line(Role.TEXT, "\n".join(speak.bullet(one) for one in asked)),
        ),
        (
            Button(say("How are you?"), AskFeeling(attempt), main=True),
            Button(say("Back to the overview"), LookBack(attempt)),
        ),
    )


def feeling_question(speak: Words, attempt: str) -> Screen:
    """How are you?"""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("How are you?")),
            Line(
                Role.TEXT,
                say(
                    "Stories like this one can stay with people, and that is expected in this "
                    "work. A word may be typed here, or none: it is not kept, and nobody reads it."
                ),
            ),
        ),
        (
            Button(say("Support for you"), ShowSupport()),
            Button(say("Back to the two questions"), AfterHard(attempt)),
        ),
    )


def feeling_answer(speak: Words, attempt: str) -> Screen:
    """A kind word, and where support is."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Thank you. It was not kept.")),
            Line(
                Role.TEXT,
                say(
                    "If it stays with you, a short pause and a talk with a colleague you trust may "
                    "do good. Support for you: /support"
                ),
            ),
        ),
        (
            Button(say("Support for you"), ShowSupport(), main=True),
            Button(say("Back to the overview"), LookBack(attempt)),
        ),
    )
