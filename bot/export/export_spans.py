"""The choices of exports in the chat: data sets, and periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.exports.export_log import LoggedExport

OFFERED = ("people", "attempts", "decisions", "cohorts", "gain")
"""The data sets offered in the chat: all but those for a learner's own data."""
SPANS: Mapping[str, timedelta | None] = {
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "all": None,
}
"""The length of each span, by name; None for everything."""


def start_of(span: str, now: datetime) -> datetime | None:
    """The start of a span: midnight in UTC, so that the equivalent command gives the same rows."""
    back = SPANS[span]
    if back is None:
        return None
    return (now - back).replace(hour=0, minute=0, second=0, microsecond=0)


def server_command(release: LoggedExport) -> str:
    """The command that makes the same file on the server."""
    parts = ["basira export", *release.sets, f"--format {release.format}"]
    if release.agency is not None:
        parts.append(f"--agency {release.agency}")
    if release.since is not None:
        parts.append(f"--since {release.since:%Y-%m-%d}")
    return " ".join(parts)
