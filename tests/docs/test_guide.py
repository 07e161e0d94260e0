"""What the guide for authors shows is a case that loads, in both languages, and can be passed."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.loader import load

GUIDE = Path(__file__).parents[2] / "docs" / "writing-a-scenario.md"


def _files() -> dict[str, bytes]:
    """The files that the guide shows, by the name in their first line."""
    blocks = re.findall(r"```yaml\n# (\S+)\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    return {name: text.encode() for name, text in blocks}


def test_the_guides_case_loads_without_a_finding() -> None:
    """An author who copies it begins with something that is right."""
    loaded = load(_files(), "counter")

    assert loaded.findings == ()
    assert loaded.scenario is not None
    assert set(loaded.scenario.scripts) == {"en", "ar"}


def test_the_guides_case_has_a_path_that_is_worth_something() -> None:
    """Its best safe path earns every point there is."""
    scenario = load(_files()).scenario

    assert scenario is not None
    assert scenario.reference is not None
    assert scenario.reference.path == (("counter", "give"), ("alone", "rule"))
    assert scenario.reference.total == 4
