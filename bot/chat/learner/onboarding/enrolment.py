"""Enrolling: a name, an agency, a field of work; each can be left, corrected, or said later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.app.cohorts.work_fields import usual_jobs
from bot.app.library import Library
from bot.app.onboarding.person_names import clean_name
from bot.app.playing.modes import TASTER
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.kit.screen import Line, Role
from bot.chat.learner.onboarding import enrolment_screens
from bot.chat.learner.onboarding.actions import (
    AskAgency,
    AskJob,
    AskName,
    FoundRight,
    LeaveName,
    LeaveRest,
    PickAgency,
    PickJob,
    ShowWho,
    TakeName,
    TryMinute,
)
from bot.chat.learner.onboarding.enrolment_screens import Known, script_of
from bot.chat.learner.today.today_page import Today
from bot.chat.play import Play
from bot.locale import words
from scenarios.catalogue import work
from storage.agencies import agencies
from storage.agencies.agencies import OTHER, Job
from storage.cohorts import cohorts
from storage.db.database import Database
from storage.people import names, people
from storage.people.names import Script
from storage.people.people import Person

MINUTE = "first-minute"  # the case of a minute
# What is awaited; after a colon the script. Where a tap is awaited, what is typed is not looked at.
NAME, AGENCY, JOB, WHO = "name", "agency", "job", "who"


class Enrol:
    """Asks who someone is, one thing at a time, and keeps what they say."""

    def __init__(
        self, database: Database, library: Library, play: Play, today: Today, clock: Clock
    ) -> None:
        self._database = database
        self._library = library
        self._play = play
        self._today = today
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(
            taps={
                AskName: self._name,
                TakeName: self._taken,
                LeaveName: self._left,
                AskAgency: self._agency,
                PickAgency: self._picked_agency,
                AskJob: self._job,
                PickJob: self._picked_job,
                ShowWho: self._who,
                FoundRight: self._right,
                LeaveRest: self._later,
                TryMinute: self._minute,
            },
            answers={AGENCY: self._again, JOB: self._again, WHO: self._again},
            again=dict.fromkeys((NAME, AGENCY, JOB, WHO), self._again),
        )

    async def begin(
        self, visitor: Visitor, person: Person, above: Sequence[Line] = (), *, place: Place
    ) -> Reply:
        """The first thing that is not said yet; after all else, what was said.

        Args:
            visitor: Who.
            person: The same.
            above: What is said before.
            place: Where it is shown.
        """
        known = await self._known(person)
        if not known.names:
            return await self._ask_name(visitor, known, above, second=False, place=place)
        return await self._after_names(known, above, place=place)

    async def welcome(self, person: Person, *, place: Place) -> Reply:
        """For whom a place was kept: all that is known, and nothing left to do."""
        known = await self._known(person)
        return Reply(enrolment_screens.welcome_screen(words(person.language), known), place=place)

    async def _name(self, visitor: Visitor, person: Person, action: AskName) -> Reply:
        known = await self._known(person)
        return await self._ask_name(visitor, known, second=action.second)

    async def _taken(self, visitor: Visitor, person: Person, action: TakeName) -> Reply:
        script = script_of(person.language, second=action.second)
        if old := await self._asked_before(visitor, person, action):
            return old
        return await self._named(visitor, person, visitor.name, script, place=Place.SAME)

    async def typed(self, visitor: Visitor, person: Person, text: str) -> Reply:
        """Keep the name that was typed, if it can be one."""
        return await self._named(visitor, person, text, _asked_in(person), place=Place.NEW)

    async def _left(self, visitor: Visitor, person: Person, action: LeaveName) -> Reply:
        if old := await self._asked_before(visitor, person, action):
            return old
        known = await self._known(person)
        if not action.second:
            return await self._ask_name(visitor, known, second=True)
        return await self._after_names(known)

    async def _asked_before(
        self, visitor: Visitor, person: Person, action: TakeName | LeaveName
    ) -> Reply | None:
        """Where the name was said since this was asked: it stays, and what is to be said comes."""
        known = await self._known(person)
        name = known.names.get(script_of(person.language, second=action.second))
        if action.kept or name is None:
            return None
        if not action.second and len(known.names) == 1:
            reply = await self._ask_name(visitor, known, second=True)
        else:
            reply = await self._after_names(known)
        toast = words(person.language).say("Your name is kept already: {name}", name=name)
        return replace(reply, toast=toast)

    async def _again(self, visitor: Visitor, person: Person, _sent: str) -> Reply:
        """What was asked last, for whoever sent something that is no answer to it."""
        awaited, _, more = (person.awaits or "").partition(":")
        if awaited == NAME:
            return await self.typed(visitor, person, "")
        known = await self._known(person)
        above = (Line(Role.TEXT, enrolment_screens.tap_wanted(words(person.language))),)
        if awaited == AGENCY:
            return await self._ask_agency(known, above, place=Place.NEW)
        if awaited == JOB:
            return await self._ask_job(known, above, every=bool(more), place=Place.NEW)
        return await self._ask_whether_right(known, above, place=Place.NEW)

    async def _named(
        self, visitor: Visitor, person: Person, said: str, script: Script, *, place: Place
    ) -> Reply:
        second = script == script_of(person.language, second=True)
        name = clean_name(said, script)
        if name is None:
            wanted = Line(Role.TEXT, enrolment_screens.wanted(words(person.language), script))
            known = await self._known(person)
            return await self._ask_name(visitor, known, (wanted,), second=second, place=place)

        def unit(conn: Connection) -> None:
            names.put(conn, person.id, script, name)
            people.change(conn, person.id, awaits=None)

        await self._database.write(unit)
        known = await self._known(replace(person, awaits=None))
        if not second:
            above = (Line(Role.TEXT, words(person.language).say("Kept: {name}", name=name)),)
            return await self._ask_name(visitor, known, above, second=True, place=place)
        return await self._after_names(known, place=place)

    async def _ask_name(
        self,
        visitor: Visitor,
        known: Known,
        above: Sequence[Line] = (),
        *,
        second: bool,
        place: Place = Place.SAME,
    ) -> Reply:
        person = known.person
        script = script_of(person.language, second=second)
        await self._change(person, awaits=f"{NAME}:{script}")
        offered = clean_name(visitor.name, script)
        speak = words(person.language)
        shown = enrolment_screens.name_screen(speak, known, above, second=second, offered=offered)
        return Reply(shown, place=place)

    async def _after_names(
        self, known: Known, above: Sequence[Line] = (), *, place: Place = Place.SAME
    ) -> Reply:
        """The agency where it is not said, else the field of work, else all that was said."""
        if known.person.agency is None:
            return await self._ask_agency(known, above, place=place)
        if known.person.job is None:
            return await self._ask_job(known, above, every=False, place=place)
        return await self._ask_whether_right(known, above, place=place)

    async def _agency(self, _visitor: Visitor, person: Person, _action: AskAgency) -> Reply:
        return await self._ask_agency(await self._known(person))

    async def _picked_agency(self, visitor: Visitor, person: Person, action: PickAgency) -> Reply:
        stays = action.agency in (OTHER, person.agency)
        if not stays and not await self._database.read(
            lambda conn: agencies.is_offered(conn, action.agency)
        ):
            return await self._agency(visitor, person, AskAgency())
        await self._change(person, agency=action.agency)
        return await self._after_names(await self._known(replace(person, agency=action.agency)))

    async def _job(self, _visitor: Visitor, person: Person, action: AskJob) -> Reply:
        return await self._ask_job(await self._known(person), every=action.every)

    async def _picked_job(self, visitor: Visitor, person: Person, action: PickJob) -> Reply:
        if await self._database.read(lambda conn: agencies.job(conn, action.job)) is None:
            return await self._job(visitor, person, AskJob(every=True))
        await self._change(person, job=action.job)
        return await self._after_names(await self._known(replace(person, job=action.job)))

    async def _who(self, _visitor: Visitor, person: Person, _action: ShowWho) -> Reply:
        return await self._ask_whether_right(await self._known(person))

    async def _right(self, visitor: Visitor, person: Person, action: FoundRight) -> Reply:
        if person.enrolled_at is not None or MINUTE not in self._library.scenarios:
            return await self._later(visitor, person, action)
        await self._change(person, enrolled_at=self._clock.now())
        return Reply(enrolment_screens.minute_screen(words(person.language)), place=Place.SAME)

    async def _later(
        self, _visitor: Visitor, person: Person, _action: LeaveRest | FoundRight
    ) -> Reply:
        if person.enrolled_at is None:
            await self._change(person, enrolled_at=self._clock.now())
        return Reply(await self._today.screen(person), place=Place.SAME)

    async def _minute(self, _visitor: Visitor, person: Person, _action: TryMinute) -> Reply:
        return await self._play.begin(person, MINUTE, mode=TASTER)

    async def _ask_agency(
        self, known: Known, above: Sequence[Line] = (), *, place: Place = Place.SAME
    ) -> Reply:
        await self._change(known.person, awaits=AGENCY)
        every = await self._database.read(agencies.offered)
        order = {one: place for place, one in enumerate(work.bodies())}
        every.sort(key=lambda one: order.get(one.id, len(order)))  # those of an admin come last
        language = known.person.language
        named = [(one.id, one.names.get(language, one.id)) for one in every]
        return Reply(
            enrolment_screens.agency_screen(words(language), known, above, named), place=place
        )

    async def _ask_job(
        self,
        known: Known,
        above: Sequence[Line] = (),
        *,
        every: bool,
        place: Place = Place.SAME,
    ) -> Reply:
        await self._change(known.person, awaits=f"{JOB}:every" if every else JOB)

        def unit(conn: Connection) -> tuple[list[Job], Sequence[str]]:
            return agencies.every_job(conn), usual_jobs(conn, known.person.agency)

        jobs, usual = await self._database.read(unit)
        order = {one: place for place, one in enumerate(work.fields())}
        jobs.sort(key=lambda one: order.get(one.id, len(order)))
        by_id = {one.id: one for one in jobs}
        near = [by_id[one] for one in usual if one in by_id]
        language = known.person.language
        shown = jobs if every or not near else near
        named = [(one.id, one.names.get(language, one.id)) for one in shown]
        more = len(shown) < len(jobs)
        return Reply(
            enrolment_screens.job_screen(words(language), known, above, named, more=more),
            place=place,
        )

    async def _ask_whether_right(
        self, known: Known, above: Sequence[Line] = (), *, place: Place = Place.SAME
    ) -> Reply:
        if not known.arrived:  # later it asks nothing, and is only looked at
            await self._change(known.person, awaits=WHO)
        return Reply(
            enrolment_screens.who_screen(words(known.person.language), known, above), place=place
        )

    async def _known(self, person: Person) -> Known:
        """Who someone is, with the names of things in their language."""
        language = person.language

        def unit(conn: Connection) -> Known:
            agency = agencies.get(conn, person.agency)
            job = agencies.job(conn, person.job)
            return Known(
                person,
                names.of(conn, person.id),
                agency.names.get(language, agency.id) if agency else None,
                job.names.get(language, job.id) if job else None,
                tuple(one.name for one in cohorts.of_member(conn, person.id)),
            )

        return await self._database.read(unit)

    async def _change(self, person: Person, **values: Any) -> None:
        await self._database.write(lambda conn: people.change(conn, person.id, **values))


def _asked_in(person: Person) -> Script:
    """The letters in which a name is awaited."""
    return "arabic" if (person.awaits or "").endswith(":arabic") else "latin"
