"""Links of the documentation lead to files that are there, and their anchors to headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import category
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

FENCED = re.compile(r"^ *(`{3,}|~{3,}).*?^ *\1[ `~]*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)[^`].*?\1")
TARGET = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)|^ *\[[^\]]+\]: *(\S+)", re.MULTILINE)
OUTSIDE = re.compile(r"[a-z][a-z+.-]*:")
HEADING = re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$", re.MULTILINE)
ADDRESS = re.compile(r"\]\([^)]*\)")
NAMED = re.compile(r"<a (?:id|name)=\"([^\"]+)\"")


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: word characters with their marks, and hyphens."""
    kept = (
        each
        for each in ADDRESS.sub("]", heading).strip().lower()
        if each in "- " or category(each)[0] in "LM" or category(each) in {"Nd", "Nl", "Pc"}
    )
    return "".join(kept).replace(" ", "-")


def anchors(text: str) -> set[str]:
    text = FENCED.sub("", text)
    times: Counter[str] = Counter()
    found = set(NAMED.findall(text))
    for each in map(slug, HEADING.findall(text)):
        found.add(f"{each}-{times[each]}" if times[each] else each)
        times[each] += 1
    return found


def links(text: str) -> Iterator[str]:
    """Targets of links and pictures that lead to files of the project or to headings."""
    for inline, defined in TARGET.findall(CODE.sub("", FENCED.sub("", text))):
        if not OUTSIDE.match(target := inline or defined):
            yield unquote(target)


@cache
def _anchors_of(page: Path) -> set[str]:
    return anchors(page.read_text("utf-8"))


def _leads_somewhere(page: Path, link: str) -> bool:
    address, _, anchor = link.partition("#")
    target = (page.parent / address).resolve() if address else page
    if not (target.is_relative_to(ROOT) and target.exists()):
        return False
    return not anchor or (target.suffix == ".md" and anchor in _anchors_of(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    found = links(page.read_text("utf-8"))
    assert [each for each in found if not _leads_somewhere(page, each)] == []


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Share or archive a cohort", "share-or-archive-a-cohort"),
        ("`BASIRA_OIDC_ISSUER`", "basira_oidc_issuer"),
        ("Who, where – and [why](why.md#so)?", "who-where--and-why"),
        ("كلٌّ يدخل وحدَه؟", "كلٌّ-يدخل-وحدَه"),
    ],
)
def test_an_anchor_is_made_as_github_makes_it(heading: str, anchor: str) -> None:
    assert slug(heading) == anchor


def test_a_heading_that_comes_twice_is_numbered() -> None:
    assert anchors("# A\n## B\n## B\n```sh\n# c\n```\n") == {"a", "b", "b-1"}


def test_links_are_read_outside_of_code_alone() -> None:
    text = "[a](b.md#c) `[d](e)`\n```\n[f](g)\n```\n![h](i.png) [j](https://k)\n[l]: m.md\n"
    assert [*links(text)] == ["b.md#c", "i.png", "m.md"]
