"""Ids of indicators and sources must be in the catalogue: no claim without a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.catalogue import catalogue
from scenarios.findings import did_you_mean
from scenarios.kinds import KINDS
from scenarios.model import Scenario
from scenarios.saying import Message, say
from scenarios.scope import path_of
from scenarios.texts import FACT, PLACEHOLDER
from scenarios.yaml_source import Data, Path, Source

_NEAR_FROM = 0.75  # `HLT-99` is no typo of `HLT-05`, though four of six letters agree
_LISTS = {"sources": "source", "indicators": "indicator", "signs": "indicator"}


def check_ids(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """Every source, fact, indicator and sign must be in the catalogue."""
    source = sources[scenario.language]
    known = {"source": catalogue().sources, "indicator": catalogue().indicators}
    for path, what, name in named(source.data):
        if name not in known[what] and not source.full:  # finding similar ids takes time
            source.add_finding(
                f"unknown-{what}",
                path,
                _unknown(what, name),
                did_you_mean(name, known[what], _NEAR_FROM),
            )


def _unknown(what: str, name: str) -> Message:
    if what == "source":
        return say("The catalogue has no source `{name}`.", name=name)
    return say("The catalogue has no indicator `{name}`.", name=name)


def named(data: Data, path: Path = ()) -> Iterator[tuple[Path, str, str]]:
    """The ids named at and below a path. The author's own names may be any word, even `fact`."""
    if isinstance(data, dict):
        for key, value in data.items():
            if isinstance(value, str):
                if key == "fact" and path[:1] == ("endings",):
                    yield (*path, key), "source", value
                elif _names_indicator(path, key) and _is_id(value):
                    yield (*path, key), "indicator", value
            elif key in _LISTS and isinstance(value, list) and path != ("objectives",):
                yield from (((*path, key), _LISTS[key], str(name)) for name in value)
            else:
                yield from named(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if not isinstance(value, str):
                yield from named(value, (*path, index))


def _names_indicator(path: Path, key: str) -> bool:
    """Whether a key of a decision's part, such as `sign` of an item, holds an indicator."""
    kind = KINDS.get(str(path[2])) if len(path) == 5 and path[0] == "scenes" else None
    return kind is not None and (str(path[3]), key) in kind.spec.indicator_keys


def check_facts(scenario: Scenario, sources: Mapping[str, Source]) -> None:
    """All languages must show the same local facts; names may be pronouns in translations."""
    original = scenario.scripts[scenario.language]
    for language, script in scenario.scripts.items():
        for key, variants in script.texts.items():
            for variant, other in zip(original.texts[key], variants, strict=True):
                if variant is other or (FACT not in variant.text and FACT not in other.text):
                    continue
                here, there = _facts(other.text), _facts(variant.text)
                for name in sorted(here ^ there):
                    sources[language].add_finding(
                        "fact-differs", path_of(key), _differs(name, here)
                    )


def _facts(text: str) -> frozenset[str]:
    return frozenset(name for name in PLACEHOLDER.findall(text) if name.startswith(FACT))


def _differs(name: str, here: frozenset[str]) -> Message:
    mark = f"{{{name}}}"
    if name in here:
        return say("`{mark}` stands here, and not in the scenario.", mark=mark)
    return say("`{mark}` stands in the scenario, and not here.", mark=mark)


def _is_id(sign: str) -> bool:
    """Whether `sign` holds an indicator; it can also be true or false."""
    return sign not in ("true", "false")
