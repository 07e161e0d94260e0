"""The choices of exports in the chat: data sets, and periods."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from storage.exports.export_log import LoggedExport

OFFERED = ("people", "attempts", "decisions", "cohorts", "gain")
"""The data sets offered in the chat: not those that are a learner's own."""
SPANS: Mapping[str, timedelta | None] = {
    "month": timedelta(days=31),
    "quarter": timedelta(days=92),
    "year": timedelta(days=366),
    "all": None,
}
"""How far back, by name."""


def start_of(span: str, now: datetime) -> datetime | None:
    """When a span begins: at midnight in UTC, so that the command for the server says the same."""
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
