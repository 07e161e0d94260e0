"""Each finding has a page for its author, and the examples on it are true.

On a page the second block stands in the small case of these tests, line by line; the first block
put in its place yields the finding.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

import scenarios
from scenarios import limits
from scenarios.case_library import LIBRARY, combine
from scenarios.findings import Finding
from scenarios.graph import graph_of
from scenarios.loader import load
from scenarios.media import as_bytes
from scenarios.remedies import REMEDIES
from scenarios.translation import dump_lock, stamp
from scenarios.translation_pairs import pair
from tests.findings.every_kind import KINDS, KINDS_ARABIC
from tests.helpers import exhibits
from tests.helpers.giveaways import planted
from tests.helpers.place_case import PLACE, PLACE_ARABIC
from tests.helpers.six_decisions_case import SIX
from tests.helpers.slider_case import FILES as SLIDER
from tests.helpers.small_case import ARABIC, BASE, scenario

PAGES = sorted((Path(__file__).parents[2] / "docs" / "findings").glob("*.md"))
FILES = {"scenario.yaml": BASE, "ar.yaml": ARABIC}
CASES = {  # what a page may name as its `case`
    "BASE": FILES,
    "SIX": {"scenario.yaml": SIX},
    "SLIDER": SLIDER,
    "KINDS": {"scenario.yaml": KINDS, "ar.yaml": KINDS_ARABIC},
    "EXHIBITS": exhibits.TEXTS,
    "PLACE": {"scenario.yaml": PLACE, "ar.yaml": PLACE_ARABIC},
}
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
# The calls that note a finding, and which of their arguments is its code.
NOTES = {
    "add_finding": 0,
    "add_warning": 0,
    "advise": 0,
    "add_finding_at": 1,
    "_add_finding": 1,
    "Problem": 0,
    "Finding": 3,
}


@dataclass(frozen=True)
class Page:
    """A page, taken apart."""

    front: dict[str, str]
    words: tuple[str, ...]  # its paragraphs
    blocks: tuple[str, ...]


def page_of(file: Path) -> Page:
    """A page, taken apart."""
    _, front, body = file.read_text("utf-8").split("---\n", 2)
    blocks = re.findall(r"```yaml\n(.*?)\n```", body, re.DOTALL)
    words = re.sub(r"```yaml\n.*?\n```", "", body, flags=re.DOTALL).split("\n\n")
    return Page(
        {key: str(value) for key, value in yaml.safe_load(front).items()},
        tuple(paragraph.strip() for paragraph in words if paragraph.strip()),
        tuple(blocks),
    )


@cache
def codes() -> tuple[frozenset[str], frozenset[str]]:
    """The codes in the source: as they stand, and as patterns where a part is put in."""
    plain, patterns = set(), set()
    for file in Path(scenarios.__path__[0]).rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            code = _code_of(call)
            if isinstance(code, ast.Constant):
                plain.add(str(code.value))
            elif isinstance(code, ast.JoinedStr):
                parts = [
                    str(value.value) if isinstance(value, ast.Constant) else ".+"
                    for value in code.values
                ]
                patterns.add("".join(parts))
    return frozenset(plain), frozenset(patterns)


def _code_of(call: ast.AST) -> ast.expr | None:
    if not isinstance(call, ast.Call):
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = NOTES.get(name)
    return call.args[at] if at is not None and len(call.args) > at + 1 else None


def put_in(of: str, old: str, new: str) -> str:
    """A text in which a block of whole lines, at any indent, has become another."""
    lines, block = of.splitlines(), old.splitlines()
    hits = []
    for at, line in enumerate(lines):
        indent = " " * (len(line) - len(line.lstrip()))
        if lines[at : at + len(block)] == [indent + char for char in block]:
            hits.append((at, indent))
    assert hits, f"these lines do not stand in the case:\n{old}"
    at, indent = hits[0]
    after = [indent + entry for entry in new.splitlines()]
    return "\n".join([*lines[:at], *after, *lines[at + len(block) :]]) + "\n"


@cache
def stamps() -> str:
    """The lock of the case's translation."""
    both = pair({name: text.encode() for name, text in FILES.items()}, "ar")
    return dump_lock(stamp(both.original, both.translation, {}).lock)


def found_on(page: Page) -> tuple[Finding, ...]:
    """What the first block of a page yields in the place of the second."""
    wrong, right = page.blocks
    file = page.front.get("file", "scenario.yaml")
    if file == "none":
        names = [line.removeprefix("# ") for line in wrong.splitlines() if line.startswith("# ")]
        return found_in({name: FILES.get(name, BASE) for name in names}, page)
    stamped = page.front.get("stamped") == "BASE" or file == "ar.lock"
    files = dict(CASES[page.front.get("case", "BASE")])
    if stamped:
        files["ar.lock"] = stamps()
    files[file] = put_in(files[file], right, wrong)
    if file == "scenario.yaml" and not stamped:
        files.pop("ar.yaml", None)
    return found_in(files, page)


def found_in(files: Mapping[str, str], page: Page) -> tuple[Finding, ...]:
    """What is found in files, alone or on the shelf of a page."""
    readers = planted() if page.front.get("readers") == "planted" else None
    loaded = load({name: as_bytes(name, text) for name, text in files.items()}, readers=readers)
    shelf = page.front.get("shelf")
    file = LIBRARY / "night-desk" / "scenario.yaml" if shelf == "library" else "scenario.yaml"
    return combine([(str(file), loaded)], whole=shelf == "whole").findings


def test_every_code_has_a_page() -> None:
    """Whoever meets a finding can look it up."""
    plain, patterns = codes()
    names = {file.stem for file in PAGES}
    assert len(plain) > 30
    assert plain - names == set()
    assert [
        pattern for pattern in patterns if not any(re.fullmatch(pattern, name) for name in names)
    ] == []


def test_every_page_has_a_code() -> None:
    """No page outlives its finding."""
    plain, patterns = codes()
    names = {file.stem for file in PAGES} - plain
    assert {
        name for name in names if not any(re.fullmatch(pattern, name) for pattern in patterns)
    } == set()
    assert all(CODE.fullmatch(file.stem) for file in PAGES)


@pytest.mark.parametrize("name", ["BASE", "KINDS", "EXHIBITS", "PLACE"])
def test_the_cases_of_the_pages_are_clean(name: str) -> None:
    """So that the mended examples, which stand in them, are."""
    files = {file: as_bytes(file, text) for file, text in CASES[name].items()}
    assert load(files).findings == ()


def test_in_the_case_of_six_decisions_nobody_passes_by_a_habit() -> None:
    """So that the mended example of that page, which stands in it, is one."""
    found = load({"scenario.yaml": SIX.encode()})
    assert found.scenario is not None
    assert "lazy-player" not in {finding.code for finding in found.findings}


def test_the_example_on_each_page_is_found(subtests: pytest.Subtests) -> None:
    """The first block yields the code of the page; the second is part of a clean case."""
    for file in PAGES:
        with subtests.test(file.stem), pytest.MonkeyPatch.context() as monkeypatch:
            is_found(file, monkeypatch)


def is_found(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(file)
    files = CASES[page.front.get("case", "BASE")]
    if page.front.get("states") == "KINDS":
        monkeypatch.setattr(limits, "STATES", len(graph_of(scenario(of=KINDS)).nodes))
    assert file.stem not in {finding.code for finding in found_in(files, page)}
    assert file.stem in {finding.code for finding in found_on(page)}


def test_the_finding_of_each_page_says_what_to_do(subtests: pytest.Subtests) -> None:
    """In its fix, or in a second sentence or a "must" of its message."""
    for file in PAGES:
        page = page_of(file)
        with subtests.test(file.stem), pytest.MonkeyPatch.context() as monkeypatch:
            if page.front.get("states") == "KINDS":
                monkeypatch.setattr(limits, "STATES", len(graph_of(scenario(of=KINDS)).nodes))
            silent = [
                str(finding)
                for finding in found_on(page)
                if not finding.fix and not re.search(r"[.;] |\bmust\b", str(finding.message))
            ]
            assert silent == []


def test_every_remedy_belongs_to_a_code() -> None:
    assert set(REMEDIES) - {file.stem for file in PAGES} == set()


def test_each_page_is_short_and_in_both_languages(subtests: pytest.Subtests) -> None:
    for file in PAGES:
        with subtests.test(file.stem):
            is_short(file)


def is_short(file: Path) -> None:
    """One plain sentence each in English and in Arabic, what is found, what is right."""
    page = page_of(file)
    assert page.front["code"] == file.stem
    english, arabic, *_ = page.words
    assert re.fullmatch(r"[A-Z].{10,200}\.", english)
    assert re.fullmatch(r"[\u0600-\u06ff].{10,200}\.", arabic)
    assert len(page.blocks) == 2
    assert page.blocks[0] != page.blocks[1]
    assert len(file.read_text("utf-8").splitlines()) <= 40
