"""What of a translation still holds.

Beside `ar.yaml` stands `ar.lock`. It keeps for every translated text a hash of the source that was
read when it was translated, so that it is known of each text whether the source has changed since.
A lock decides nothing about how a scenario plays, and is no part of its edition.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from scenarios import limits
from scenarios.model import Key, Script
from scenarios.texts import hashed
from scenarios.yaml_source import Data, folded

Texts: TypeAlias = Mapping[Key, Sequence[str]]  # all wordings of a text; the names of a slot
Lock: TypeAlias = Mapping[Key, str]

_HEAD = (
    "# Made by `basira scenarios mark-translated`: for each translated text, the hash of its "
    "source then.\n"
)
_LINE = re.compile(r"([a-z0-9._-]+): ([0-9a-f]{12})")
_NO_TEXTS = ("language", "of")


class Status(StrEnum):
    """How a translated text stands to its source."""

    FRESH = "fresh"  # it was read with this source
    STALE = "stale"  # the source has changed since
    MISSING = "missing"
    UNSTAMPED = "unstamped"  # nobody has said yet that it fits
    UNKNOWN = "unknown"  # the scenario has no such text


def lock_name(language: str) -> str:
    """The name of the lock of a language."""
    return f"{language}.lock"


def fingerprint(wordings: Sequence[str]) -> str:
    """The hash of a source text, all its wordings together."""
    return hashed(list(wordings))[:12]


def read_lock(raw: bytes) -> dict[Key, str]:
    """The hashes of a lock, from anyone; what is no such line counts as not there.

    After a merge a key may stand twice. Where the two differ, neither is trusted.
    """
    lock: dict[Key, str] = {}
    twice = set()
    for line in raw[: limits.FILE_BYTES].decode("utf-8", "replace").splitlines():
        if found := _LINE.fullmatch(line.strip()):
            key, value = found.groups()
            if lock.setdefault(key, value) != value:
                twice.add(key)
    return {key: value for key, value in lock.items() if key not in twice}


def written(lock: Lock) -> str:
    """A lock as its file has it."""
    return _HEAD + "".join(f"{key}: {lock[key]}\n" for key in sorted(lock))


def texts_of(script: Script) -> dict[Key, tuple[str, ...]]:
    """The texts and names of a language as it was loaded."""
    texts = {
        key: tuple(wording.text for wording in wordings) for key, wordings in script.texts.items()
    }
    return texts | {f"cast.{slot}": names for slot, names in script.cast.items() if names}


def texts_in(data: Data) -> dict[Key, tuple[str, ...]]:
    """The texts and names of a translation's file, whatever is still wrong with it."""
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
        yield key, (folded(data),)
    else:
        yield key, tuple(_wording(entry) for entry in data)


def _wording(item: Data) -> str:
    text = item.get("text") if isinstance(item, dict) else item
    return folded(text) if isinstance(text, str) else ""


def statuses(original: Texts, translation: Texts, lock: Lock) -> dict[Key, Status]:
    """How each text stands: those of the scenario in their order, then those it does not know."""
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
class Stamped:
    """What came of stamping: the new lock, what is new in it, and what was left as it was."""

    lock: dict[Key, str]
    stamped: tuple[Key, ...]
    read_again: tuple[Key, ...]  # stamped, and stale before
    left: tuple[Key, ...]  # stale still


def stamp(
    original: Texts, translation: Texts, lock: Lock, again: Container[Key] = frozenset()
) -> Stamped:
    """Stamp what was never stamped.

    Args:
        original: The texts of the scenario's own language.
        translation: Those of the other language.
        lock: The stamps so far; stamps of texts that are gone are dropped.
        again: Stale texts that somebody has read again.
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
    return Stamped(kept | fresh, tuple(new), tuple(read_again), left)
