"""The commands a person can give, with what each is for, in their language."""

from __future__ import annotations

from collections.abc import Collection

from bot.app.access.rights import TRAINEE, TRAINER, Right, may, permitted_agencies
from bot.locale import Words
from storage.people.roles import EVERYWHERE, Role


def commands(speak: Words) -> tuple[tuple[str, str], ...]:
    """Name and purpose of each command of the menu, in its order."""
    say = speak.say
    return (
        ("today", say("What's next")),
        ("practice", say("All cases, by field of work")),
        ("resume", say("Back to the case under way")),
        ("pause", say("Pause; your place is kept")),
        ("progress", say("How far you are")),
        ("settings", say("Language, hours, your data")),
        ("support", say("Support for you")),
        ("me", say("This is about me")),
        ("help", say("How this works")),
    )


def commands_of(
    speak: Words, held: Collection[Role], *, console: bool
) -> tuple[tuple[str, str], ...]:
    """Those that come with someone's roles; only their help tells of them.

    Args:
        speak: Their language.
        held: Their roles.
        console: Whether there is a console.
    """
    found = (*_of_training(speak, held), *_of_agencies(speak, held))
    if console and held:
        return (*found, ("console", speak.say("The same on web pages, for a big screen")))
    return found


def _of_training(speak: Words, held: Collection[Role]) -> list[tuple[str, str]]:
    say = speak.say
    found = []
    if permitted_agencies(held, Right.CREATE_COHORT):
        found.append(("cohorts", say("Your cohorts and their assignments")))
    if permitted_agencies(held, Right.OBSERVE):
        found.append(("sessions", say("Observe a class and sign it off")))
    if permitted_agencies(held, Right.SEE_GUIDES):
        found.append(("programmes", say("Programmes, and guides to lead a room by")))
    if permitted_agencies(held, Right.SEE_TRAINERS):
        found.append(("trainers", say("Trainers and trainers in training")))
    elif any(role.role in (TRAINEE, TRAINER) for role in held):
        found.append(("trainers", say("Your path as a trainer")))
    if permitted_agencies(held, Right.SEE_TEAM):
        found.append(("team", say("Who has done their assigned work")))
    if permitted_agencies(held, Right.WRITE_SCENARIO) or permitted_agencies(
        held, Right.APPROVE_SCENARIO
    ):
        found.append(("scenarios", say("Scenarios of your own: send, share, publish")))
    return found


def _of_agencies(speak: Words, held: Collection[Role]) -> list[tuple[str, str]]:
    say = speak.say
    found = []
    if permitted_agencies(held, Right.SEE_TOTALS):
        found.append(("totals", say("An agency's monthly figures")))
    if permitted_agencies(held, Right.SEE_ROLES):
        found.append(("admin", say("Roles and invitations")))
    if may(held, Right.SEE_HEALTH, EVERYWHERE):
        found.append(("health", say("System health")))
    return found


def further_commands(speak: Words) -> tuple[tuple[str, str], ...]:
    """Those that only help tells of: a menu that is longer is not read."""
    say = speak.say
    return (
        ("join", say("Join a cohort with an invitation code")),
        ("refresh", say("A short question now")),
        ("refreshers", say("What you remember, and when questions come")),
        ("certificates", say("Your programmes and certificates")),
        ("verify", say("Check a certificate by its code")),
        ("wrong", say("Something is wrong here")),
        ("language", say("English or Arabic")),
        ("hide", say("Remove what I wrote here in the last 48 hours")),
        ("privacy", say("The privacy notice")),
        ("mydata", say("What is kept about you")),
        ("erase", say("Erase all that is kept about you")),
    )
