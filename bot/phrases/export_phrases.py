"""Phrases about exported files."""

from __future__ import annotations

from collections.abc import Iterable

from bot.export.dataset_list import DATASETS
from bot.locale import Words
from storage.exports.export_log import LoggedExport


def sets_named(speak: Words, sets: Iterable[str]) -> str:
    """List data sets by their titles, and xAPI by its name."""
    return speak.listed(
        DATASETS[name].table(speak.language).title if name in DATASETS else name for name in sets
    )


def maker(speak: Words, release: LoggedExport) -> str:
    """Name whoever made a file on the command line, as typed there."""
    return release.called or speak.say("whoever runs this bot")
