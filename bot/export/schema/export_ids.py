"""Ids of people, attempts and groups in exported files.

Ids of people come from a random key of each person that is erased with them. Everybody has two
that cannot be linked without the key: one in assigned work, one in practice and refreshers. All
begin with a letter, so that no spreadsheet takes one for a number or a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

KEY = 32  # bytes


def person(key: str) -> str:
    """The id of a person in assigned work."""
    return "p" + _derive(key, "person")


def learner(key: str) -> str:
    """The id of a person in practice and refreshers."""
    return "l" + _derive(key, "learner")


def attempt(key: str, id_: str) -> str:
    """The id of an attempt of a person."""
    return attempts(key)(id_)


def attempts(key: str) -> Callable[[str], str]:
    """Make a function that gives the ids of a person's attempts; the key is set up once."""
    keyed = _keyed(key)

    def attempt_id(id_: str) -> str:
        derived = keyed.copy()
        derived.update(f"attempt/{id_}".encode())
        return f"a{derived.hexdigest()}"

    return attempt_id


def cohort(id_: str) -> str:
    return f"c_{id_}"


def work(id_: str) -> str:
    return f"w_{id_}"


def test(id_: str) -> str:
    """The id of an assessment before and after a course."""
    return f"t_{id_}"


def _derive(key: str, purpose: str) -> str:
    derived = _keyed(key)
    derived.update(purpose.encode())
    return derived.hexdigest()


def _keyed(key: str) -> blake2b:
    return blake2b(digest_size=8, key=bytes.fromhex(key))
