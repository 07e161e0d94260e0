"""The export log, for those who may export: the maker and the state of each file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app.access.checks import agencies_for
from bot.app.access.rights import Right
from bot.app.request import Request
from storage.exports import export_log
from storage.exports.export_log import LoggedExport
from storage.people import names
from storage.people.roles import EVERYWHERE


@dataclass(frozen=True, slots=True)
class ExportHistory:
    """Some entries of the log, the latest first."""

    exports: Sequence[LoggedExport]
    makers: Mapping[str, Mapping[str, str]]
    """The names of those who made them, by person and script."""
    next: str | None
    """The entry after which there are more."""


def history(
    conn: Connection, request: Request, count: int, before: str | None = None
) -> ExportHistory:
    """The latest exports of the agencies whose data someone may export.

    Args:
        count: The maximum number.
        before: Only those before this one, by its id.

    Raises:
        NotFound: They may export nothing.
    """
    allowed = agencies_for(conn, request.person, Right.TAKE_FILES)
    within = None if EVERYWHERE in allowed else allowed
    found = export_log.latest(conn, within, count + 1, before)
    shown = found[:count]
    makers = {each.made_by for each in shown if each.made_by is not None}
    return ExportHistory(
        shown, names.of_all(conn, makers), shown[-1].id if len(found) > count else None
    )
