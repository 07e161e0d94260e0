"""Which fields of work have parallel forms, and which they are."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.library import Library
from scenarios.programmes import programmes


def forms_of(library: Library) -> Mapping[str, tuple[str, ...]]:
    """The three forms of each track that has them, as its programme names them.

    A programme may also name those of another track, where its people take that one's test.
    """
    found: dict[str, tuple[str, ...]] = {}
    for one in programmes().values():
        if one.track is None or one.tests is None:
            continue
        there = [library.scenarios.get(form) for form in one.tests.forms]
        if all(form is not None and form.track == one.track for form in there):
            found.setdefault(one.track, one.tests.forms)
    return found


def track_of(library: Library, forms: frozenset[str]) -> str:
    """The track to which some forms belong; empty where they are on the shelf no more."""
    found = (library.scenarios[one].track for one in sorted(forms) if one in library.scenarios)
    return next(found, "")
