"""A parser of xAPI statements as strict as the specification.

After xAPI 1.0.3, part two (statements), with chapters named beside the rules.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

Statement = dict[str, Any]
_DURATION = re.compile(r"P(?!$)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_INTERACTIONS = {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance"} | {
    "sequencing",
    "likert",
    "numeric",
    "other",
}


def read(lines: str) -> list[Statement]:
    """The statements of a file.

    Raises:
        AssertionError: One is against the specification.
    """
    found = [json.loads(line) for line in lines.splitlines()]
    for entry in found:
        statement(entry)
    return found


def statement(entry: Statement) -> None:
    """2.4: the properties of a statement."""
    assert not [*_nulls(entry)], "2.2: no null, but in extensions"
    only(entry, "id timestamp actor verb object", "result context")
    uuid(entry["id"])
    moment(entry["timestamp"])
    _actor(entry["actor"])
    only(entry["verb"], "id display")
    iri(entry["verb"]["id"])
    _languages(entry["verb"]["display"])
    _activity(entry["object"])
    _result(entry.get("result", {}))
    _context(entry.get("context", {}))


def only(told: Mapping[str, Any], needed: str, more: str = "") -> None:
    """Check for required and unknown properties."""
    assert set(needed.split()) <= told.keys() <= {*needed.split(), *more.split()}, told


def uuid(told: str) -> None:
    """A UUID as in RFC 4122."""
    assert str(UUID(told)) == told


def iri(told: str) -> None:
    assert urlsplit(told).scheme, told
    assert not re.search(r"[\s<>\"{}|\\^`]", told), told


def moment(told: str) -> None:
    """4.5: ISO 8601, and here with a zone."""
    assert datetime.fromisoformat(told).tzinfo


def _actor(told: Statement) -> None:
    """2.4.2: an agent with one means to tell who it is; here an account."""
    only(told, "objectType account")
    assert told["objectType"] == "Agent"
    only(told["account"], "homePage name")
    iri(told["account"]["homePage"])
    assert told["account"]["name"]


def _activity(told: Statement) -> None:
    """2.4.4.1: an activity."""
    only(told, "id", "objectType definition")
    iri(told["id"])
    assert told.get("objectType", "Activity") == "Activity"
    definition = told.get("definition", {})
    only(definition, "", "type name description moreInfo interactionType extensions")
    iri(definition.get("type", "x:"))
    _languages(definition.get("name", {}))
    if definition.get("type", "").endswith("/cmi.interaction"):
        assert definition["interactionType"] in _INTERACTIONS


def _result(told: Statement) -> None:
    """2.4.5: the result."""
    only(told, "", "score success completion response duration extensions")
    for truth in ("success", "completion"):
        assert isinstance(told.get(truth, True), bool)
    assert isinstance(told.get("response", ""), str)
    if "duration" in told:
        assert _DURATION.fullmatch(told["duration"]), told["duration"]
    score = told.get("score", {})
    only(score, "", "scaled raw min max")
    assert all(type(number) in (int, float) for number in score.values())
    assert -1 <= score.get("scaled", 0) <= 1
    _extensions(told)


def _context(told: Statement) -> None:
    """2.4.6: the context."""
    only(told, "", "registration contextActivities revision platform language extensions")
    if "registration" in told:
        uuid(told["registration"])
    assert re.fullmatch(r"[a-z]{2,3}", told.get("language", "en"))
    for text in ("revision", "platform"):
        assert isinstance(told.get(text, ""), str)
    activities = told.get("contextActivities", {})
    only(activities, "", "parent grouping category other")
    for each in activities.values():
        for activity in each:
            _activity(activity)
    _extensions(told)


def _languages(told: Mapping[str, str]) -> None:
    """4.2: texts by their language."""
    for language, text in told.items():
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", language)
        assert text


def _extensions(told: Statement) -> None:
    """4.1: by IRIs."""
    for name in told.get("extensions", {}):
        iri(name)


def _nulls(told: Any) -> Iterator[str]:
    if isinstance(told, dict):
        for name, entry in told.items():
            if entry is None:
                yield name
            elif name != "extensions":
                yield from _nulls(entry)
    elif isinstance(told, list):
        for entry in told:
            yield from _nulls(entry)
