"""Notices of exported files: to people named in one, and to whoever must delete one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN
from bot.app.ports import Clock
from bot.chat.admin.export_log.actions import ConfirmDeleted
from bot.chat.admin.export_log.export_phrases import maker, sets_named
from bot.chat.date_phrases import date_of
from bot.chat.kit.screen import Button
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News, Teller
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import OUT, LoggedExport
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

NAMED, DELETE = "named-in-file", "delete-file"
PEOPLE_PER_WRITE = 200
LATEST = timedelta(days=365)  # after which a notice is dropped


class ExportNotices:
    """Schedules notices of exported files."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def schedule(self) -> int:
        """Schedule the notices that are missing; returns how many."""
        named = await self._database.write(self._schedule_named)
        return named + await self._database.write(self._schedule_deletions)

    def _schedule_named(self, conn: Connection) -> int:
        now, count = self._clock.now(), 0
        unnotified = export_log.people_to_notify(conn, PEOPLE_PER_WRITE)
        for release, pairs in groupby(unnotified, key=lambda pair: pair[0]):
            named = [person for _, person in pairs]
            what, latest = {"what": NAMED, "release": release}, now + LATEST
            at = notices.turn(conn, now)
            for place, person in enumerate(named):
                key = f"{NAMED}:{release}:{person}"
                count += notices.promise(
                    conn, person, key, at, what, about=release, not_after=latest, place=place
                )
            export_log.note_notified(conn, release, named, now)
        return count

    def _schedule_deletions(self, conn: Connection) -> int:
        """Ask whoever made a file to delete it, or else the admins of all agencies."""
        now, count = self._clock.now(), 0
        for release in export_log.unannounced_deletions(conn):
            holders = _holders(conn, release)
            what = {"what": DELETE, "release": release.id}
            for person in holders:
                key, latest = f"{DELETE}:{release.id}:{person}", now + LATEST
                count += notices.promise(conn, person, key, now, what, not_after=latest)
            if holders:
                export_log.note_announced(conn, release.id, now)
        return count


def _holders(conn: Connection, release: LoggedExport) -> list[str]:
    if release.made_by is not None and people.has_account(conn, release.made_by):
        return [release.made_by]
    admins = roles.with_account(conn, roles.get_for_update(conn, ADMIN))
    return sorted({role.person for role in admins if role.agency == EVERYWHERE})


def _named_notice(
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
        by=maker(speak, release),
        reason=release.reason or "",
    )
    if release.handed_to:
        text += "\n" + say("Handed to: {whom}", whom=release.handed_to)
    return News(text + "\n" + say("/mydata lists every file with your name."))


def _delete_notice(
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
            command="basira export-log",
        )
    return News(text, Button(say("It is deleted"), ConfirmDeleted(release.id)))


TELLERS: Mapping[str, Teller] = {NAMED: _named_notice, DELETE: _delete_notice}
"""The texts of these notices, by kind."""
