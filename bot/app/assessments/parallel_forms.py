"""The parallel forms of each field of work."""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.model import Scenario
from scenarios.programmes import programmes


def forms_of(cases: Mapping[str, Scenario]) -> Mapping[str, tuple[str, ...]]:
    """Find the three forms of each track that has them, as its programme names them.

    A programme may also name those of another track, whose assessment its people then take.

    Args:
        cases: The cases of the library by id, or its test forms alone.
    """
    found: dict[str, tuple[str, ...]] = {}
    for programme in programmes().values():
        if programme.track is None or programme.tests is None:
            continue
        forms = [cases.get(form) for form in programme.tests.forms]
        if all(form is not None and form.track == programme.track for form in forms):
            found.setdefault(programme.track, programme.tests.forms)
    return found


def track_of(cases: Mapping[str, Scenario], forms: frozenset[str]) -> str:
    """Find the track of some forms; empty where they are no longer in the library."""
    return next((cases[form].track for form in sorted(forms) if form in cases), "")
