"""Phrases about exported files."""

from __future__ import annotations

from collections.abc import Iterable

from bot.app.cohorts import table_files
from bot.export.dataset_list import DATASETS
from bot.locale import Words
from storage.exports.export_log import LoggedExport


def sets_named(speak: Words, sets: Iterable[str]) -> str:
    """List data sets and tables by their titles, and xAPI by its name."""
    tables = {
        table_files.PROGRESS: speak.say("Progress of a cohort"),
        table_files.ATTENDANCE: speak.say("Attendance of a class"),
        table_files.RESULTS: speak.say("Results of assigned work"),
    }
    return speak.listed(
        DATASETS[name].table(speak.language).title if name in DATASETS else tables.get(name, name)
        for name in sets
    )


def maker(speak: Words, release: LoggedExport) -> str:
    """The maker of a file: a trainer, or as typed on the command line."""
    if {*release.sets} & {*table_files.KINDS}:
        return speak.say("a trainer of your cohort")
    return release.called or speak.say("the operator of this bot")
