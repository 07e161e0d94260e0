"""What a trainer sees of a place on a cohort's list. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.onboarding.place_standing import PlaceStanding
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account import account_view
from bot.chat.trainer.cohorts.actions import RenewCode, ShowPlace
from bot.chat.trainer.invitations.actions import ChoosePaper, RemovePlace, RemovePlaceNow
from bot.locale import Words
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort


def place_screen(
    speak: Words, place: roster.Place, cohort: Cohort, name: str, seen: PlaceStanding, *, come: bool
) -> Screen:
    """A place on the list, its code, and what was answered on paper.

    Args:
        speak: The language.
        place: Which.
        cohort: Whose.
        name: How whoever it is for is called.
        seen: How it stands with its codes.
        come: Whether somebody came for it with an account.
    """
    say = speak.say
    if come:
        state = say("Has come. A new code lets the same person in from another Telegram account.")
    elif place.person is not None:
        state = say(
            "Takes part on paper so far. A new code takes the place of the old one; whoever opens "
            "it finds what was entered as their own."
        )
    else:
        state = say("Has not come yet. A new code takes the place of the old one.")
    lines = [Line(Role.TITLE, name), Line(Role.NOTE, cohort.name)]
    if place.number:
        lines.append(Line(Role.TEXT, say("Staff number: {number}", number=place.number)))
    return Screen(
        (*lines, Line(Role.TEXT, state), *account_view.lines(speak, seen)),
        (
            *_with_answers(speak, place, cohort),
            Button(say("Make a new code"), RenewCode(place.id)),
            *account_view.buttons(speak, seen),
            *(() if come else _waiting(speak, place)),
            button(say("Back"), "member_list", cohort.id, 0),
        ),
    )


def _with_answers(speak: Words, place: roster.Place, cohort: Cohort) -> Iterator[Button]:
    if place.person is not None:
        yield button(speak.say("Assigned work"), "member_progress", cohort.id, place.person, 0)
        yield button(
            speak.say("Move into another cohort"), "choose_move", cohort.id, place.person, 0
        )
    else:
        yield button(speak.say("Move into another cohort"), "choose_place_move", place.id, 0)


def _waiting(speak: Words, place: roster.Place) -> Iterator[Button]:
    yield Button(speak.say("Enter answers from paper"), ChoosePaper(place.id))
    yield Button(speak.say("Take off the list"), RemovePlace(place.id))


def remove_screen(speak: Words, place: roster.Place, cohort: Cohort, name: str) -> Screen:
    """Whether somebody is really to be taken off the list."""
    say = speak.say
    lines = [
        Line(
            Role.TITLE, say("Take {name} off the list of {cohort}?", name=name, cohort=cohort.name)
        ),
        Line(Role.TEXT, say("The personal code is good no more.")),
    ]
    if place.person is not None:
        text = say(
            "What was entered from paper stays as numbers without a name, outside the cohort."
        )
        lines.append(Line(Role.TEXT, text))
    return Screen(
        tuple(lines),
        (
            Button(say("Yes, take off the list"), RemovePlaceNow(place.id)),
            Button(say("Back"), ShowPlace(place.id)),
        ),
    )


def removed_screen(speak: Words, cohort: Cohort) -> Screen:
    """Somebody is off the list."""
    say = speak.say
    return Screen(
        (Line(Role.TEXT, say("Done. The list is one shorter.")),),
        (button(say("Who is in it"), "member_list", cohort.id, 0),),
    )
