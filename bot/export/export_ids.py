"""What stands for people and attempts in files. Pure.

Names come from a key that is somebody's own and is erased with them. Somebody has two that nobody
can bring together without it: one for what they were given, one for what is theirs alone. All begin
with a letter, so that no spreadsheet takes one for a number or a formula.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

KEY = 32  # bytes


def person(key: str) -> str:
    """Who somebody is in what they were given."""
    return "p" + _drawn(key, "person")


def learner(key: str) -> str:
    """Who somebody is in what is theirs alone: practice and refreshers."""
    return "l" + _drawn(key, "learner")


def attempt(key: str, id_: str) -> str:
    """An attempt of somebody's."""
    return attempts(key)(id_)


def attempts(key: str) -> Callable[[str], str]:
    """What names the attempts of somebody: with many of them, most of it is done once."""
    keyed = _keyed(key)

    def named(id_: str) -> str:
        drawn = keyed.copy()
        drawn.update(f"attempt/{id_}".encode())
        return f"a{drawn.hexdigest()}"

    return named


def cohort(id_: str) -> str:
    """A cohort."""
    return f"c_{id_}"


def work(id_: str) -> str:
    """Something that was given."""
    return f"w_{id_}"


def test(id_: str) -> str:
    """A test before and after a course."""
    return f"t_{id_}"


def _drawn(key: str, what: str) -> str:
    drawn = _keyed(key)
    drawn.update(what.encode())
    return drawn.hexdigest()


def _keyed(key: str) -> blake2b:
    return blake2b(digest_size=8, key=bytes.fromhex(key))
