"""Tracks which translations are up to date.

`ar.yaml` has a lock `ar.lock`. For every translated text it stores the hash of the source at the
time of translation, so that changed sources are detected.
A lock has no effect on play, and is no part of the edition.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from scenarios import limits
from scenarios.model import Key, Script
from scenarios.texts import content_hash
from scenarios.yaml_source import Data, fold

Texts: TypeAlias = Mapping[Key, Sequence[str]]  # all wordings of a text; the names of a slot
Lock: TypeAlias = Mapping[Key, str]

_HEAD = (
    "# Made by `basira scenarios mark-translated`: for each translated text, the hash of its "
    "source then.\n"
)
_LINE = re.compile(r"([a-z0-9._-]+): ([0-9a-f]{12})")
_NO_TEXTS = ("language", "of")


class Status(StrEnum):
    """The state of a translated text."""

    FRESH = "fresh"  # translated from this source
    STALE = "stale"  # the source has changed since
    MISSING = "missing"
    UNSTAMPED = "unstamped"  # not confirmed yet
    UNKNOWN = "unknown"  # unknown to the scenario


def lock_name(language: str) -> str:
    return f"{language}.lock"


def fingerprint(wordings: Sequence[str]) -> str:
    """The hash of a source text with all its wordings."""
    return content_hash(list(wordings))[:12]


def parse_lock(raw: bytes) -> dict[Key, str]:
    """Parse an untrusted lock; invalid lines are ignored.

    After a merge a key may occur twice. If the two differ, both are ignored.
    """
    lock: dict[Key, str] = {}
    twice = set()
    for line in raw[: limits.FILE_BYTES].decode("utf-8", "replace").splitlines():
        if found := _LINE.fullmatch(line.strip()):
            key, value = found.groups()
            if lock.setdefault(key, value) != value:
                twice.add(key)
    return {key: value for key, value in lock.items() if key not in twice}


def dump_lock(lock: Lock) -> str:
    return _HEAD + "".join(f"{key}: {lock[key]}\n" for key in sorted(lock))


def texts_of(script: Script) -> dict[Key, tuple[str, ...]]:
    """The texts and names of a language of a loaded scenario."""
    texts = {
        key: tuple(wording.text for wording in wordings) for key, wordings in script.texts.items()
    }
    return texts | {f"cast.{slot}": names for slot, names in script.cast.items() if names}


def texts_in(data: Data) -> dict[Key, tuple[str, ...]]:
    """The texts and names of a translation file, even of an invalid one."""
    return {
        key: wordings
        for key, wordings in _leaves(data, "")
        if key and key not in _NO_TEXTS and wordings and all(wordings)
    }


def _leaves(data: Data, key: Key) -> Iterator[tuple[Key, tuple[str, ...]]]:
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, f"{key}.{name}" if key else name)
    elif isinstance(data, str):
        yield key, (fold(data),)
    else:
        yield key, tuple(_wording(entry) for entry in data)


def _wording(item: Data) -> str:
    text = item.get("text") if isinstance(item, dict) else item
    return fold(text) if isinstance(text, str) else ""


def statuses(original: Texts, translation: Texts, lock: Lock) -> dict[Key, Status]:
    """The status of each text: the scenario's in order, then unknown ones."""
    found = {key: _status(key, original[key], translation, lock) for key in original}
    further = (key for key in (*translation, *lock) if key not in original)
    return found | dict.fromkeys(further, Status.UNKNOWN)


def _status(key: Key, source: Sequence[str], translation: Texts, lock: Lock) -> Status:
    if len(translation.get(key, ())) != len(source):
        return Status.MISSING
    if key not in lock:
        return Status.UNSTAMPED
    return Status.FRESH if lock[key] == fingerprint(source) else Status.STALE


@dataclass(frozen=True, slots=True)
class StampResult:
    """The result of stamping: the new lock, and changed and unchanged keys."""

    lock: dict[Key, str]
    stamped: tuple[Key, ...]
    read_again: tuple[Key, ...]  # stamped; previously stale
    left: tuple[Key, ...]  # still stale


def stamp(
    original: Texts, translation: Texts, lock: Lock, again: Container[Key] = frozenset()
) -> StampResult:
    """Stamp new translations.

    Args:
        original: The texts of the original language.
        lock: The current stamps; those of removed texts are dropped.
        again: Stale texts that were reviewed.
    """
    found = statuses(original, translation, lock)
    new = [key for key, status in found.items() if status is Status.UNSTAMPED]
    stale = [key for key, status in found.items() if status is Status.STALE]
    read_again = [key for key in stale if key in again]
    kept = {
        key: lock[key] for key, status in found.items() if status in (Status.FRESH, Status.STALE)
    }
    fresh = {key: fingerprint(original[key]) for key in (*new, *read_again)}
    left = tuple(key for key in stale if key not in again)
    return StampResult(kept | fresh, tuple(new), tuple(read_again), left)
