"""What an admin sees of local facts. Pure: what is known comes in, a screen goes out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.app.agencies.contact_lookup import PROCEDURE, REAL_CASE, SUPPORT, told
from bot.app.agencies.contact_records import LONGEST, Entry, NotKept, State, Wrong, known
from bot.chat.admin.local_contacts.actions import (
    AskWithdrawFact,
    ConfirmFact,
    EnterFact,
    ShowFact,
    ShowFacts,
    WithdrawFact,
)
from bot.chat.date_phrases import date_of
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.labels import headed
from bot.locale import LANGUAGES, Words, words
from bot.outbox.notices import News
from scenarios.catalogue import catalogue
from storage.agencies.local_contacts import Fact
from storage.people.roles import EVERYWHERE

MONTHS = {6: 180, 12: 365}
"""For how long a fact may be confirmed in the bot: so many months are so many days."""


def fact_name(speak: Words, name: str) -> str:
    """What a fact is called, for whoever keeps it: it may be that of another agency than theirs."""
    of_an_agency = {
        REAL_CASE: speak.say("The agency's line"),
        SUPPORT: speak.say("The agency's support for staff"),
        PROCEDURE: speak.say("The agency's own procedure"),
    }
    neutral = catalogue().facts.get(name, {}).get(speak.language, name)
    return of_an_agency.get(name) or headed(neutral)


def facts_screen(
    speak: Words, agency: str, called: str, entries: Sequence[Entry], timezone: str
) -> Screen:
    """All facts of an agency, each with how far it is confirmed.

    Args:
        speak: The language.
        agency: Whose, as actions name it.
        called: What that agency is called.
        entries: Its facts, in the order of the catalogue.
        timezone: Of whoever reads it.
    """
    say = speak.say
    note = say("What nobody has confirmed is shown to no learner: they read neutral words instead.")
    lines = [
        speak.bullet(_valued(speak, fact_name(speak, one.name), state_words(speak, one, timezone)))
        for one in entries
    ]
    back = call("agency_list", 0) if agency == EVERYWHERE else call("agency_page", agency)
    return Screen(
        (
            Line(Role.TITLE, say("Lines and procedures: {agency}", agency=called)),
            Line(Role.TEXT, "\n".join(lines)),
            Line(Role.NOTE, note),
        ),
        (
            *(
                Button(fact_name(speak, one.name), ShowFact(agency, place))
                for place, one in enumerate(entries)
            ),
            Button(say("Back"), back),
        ),
    )


def state_words(speak: Words, entry: Entry, timezone: str) -> str:
    """How far a fact is confirmed, as the end of a sentence."""
    say, shown = speak.say, entry.shown
    if shown is not None and shown.expires_at is not None:
        day = date_of(speak, shown.expires_at, timezone)
        if entry.newest is None:
            return say("as for all agencies, confirmed until {day}", day=day)
        if entry.state is State.EXPIRING:
            return say("to be confirmed again: expires on {day}", day=day)
        return say("confirmed until {day}", day=day)
    if entry.newest is None:
        return say("not entered yet")
    if entry.state is State.EXPIRED and entry.newest.expires_at is not None:
        day = date_of(speak, entry.newest.expires_at, timezone)
        return say("shown no more since {day}", day=day)
    return say("not confirmed yet")


def fact_screen(speak: Words, agency: str, called: str, entry: Entry, timezone: str) -> Screen:
    """One fact: what learners read now, what is newer than that, and who answers for it."""
    say, place = speak.say, known().index(entry.name)
    state = headed(state_words(speak, entry, timezone))
    lines = [
        Line(Role.TITLE, speak.beside(fact_name(speak, entry.name), called)),
        Line(Role.TEXT, say("{sentence}.", sentence=state)),
    ]
    if entry.shown is not None:
        lines += _version(speak, say("What learners read now"), entry.shown, timezone)
    newest = entry.newest
    if newest is not None and newest != entry.shown:
        lines += _version(speak, say("What was entered last"), newest, timezone)
    return Screen(tuple(lines), tuple(_fact_buttons(speak, agency, place, entry)))


def _version(speak: Words, heading: str, fact: Fact, timezone: str) -> Iterator[Line]:
    """A version as learners read it in each language, where it is from, and who answers for it."""
    say = speak.say
    yield Line(Role.HEADING, heading)
    texts = [
        _valued(speak, speak.tongue(one), told(fact.name, one, fact).text) for one in LANGUAGES
    ]
    yield Line(Role.TEXT, "\n".join(texts))
    yield Line(Role.NOTE, say("From: {source}", source=fact.source))
    if fact.confirmed_at is not None:
        day = date_of(speak, fact.confirmed_at, timezone)
        who = fact.confirmed_by
        text = (
            say("Confirmed by {who} on {day}.", who=who, day=day)
            if who
            else say("Confirmed on {day}.", day=day)
        )
        yield Line(Role.NOTE, text)


def _fact_buttons(speak: Words, agency: str, place: int, entry: Entry) -> Iterator[Button]:
    say, newest = speak.say, entry.newest
    if newest is not None:
        half, year = MONTHS
        called = say("Confirm for {n} months", n=half)
        yield Button(called, ConfirmFact(agency, place, newest.version, half), main=True)
        called = say("Confirm for a year")
        yield Button(called, ConfirmFact(agency, place, newest.version, year))
    changes = say("Change the text") if newest is not None else say("Enter the text")
    yield Button(changes, EnterFact(agency, place))
    if newest is not None and entry.shown is not None and entry.shown.agency == newest.agency:
        yield Button(say("Show it no more"), AskWithdrawFact(agency, place))
    yield Button(say("Back"), ShowFacts(agency))


def ask_text_screen(speak: Words, agency: str, place: int, language: str) -> Screen:
    """What a fact is to say in a language."""
    say, name = speak.say, known()[place]
    example = words(language).say("the duty desk, {number}", number="0000 0000")
    return Screen(
        (
            Line(Role.TITLE, fact_name(speak, name)),
            Line(
                Role.TEXT,
                say(
                    "What does it say in {language}, as it stands within a sentence? Just type it "
                    "here, in one line without links.",
                    language=speak.tongue(language),
                ),
            ),
            Line(Role.NOTE, say("For example: {example}", example=example)),
        ),
        (_leave(speak, agency, place),),
    )


def ask_source_screen(speak: Words, agency: str, place: int) -> Screen:
    """Where a fact is from."""
    say = speak.say
    text = say("Where is it from? A handbook and its date, say, or who was called, and when.")
    return Screen(
        (Line(Role.TITLE, fact_name(speak, known()[place])), Line(Role.TEXT, text)),
        (_leave(speak, agency, place),),
    )


def ask_who_screen(
    speak: Words, agency: str, place: int, fact: Fact, read: Mapping[str, Sequence[str]]
) -> Screen:
    """Who answers for a version, below the sentences in which learners will read it.

    Args:
        speak: The language.
        agency: Whose, as actions name it.
        place: Of the fact, in the catalogue.
        fact: The version.
        read: The sentences, by language.
    """
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, fact_name(speak, fact.name)),
            Line(Role.TEXT, say("Once it is confirmed, learners read it like this:")),
            *_as_read(speak, read),
            Line(
                Role.TEXT,
                say(
                    "Does every sentence read right? If not, please change the text. Please also "
                    "call it, or ask there, before it is confirmed."
                ),
            ),
            Line(
                Role.PROMPT,
                say(
                    "Who answers for it? Just type name and role here: this confirms it, and "
                    "learners read them."
                ),
            ),
        ),
        (Button(say("Change the text"), EnterFact(agency, place)), _leave(speak, agency, place)),
    )


def _as_read(speak: Words, read: Mapping[str, Sequence[str]]) -> Iterator[Line]:
    for language, sentences in read.items():
        yield Line(Role.HEADING, speak.tongue(language))
        theirs = words(language)
        yield Line(Role.TEXT, "\n".join(theirs.bullet(one) for one in sentences))


def confirmed_news(speak: Words, agency: str, called: str, fact: Fact, read: Sequence[str]) -> News:
    """What other admins are told of a line that was confirmed: how learners read it now.

    Args:
        speak: The language.
        agency: Whose, as actions name it.
        called: What that agency is called.
        fact: The version.
        read: The sentences in that language.
    """
    text = speak.say(
        "{agency}: “{name}” was confirmed by {who}. Learners read it now: {sentence} If that is "
        "not right, it can be taken back at once.",
        agency=called,
        name=fact_name(speak, fact.name),
        who=fact.confirmed_by or "",
        sentence=next(iter(read[1:] or read), ""),
    )
    return News(text, Button(speak.say("See the line"), ShowFact(agency, known().index(fact.name))))


def withdraw_screen(speak: Words, agency: str, place: int) -> Screen:
    """Whether a fact is really to be shown no more."""
    say = speak.say
    text = say(
        "Learners read neutral words from now on, until it is confirmed again. What was entered "
        "stays."
    )
    title = say("Show “{name}” no more?", name=fact_name(speak, known()[place]))
    return Screen(
        (Line(Role.TITLE, title), Line(Role.TEXT, text)),
        (
            Button(say("Back"), ShowFact(agency, place), main=True),
            Button(say("Show it no more"), WithdrawFact(agency, place)),
        ),
    )


def not_kept_screen(speak: Words, agency: str, place: int, error: NotKept) -> Screen:
    """Why what was typed cannot be; it can be typed again."""
    say = speak.say
    text = (
        say("No links and no accounts can stand here. Please type it again without.")
        if error.wrong is Wrong.LINK
        else say(
            "This is one line of at most {n} letters and digits. Please type it again.", n=LONGEST
        )
    )
    return Screen((Line(Role.TEXT, text),), (_leave(speak, agency, place),))


def _leave(speak: Words, agency: str, place: int) -> Button:
    return Button(speak.say("Back"), ShowFact(agency, place))


def _valued(speak: Words, what: str, value: str) -> str:
    return speak.say("{what}: {value}", what=what, value=value)
