"""Word of files: to whoever is named in one, and to whoever has one that is to be deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.ports import Clock
from bot.chat.admin.export_log.actions import ConfirmDeleted
from bot.chat.admin.export_log.export_phrases import called, sets_named
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News, Teller
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import OUT, Release
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

NAMED, DELETE = "named-in-file", "delete-file"
TOGETHER = 200  # people who are promised word in one unit
WORTH = timedelta(days=365)  # that somebody's name went out is worth telling late


class Word:
    """Promises word of files."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def promise(self) -> int:
        """Promise word of what went out, and of what is to be deleted; returns to how many."""
        return await self._database.write(self._named) + await self._database.write(self._asked)

    def _named(self, conn: Connection) -> int:
        now, count = self._clock.now(), 0
        found = export_log.to_promise(conn, TOGETHER)
        for release, own in groupby(found, key=lambda pair: pair[0]):
            whom = [person for _, person in own]
            what, late = {"what": NAMED, "release": release}, now + WORTH
            at = notices.turn(conn, now)
            for place, one in enumerate(whom):
                key = f"{NAMED}:{release}:{one}"
                count += notices.promise(
                    conn, one, key, at, what, about=release, not_after=late, place=place
                )
            export_log.promised(conn, release, whom, now)
        return count

    def _asked(self, conn: Connection) -> int:
        """Whoever made a file has it; else the admins of all agencies must see to it."""
        now, count = self._clock.now(), 0
        for one in export_log.to_ask(conn):
            whom = _holders(conn, one)
            what = {"what": DELETE, "release": one.id}
            for person in whom:
                key, late = f"{DELETE}:{one.id}:{person}", now + WORTH
                count += notices.promise(conn, person, key, now, what, not_after=late)
            if whom:
                export_log.asked(conn, one.id, now)
        return count


def _holders(conn: Connection, release: Release) -> list[str]:
    if release.made_by is not None and people.has_account(conn, release.made_by):
        return [release.made_by]
    admins = roles.with_account(conn, roles.held(conn, ADMIN))
    return sorted({one.person for one in admins if one.agency == EVERYWHERE})


def _tell_named(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    release, say = export_log.get(conn, what["release"]), speak.say
    if (
        release is None
        or release.state != OUT
        or not export_log.stands_in(conn, release, person.id)
    ):
        return None
    day = date_of(speak, release.made_at, person.timezone)
    text = say(
        "A file with your name was made on {day}: {sets}. By whom: {by}. The reason: {reason}",
        day=day,
        sets=sets_named(speak, release.sets),
        by=called(speak, release),
        reason=release.reason or "",
    )
    if release.handed_to:
        text += "\n" + say("Handed to: {whom}", whom=release.handed_to)
    return News(text + "\n" + say("/mydata lists every file with your name."))


def _tell_delete(
    conn: Connection, speak: Words, person: Person, what: Mapping[str, Any]
) -> News | None:
    release, say = export_log.get(conn, what["release"]), speak.say
    if release is None or not release.awaited:
        return None
    day = date_of(speak, release.made_at, person.timezone)
    file = sets_named(speak, release.sets)
    if release.made_by == person.id:
        text = say(
            "You have a file of {day}: {sets}. Somebody who may stand in it has been erased here. "
            "Please delete it wherever it is, and make a new one if it is still needed.",
            day=day,
            sets=file,
        )
    else:
        text = say(
            "A file was made on {day}: {sets}. Somebody who may stand in it has been erased here. "
            "Please see to it that whoever has it deletes it; it is listed by {command}.",
            day=day,
            sets=file,
            command="basira files list",
        )
    return News(text, Button(say("It is deleted"), ConfirmDeleted(release.id)))


TELLERS: Mapping[str, Teller] = {NAMED: _tell_named, DELETE: _tell_delete}
"""What is told, by its kind."""
