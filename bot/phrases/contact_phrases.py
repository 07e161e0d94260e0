"""The names and states of local contacts, in words."""

from __future__ import annotations

from bot.app.agencies.contact_lookup import PROCEDURE, REAL_CASE, SUPPORT
from bot.app.agencies.contact_records import ContactEntry, ContactState
from bot.locale import Words
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import headed
from scenarios.catalogue import catalogue
from scenarios.languages import localized
from storage.agencies.local_contacts import Fact


def contact_name(words: Words, name: str) -> str:
    """The name of a contact for an admin, with its agency if it is another one."""
    of_an_agency = {
        REAL_CASE: words.say("The agency's line"),
        SUPPORT: words.say("The agency's support for staff"),
        PROCEDURE: words.say("The agency's own procedure"),
    }
    neutral = catalogue().facts.get(name, {}).get(words.language, name)
    return of_an_agency.get(name) or headed(neutral)


def setting_label(words: Words, fact: Fact) -> str:
    """The value of a fact with settings, as on its button."""
    setting = catalogue().settings.get(fact.name)
    value = setting.values.get(fact.setting or "") if setting else None
    return localized(value.label, words.language) if value else fact.in_(words.language)


def contact_state(words: Words, entry: ContactEntry, timezone: str) -> str:
    """The state of a contact's confirmation, as the end of a sentence."""
    say, shown = words.say, entry.shown
    if shown is not None and shown.expires_at is not None:
        day = date_of(words, shown.expires_at, timezone)
        if entry.newest is None:
            return say("as for all agencies, confirmed until {day}", day=day)
        if entry.state is ContactState.EXPIRING:
            return say("confirm again: expires on {day}", day=day)
        return say("confirmed until {day}", day=day)
    if entry.newest is None:
        return say("not entered yet")
    if entry.state is ContactState.EXPIRED and entry.newest.expires_at is not None:
        day = date_of(words, entry.newest.expires_at, timezone)
        if entry.name in catalogue().settings:
            return say("unconfirmed again since {day}", day=day)
        return say("not shown since {day}", day=day)
    return say("not confirmed yet")
