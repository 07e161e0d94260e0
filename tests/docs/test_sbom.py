"""What a server installs is known by name, and none of it binds what is built on it."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

import pytest

from tests import sbom

# The last two bind changes to the packages themselves, which are installed as they come.
ALLOWED = frozenset(
    (
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "MIT",
        "MIT-0",
        "PSF-2.0",
        "LGPL-3.0-only",
        "MPL-2.0",
    )
)


def test_every_licence_is_allowed() -> None:
    """Of a choice too, each licence is."""
    for each in sbom.components():
        assert set(re.split(r"[() ]+", each.licence)) - {"AND", "OR", ""} <= ALLOWED, each.name


def test_every_locked_package_is_a_component_with_its_hashes() -> None:
    locked = re.findall(r"^([\w.-]+)==", sbom.LOCK.read_text("utf-8"), re.MULTILINE)
    found = list(sbom.components())
    assert [each.name for each in found] == locked
    assert all(each.hashes for each in found)


def test_components_refer_to_packages_of_pypi() -> None:
    made = sbom.document(list(sbom.components()))
    references = [each["bom-ref"] for each in made["components"]]
    assert len(set(references)) == len(references)
    assert f"pkg:pypi/starlette@{metadata('starlette')['Version']}" in references


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ({"License-Expression": "MIT OR Apache-2.0", "License": "MIT"}, "MIT OR Apache-2.0"),
        ({"License": "MIT License\n\nCopyright …"}, "MIT"),
        ({"Classifier": "License :: OSI Approved :: MIT License"}, "MIT"),
    ],
)
def test_licence_is_told_by(said: dict[str, str], licence: str) -> None:
    assert sbom.licence_of("it", {key: [value] for key, value in said.items()}) == licence


@pytest.mark.parametrize(
    "said", [{}, {"License": "see the file"}, {"Classifier": "License :: OSI Approved"}]
)
def test_package_without_a_known_licence_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(sbom.UnknownLicenceError, match="it says"):
        sbom.licence_of("it", {key: [value] for key, value in said.items()})


def test_another_version_than_the_locked_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.lock").write_text(f"click==0.1 \\\n    --hash=sha256:{'0' * 64}\n", "utf-8")
    with pytest.raises(sbom.UnknownLicenceError, match=r"not 0\.1"):
        list(sbom.components(tmp_path / "run.lock"))
