"""What stands for people and attempts in files. Pure.

Names come from a key that is somebody's own and is erased with them. Somebody has two that nobody
can bring together without it: one for what they were given, one for what is theirs alone. All begin
with a letter, so that no spreadsheet takes one for a number or a formula.
"""

from __future__ import annotations

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
    return "a" + _drawn(key, "attempt", id_)


def cohort(id_: str) -> str:
    """A cohort."""
    return f"c_{id_}"


def work(id_: str) -> str:
    """Something that was given."""
    return f"w_{id_}"


def test(id_: str) -> str:
    """A test before and after a course."""
    return f"t_{id_}"


def _drawn(key: str, *what: str) -> str:
    return blake2b("/".join(what).encode(), digest_size=8, key=bytes.fromhex(key)).hexdigest()
