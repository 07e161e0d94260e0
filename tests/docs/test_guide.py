"""What the guide for authors shows is a case that loads, in both languages, and can be passed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.catalogue import catalogue
from scenarios.findings import errors
from scenarios.kinds import KINDS
from scenarios.loader import load
from scenarios.model import FORMS

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


def _scenes() -> list[str]:
    """The single scenes that the guide shows."""
    return re.findall(r"```yaml\n# a scene\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("scene", _scenes(), ids=lambda scene: scene.partition(":")[0])
def test_each_scene_of_the_guide_is_right(scene: str) -> None:
    """Put into the guide's case it has no mistake; only what leads nowhere else is left over."""
    case = _files()["scenario.yaml"].decode()
    head, _, rest = case.partition("start: counter\nscenes:\n")
    endings = rest[rest.index("endings:\n") :]
    indented = "".join(f"  {line}" for line in scene.splitlines(keepends=True))
    name = scene.partition(":")[0]
    text = f"{head}start: {name}\nscenes:\n{indented}{endings}"
    found = errors(load({"scenario.yaml": text.encode()}).findings)

    assert [str(finding) for finding in found if finding.code != "unreachable"] == []


def test_the_choices_of_each_place_are_right() -> None:
    """In place of one of the guide's case they have no mistake, and are met in their places."""
    case, guide = _files()["scenario.yaml"].decode(), GUIDE.read_text("utf-8")
    (choices,) = re.findall(r"```yaml\n# choices\n(.*?)```", guide, re.DOTALL)
    start, end = case.index("        both:\n"), case.index('      go:\n        - {when: "trust')
    indented = "".join(f"        {line}" for line in choices.splitlines(keepends=True))
    text = f"{case[:start]}{indented}{case[end:]}"
    text = text.replace("variables:\n", "variables:\n  duty: {fact: duty-to-report}\n")
    loaded = load({"scenario.yaml": text.encode()})
    scenario = loaded.scenario or loaded.untranslated

    assert {finding.code for finding in errors(loaded.findings)} <= {"language-missing"}
    assert scenario is not None
    assert len(scenario.places) == 4


def test_the_guide_tells_every_fact_with_values() -> None:
    guide = GUIDE.read_text("utf-8")
    for name, setting in catalogue().settings.items():
        assert f"| `{name}` | {', '.join(f'`{value}`' for value in setting.names)} |" in guide


def test_the_guide_shows_every_kind() -> None:
    """None is left for an author to find out."""
    shown = "".join(_scenes())
    assert all(f"  {kind}:\n" in shown for kind in KINDS)
    assert all(f"{form}:" in shown for form in FORMS)
