"""Screens about invitations: target, result, and remedies."""

from __future__ import annotations

from datetime import datetime

from bot.app.access.rights import SUPERVISOR
from bot.app.enrolment.invitation_opening import OpenedInvitation
from bot.app.onboarding.account_transfer import WAIT
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.learner.live_session import joined_lines, joined_screen, leads_into
from bot.chat.learner.onboarding.profile import names_in_order
from bot.lines import Line, note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import moment_of
from bot.phrases.labels import role_name
from storage.cohorts.invitations import OpeningResult


def leads_to(speak: Words, opened: OpenedInvitation) -> tuple[Line, ...]:
    """The target of an invitation, or why it has none; shown on the notice."""
    if opened.result is OpeningResult.TAKEN:
        taken = speak.say(
            "This place was taken with another Telegram account. It can move here: please agree "
            "first, then comes what that takes."
        )
        return (text(taken),)
    if opened.result is not OpeningResult.GOOD:
        without = speak.say("You can begin without it.")
        return (text(f"{why_useless(speak, opened)} {without}"),)
    return (text(_leads_to(speak, opened)),)


def came_of(speak: Words, opened: OpenedInvitation) -> tuple[Line, ...]:
    """The result of opening an invitation, shown before the next screen."""
    say = speak.say
    if opened.result not in (OpeningResult.GOOD, OpeningResult.ALREADY):
        return (text(why_useless(speak, opened)),)
    if opened.session is not None:
        return joined_lines(speak, opened.session, opened.cohort or "")
    if opened.cohort is not None:
        return (text(say("You are in the cohort “{cohort}”.", cohort=opened.cohort)),)
    role = say("Your role: {role}.", role=_role(speak, opened))
    invitation = opened.opening.invitation if opened.opening else None
    if invitation is not None and invitation.role != SUPERVISOR:  # which opens nothing yet
        more = say("/help shows what it opens.")
        role = f"{role} {more}"
    return (text(role),)


def came_of_screen(speak: Words, opened: OpenedInvitation) -> Screen:
    """The same for someone whose onboarding is over."""
    if opened.session is not None:
        return joined_screen(speak, opened.session, opened.cohort or "")
    return screen(came_of(speak, opened), main(_to_list(speak)))


def why_useless(speak: Words, opened: OpenedInvitation) -> str:
    """Why an invitation brings nothing, and what to do."""
    say = speak.say
    if opened.opening is None:
        return say("Too many wrong invitations. Try again in an hour.")
    if opened.result is OpeningResult.BOUND:
        return say(
            "This place belongs to someone who has more here, so no code of a list can move it. An "
            "admin can make another one."
        )
    ask = say("Ask for a new one where you got it.")
    why = {
        OpeningResult.EXPIRED: say("This invitation has expired."),
        OpeningResult.REVOKED: say("This invitation was taken back."),
        OpeningResult.USED: say("This invitation has been used up."),
        OpeningResult.TAKEN: say("This place belongs to another account."),
    }.get(opened.result, say("I don't know this invitation. Perhaps part of it is missing."))
    return f"{why} {ask}"


def no_code_screen(speak: Words, *, written: bool, awaited: bool) -> Screen:
    """The format of a short code, for people who typed none.

    Args:
        speak: The language.
        written: Whether something was written that cannot be a code.
        awaited: Whether the next message is taken as a code.
    """
    say = speak.say
    return screen(
        written
        and text(say("That is not an invitation code: codes never contain vowels, L, 0 or 1.")),
        text(
            say(
                "Please type the invitation code here, such as: K7QM-4PXD. It has 8 or "
                "12 letters and digits; dashes and spaces may be left out."
            )
            if awaited
            else say(
                "Type the invitation code after /join, such as: /join K7QM-4PXD. It "
                "has 8 or 12 letters and digits; dashes and spaces may be left out."
            )
        ),
    )


def place_screen(speak: Words, token: str, opened: OpenedInvitation) -> Screen:
    """Ask whether the person here is the one for whom a place is kept."""
    say = speak.say
    return screen(
        text(_leads_to(speak, opened)),
        text(say("Is that your name?")),
        main(button(say("Yes, take the place"), "take_place", token)),
        button(say("No, leave it"), "today_below"),
    )


def move_screen(speak: Words, token: str) -> Screen:
    """Ask whether to move the place of a renewed code to this account, and explain the wait."""
    say = speak.say
    return screen(
        title(say("This place was taken with another Telegram account.")),
        text(
            say(
                "If that account is yours as well, your place can move here. The other account "
                "is notified at once and can stop it; if it does not, the place moves after {n} "
                "hours.",
                n=int(WAIT.total_seconds()) // 3600,
            )
        ),
        text(
            say(
                "With it come your name, cohorts, certificates, and what came of assigned "
                "work. What you practised for yourself, and your steps in assigned work, come "
                "only if the other account says yes. Otherwise they stay with it, and where "
                "there is no other account any more they are erased."
            )
        ),
        text(say("Everything done with this account so far is erased.")),
        main(button(say("It is mine, move it here"), "move_place_here", token)),
        button(say("Leave it there"), "today_below"),
    )


def back_screen(speak: Words, token: str, *, known: bool) -> Screen:
    """Ask whether a proven person comes back with this account.

    Args:
        speak: The language.
        token: Of the code.
        known: Whether this account has begun something of its own, which would be erased.
    """
    say = speak.say
    leave = say("Leave it for now")
    return screen(
        title(say("All of yours is still here.")),
        text(
            say(
                "Your place and everything you have done can move to this account now. No"
                " other account will open it."
            )
        ),
        known and text(say("Everything done with this account so far is erased.")),
        main(button(say("It is mine: move it here"), "move_place_here", token)),
        button(leave, "today_below") if known else button(leave, "show_notice", speak.language, ""),
    )


def waiting_screen(speak: Words, opened: OpenedInvitation, now: datetime, timezone: str) -> Screen:
    """A place is on its way to this account."""
    say = speak.say
    assert opened.moves_at is not None
    return screen(
        title(say("Your place is on its way here.")),
        text(
            say(
                "The other account is notified. If it does not refuse, the place moves here "
                "{when}, or a day after that account could be notified. If it agrees, "
                "everything moves at once.",
                when=moment_of(speak, opened.moves_at, now, timezone),
            )
        ),
        note(
            say("Until then nothing needs to be done here.")
            if opened.is_place
            else say("Where there is another admin, it also waits for their yes.")
        ),
        button(say("Today"), "today_below"),
        button(say("It is not mine: call it off"), "call_off_transfer"),
    )


def not_movable_screen(speak: Words) -> Screen:
    """The account that opened a renewed code has a place of its own, which it would lose."""
    return screen(
        text(
            speak.say(
                "This code leads to a place of another account, and this account has a place of "
                "its own. Please open the code with the account to which that place should move."
            )
        ),
        button(speak.say("Today"), "today_below"),
    )


def moved_screen(speak: Words) -> Screen:
    """Everything has moved to this account."""
    return screen(text(speak.say("Done. Your place is here now.")), main(_to_list(speak)))


def _to_list(speak: Words) -> Button:
    return button(speak.say("What's next"), "today_below")


def _leads_to(speak: Words, opened: OpenedInvitation) -> str:
    say = speak.say
    if opened.session is not None:
        return leads_into(speak, opened.session, opened.cohort or "")
    place = opened.opening.place if opened.opening else None
    if place is not None:
        return say(
            "Your trainer has kept a place in the cohort “{cohort}” for: {name}",
            cohort=opened.cohort,
            name=names_in_order(speak, place.names)[0],
        )
    if opened.cohort is not None:
        return say("This invitation leads to the cohort “{cohort}”.", cohort=opened.cohort)
    return say("This invitation leads to a role: {role}", role=_role(speak, opened))


def _role(speak: Words, opened: OpenedInvitation) -> str:
    """A role, and where it is held."""
    found = opened.opening
    role = found.invitation.role if found and found.invitation else None
    name = role_name(speak, role or "")
    agency = opened.agency.names.get(speak.language) if opened.agency else None
    return speak.beside(name, agency) if agency else name
