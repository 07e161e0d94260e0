"""What a test came to: for its trainer, of all together; for a learner, of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import Right
from bot.app.assessments import assessment_results
from bot.app.assessments.assessment_results import Came, Found
from bot.app.assessments.assessment_rights import test_for
from bot.app.assessments.parallel_forms import forms_of, track_of
from bot.app.assessments.sealed_results import is_told
from bot.app.errors import NotFound
from bot.app.library import Library
from bot.app.playing.records import result_of
from bot.app.ports import Clock
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import News
from bot.chat.kit.request import File, Place, Reply, Visitor
from bot.chat.kit.screen import Button
from bot.chat.labels import title_in
from bot.chat.trainer.assessments import gains_screens
from bot.chat.trainer.assessments.actions import SendGains, ShowGains, ShowOwnTest
from bot.chat.trainer.assessments.assessment_phrases import part_name, track_name
from bot.chat.trainer.assessments.assessment_screens import Seen
from bot.chat.trainer.assessments.gains_picture import drawing
from bot.chat.trainer.assessments.gains_screens import Own
from bot.locale import Words, words
from bot.pictures import gains as pictures
from storage.assessments import assessments
from storage.assessments.assessments import Assessment, TakenPart
from storage.cohorts.cohorts import Cohort
from storage.db.database import Database
from storage.people.people import Person


class Changes:
    """Shows what changed."""

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""
        return Counter(taps={ShowGains: self.gains, SendGains: self.picture, ShowOwnTest: self.own})

    async def gains(self, _visitor: Visitor, person: Person, action: ShowGains) -> Reply:
        """What changed for those who took both parts."""
        speak = words(person.language)
        seen, came = await self._came(person, action.test)
        titles = {one: title_in(self._library, speak, one) for one in seen.test.forms}
        screen = gains_screens.gains_screen(speak, seen, came, titles)
        return Reply(screen, place=Place.SAME)

    async def picture(self, visitor: Visitor, person: Person, action: SendGains) -> Reply:
        """The same as a picture, where there is anything to show."""
        speak = words(person.language)
        seen, came = await self._came(person, action.test)
        drawn = drawing(speak, seen, came)
        if drawn is None:
            return await self.gains(visitor, person, ShowGains(action.test))

        async def then() -> Sequence[File]:
            content = await asyncio.to_thread(pictures.picture_of, drawn, speak.language)
            return (File("what-changed.png", content, picture=True),)

        shown = await self.gains(visitor, person, ShowGains(action.test))
        return Reply(shown.screen, place=Place.SAME, then=then)

    async def own(self, _visitor: Visitor, person: Person, action: ShowOwnTest) -> Reply:
        """How someone's own parts went; before the test is over there is nothing."""

        def unit(conn: Connection) -> tuple[Assessment, list[TakenPart]]:
            test = assessments.get(conn, action.test)
            if test is None or not self._is_told(conn, test, person):
                raise NotFound
            return test, assessments.own_parts(conn, test, person.id)

        test, took = await self._database.read(unit)
        if not took:
            raise NotFound
        parts = [Own(one.part, one.attempt, result_of(one.result)) for one in took]
        track = track_of(self._library.scenarios, test.forms)
        return Reply(gains_screens.own_screen(words(person.language), track, parts))

    def tell_over(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of a test that is over, for whoever took a part of it."""
        test = assessments.get(conn, what["test"])
        if test is None or not self._is_told(conn, test, person):
            return None
        if not assessments.own_parts(conn, test, person.id):
            return None
        name = track_name(speak, track_of(self._library.scenarios, test.forms))
        text = speak.say("The tests are over: {field}. You can see how yours went.", field=name)
        return News(text, Button(speak.say("How my tests went"), ShowOwnTest(test.id)))

    def tell_came(
        self, conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
    ) -> News | None:
        """The teller of a part that has closed, for the trainer who gave it."""
        try:
            test, cohort = test_for(conn, person, Right.SEE_COHORT, what["test"])
        except NotFound:
            return None
        if not test.has_closed(what["part"], self._clock.now()):
            return None
        text = speak.say(
            "{cohort}: the test {part} has closed. What changed can be seen.",
            cohort=cohort.name,
            part=part_name(speak, what["part"]),
        )
        return News(text, Button(speak.say("What changed"), ShowGains(test.id)))

    def _is_told(self, conn: Connection, test: Assessment, person: Person) -> bool:
        return is_told(conn, self._library.scenarios, test, person.id, self._clock.now())

    async def _came(self, person: Person, test_id: str) -> tuple[Seen, Came]:
        now = self._clock.now()

        def unit(conn: Connection) -> tuple[Assessment, Cohort, Found]:
            test, cohort = test_for(conn, person, Right.SEE_COHORT, test_id)
            track = track_of(self._library.scenarios, test.forms)
            forms = forms_of(self._library.scenarios).get(track, ())
            return test, cohort, assessment_results.read(conn, test, forms)

        test, cohort, found = await self._database.read(unit)
        seen = Seen(test, cohort, track_of(self._library.scenarios, test.forms), ())
        return seen, await assessment_results.came(self._library, test, found, now)
