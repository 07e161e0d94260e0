"""What a trainer sees of people in a cohort, one by one. Pure."""

from __future__ import annotations

from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account import account_view
from bot.chat.learner.account.account_view import Standing
from bot.chat.trainer.cohort_settings.actions import ChooseMove
from bot.chat.trainer.cohorts.actions import (
    RemoveMember,
    RemoveNow,
    RenewCode,
    ShowCohort,
    ShowMember,
    ShowMembers,
)
from bot.locale import Words
from storage.cohorts import roster
from storage.cohorts.cohorts import Cohort


def member_screen(speak: Words, cohort: Cohort, person: str, name: str, seen: Standing) -> Screen:
    """Someone in a cohort: with a place on its list, a new code can be made."""
    say, place = speak.say, seen.place
    state = (
        say("In the cohort without a place on its list.")
        if place is None
        else say("Has come. A new code lets the same person in from another Telegram account.")
    )
    renew = (Button(say("Make a new code"), RenewCode(place.id)),) if place else ()
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(Role.NOTE, cohort.name),
            Line(Role.TEXT, state),
            *account_view.lines(speak, seen),
        ),
        (
            main(button(say("Assigned work"), "member_progress", cohort.id, person, 0)),
            *renew,
            *account_view.buttons(speak, seen),
            Button(say("Move into another cohort"), ChooseMove(cohort.id, person, 0)),
            Button(say("Remove from the cohort"), RemoveMember(cohort.id, person)),
            Button(say("Back"), ShowMembers(cohort.id, 0)),
        ),
    )


def ask_screen(
    speak: Words,
    cohort: Cohort,
    person: str,
    name: str,
    place: roster.Place | None,
    *,
    links: bool,
) -> Screen:
    """Whether someone is really to be let out, and what becomes of their place."""
    say = speak.say
    lines = [
        Line(Role.TITLE, say("Remove {name} from {cohort}?", name=name, cohort=cohort.name)),
        Line(Role.TEXT, say("What was done for this cohort stays in its numbers.")),
    ]
    if place is not None:
        text = say("If the place was taken by mistake, it can be kept for somebody else.")
        lines.append(Line(Role.TEXT, text))
    if links:
        text = say("A link is out that lets anyone in. It can be taken back under “Invite”.")
        lines.append(Line(Role.NOTE, text))
    kept = Button(say("Yes, and keep the place"), RemoveNow(cohort.id, person, keep_place=True))
    return Screen(
        tuple(lines),
        (
            Button(say("Back"), ShowMember(cohort.id, person)),
            *((kept,) if place else ()),
            Button(say("Yes, remove"), RemoveNow(cohort.id, person, keep_place=False)),
        ),
    )


def removed_screen(speak: Words, cohort: Cohort) -> Screen:
    """Someone was let out."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, cohort.name),
            Line(Role.TEXT, say("Removed. Nothing of this cohort is due there any more.")),
        ),
        (
            Button(say("Who is in it"), ShowMembers(cohort.id, 0), main=True),
            Button(say("Back to the cohort"), ShowCohort(cohort.id)),
        ),
    )
