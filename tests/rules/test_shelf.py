"""A shelf takes what loads and tells what does not."""

from __future__ import annotations

import shutil
from pathlib import Path

from scenarios.case_library import LIBRARY, load_library
from scenarios.findings import errors


def test_duplicate_case_id_keeps_the_first_and_reports_the_second(tmp_path: Path) -> None:
    """Nobody's case takes the place of another without a word."""
    shutil.copytree(LIBRARY / "dream-job", tmp_path / "mine")

    shelf = load_library((LIBRARY, tmp_path))

    assert [error.code for error in errors(shelf.findings)] == ["duplicate-id"]
    assert errors(shelf.findings)[0].file.endswith("mine/scenario.yaml")
    assert len(list(shelf)) == len(list(load_library()))


def test_a_broken_case_does_not_keep_the_others_out(tmp_path: Path) -> None:
    """Its findings are kept, and the rest can be begun."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "scenario.yaml").write_text("format: 2")

    shelf = load_library((LIBRARY, tmp_path))

    assert shelf.get("dream-job") is not None
    assert shelf.findings
