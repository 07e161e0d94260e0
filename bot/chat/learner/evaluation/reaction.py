"""Two questions after a case: what is answered is counted, and is nobody's.

They stand below the ending when somebody comes back to it from looking back, once for each case;
whoever leaves them has left them out.
"""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.playing.modes import UNCOUNTED
from bot.app.ports import Clock
from bot.chat.date_phrases import month_in
from bot.chat.debrief.past_attempt import Past
from bot.chat.kit.screen import Screen
from bot.chat.learner.evaluation.actions import React
from bot.chat.learner.evaluation.reaction_screens import asked_screen, thanked_screen
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import REACTION, VALUES
from storage.db.database import Database
from storage.people import people


class Reacting:
    """Asks the two questions, and counts what is answered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def below(self, past: Past, ending: Screen) -> Screen:
        """The ending with the first question below it, the first time that it comes to that."""
        if not _is_asked_about(past):
            return ending
        now, played = self._clock.now(), past.attempt

        def unit(conn: Connection) -> bool:
            person = people.get(conn, played.person)
            if person is None:
                return False
            month = month_in(person.timezone, now)
            return work_surveys.ask(conn, person.id, past.scenario.id, month)

        if not await self._database.write(unit):
            return ending
        return asked_screen(past.speak, ending, played.id, REACTION[0])

    async def take(self, past: Past, action: React, ending: Screen) -> Screen:
        """Count an answer, once; the ending with the next question, or with thanks."""
        if not _is_asked_about(past) or action.value not in VALUES.get(action.item, ()):
            return ending  # forged
        if action.item not in REACTION:
            return ending
        now, played, place = self._clock.now(), past.attempt, REACTION.index(action.item)

        def unit(conn: Connection) -> int | None:
            person = people.get(conn, played.person)
            if person is None:
                return None
            if work_surveys.mark_passed(conn, person.id, past.scenario.id, place):
                month = month_in(person.timezone, now)
                agency, edition = played.agency, played.edition
                survey_tallies.count(conn, agency, action.item, action.value, month, edition)
            return work_surveys.step(conn, person.id, past.scenario.id)

        step = await self._database.write(unit)
        if step is None:  # they were not asked: a forged button
            return ending
        if step < len(REACTION):
            return asked_screen(past.speak, ending, played.id, REACTION[step])
        return thanked_screen(past.speak, ending)


def _is_asked_about(past: Past) -> bool:
    """Whether it is a case that counts, and no test."""
    return not past.is_test and past.attempt.mode not in UNCOUNTED
