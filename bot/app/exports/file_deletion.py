"""Confirming that a file that left is deleted, and noting that one never arrived."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from bot.app import notices
from bot.app.access.checks import permitted
from bot.app.access.rights import Right, may
from bot.app.errors import NotFound
from bot.app.request import Request
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from storage.people import roles
from storage.people.roles import EVERYWHERE


def confirm_deleted(conn: Connection, request: Request, release_id: str) -> LoggedExport:
    """Note that the holder of a file says it is deleted.

    The holder is whoever made it, even once their role is over, or an admin of all agencies.

    Raises:
        NotFound: The person is neither, or nobody was asked to delete it.
    """
    release = export_log.get(conn, release_id)
    if release is None or release.asked_at is None:
        raise NotFound
    made = release.made_by == request.person.id
    agency_id = (release.agency or EVERYWHERE) if made else EVERYWHERE
    if not made or may(roles.of(conn, request.person.id), Right.TAKE_FILES, agency_id):
        permitted(conn, request.person, Right.TAKE_FILES, agency_id, "file", release.id)
    export_log.delete(conn, release.id, request.now)
    return release


def note_untaken(conn: Connection, release_ids: Iterable[str]) -> None:
    """Note that nobody took these files from the console while they waited there."""
    for release_id in release_ids:
        note_refused(conn, release_id)
        notices.cancel(conn, release_id)


def note_refused(conn: Connection, release_id: str) -> None:
    """Note that a file surely did not reach its chat."""
    export_log.end(conn, release_id, export_log.REFUSED)
