"""Notices of exported files: to the people named, and to those who must delete one."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.rights import ADMIN
from bot.app.ports import Clock
from storage.db.database import Database
from storage.exports import export_log
from storage.exports.export_log import OUT, LoggedExport
from storage.people import people, roles
from storage.people.people import Person
from storage.people.roles import EVERYWHERE

NAMED, DELETE = "named-in-file", "delete-file"
MADE = "console-file-made"
"""To whoever had the console make a file: it is ready, or could not be made."""
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
            at = notices.fair_moment(conn, now)
            for place, person in enumerate(named):
                key = f"{NAMED}:{release}:{person}"
                count += notices.queue(
                    conn, person, key, at, what, about=release, not_after=latest, place=place
                )
            export_log.note_notified(conn, release, named, now)
        return count

    def _schedule_deletions(self, conn: Connection) -> int:
        """Ask the maker of a file, or else the admins of all agencies, to delete it."""
        now, count = self._clock.now(), 0
        for release in export_log.unannounced_deletions(conn):
            holders = _holders(conn, release)
            what = {"what": DELETE, "release": release.id}
            for person in holders:
                key, latest = f"{DELETE}:{release.id}:{person}", now + LATEST
                count += notices.queue(conn, person, key, now, what, not_after=latest)
            if holders:
                export_log.note_announced(conn, release.id, now)
        return count


def announce_made(
    conn: Connection, person: str, release_id: str, now: datetime, until: datetime, *, made: bool
) -> None:
    """Notify the requester of a background export that the file is ready, or has failed.

    Args:
        person: The requester's id.
        release_id: The id of the file's entry in the export log.
        until: When the file expires.
        made: Whether it is ready.
    """
    what = {"what": MADE, "release": release_id, "made": made}
    notices.queue(
        conn,
        person,
        f"{MADE}:{release_id}",
        now,
        what,
        about=release_id,
        not_after=until,
        urgent=True,  # they asked for it just now, and it soon expires
    )


def _holders(conn: Connection, release: LoggedExport) -> list[str]:
    if release.made_by is not None and people.has_account(conn, release.made_by):
        return [release.made_by]
    admins = roles.with_account(conn, roles.get_for_update(conn, ADMIN))
    return sorted({role.person for role in admins if role.agency == EVERYWHERE})


"""The texts of these notices, by kind."""


def current_naming(conn: Connection, person: Person, release_id: str) -> LoggedExport | None:
    """The file that names a person, if both still exist."""
    release = export_log.get(conn, release_id)
    if release is None or release.state != OUT:
        return None
    return release if export_log.is_named_in(conn, release, person.id) else None


def awaiting_deletion(conn: Connection, release_id: str) -> LoggedExport | None:
    """The file, if its deletion is not confirmed yet."""
    release = export_log.get(conn, release_id)
    return release if release is not None and release.awaits_deletion else None
