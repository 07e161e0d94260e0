"""Nothing is claimed without a source: ids of indicators and sources must be in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.catalogue import catalogue
from scenarios.findings import did_you_mean
from scenarios.model import Scenario
from scenarios.source import Data, Path, Source

_KEYS = {"sources": "source", "indicators": "indicator", "signs": "indicator", "fact": "source"}


def check_ids(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every `sources`, `indicators`, `signs` and `fact` names something of the catalogue."""
    source = sources[scenario.language]
    known = {"source": catalogue().sources, "indicator": catalogue().indicators}
    for path, what, name in _named(source.data, ()):
        if name not in known[what]:
            source.find(
                f"unknown-{what}",
                path,
                f"The catalogue has no {what} `{name}`.",
                did_you_mean(name, known[what]),
            )


def _named(data: Data, path: Path) -> Iterator[tuple[Path, str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _KEYS and isinstance(value, str | list):
                names = [value] if isinstance(value, str) else value
                yield from (((*path, key), _KEYS[key], str(name)) for name in names)
            else:
                yield from _named(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _named(value, (*path, index))
