"""Translations must match the current source, according to `ar.lock`."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.findings import Severity
from scenarios.model import Scenario
from scenarios.saying import say
from scenarios.scope import path_of
from scenarios.translation import Lock, Status, statuses, texts_of
from scenarios.yaml_source import Source


def check_stamps(
    scenario: Scenario, sources: Mapping[str, Source], locks: Mapping[str, Lock]
) -> None:
    """Every text must be stamped and up to date.

    Args:
        scenario: With the scripts of its translations.
        sources: Their files, by language.
        locks: Their stamps; languages without a lock are not checked.
    """
    original = texts_of(scenario.scripts[scenario.language])
    for language, lock in locks.items():
        found = statuses(original, texts_of(scenario.scripts[language]), lock)
        _check(sources[language], found)


def _check(source: Source, found: Mapping[str, Status]) -> None:
    for key, status in found.items():
        if status is Status.STALE:
            source.add_finding(
                "translation-stale",
                path_of(key),
                say("The source of `{key}` has changed since this was translated.", key=key),
                say(
                    "Read both and mend this one, then "
                    "`basira scenarios mark-translated PATH --key {key}`.",
                    key=key,
                ),
            )
    unstamped = [key for key, status in found.items() if status is Status.UNSTAMPED]
    if unstamped:
        source.add_finding(
            "translation-unstamped",
            path_of(unstamped[0]),
            say("Texts that nobody has stamped yet: {count}.", count=len(unstamped)),
            say("Once they are read beside their source: `basira scenarios mark-translated PATH`."),
            Severity.WARNING,
        )
