"""Nothing is claimed without a source: ids of indicators and sources must be in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.catalogue import catalogue
from scenarios.findings import did_you_mean
from scenarios.model import Scenario
from scenarios.saying import Saying, say
from scenarios.source import Data, Path, Source

_LISTS = {"sources": "source", "indicators": "indicator", "signs": "indicator"}


def check_ids(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every `sources`, `indicators`, `signs` and `fact` names something of the catalogue."""
    source = sources[scenario.language]
    known = {"source": catalogue().sources, "indicator": catalogue().indicators}
    for path, what, name in _named(source.data, ()):
        if name not in known[what]:
            source.find(
                f"unknown-{what}",
                path,
                _unknown(what, name),
                did_you_mean(name, known[what]),
            )


def _unknown(what: str, name: str) -> Saying:
    if what == "source":
        return say("The catalogue has no source `{name}`.", name=name)
    return say("The catalogue has no indicator `{name}`.", name=name)


def _named(data: Data, path: Path) -> Iterator[tuple[Path, str, str]]:
    """The ids named at and below a path. Ids of the author's own may be any word, `fact` too."""
    if isinstance(data, dict):
        for key, value in data.items():
            if key in _LISTS and isinstance(value, list) and path != ("objectives",):
                yield from (((*path, key), _LISTS[key], str(name)) for name in value)
            elif key == "fact" and path[:1] == ("endings",) and isinstance(value, str):
                yield (*path, key), "source", value
            else:
                yield from _named(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _named(value, (*path, index))
