"""The go-live checklist of an agency: the items that are still missing.

The checklist is advisory. An incomplete one blocks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection

from bot.app.agencies import contact_records
from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.agencies.contact_records import ContactEntry, ContactState
from storage.agencies import agencies
from storage.agencies.agencies import Agency
from storage.people import people


class MissingItem(Enum):
    """A missing item; the value is used in JSON."""

    LINE = "line"  # nobody has entered its line for real cases
    CONFIRMATION = "confirmation"  # nobody has confirmed that line
    RENEWAL = "renewal"  # its confirmation has expired, or was withdrawn
    PLEDGE = "pledge"  # the agency has not answered about its pledge
    OFFICER = "officer"  # it has answered, by nobody who is named


@dataclass(frozen=True, slots=True)
class GoLiveStatus:
    """The go-live status of an agency at a moment."""

    agency: Agency
    line: ContactEntry  # its line for real cases, or that of all agencies where it has none
    missing: tuple[MissingItem, ...]

    @property
    def live(self) -> bool:
        """Whether no item is missing."""
        return not self.missing


_OF_THE_LINE = {
    ContactState.MISSING: MissingItem.LINE,
    ContactState.UNCONFIRMED: MissingItem.CONFIRMATION,
    ContactState.EXPIRED: MissingItem.RENEWAL,
}


def missing_items(agency: Agency, line: ContactEntry) -> Iterator[MissingItem]:
    """The missing items of an agency, in the order in which to complete them.

    Either answer about the pledge will do: its people read which it is.

    Args:
        line: Its line for real cases, as it stands at the moment.
    """
    if line.state in _OF_THE_LINE:
        yield _OF_THE_LINE[line.state]
    if agency.pledge is None:
        yield MissingItem.PLEDGE
    elif not agency.pledge_by:
        yield MissingItem.OFFICER


def go_live_status(conn: Connection, agency: Agency, now: datetime) -> GoLiveStatus:
    """The go-live status of an agency at a moment."""
    line = contact_records.entry(conn, agency.id, REAL_CASE, now)
    return GoLiveStatus(agency, line, tuple(missing_items(agency, line)))


def agencies_without_lasting_line(conn: Connection, now: datetime) -> list[GoLiveStatus]:
    """Agencies with people whose line for real cases is not confirmed beyond the next weeks."""
    inhabited = people.named_agencies(conn)
    there = (
        go_live_status(conn, agency, now)
        for agency in agencies.all_agencies(conn)
        if agency.id in inhabited
    )
    return [state for state in there if state.line.state is not ContactState.CONFIRMED]
