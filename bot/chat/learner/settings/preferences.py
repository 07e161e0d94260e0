"""Settings: each is set by one tap, and the message shows where it stands now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from bot.app.ports import Clock
from bot.app.preferences.contact_hours import MOST_SLOTS, SLOTS, rest_days_of, slots_of
from bot.app.preferences.time_zones import ZONES
from bot.app.refreshers.prompt_schedule import look_again
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
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
from bot.chat.learner.settings.settings_screens import (
    PAGES,
    language_changed_screen,
    settings_screen,
)
from bot.locale import LANGUAGES, words
from storage.db.database import Database
from storage.people import people
from storage.people.people import Person
from storage.playing import attempts

HOURS = {"hours", "rest_days", "timezone"}  # what decides when something may come


class Preferences:
    """What someone may set for themselves."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                ShowSettings: self._all_again,
                ShowSetting: self._one,
                SetLanguage: self._language,
                SetSlot: self._slot,
                SetRest: self._rest,
                SetZone: self._zone,
                SetTimers: self._timers,
                SetDiscreet: self._discreet,
            },
            commands={"settings": self._all},
        )

    async def _all(self, _visitor: Visitor, person: Person, _rest: object) -> Reply:
        return Reply(settings_screen(person, self._clock.now()))

    async def _all_again(self, _visitor: Visitor, person: Person, _action: object) -> Reply:
        return self._shown(person, "")

    async def _one(self, _visitor: Visitor, person: Person, action: ShowSetting) -> Reply:
        return self._shown(person, action.setting)

    async def _language(self, _visitor: Visitor, person: Person, action: SetLanguage) -> Reply:
        language = action.language
        if language not in LANGUAGES:
            return self._shown(person, "language")

        def unit(conn: Connection, person: Person) -> dict[str, Any]:
            attempts.set_language(conn, person.id, language)
            return {"language": language}

        changed = await self._changed(person, unit)
        running = await self._database.read(lambda conn: attempts.running(conn, person.id))
        screen = language_changed_screen(changed, running[0].id if running else None)
        return Reply(screen, place=Place.SAME)

    async def _slot(self, _visitor: Visitor, person: Person, action: SetSlot) -> Reply:
        def unit(_conn: Connection, person: Person) -> dict[str, Any]:
            others = [one for one in slots_of(person) if one != action.slot]
            chosen = [*others, action.slot] if action.on else others
            fits = 0 < len(chosen) <= MOST_SLOTS
            return {"hours": {**(person.hours or {}), "slots": chosen}} if fits else {}

        if action.slot not in SLOTS:
            return self._shown(person, "hours")
        changed, say = await self._changed(person, unit), words(person.language).say
        if (action.slot in slots_of(changed)) is action.on:
            return self._shown(changed, "hours")
        toast = say("Two at most: first untick one.") if action.on else say("One has to stay.")
        return self._shown(changed, "hours", toast)

    async def _rest(self, _visitor: Visitor, person: Person, action: SetRest) -> Reply:
        def unit(_conn: Connection, person: Person) -> dict[str, Any]:
            others = {day for day in rest_days_of(person) if day != action.day}
            chosen = others | {action.day} if action.on else others
            return {"rest_days": sorted(chosen)} if len(chosen) < 7 else {}

        if action.day not in range(7):
            return self._shown(person, "rest")
        changed = await self._changed(person, unit)
        if action.on and action.day not in rest_days_of(changed):
            toast = words(person.language).say("One day has to stay open.")
            return self._shown(changed, "rest", toast)
        return self._shown(changed, "rest")

    async def _zone(self, _visitor: Visitor, person: Person, action: SetZone) -> Reply:
        zone = ZONES.get(action.zone, person.timezone)
        return self._shown(await self._set(person, timezone=zone), "zone")

    async def _timers(self, _visitor: Visitor, person: Person, action: SetTimers) -> Reply:
        return self._shown(await self._set(person, timers=action.on), "")

    async def _discreet(self, _visitor: Visitor, person: Person, action: SetDiscreet) -> Reply:
        return self._shown(await self._set(person, discreet=action.on), "")

    async def _set(self, person: Person, **values: Any) -> Person:
        return await self._changed(person, lambda _conn, _person: values)

    async def _changed(
        self, person: Person, values: Callable[[Connection, Person], dict[str, Any]]
    ) -> Person:
        """The person after a change that is made from how they stand where they are held."""

        def unit(conn: Connection) -> Person:
            people.lock(conn, person.id)
            before = people.get(conn, person.id) or person
            if changes := values(conn, before):
                people.change(conn, person.id, **changes)
                if changes.keys() & HOURS:
                    look_again(conn, person.id, self._clock.now())
            return people.get(conn, person.id) or before

        return await self._database.write(unit)

    def _shown(self, person: Person, page: str, toast: str | None = None) -> Reply:
        draw = PAGES.get(page)
        screen = draw(person) if draw else settings_screen(person, self._clock.now())
        return Reply(screen, toast, place=Place.SAME)
