"""How files that left are called in a language."""

from __future__ import annotations

from collections.abc import Iterable

from bot.export.dataset_list import DATASETS
from bot.locale import Words
from storage.exports.export_log import Release


def sets_named(speak: Words, sets: Iterable[str]) -> str:
    """Sets, by their titles; statements of xAPI by what they are."""
    return speak.listed(
        DATASETS[one].table(speak.language).title if one in DATASETS else one for one in sets
    )


def called(speak: Words, release: Release) -> str:
    """Who made a file on the command line, as was typed there."""
    return release.called or speak.say("whoever runs this bot")
