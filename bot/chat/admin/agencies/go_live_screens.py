"""What an admin sees of an agency on its way to being live. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.agencies.agency_records import LONGEST_OFFICER
from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.agencies.contact_records import known
from bot.app.agencies.go_live_checklist import Missing, Standing
from bot.chat.admin.agencies.actions import AnswerPledge, AskPledge, ReopenPledge, ShowAgency
from bot.chat.admin.local_contacts.actions import ShowFact
from bot.chat.admin.local_contacts.contact_screens import state_words
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.locale import Words
from storage.agencies.agencies import PROMISED, Agency


def checklist(speak: Words, standing: Standing, timezone: str) -> Iterator[Line]:
    """What an agency needs before real cases: what is there, what is not, and how to mend it."""
    say = speak.say
    yield Line(Role.HEADING, say("Readiness for real cases"))
    parts = (
        (say("Line for real cases"), state_words(speak, standing.line, timezone), _LINE),
        (say("Pledge"), _answered(speak, standing.agency, timezone), _PLEDGE),
    )
    for what, value, kinds in parts:
        lacking = next((one for one in standing.missing if one in kinds), None)
        told = say("{what}: {value}", what=what, value=value)
        yield Line(Role.TEXT, say("✓ {name}", name=told) if lacking is None else _open(speak, told))
        if lacking is not None:
            yield Line(Role.NOTE, _mended(speak, lacking))
    yield Line(
        Role.NOTE,
        say("Everything is in place.")
        if standing.live
        else say("Until then everything can be tried out here; nothing is held back."),
    )


_LINE = (Missing.LINE, Missing.CONFIRMATION, Missing.RENEWAL)
_PLEDGE = (Missing.PLEDGE, Missing.OFFICER)


def _open(speak: Words, name: str) -> str:
    return speak.say("○ {name}", name=name)


def _answered(speak: Words, agency: Agency, timezone: str) -> str:
    """What an agency has answered about its pledge, as the end of a sentence."""
    say = speak.say
    if agency.pledge is None:
        return say("not answered yet")
    promised = agency.pledge == PROMISED
    if not agency.pledge_by or agency.pledge_at is None:
        return say("promised, by nobody named") if promised else say("refused, by nobody named")
    who, day = agency.pledge_by, date_of(speak, agency.pledge_at, timezone)
    if promised:
        return say("promised on {day} by {who}", day=day, who=who)
    return say("refused on {day} by {who}", day=day, who=who)


def _mended(speak: Words, lacking: Missing) -> str:
    say = speak.say
    match lacking:
        case Missing.LINE:
            return say("Its text is entered in each language, called, and then confirmed.")
        case Missing.CONFIRMATION | Missing.RENEWAL:
            return say("It is called, and then confirmed by who answers for it.")
        case Missing.PLEDGE:
            return say(
                "An officer of the agency says whether it promises that nothing from here is used "
                "for appraisal or discipline. Either answer will do."
            )
        case Missing.OFFICER:
            return say("It is answered again, with the officer's name and role.")


def buttons(speak: Words, standing: Standing) -> Iterator[Button]:
    """To what is missing; and to another answer about the pledge."""
    say, agency = speak.say, standing.agency.id
    if any(one in _LINE for one in standing.missing):
        yield Button(say("The line for real cases"), ShowFact(agency, known().index(REAL_CASE)))
    answered = standing.agency.pledge is not None
    called = say("Change the pledge") if answered else say("Answer about the pledge")
    yield Button(called, AskPledge(agency))


def pledge_screen(speak: Words, agency: Agency, name: str) -> Screen:
    """What an agency answers about its pledge."""
    say = speak.say
    question = say(
        "Does the agency promise that nothing from here is used for appraisal or discipline? Its "
        "people read the answer before anything is kept of them."
    )
    note = say("The answer is that of an officer of the agency, whose name and role come next.")
    taken_back = (
        (Button(say("Take the answer back"), ReopenPledge(agency.id)),) if agency.pledge else ()
    )
    return Screen(
        (Line(Role.TITLE, name), Line(Role.TEXT, question), Line(Role.NOTE, note)),
        (
            Button(say("It promises"), AnswerPledge(agency.id, promised=True)),
            Button(say("It does not promise"), AnswerPledge(agency.id, promised=False)),
            *taken_back,
            _back(speak, agency.id),
        ),
    )


def ask_officer_screen(speak: Words, agency: Agency, name: str, *, promised: bool) -> Screen:
    """Which officer of the agency gives that answer."""
    say = speak.say
    answer = say("It promises") if promised else say("It does not promise")
    question = say(
        "Which officer of the agency answers so? Just type name and role here, in one line."
    )
    note = say("They are kept with today's date, and admins see them.")
    return Screen(
        (
            Line(Role.TITLE, name),
            Line(Role.TEXT, say("{sentence}.", sentence=answer)),
            Line(Role.TEXT, question),
            Line(Role.NOTE, note),
        ),
        (_back(speak, agency.id),),
    )


def no_officer_screen(speak: Words, agency_id: str) -> Screen:
    """Nobody is named by what was typed; it can be typed again."""
    text = speak.say(
        "Name and role are one line of at most {n} letters. Please type them again.",
        n=LONGEST_OFFICER,
    )
    return Screen((Line(Role.TEXT, text),), (_back(speak, agency_id),))


def _back(speak: Words, agency_id: str) -> Button:
    return Button(speak.say("Back"), ShowAgency(agency_id))
