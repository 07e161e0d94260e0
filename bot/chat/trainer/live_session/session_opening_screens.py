"""What a trainer sees before a class comes in. Pure."""

from __future__ import annotations

from bot.app.cohorts.pasted_names import MOST_LETTERS
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import ShowCohort
from bot.chat.trainer.live_session.actions import (
    AskRoomPlace,
    ChooseRoomCase,
    OpenRoom,
    SpeakOnPage,
)
from bot.locale import LANGUAGES, Words
from storage.cohorts.cohorts import Cohort
from storage.live_session.live_sessions import Session


def ask_place_screen(speak: Words, cohort: Cohort, title: str) -> Screen:
    """Where it is going to be."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, speak.beside(cohort.name, title)),
            Line(Role.PROMPT, say("Where will it be?")),
            Line(
                Role.TEXT,
                say(
                    "Just type the place, such as “Training room 3”, at most {n} letters. It "
                    "stands in the record of the session.",
                    n=MOST_LETTERS,
                ),
            ),
        ),
        (Button(say("Back"), ChooseRoomCase(cohort.id, 0)),),
    )


def where_words(speak: Words, session: Session, cohort: Cohort) -> str:
    """With whom and where, written in the direction of the place."""
    return speak.beside(cohort.name, session.place)


def no_place_screen(speak: Words, cohort: str) -> Screen:
    """What was typed cannot be a place."""
    text = speak.say("A place needs letters or numbers. Please type it again.")
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Back"), ShowCohort(cohort)),))


def ready_screen(
    speak: Words, session: Session, cohort: Cohort, title: str, *, served: bool
) -> Screen:
    """All that is set, before anybody is let in."""
    say = speak.say
    others = [one for one in LANGUAGES if one != session.language]
    page = (
        say("On the page for all: {language}.", language=speak.tongue(session.language))
        if served
        else no_page(speak)
    )
    return Screen(
        (
            Line(Role.TITLE, title),
            Line(Role.NOTE, where_words(speak, session, cohort)),
            Line(
                Role.TEXT,
                say(
                    "Phones come in by a QR code and vote here in the chat; whoever has none "
                    "raises a hand. The room sees how many chose what, and nobody sees who."
                ),
            ),
            Line(Role.TEXT, page),
        ),
        (
            Button(say("Open the session"), OpenRoom(session.id), main=True),
            *(
                Button(say("Page in {language}", language=speak.tongue(one)), _page(session, one))
                for one in others
                if served
            ),
            Button(say("Change the place"), AskRoomPlace(cohort.id, session.scenario)),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )


def no_page(speak: Words) -> str:
    """That there is no page for all, and what to do."""
    return speak.say(
        "This installation has no address for a page on the wall, so the scenes come on every "
        "phone, and you read them out."
    )


def _page(session: Session, language: str) -> SpeakOnPage:
    return SpeakOnPage(session.id, language)
