"""What a trainer sees of personal codes. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.app.cohorts.pasted_names import MOST_NAMES, Pasted
from bot.app.onboarding.person_names import MOST as MOST_NAME
from bot.app.onboarding.place_codes import Coded
from bot.chat.date_phrases import day_of
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.trainer.cohorts.actions import RenewCodes, RenewTaken, ShowInviting
from bot.locale import Words
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place

MOST_ROWS = 20  # fields of work that are named: a message has 4,096 letters


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a list."""

    cohort: Cohort
    new: int  # got a code
    listed: int = 0  # were on the list before
    unread: Sequence[int] = ()  # lines without a name
    signs: str = ""  # in those, what stands in no name
    unknown_jobs: Sequence[tuple[int, str]] = ()  # fields of work that there are not, by line
    fields: Sequence[str] = ()  # of work, that there are


def ask_names_screen(speak: Words, cohort: Cohort, fields: Sequence[str]) -> Screen:
    """Who is to get a personal code, with the fields of work that there are."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Personal codes: {cohort}", cohort=cohort.name)),
            Line(
                Role.TEXT,
                say(
                    "Please send the names in one message: a person a line, at most {n}. After a "
                    "comma the field of work may follow.",
                    n=MOST_NAMES,
                ),
            ),
            Line(Role.OPTION, say("Sara Ahmed, Nursing")),
            Line(Role.OPTION, say("Omar Ali")),
            Line(Role.TEXT, say("Fields of work: {fields}", fields=speak.listed(fields))),
            Line(
                Role.NOTE,
                say("Names only, please: no numbers, no notes. What is not a name is not kept."),
            ),
        ),
        (Button(say("Back"), ShowInviting(cohort.id)),),
    )


def unread_screen(speak: Words, cohort: Cohort, read: Pasted) -> Screen:
    """Nothing of what was sent could be taken."""
    say = speak.say
    text = (
        say("These are more than {n} lines. Please send them in several messages.", n=MOST_NAMES)
        if read.too_long
        else say("No name could be read in this, and nothing was kept. Please send it again.")
    )
    why = () if read.too_long else _what_a_name_is(speak, read.signs)
    return Screen((Line(Role.TEXT, text), *why), (Button(say("Back"), ShowInviting(cohort.id)),))


def _what_a_name_is(speak: Words, signs: str) -> Iterator[Line]:
    """Why something is no name: what cannot stand in one, and the rule."""
    if signs:
        text = speak.say("This cannot stand in a name: {signs}", signs=" ".join(signs))
        yield Line(Role.TEXT, text)
    text = speak.say(
        "A name begins with a letter, has at least two, all of one script, and at most {n} "
        "characters. Spaces, hyphens, apostrophes and dots may stand in it, digits may not.",
        n=MOST_NAME,
    )
    yield Line(Role.NOTE, text)


def codes_screen(speak: Words, added: Added) -> Screen:
    """What came of a list."""
    say = speak.say
    lines = [
        Line(Role.TITLE, speak.count("{n} personal code", "{n} personal codes", added.new)),
    ]
    if added.new:
        lines.append(
            Line(
                Role.TEXT,
                say(
                    "The codes come in three files that say the same: a workbook, text to copy "
                    "from on a phone, and cards to print. They are shown only now; a code that was "
                    "lost can be made anew."
                ),
            )
        )
    if added.listed:
        lines.append(
            Line(
                Role.TEXT,
                speak.count(
                    "{n} name is on the list already and got no second code.",
                    "{n} names are on the list already and got no second code.",
                    added.listed,
                )
                + " "
                + say("Other people of the same name can be entered from a file."),
            )
        )
    if added.unknown_jobs:
        lines.append(
            Line(
                Role.TEXT,
                speak.count(
                    "{n} field of work is not known here and was left out; it can be chosen later.",
                    "{n} fields of work are not known here and were left out; they can be chosen "
                    "later.",
                    len(added.unknown_jobs),
                ),
            )
        )
        told = [
            "• " + say("line {row}: {field}", row=row, field=field)
            for row, field in added.unknown_jobs[:MOST_ROWS]
        ]
        more = ["…"] if len(added.unknown_jobs) > MOST_ROWS else []
        lines.append(Line(Role.TEXT, "\n".join([*told, *more])))
        known = say("Fields of work: {fields}", fields=speak.listed(added.fields))
        lines.append(Line(Role.TEXT, known))
    if added.unread:
        rows = speak.listed(str(one) for one in added.unread)
        lines.append(
            Line(Role.TEXT, say("Not read as names, and not kept: lines {rows}", rows=rows))
        )
        lines += _what_a_name_is(speak, added.signs)
    return Screen(
        tuple(lines),
        (
            button(say("Who is in it"), "member_list", added.cohort.id, 0),
            button(say("Back to the cohort"), "cohort_page", added.cohort.id),
        ),
    )


def codes_lost_screen(speak: Words, cohort: Cohort) -> Screen:
    """The files could not be made that the codes stood in, and stand nowhere else."""
    say = speak.say
    text = say(
        "The files with the codes could not be made, and the codes are kept nowhere else. Make new "
        "ones: for one person under “Who is in it”, or for all who are expected."
    )
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, text)),
        (
            button(say("Who is in it"), "member_list", cohort.id, 0),
            Button(say("New codes for all expected"), RenewCodes(cohort.id)),
            button(say("Back to the cohort"), "cohort_page", cohort.id),
        ),
    )


def ask_renew_screen(speak: Words, place: Place, name: str, *, signed_in: bool) -> Screen:
    """Whether a place that is taken is really to move, and what that means.

    Args:
        speak: The language.
        place: Which.
        name: How whoever has it is called.
        signed_in: Whether there is an account that can be told.
    """
    say = speak.say
    meant = (
        say(
            "The account that they have is told at once and can stop it, and so can other "
            "trainers and the admins. If nobody does, the place moves a day after the code "
            "was opened. What they practised for themselves is never seen by anyone else."
        )
        if signed_in
        else say(
            "Nobody is signed in at this place, so no account of theirs is told; other trainers "
            "and the admins are, and can stop it. If nobody does, the place moves a day after the "
            "code was opened. What they practised for themselves comes only with the account that "
            "signed out or with their own code; otherwise it is erased."
        )
    )
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(
                Role.TEXT,
                say(
                    "This place is taken. A new code is for the same person with another Telegram "
                    "account, as when theirs is lost."
                ),
            ),
            Line(Role.TEXT, meant),
        ),
        (
            Button(say("Make a code for it"), RenewTaken(place.id)),
            main(button(say("Back"), "member_list", place.cohort, 0)),
        ),
    )


def card_lost_screen(speak: Words, cohort: Cohort) -> Screen:
    """The card could not be made that a code comes with."""
    say = speak.say
    text = say("The card to print could not be made. The code itself is good, as it stands above.")
    return Screen(
        (Line(Role.TITLE, cohort.name), Line(Role.TEXT, text)),
        (button(say("Back to the cohort"), "cohort_page", cohort.id),),
    )


def code_screen(speak: Words, cohort: Cohort, coded: Coded, name: str, link: str) -> Screen:
    """A personal code, as a message that can be passed on as it is.

    Args:
        speak: The language.
        cohort: Whose.
        coded: The code, with its place.
        name: How whoever it is for is called there, told apart from others of the same name.
        link: What opens it.
    """
    say, secret = speak.say, coded.secret
    return Screen(
        (
            Line(Role.TITLE, say("Invitation: {cohort}", cohort=cohort.name)),
            Line(Role.TEXT, say("For: {name}", name=name)),
            Line(
                Role.TEXT,
                say(
                    "The link opens the bot in Telegram. It is good once, until {day}.",
                    day=day_of(speak, secret.until, cohort.timezone),
                ),
            ),
            Line(Role.TEXT, link),
            Line(Role.TEXT, say("Without the link: write this to the bot.")),
            Line(Role.TEXT, secret.typed),
        ),
        (button(say("Back to the cohort"), "cohort_page", cohort.id),),
    )
