"""What an admin sees of agencies. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale

from bot.app.agencies.agency_records import LONGEST, NotKept, Wrong
from bot.app.agencies.go_live_checklist import Standing
from bot.chat.admin.agencies import go_live_screens
from bot.chat.admin.agencies.actions import (
    AddAgency,
    AskAgencyName,
    AskClose,
    CloseAgency,
    OpenAgency,
    PickCountry,
    ShowAgencies,
    ShowAgency,
    ShowAgencyWork,
    TickWork,
)
from bot.chat.admin.local_contacts.actions import ShowFacts
from bot.chat.date_phrases import day_of
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import paged
from bot.chat.trainer.cohorts.actions import ShowRoles
from bot.locale import LANGUAGES, Words
from storage.agencies.agencies import Agency
from storage.people.roles import EVERYWHERE

PAGE = 20  # agencies on a screen


@dataclass(frozen=True, slots=True)
class Office:
    """An agency as an admin sees it."""

    standing: Standing  # and how far it is live
    jobs: Sequence[str]  # the names of what its people are asked about first
    whole: bool  # whether whoever looks is an admin of all agencies


def agencies_screen(speak: Words, agencies: Sequence[Agency], page: int, *, whole: bool) -> Screen:
    """The agencies that someone looks after, a page at a time."""
    say = speak.say
    shown, more = paged(agencies, page, PAGE)
    note = say("Closed ones are offered to nobody new; their people and cohorts go on.")
    closed = any(one.closed_at for one in agencies)
    return Screen(
        (
            Line(Role.TITLE, say("Agencies")),
            Line(Role.TEXT, say("The bodies whose people are trained here.")),
            *((Line(Role.NOTE, note),) if closed else ()),
        ),
        (
            *(Button(_listed(speak, one), ShowAgency(one.id)) for one in shown),
            *((Button(say("More"), ShowAgencies(page + 1)),) if more else ()),
            *(_of_all(speak) if whole else ()),
            Button(say("Back"), ShowRoles()),
        ),
    )


def _of_all(speak: Words) -> tuple[Button, ...]:
    """What concerns all agencies."""
    return (
        Button(speak.say("Lines for all agencies"), ShowFacts(EVERYWHERE)),
        Button(speak.say("Add an agency"), AddAgency()),
    )


def _listed(speak: Words, one: Agency) -> str:
    name = name_of(speak, one)
    return speak.beside(name, speak.say("closed")) if one.closed_at else name


def name_of(speak: Words, agency: Agency) -> str:
    """What an agency is called."""
    return agency.names.get(speak.language, agency.id)


def agency_screen(speak: Words, office: Office, timezone: str) -> Screen:
    """An agency: what it is called, where it is, and what its people do."""
    say, agency = speak.say, office.standing.agency
    names = [
        _valued(speak, speak.tongue(one), agency.names.get(one, agency.id)) for one in LANGUAGES
    ]
    country = _valued(speak, say("Country"), country_name(speak, agency.country))
    work = speak.listed(office.jobs) if office.jobs else say("all fields of work")
    first = _valued(speak, say("Its people are asked first about"), work)
    lines = [
        Line(Role.TITLE, name_of(speak, agency)),
        Line(Role.TEXT, "\n".join((*names, country, first))),
        Line(Role.NOTE, say("On the server: {id}", id=agency.id)),
    ]
    if agency.closed_at is not None:
        day = day_of(speak, agency.closed_at, timezone)
        text = say("Closed since {day}: nobody new comes by choosing it.", day=day)
        lines.append(Line(Role.TEXT, text))
    return Screen(
        (*lines, *go_live_screens.checklist(speak, office.standing, timezone)),
        (
            *go_live_screens.buttons(speak, office.standing),
            Button(say("Lines and procedures"), ShowFacts(agency.id)),
            Button(say("What its people are asked first"), ShowAgencyWork(agency.id)),
            *(_whole(speak, agency) if office.whole else ()),
            Button(say("Back"), ShowAgencies(0)),
        ),
    )


def _whole(speak: Words, agency: Agency) -> tuple[Button, ...]:
    """What only admins of all agencies may."""
    say = speak.say
    named = (
        Button(say("Name in {language}", language=speak.tongue(one)), AskAgencyName(agency.id, one))
        for one in LANGUAGES
    )
    if agency.closed_at is None:
        return (*named, Button(say("Close it"), AskClose(agency.id)))
    return (*named, Button(say("Offer it again"), OpenAgency(agency.id)))


def _valued(speak: Words, what: str, value: str) -> str:
    return speak.say("{what}: {value}", what=what, value=value)


def country_name(speak: Words, country: str) -> str:
    """A country, given its two letters, which stay where it has no name."""
    return str(Locale.parse(speak.language).territories.get(country, country))


def work_screen(speak: Words, agency: Agency, jobs: Sequence[tuple[str, bool]]) -> Screen:
    """What its people are asked about first: the name of each field, and whether it is."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, name_of(speak, agency)),
            Line(
                Role.TEXT,
                say(
                    "Whoever arrives here is asked about the ticked fields of work first, and "
                    "about the others with one more tap. Where none is ticked, about all of them "
                    "at once."
                ),
            ),
        ),
        (
            *(
                Button(
                    say("✓ {name}", name=name) if on else name,
                    TickWork(agency.id, place, not on),
                )
                for place, (name, on) in enumerate(jobs)
            ),
            Button(say("Done"), ShowAgency(agency.id), main=True),
        ),
    )


def close_screen(speak: Words, agency: Agency) -> Screen:
    """Whether an agency is really to be closed."""
    say, name = speak.say, name_of(speak, agency)
    return Screen(
        (
            Line(Role.TITLE, say("Close {agency}?", agency=name)),
            Line(
                Role.TEXT,
                say(
                    "Nobody new chooses it, no cohort is made there, nobody is invited into a role "
                    "there, and invitations into its roles are good no more. Its people, their "
                    "roles and cohorts stay, and links of its cohorts are good. It can be offered "
                    "again."
                ),
            ),
        ),
        (
            Button(say("Back"), ShowAgency(agency.id), main=True),
            Button(say("Close it"), CloseAgency(agency.id)),
        ),
    )


def ask_name_screen(speak: Words, agency: Agency, language: str) -> Screen:
    """What an agency is to be called in a language."""
    say = speak.say
    lines = (
        Line(Role.TITLE, name_of(speak, agency)),
        Line(Role.TEXT, _name_wanted(speak, language)),
        Line(Role.NOTE, say("Everybody sees it from the next message on.")),
    )
    return Screen(lines, (Button(say("Back"), ShowAgency(agency.id)),))


def _name_wanted(speak: Words, language: str) -> str:
    return speak.say(
        "What is it called in {language}? Just type it here, at most {n} letters.",
        language=speak.tongue(language),
        n=LONGEST,
    )


def ask_id_screen(speak: Words) -> Screen:
    """Which id a new agency is to have."""
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("A new agency")),
            Line(
                Role.TEXT,
                say(
                    "First a short id, such as {example}: small Latin letters, digits and hyphens. "
                    "It stays whatever the agency is called, and stands in exports. Just type it "
                    "here.",
                    example="coast-guard",
                ),
            ),
        ),
        (_leave(speak),),
    )


def ask_country_screen(
    speak: Words, agency_id: str, countries: Sequence[str], error: NotKept | None = None
) -> Screen:
    """In which country a new agency is: the countries of the others can be tapped.

    Args:
        speak: The language.
        agency_id: Its id.
        countries: Those of the others.
        error: Why what was typed is no country, where something was.
    """
    say = speak.say
    text = say("In which country? If it is not here: type its two letters, such as {cc}.", cc="BH")
    wrong = (Line(Role.TEXT, _why(speak, error)),) if error is not None else ()
    return Screen(
        (Line(Role.TITLE, say("New agency: {id}", id=agency_id)), *wrong, Line(Role.TEXT, text)),
        (
            *(Button(country_name(speak, one), PickCountry(agency_id, one)) for one in countries),
            _leave(speak),
        ),
    )


def ask_new_name_screen(speak: Words, agency_id: str, language: str) -> Screen:
    """What a new agency is called in a language."""
    title = Line(Role.TITLE, speak.say("New agency: {id}", id=agency_id))
    return Screen((title, Line(Role.TEXT, _name_wanted(speak, language))), (_leave(speak),))


def _leave(speak: Words) -> Button:
    return Button(speak.say("Add none"), ShowAgencies(0))


def not_kept_screen(speak: Words, error: NotKept, back: Button | None = None) -> Screen:
    """Why what was typed cannot be; it can be typed again."""
    return Screen((Line(Role.TEXT, _why(speak, error)),), (back or _leave(speak),))


def _why(speak: Words, error: NotKept) -> str:
    say = speak.say
    match error.wrong:
        case Wrong.ID:
            return say(
                "An id is a small Latin letter and up to 39 further letters, digits and hyphens. "
                "Please type it again."
            )
        case Wrong.THERE:
            return say(
                "There is an agency with the id {id} already. Please type another one.",
                id=error.about,
            )
        case Wrong.LETTERS if error.about == "ar":
            return say("This is the name in Arabic: it needs Arabic letters. Please type it again.")
        case Wrong.LETTERS:
            return say("This is the name in English: it needs Latin letters. Please type it again.")
        case Wrong.COUNTRY:
            return say(
                "A country is two Latin letters, such as {cc}. Please type it again.", cc="BH"
            )
        case Wrong.CALLED:
            return say(
                "Another agency is called {name} already. Please type another name.",
                name=error.name,
            )
        case _:
            return say(
                "A name is one line of at most {n} letters. Please type it again.", n=LONGEST
            )
