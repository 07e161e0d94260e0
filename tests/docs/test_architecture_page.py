"""The layout in `docs/architecture.md` names each folder, and each module beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTED = {"bot": {"*/", "*.py"}, "bot/web": {"*/"}, "scenarios": {"*/"}}
"""By folder, what of it is listed."""
NOT_LISTED = {"__init__.py", "__pycache__", "templates", "look", "trainer", "author", "admin"}


def layout() -> set[str]:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"```text\n(scenarios/.*?)```", text, re.DOTALL)
    assert block is not None
    return set(re.findall(r"[\w.]+", block[1]))


def is_kept(folder: Path) -> bool:
    """Whether there is more than what Python left of modules that are gone."""
    return any(path.name != "__pycache__" for path in folder.iterdir())


@pytest.mark.parametrize("folder", LISTED)
def test_layout_names_every_part(folder: str) -> None:
    parts = {
        path.name
        for pattern in LISTED[folder]
        for path in (ROOT / folder).glob(pattern)
        if not path.name.startswith(".") and (path.is_file() or is_kept(path))
    }
    assert parts - NOT_LISTED - layout() == set()
