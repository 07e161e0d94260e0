"""What is said about an invitation: where it leads, what came of it, and what to do if nothing."""

from __future__ import annotations

from datetime import datetime

from bot.app.access.rights import SUPERVISOR
from bot.app.onboarding.account_transfer import WAIT
from bot.chat.date_phrases import moment_of
from bot.chat.kit.actions import ShowList
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import role_name
from bot.chat.learner.account.actions import CallOff
from bot.chat.learner.live_session import joined_lines, joined_screen, leads_into
from bot.chat.learner.onboarding.actions import MoveHere, ShowNotice, TakePlace
from bot.chat.learner.onboarding.enrolment_screens import in_order
from bot.chat.learner.onboarding.invitation import Brought
from bot.locale import Words
from storage.cohorts.invitations import OpeningResult


def leads_to(speak: Words, brought: Brought) -> tuple[Line, ...]:
    """Where an invitation leads, or why it leads nowhere; said on the notice."""
    if brought.what is OpeningResult.TAKEN:
        text = speak.say(
            "This place was taken with another Telegram account. It can move here: please agree "
            "first, then comes what that takes."
        )
        return (Line(Role.TEXT, text),)
    if brought.what is not OpeningResult.GOOD:
        without = speak.say("It is possible to begin without.")
        return (Line(Role.TEXT, f"{trouble(speak, brought)} {without}"),)
    return (Line(Role.TEXT, _leads_to(speak, brought)),)


def came_of(speak: Words, brought: Brought) -> tuple[Line, ...]:
    """What came of opening an invitation; said before whatever comes next."""
    say = speak.say
    if brought.what not in (OpeningResult.GOOD, OpeningResult.ALREADY):
        return (Line(Role.TEXT, trouble(speak, brought)),)
    if brought.room is not None:
        return joined_lines(speak, brought.room, brought.cohort or "")
    if brought.cohort is not None:
        text = say("You are in the cohort “{cohort}”.", cohort=brought.cohort)
    else:
        text = say("Your role here: {role}.", role=_role(speak, brought))
        invitation = brought.found.invitation if brought.found else None
        if invitation is not None and invitation.role != SUPERVISOR:  # which opens nothing yet
            more = say("/help shows what it opens.")
            text = f"{text} {more}"
    return (Line(Role.TEXT, text),)


def came_of_screen(speak: Words, brought: Brought) -> Screen:
    """The same for someone who has arrived already."""
    if brought.room is not None:
        return joined_screen(speak, brought.room, brought.cohort or "")
    to_list = Button(speak.say("What there is to do"), ShowList(), main=True)
    return Screen(came_of(speak, brought), (to_list,))


def trouble(speak: Words, brought: Brought) -> str:
    """Why an invitation brings nothing, and what to do."""
    say = speak.say
    if brought.found is None:
        return say("Too many invitations that are not good were tried. In an hour it goes on.")
    if brought.what is OpeningResult.BOUND:
        return say(
            "This place belongs to someone who has more here, so no code of a list can move it. An "
            "admin can make another one."
        )
    ask = say("Whoever gave it to you can make a new one.")
    why = {
        OpeningResult.EXPIRED: say("This invitation has run out."),
        OpeningResult.REVOKED: say("This invitation was taken back."),
        OpeningResult.USED: say("This invitation was used as often as it may be."),
        OpeningResult.TAKEN: say("This place belongs to another account."),
    }.get(brought.what, say("This invitation is not known here. Perhaps a part of it is missing."))
    return f"{why} {ask}"


def no_code_screen(speak: Words, *, written: bool, awaited: bool) -> Screen:
    """How a short code is written, for whoever wrote none.

    Args:
        speak: The language.
        written: Whether something was written that cannot be a code.
        awaited: Whether a code is looked at that is typed alone.
    """
    lines = []
    if written:
        text = speak.say(
            "This is no code as invitations have them: vowels, L, 0 and 1 do not occur in one."
        )
        lines.append(Line(Role.TEXT, text))
    if awaited:
        text = speak.say(
            "Please type the code of the invitation here, such as: K7QM-4PXD. It has 8 or 12 "
            "letters and digits; dashes and spaces may be left out."
        )
    else:
        text = speak.say(
            "After /join comes the code of the invitation, such as: /join K7QM-4PXD. It has 8 or "
            "12 letters and digits; dashes and spaces may be left out."
        )
    return Screen((*lines, Line(Role.TEXT, text)))


def place_screen(speak: Words, token: str, brought: Brought) -> Screen:
    """Whether someone who is here is the one for whom a place is kept."""
    return Screen(
        (
            Line(Role.TEXT, _leads_to(speak, brought)),
            Line(Role.TEXT, speak.say("Is that your name?")),
        ),
        (
            Button(speak.say("Yes, take the place"), TakePlace(token), main=True),
            Button(speak.say("No, leave it"), ShowList()),
        ),
    )


def move_screen(speak: Words, token: str) -> Screen:
    """Whether the place of a renewed code is to move to this account, and what that takes."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("This place was taken with another Telegram account.")),
            Line(
                Role.TEXT,
                say(
                    "If that account is yours as well, your place can move here. The other account "
                    "is told at once and can stop it; if it does not, the place moves after "
                    "{n} hours.",
                    n=int(WAIT.total_seconds()) // 3600,
                ),
            ),
            Line(
                Role.TEXT,
                say(
                    "With it come your name, cohorts, certificates, and what came of assigned "
                    "work. What you practised for yourself, and your steps in assigned work, come "
                    "only if the other account says yes. Otherwise they stay with it, and where "
                    "there is no other account any more they are erased."
                ),
            ),
            Line(Role.TEXT, say("What was done with this account so far is erased.")),
        ),
        (
            Button(say("It is mine, move it here"), MoveHere(token), main=True),
            Button(say("Leave it there"), ShowList()),
        ),
    )


def back_screen(speak: Words, token: str, *, known: bool) -> Screen:
    """Whether somebody who proves who they are is to come back with this account.

    Args:
        speak: The language.
        token: Of the code.
        known: Whether this account has begun something of its own, which would be erased.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, say("All of yours is still here.")),
        Line(
            Role.TEXT,
            say(
                "It can come to this account now: your place and whatever you have done. No other "
                "account opens any of it then."
            ),
        ),
    ]
    if known:
        lines.append(Line(Role.TEXT, say("What was done with this account so far is erased.")))
    other = ShowList() if known else ShowNotice(speak.language, "")
    return Screen(
        tuple(lines),
        (
            Button(say("It is mine, bring it here"), MoveHere(token), main=True),
            Button(say("Leave it for now"), other),
        ),
    )


def waiting_screen(speak: Words, brought: Brought, now: datetime, timezone: str) -> Screen:
    """A place is on its way to this account."""
    say = speak.say
    assert brought.moves_at is not None
    when = moment_of(speak, brought.moves_at, now, timezone)
    note = (
        say("Until then nothing needs to be done here.")
        if brought.is_place
        else say("Where there is another admin, it also waits for their yes.")
    )
    return Screen(
        (
            Line(Role.TITLE, say("Your place is on its way here.")),
            Line(
                Role.TEXT,
                say(
                    "The other account is told. If it does not say no, the place is here: {when}, "
                    "or a day after that account could be told. If it says yes, it comes at once, "
                    "with everything.",
                    when=when,
                ),
            ),
            Line(Role.NOTE, note),
        ),
        (
            Button(say("Today"), ShowList()),
            Button(say("It is not mine: call it off"), CallOff()),
        ),
    )


def not_movable_screen(speak: Words) -> Screen:
    """The account that opened a renewed code has a place of its own, which nobody may lose so."""
    text = speak.say(
        "This code leads to a place of another account, and this account has a place of its own. "
        "Please open the code with the account to which that place should move."
    )
    return Screen((Line(Role.TEXT, text),), (Button(speak.say("Today"), ShowList()),))


def moved_screen(speak: Words) -> Screen:
    """Everything has moved to this account."""
    text = speak.say("Done. Your place is here now.")
    to_list = Button(speak.say("What there is to do"), ShowList(), main=True)
    return Screen((Line(Role.TEXT, text),), (to_list,))


def _leads_to(speak: Words, brought: Brought) -> str:
    say = speak.say
    if brought.room is not None:
        return leads_into(speak, brought.room, brought.cohort or "")
    place = brought.found.place if brought.found else None
    if place is not None:
        return say(
            "Your trainer has kept a place in the cohort “{cohort}” for: {name}",
            cohort=brought.cohort,
            name=in_order(speak, place.names)[0],
        )
    if brought.cohort is not None:
        return say("This invitation leads to the cohort “{cohort}”.", cohort=brought.cohort)
    return say("This invitation leads to a role: {role}", role=_role(speak, brought))


def _role(speak: Words, brought: Brought) -> str:
    """A role, and where it is held."""
    found = brought.found
    role = found.invitation.role if found and found.invitation else None
    name = role_name(speak, role or "")
    agency = brought.agency.names.get(speak.language) if brought.agency else None
    return speak.beside(name, agency) if agency else name
