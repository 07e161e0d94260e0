"""Repairs invalid documents, so that an author sees all errors at once.

Invalid parts are removed or replaced by the simplest valid value, and the rest is
checked as usual. A repaired document is never playable: its findings prevent that.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from difflib import get_close_matches
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios.validation_messages import KEYS, error_path
from scenarios.yaml_source import Data, Path

T = TypeVar("T")

_ROUNDS = 8  # a repair may reveal further errors
_PLAIN: dict[str, Data] = {
    "format": "1",
    "id": "unnamed",
    "language": "en",
    "title": "…",
    "track": "unnamed",
    "level": "practitioner",
    "truth": "not-a-case",
    "should_refer": "do-not",
    "your_part": "…",
    "brief": "…",
    "objectives": {"unnamed": "…"},
    "prompt": "…",
    "text": "…",
    "short": "…",
    "outcome": "mixed",
    "gender": "f",
}


def repair(
    validate: Callable[[Data], T], data: Data, error: ValidationError
) -> tuple[T, frozenset[Path]] | None:
    """Repair a document as far as possible; also return the repaired paths.

    Args:
        validate: Parses plain data, or raises.
        data: The plain data, unchanged.
        error: The first validation error.

    Returns:
        None if too little is left.
    """
    data, touched = deepcopy(data), set[Path]()
    for _ in range(_ROUNDS):
        fresh = set[Path]()  # one part may have several errors
        for detail in error.errors(include_url=False, include_context=False):
            path = _repair(data, detail, fresh)
            if path is None:
                return None
            fresh.add(path)
        touched |= fresh
        try:
            return validate(data), frozenset(touched)
        except ValidationError as next_error:
            error = next_error
    return None


def _repair(data: Data, detail: ErrorDetails, fresh: set[Path]) -> Path | None:
    """Remove or fill in the part of one error; return the path, or None for the whole."""
    path = error_path(detail)
    for length in range(1, len(path) + 1):
        if path[:length] in fresh:
            return path[:length]
    if detail["type"] == "missing":
        parent, name = _reach(data, path[:-1]), path[-1]
        if not isinstance(parent, dict) or name not in _PLAIN:
            return None
        parent[str(name)] = deepcopy(_PLAIN[str(name)])
        return path
    if detail["type"] == "extra_forbidden" and _rename(_reach(data, path[:-1]), str(path[-1])):
        return path
    return _take_out(data, path)


def _rename(parent: Data | None, name: str) -> bool:
    """Replace a misspelt key."""
    meant = get_close_matches(name, KEYS, n=1, cutoff=0.6)
    if not isinstance(parent, dict) or name not in parent or not meant or meant[0] in parent:
        return False
    parent[meant[0]] = parent.pop(name)
    return True


def _take_out(data: Data, path: Path) -> Path | None:
    while path:
        parent, name = _reach(data, path[:-1]), path[-1]
        if isinstance(parent, dict) and name in parent:
            if name in _PLAIN and parent[str(name)] != _PLAIN[str(name)]:
                parent[str(name)] = deepcopy(_PLAIN[str(name)])
            else:
                del parent[str(name)]
            return path
        path = path[:-1]  # longer than the author's path: for example a text converted to a list
    return None


def _reach(data: Data, path: Path) -> Data | None:
    for part in path:
        if isinstance(data, dict) and part in data:
            data = data[str(part)]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data
