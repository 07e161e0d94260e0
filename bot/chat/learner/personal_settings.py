"""Settings: what each is set to, and a page for each that has more than two values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final
from zoneinfo import ZoneInfo

from bot.app.personal_data import personal_settings
from bot.app.preferences.contact_hours import QUIET, SLOTS, rest_days_of, slots_of
from bot.app.preferences.time_zones import ZONES
from bot.app.web_sessions import sessions
from bot.chat.kit.context import Context
from bot.chat.kit.lists import tickable
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, command, danger, main, tap
from bot.chat.kit.screen import Button, Part, Screen, screen
from bot.fields import Flag, Id, Number
from bot.lines import note, text, title
from bot.locale import Words, words
from bot.phrases.date_phrases import hour, weekday, zone_name
from scenarios.languages import DEFAULT, LANGUAGES
from storage.people.people import Person

_WEEK = (6, 0, 1, 2, 3, 4, 5)  # from Sunday, as weeks are counted in the Gulf


@command("settings")
def settings(ctx: Context, _rest: str) -> Screen:
    return _settings(ctx, ctx.person)


@tap("hs")
def settings_page(ctx: Context) -> Screen:
    return _settings(ctx, ctx.person)


@tap("hw")
def setting_page(ctx: Context, setting: Id) -> Screen:
    draw = PAGES.get(setting)
    return draw(ctx.person) if draw else _settings(ctx, ctx.person)


@tap("hl", writes=True)
def set_language(ctx: Context, language: Id) -> Screen:
    if language not in LANGUAGES:
        return _language_page(ctx.person)
    person = personal_settings.set_language(ctx.conn, ctx.request, language)
    running = personal_settings.running_attempt(ctx.conn, ctx.request)
    if running is None:
        return _language_page(person)
    back = main(button(words(language).say("Back to the case"), "resume_attempt", running))
    return _language_page(person, back)


@tap("hh", writes=True)
def set_time_slot(ctx: Context, slot: Id, on: Flag) -> Reply:
    person = personal_settings.set_slot(ctx.conn, ctx.request, slot, on=on)
    toast = None
    if slot in SLOTS and (slot in slots_of(person)) is not on:
        name, two = ctx.say("Keep at least one."), ctx.say("Two at most: untick one first.")
        toast = two if on else name
    return Reply(_hours_page(person), toast, place=ScreenPlacement.SAME)


@tap("hr", writes=True)
def set_rest_day(ctx: Context, day: Number, on: Flag) -> Reply:
    person = personal_settings.set_rest_day(ctx.conn, ctx.request, day, on=on)
    refused = on and day in _WEEK and day not in rest_days_of(person)
    toast = ctx.say("Keep at least one day open.") if refused else None
    return Reply(_rest_page(person), toast, place=ScreenPlacement.SAME)


@tap("hz", writes=True)
def set_time_zone(ctx: Context, zone: Id) -> Screen:
    return _zone_page(personal_settings.set_time_zone(ctx.conn, ctx.request, zone))


@tap("hx", writes=True)
def set_time_limits(ctx: Context, on: Flag) -> Screen:
    return _settings(ctx, personal_settings.set_time_limits(ctx.conn, ctx.request, on=on))


@tap("hy", writes=True)
def set_study_day(ctx: Context, day: Number, on: Flag) -> Screen:
    return _study_page(personal_settings.set_study_day(ctx.conn, ctx.request, day, on=on))


@tap("hu", writes=True)
def set_plain_screens(ctx: Context, on: Flag) -> Screen:
    return _settings(ctx, personal_settings.set_plain_screens(ctx.conn, ctx.request, on=on))


@tap("hi", writes=True)
def set_low_data(ctx: Context, on: Flag) -> Screen:
    return _settings(ctx, personal_settings.set_low_data(ctx.conn, ctx.request, on=on))


@tap("hd", writes=True)
def set_discreet(ctx: Context, on: Flag) -> Screen:
    return _settings(ctx, personal_settings.set_discreet(ctx.conn, ctx.request, on=on))


def _settings(ctx: Context, person: Person) -> Screen:
    say = ctx.say
    return screen(
        title(say("Settings")),
        text("\n".join(_values(ctx, person))),
        note(
            say(
                "From {begin} to {end} and on rest days, you get only what you ask for. "
                "A discreet message shows its topic only when you tap it. Plain text suits screen "
                "readers: words in place of symbols, no time limits.",
                begin=hour(QUIET[0]),
                end=hour(QUIET[1]),
            )
        ),
        button(say("Language"), setting_page, "language"),
        button(say("Times of day"), setting_page, "hours"),
        button(say("Time zone"), setting_page, "zone"),
        button(say("Rest days"), setting_page, "rest"),
        button(say("Days for practice"), setting_page, "study"),
        button(
            say("Time limits: switch off") if person.timers else say("Time limits: switch on"),
            set_time_limits,
            not person.timers,
        ),
        button(
            say("Discreet messages: switch off")
            if person.discreet
            else say("Discreet messages: switch on"),
            set_discreet,
            not person.discreet,
        ),
        button(
            say("Plain text: switch off") if person.plain_screens else say("Plain text: switch on"),
            set_plain_screens,
            not person.plain_screens,
        ),
        button(
            say("Low data: switch off") if person.low_data else say("Low data: switch on"),
            set_low_data,
            not person.low_data,
        ),
        button(say("Name, agency, work"), "own_profile"),
        button(say("My data"), "my_data"),
        bool(ctx.app.links.console)
        and sessions.has_page(ctx.conn, person.id)
        and button(say("Where you are signed in"), "console_sessions"),
        button(say("Sign out everywhere"), "ask_sign_out"),
        danger(button(say("Erase me"), "ask_erase")),
        button(say("Today"), "today_page"),
    )


def _values(ctx: Context, person: Person) -> Iterator[str]:
    say, listed = ctx.say, ctx.words.listed
    slots = listed(_slot_name(ctx.words, slot) for slot in slots_of(person))
    days = listed(weekday(ctx.words, day) for day in _WEEK if day in rest_days_of(person))
    yield say("Language: {language}", language=LANGUAGES[person.language].name)
    yield say("Messages come: {slots}", slots=slots)
    yield say("Rest days: {days}", days=days) if days else say("Rest days: none")
    yield say(
        "Zone: {zone}, {time} now",
        zone=zone_name(ctx.words, person.timezone),
        time=hour(ctx.now.astimezone(ZoneInfo(person.timezone)).time()),
    )
    yield say("Time limits: on") if person.timers else say("Time limits: off")
    yield say("Discreet messages: on") if person.discreet else say("Discreet messages: off")
    yield say("Plain text: on") if person.plain_screens else say("Plain text: off")
    if person.study_days:
        chosen = listed(weekday(ctx.words, day) for day in _WEEK if day in person.study_days)
        yield say("Days for practice: {days}", days=chosen)
    yield (
        say("Low data: on (words, no pictures)")
        if person.low_data
        else say("Low data: off (pictures and voices)")
    )


def _language_page(person: Person, back: Button | None = None) -> Screen:
    speak = words(person.language)
    explanation = speak.say("A case under way continues in the language you choose.")
    choices = [
        button(_ticked(language.name, code == person.language), set_language, code)
        for code, language in LANGUAGES.items()
    ]
    unreviewed = [speak.tongue(code) for code in LANGUAGES if not LANGUAGES[code].reviewed]
    if unreviewed:
        explanation += " " + speak.say(
            "No native speaker has reviewed these translations yet, and what they lack is in "
            "{language}: {languages}.",
            language=speak.tongue(DEFAULT),
            languages=speak.listed(unreviewed),
        )
    return _page(speak, speak.say("Language"), explanation, choices, back)


def _hours_page(person: Person) -> Screen:
    speak, chosen = words(person.language), slots_of(person)
    explanation = speak.say("Choose one or two times of day for messages.")
    choices = [
        button(
            _ticked(_slot_hours(speak, slot), slot in chosen),
            set_time_slot,
            slot,
            slot not in chosen,
        )
        for slot in SLOTS
    ]
    return _page(speak, speak.say("Times of day"), explanation, choices)


def _zone_page(person: Person) -> Screen:
    speak = words(person.language)
    now = speak.say("Now: {zone}", zone=zone_name(speak, person.timezone))
    choices = [
        button(_ticked(zone_name(speak, zone), zone == person.timezone), set_time_zone, key)
        for key, zone in ZONES.items()
    ]
    return _page(speak, speak.say("Time zone"), now, choices)


def _rest_page(person: Person) -> Screen:
    speak, rest_days = words(person.language), rest_days_of(person)
    explanation = speak.say("On ticked days you get only what you ask for.")
    choices = [
        button(
            _ticked(weekday(speak, day), day in rest_days),
            set_rest_day,
            day,
            day not in rest_days,
        )
        for day in _WEEK
    ]
    return _page(speak, speak.say("Rest days"), explanation, choices)


def _study_page(person: Person) -> Screen:
    speak, chosen = words(person.language), person.study_days or ()
    explanation = speak.say(
        "Choose your days. Practice on other days counts too, and a missed day costs nothing."
    )
    choices = [
        button(_ticked(weekday(speak, day), day in chosen), set_study_day, day, day not in chosen)
        for day in _WEEK
    ]
    return _page(speak, speak.say("Days for practice"), explanation, choices)


PAGES: Final[dict[str, Callable[[Person], Screen]]] = {
    "language": _language_page,
    "hours": _hours_page,
    "zone": _zone_page,
    "rest": _rest_page,
    "study": _study_page,
}


def _page(speak: Words, head: str, explanation: str, *buttons: Part) -> Screen:
    back = button(speak.say("Settings"), settings_page)
    return screen(title(head), text(explanation), *buttons, back)


def _ticked(name: str, chosen: bool) -> str:
    return tickable(name, on=chosen)


def _slot_name(speak: Words, slot: str) -> str:
    say = speak.say
    return {
        "morning": say("in the morning"),
        "midday": say("at midday"),
        "evening": say("in the evening"),
    }[slot]


def _slot_hours(speak: Words, slot: str) -> str:
    begins, ends = SLOTS[slot]
    return speak.say(
        "{slot}, {begin} to {end}",
        slot=_slot_name(speak, slot),
        begin=hour(begins),
        end=hour(ends),
    )
