"""What an admin sees. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.access.rights import ADMIN, FOCAL, MASTER, SUPERVISOR, TRAINEE, TRAINER
from bot.chat.admin.export_log.actions import ShowPlaces
from bot.chat.admin.impact_report.actions import ShowReports
from bot.chat.admin.personal_data.actions import AskErase
from bot.chat.date_phrases import day_of
from bot.chat.kit.pages import page_of
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed, role_name
from bot.chat.learner.account.actions import AskLost, AskSignOutOf, MakeWayBack
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.cohorts.actions import (
    ChooseAgency,
    GiveRole,
    ShowForecasts,
    ShowRole,
    ShowRoles,
    TakeRole,
)
from bot.chat.trainer.trainer_pathway.actions import ShowCascade
from bot.locale import Words
from storage.people import roles

_INVITED = (TRAINER, SUPERVISOR, FOCAL, TRAINEE, MASTER, ADMIN)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that someone has, with the names to show."""

    role: roles.Role
    person: str
    agency: str


def roles_screen(
    speak: Words,
    held: Sequence[Held],
    given: Sequence[str],
    page: int = 0,
    *,
    everywhere: bool = False,
) -> Screen:
    """Who has which role.

    Args:
        speak: The language.
        held: The roles that may be seen.
        given: Those that may be given out.
        page: Which page of roles, counted from 0.
        everywhere: Whether those of all agencies may: then how forecasts do is seen as well.
    """
    say = speak.say
    good = Button(say("Are forecasts any good?"), ShowForecasts())
    paged = page_of(speak, held, page, ShowRoles)
    lines = [
        Line(Role.TITLE, say("Roles")),
        Line(Role.TEXT, "\n".join(speak.bullet(_told(speak, one)) for one in paged.shown)),
        Line(Role.NOTE, say("Tap a name to take a role back.")),
    ]
    text = say(
        "A master trainer is made of a trainer, under “Trainers”, once enough of their sessions "
        "are signed off. The first one is invited by an admin of all agencies."
    )
    lines.append(Line(Role.NOTE, text))
    return Screen(
        tuple(lines),
        (
            *(Button(_invite(speak, one), ChooseAgency(one)) for one in _INVITED if one in given),
            *(
                Button(
                    speak.beside(one.person, role_name(speak, one.role.role)), ShowRole(one.role.id)
                )
                for one in paged.shown
            ),
            *paged.turns,
            Button(say("Trainers"), ShowCascade(0)),
            Button(say("A lost phone"), AskLost()),
            button(say("Agencies"), "agency_list", 0),
            Button(say("What the training came to"), ShowReports()),
            Button(say("Files"), ShowPlaces()),
            *((good,) if everywhere else ()),
            Button(say("Today"), ShowToday()),
        ),
    )


def _invite(speak: Words, role: str) -> str:
    say = speak.say
    names = {
        TRAINER: say("Invite a trainer"),
        SUPERVISOR: say("Invite a supervisor"),
        FOCAL: say("Invite a focal point"),
        TRAINEE: say("Invite a trainer in training"),
        MASTER: say("Invite a master trainer"),
        ADMIN: say("Invite an admin"),
    }
    return names[role]


def agencies_screen(speak: Words, role: str, agencies: Sequence[tuple[str, str]]) -> Screen:
    """Where someone is to have a role: ids and names to choose from."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Invitation: {role}", role=role_name(speak, role))),
            Line(Role.TEXT, say("At which agency?")),
        ),
        (
            *(Button(headed(name), GiveRole(role, one)) for one, name in agencies),
            Button(say("Back"), ShowRoles()),
        ),
    )


def invitation_screen(
    speak: Words, role: str, agency: str, link: str, until: datetime, timezone: str
) -> Screen:
    """An invitation into a role, as a message that can be passed on as it is."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Invitation to Basira")),
            Line(
                Role.TEXT,
                say("Role: {role}, {agency}.", role=role_name(speak, role), agency=agency),
            ),
            Line(
                Role.TEXT,
                say(
                    "The link opens the bot in Telegram. It is good once, until {day}.",
                    day=day_of(speak, until, timezone),
                ),
            ),
            Line(Role.TEXT, link),
        ),
        (Button(say("All roles"), ShowRoles()),),
    )


def role_screen(speak: Words, held: Held, timezone: str, *, lost: bool, erases: bool) -> Screen:
    """A role that someone has.

    Args:
        speak: The language.
        held: The role.
        timezone: Of whoever looks.
        lost: Whether they may be signed out, and let in again, by whoever looks.
        erases: Whether whoever looks may have them erased.
    """
    say = speak.say
    since = day_of(speak, held.role.granted_at, timezone)
    return Screen(
        (
            Line(Role.TITLE, held.person),
            Line(Role.TEXT, _told(speak, held)),
            Line(Role.TEXT, say("Since {day}.", day=since)),
        ),
        (
            Button(say("Take the role back"), TakeRole(held.role.id)),
            *(_lost(speak, held.role.person) if lost else ()),
            *((Button(say("Erase…"), AskErase(held.role.person)),) if erases else ()),
            Button(say("Back"), ShowRoles()),
        ),
    )


def _lost(speak: Words, person: str) -> tuple[Button, ...]:
    """What helps somebody whose phone or account is lost."""
    return (
        Button(speak.say("Sign out everywhere"), AskSignOutOf(person)),
        Button(speak.say("Code for another account"), MakeWayBack(person)),
    )


def last_admin_screen(speak: Words) -> Screen:
    """A role that must stay."""
    text = speak.say(
        "This is the last admin, so the role stays. Once somebody else has it too, it can be "
        "taken back."
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("All roles"), ShowRoles()),))


def taken_screen(speak: Words) -> Screen:
    """Someone gave up their own role."""
    return Screen((Line(Role.TEXT, speak.say("The role was taken back.")),))


def _told(speak: Words, held: Held) -> str:
    return speak.say(
        "{person}: {role}, {agency}",
        person=held.person,
        role=role_name(speak, held.role.role),
        agency=held.agency,
    )
