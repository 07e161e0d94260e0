"""Settings: where all of them stand, and a page for each that has more than two values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.preferences.contact_hours import QUIET, SLOTS, rest_days_of, slots_of
from bot.app.preferences.time_zones import ZONES
from bot.chat.date_phrases import hour, weekday, zone_name
from bot.chat.kit.routes import button, main
from bot.chat.kit.screen import Button, Line, Role, Screen
from bot.chat.learner.account.actions import AskSignOut
from bot.chat.learner.privacy.actions import EraseMe, ShowMyData
from bot.chat.learner.settings.actions import (
    SetDiscreet,
    SetLanguage,
    SetRest,
    SetSlot,
    SetTimers,
    SetZone,
    ShowSetting,
    ShowSettings,
)
from bot.chat.learner.today.actions import ShowToday
from bot.locale import LANGUAGES, Words, words
from storage.people.people import Person

_CHOSEN, _OPEN = "☑", "☐"
_WEEK = (6, 0, 1, 2, 3, 4, 5)  # from Sunday, as weeks are counted in the Gulf


def settings_screen(person: Person, now: datetime) -> Screen:
    """Where every setting stands, with a way to change each."""
    speak = words(person.language)
    say = speak.say
    return Screen(
        (
            Line(Role.TITLE, say("Settings")),
            Line(Role.TEXT, "\n".join(_standing(speak, person, now))),
            Line(Role.NOTE, _quiet(speak)),
        ),
        (
            Button(say("Language"), ShowSetting("language")),
            Button(say("Times of day"), ShowSetting("hours")),
            Button(say("Time zone"), ShowSetting("zone")),
            Button(say("Rest days"), ShowSetting("rest")),
            _timers(speak, person),
            _discreet(speak, person),
            button(say("Name, agency, work"), "own_profile"),
            Button(say("What is kept about me"), ShowMyData()),
            Button(say("Sign out everywhere"), AskSignOut()),
            Button(say("Erase me"), EraseMe()),
            Button(say("Today"), ShowToday()),
        ),
    )


def _standing(speak: Words, person: Person, now: datetime) -> Iterator[str]:
    say = speak.say
    local = now.astimezone(ZoneInfo(person.timezone))
    slots = speak.listed(_slot_name(speak, one) for one in slots_of(person))
    rests = speak.listed(weekday(speak, day) for day in _WEEK if day in rest_days_of(person))
    yield say("Language: {language}", language=LANGUAGES[speak.language])
    yield say("Messages come: {slots}", slots=slots)
    yield say("Rest days: {days}", days=rests) if rests else say("Rest days: none")
    yield say(
        "Zone: {zone}, {time} now",
        zone=zone_name(speak, person.timezone),
        time=hour(local.time()),
    )
    yield say("Time limits: on") if person.timers else say("Time limits: off")
    yield say("Discreet messages: on") if person.discreet else say("Discreet messages: off")


def _quiet(speak: Words) -> str:
    return speak.say(
        "From {begin} to {end}, and on rest days, nothing comes that you did not ask for. "
        "A discreet message shows what it is about only when you tap it.",
        begin=hour(QUIET[0]),
        end=hour(QUIET[1]),
    )


def _timers(speak: Words, person: Person) -> Button:
    off, on = speak.say("Time limits: switch off"), speak.say("Time limits: switch on")
    return Button(off if person.timers else on, SetTimers(not person.timers))


def _discreet(speak: Words, person: Person) -> Button:
    off, on = speak.say("Discreet messages: switch off"), speak.say("Discreet messages: switch on")
    return Button(off if person.discreet else on, SetDiscreet(not person.discreet))


def _language_page(person: Person) -> Screen:
    speak = words(person.language)
    text = speak.say("A case that is under way goes on in the language you choose.")
    choices = ((name, one == speak.language, SetLanguage(one)) for one, name in LANGUAGES.items())
    return _page(speak, speak.say("Language"), text, (_choice(*one) for one in choices))


def language_changed_screen(person: Person, running: str | None) -> Screen:
    """The page of languages after a choice, with the way back to a case that is under way."""
    page = _language_page(person)
    if running is None:
        return page
    back = main(button(words(person.language).say("Back to the case"), "resume_attempt", running))
    return Screen(page.lines, (*page.buttons[:-1], back, page.buttons[-1]))


def _hours_page(person: Person) -> Screen:
    speak, chosen = words(person.language), slots_of(person)
    text = speak.say("One or two times of day at which messages may come to you unasked.")
    choices = (
        (_slot_hours(speak, one), one in chosen, SetSlot(one, one not in chosen)) for one in SLOTS
    )
    return _page(speak, speak.say("Times of day"), text, (_choice(*one) for one in choices))


def _zone_page(person: Person) -> Screen:
    speak = words(person.language)
    text = speak.say("Now: {zone}", zone=zone_name(speak, person.timezone))
    choices = (
        (zone_name(speak, zone), zone == person.timezone, SetZone(one))
        for one, zone in ZONES.items()
    )
    return _page(speak, speak.say("Time zone"), text, (_choice(*one) for one in choices))


def _rest_page(person: Person) -> Screen:
    speak, rests = words(person.language), rest_days_of(person)
    text = speak.say("On ticked days nothing comes that you did not ask for.")
    choices = ((weekday(speak, day), day in rests, SetRest(day, day not in rests)) for day in _WEEK)
    return _page(speak, speak.say("Rest days"), text, (_choice(*one) for one in choices))


PAGES: dict[str, Callable[[Person], Screen]] = {
    "language": _language_page,
    "hours": _hours_page,
    "zone": _zone_page,
    "rest": _rest_page,
}


def _page(speak: Words, title: str, text: str, choices: Iterable[Button]) -> Screen:
    back = Button(speak.say("Settings"), ShowSettings())
    return Screen((Line(Role.TITLE, title), Line(Role.TEXT, text)), (*choices, back))


def _choice(
    name: str,
    chosen: bool,
    action: SetLanguage | SetRest | SetSlot | SetZone,
) -> Button:
    return Button(f"{_CHOSEN if chosen else _OPEN} {name}", action)


def _slot_name(speak: Words, slot: str) -> str:
    say = speak.say
    names = {
        "morning": say("in the morning"),
        "midday": say("at midday"),
        "evening": say("in the evening"),
    }
    return names[slot]


def _slot_hours(speak: Words, slot: str) -> str:
    begins, ends = SLOTS[slot]
    return speak.say(
        "{slot}, {begin} to {end}",
        slot=_slot_name(speak, slot),
        begin=hour(begins),
        end=hour(ends),
    )
