"""Something is wrong here: four taps, kept once for each turn and kind."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.app.ports import Clock
from bot.chat import common_screens as common
from bot.chat.kit.actions import Action
from bot.chat.kit.context import App, async_context
from bot.chat.kit.legacy_routes import Counter, Serve
from bot.chat.kit.request import Place, Reply, Visitor
from bot.chat.learner.issue_reports import issue_report_screens
from bot.chat.learner.issue_reports.actions import Rest, SayWrong, SomethingWrong
from bot.chat.play import pause
from bot.locale import words
from storage.db.database import Database
from storage.people.people import Person
from storage.playing import attempts, issue_reports


class Reports:
    """Takes what learners say is wrong."""

    def __init__(self, database: Database, app: App, clock: Clock) -> None:
        self._database = database
        self._app = app
        self._clock = clock

    def counter(self) -> Counter:
        """What is served here."""

        async def rest(visitor: Visitor, person: Person, _action: Rest) -> Reply:
            return Reply(await pause(async_context(self._app, person, visitor), ""))

        taps: dict[type[Action], Serve] = {
            SomethingWrong: self._ask,
            SayWrong: self._take,
            Rest: rest,
        }
        return Counter(taps=taps, commands={"wrong": self._wrong})

    async def _wrong(self, _visitor: Visitor, person: Person, _rest: str) -> Reply:
        """About the case that they were last in, where it stands."""
        found = await self._database.read(
            lambda conn: issue_reports.latest_attempt(conn, person.id)
        )
        speak = words(person.language)
        if found is None:
            return Reply(issue_report_screens.nothing_screen(speak))
        return Reply(issue_report_screens.wrong_screen(speak, *found))

    async def _ask(self, _visitor: Visitor, person: Person, action: SomethingWrong) -> Reply:
        speak = words(person.language)

        def unit(conn: Connection) -> bool:
            return _is_theirs(conn, person, action)

        if not await self._database.read(unit):
            return Reply(common.gone_screen(speak))
        return Reply(issue_report_screens.wrong_screen(speak, action.attempt, action.turn))

    async def _take(self, _visitor: Visitor, person: Person, action: SayWrong) -> Reply:
        speak, now = words(person.language), self._clock.now()

        def unit(conn: Connection) -> bool:
            theirs = action.kind in issue_reports.KINDS and _is_theirs(conn, person, action)
            if theirs:
                issue_reports.add(conn, action.attempt, action.turn, action.kind, now)
            return theirs

        if not await self._database.write(unit):
            return Reply(common.gone_screen(speak))
        thanks = issue_report_screens.thanks_screen(speak, action.attempt, action.kind)
        return Reply(thanks, place=Place.SAME)


def _is_theirs(conn: Connection, person: Person, about: SomethingWrong | SayWrong) -> bool:
    """Whether it is about a turn that this person has come to."""
    attempt = attempts.get(conn, about.attempt)
    return attempt is not None and attempt.person == person.id and about.turn <= attempt.turn
