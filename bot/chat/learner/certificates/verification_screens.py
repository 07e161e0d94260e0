"""What is seen of a certificate by whoever has its code. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.chat.certificate_phrases import certificate_limits
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.cards.assigned_work_phrases import programme_title
from bot.chat.learner.certificates.actions import AskRevoke
from bot.chat.learner.today.actions import ShowToday
from bot.locale import Words
from storage.certificates.certificates import Certificate


@dataclass(frozen=True, slots=True)
class Checked:
    """A certificate that was found by its code."""

    certificate: Certificate
    name: str  # of its holder, as they wish it to be seen
    may_revoke: bool


def how_screen(speak: Words, *, written: bool, awaited: bool) -> Screen:
    """How a certificate is checked.

    Args:
        speak: The language.
        written: Whether something was written that cannot be a code.
        awaited: Whether a code is looked at that is typed alone.
    """
    lines = []
    if written:
        text = speak.say(
            "This is no code as certificates have them: vowels, L, 0 and 1 do not occur in one."
        )
        lines.append(Line(Role.TEXT, text))
    if awaited:
        text = speak.say(
            "Please type the code of the certificate here, such as: K7QM-4PXD-9RTW. It has 12 "
            "letters and digits; dashes and spaces may be left out."
        )
    else:
        text = speak.say(
            "After /verify comes the code of a certificate, such as: /verify K7QM-4PXD-9RTW. It "
            "has 12 letters and digits; dashes and spaces may be left out."
        )
    return Screen((*lines, Line(Role.TEXT, text)))


def unknown_screen(speak: Words) -> Screen:
    """There is no such code, or too many wrong ones were tried."""
    say = speak.say
    text = say(
        "Please compare the code letter by letter. After ten wrong codes none is looked at for an "
        "hour."
    )
    erased = say("A code is also unknown once its holder has erased all that was kept about them.")
    title = Line(Role.TITLE, say("No certificate has this code."))
    return Screen((title, Line(Role.TEXT, text), Line(Role.NOTE, erased)))


def checked_screen(speak: Words, found: Checked, now: datetime, timezone: str) -> Screen:
    """Whether a certificate holds, what it is of, and whose.

    Args:
        speak: The language of who asks.
        found: What was found.
        now: The moment.
        timezone: In which its days are told.
    """
    say, one = speak.say, found.certificate
    issued, until = (date_of(speak, at, timezone) for at in (one.issued_at, one.expires_at))
    about = (
        programme_title(speak, one.programme),
        say("Given to: {name}", name=found.name),
        say("Issued on {day}", day=issued),
        say("Good until {day}", day=until),
    )
    lines = (
        Line(Role.TITLE, _verdict(speak, one, now)),
        Line(Role.TEXT, "\n".join(about)),
        Line(Role.NOTE, certificate_limits(speak)),
    )
    take_back = Button(say("Take the certificate back"), AskRevoke(one.id))
    return Screen(lines, (take_back,) if found.may_revoke else ())


def why_screen(speak: Words, one: Certificate, *, most: int | None = None) -> Screen:
    """Why a certificate is to be taken back.

    Args:
        speak: The language.
        one: Which.
        most: How many letters there may be, where there were too many or none.
    """
    say = speak.say
    lines = [
        Line(Role.TITLE, say("Why is the certificate taken back?")),
        Line(Role.NOTE, programme_title(speak, one.programme)),
        Line(
            Role.TEXT,
            say("Just type it in a sentence. Its holder is told it, and it cannot be undone."),
        ),
    ]
    if most is not None:
        lines.append(Line(Role.TEXT, say("At most {n} letters, on one line.", n=most)))
    return Screen(tuple(lines), (Button(say("Leave it as it is"), ShowToday()),))


def taken_back_screen(speak: Words, one: Certificate) -> Screen:
    """It was taken back."""
    say = speak.say
    text = say("The certificate was taken back. Its holder is told why.")
    return Screen(
        (Line(Role.TEXT, text), Line(Role.NOTE, programme_title(speak, one.programme))),
        (Button(say("Today"), ShowToday()),),
    )


def _verdict(speak: Words, one: Certificate, now: datetime) -> str:
    if one.revoked_at is not None:
        return speak.say("This certificate was taken back.")
    if one.holds(now):
        return speak.say("This certificate holds.")
    return speak.say("This certificate has run out.")
