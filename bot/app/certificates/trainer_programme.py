"""The programme for trainers, and the test that it names."""

from __future__ import annotations

from scenarios.programmes import Programme, programmes


def programme() -> str:
    """The id of the programme for trainers."""
    return _own().id


def forms() -> frozenset[str]:
    """The forms of its test; taking another one months later counts as a repeat."""
    tests = _own().tests
    return frozenset(tests.forms if tests else ())


def field() -> str:
    """The field of work in which that test is begun."""
    own, every = _own(), programmes().values()
    tracks = (
        programme.track
        for programme in every
        if programme.level == "foundation" and programme.tests == own.tests
    )
    return next(filter(None, tracks), own.track or "")


def _own() -> Programme:
    return next(programme for programme in programmes().values() if programme.level == "trainer")
