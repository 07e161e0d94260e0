"""The picture of the ways that people took: what it says, what it does not, and where."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from bot.pictures.drawing import lay_out
from bot.pictures.loads import spots
from bot.pictures.traffic import When, draw
from scenarios.analysis.traffic import Traffic, traffic
from scenarios.conditions import Condition
from scenarios.model import Scenario
from tests.analysis.test_decisions import play_of
from tests.helpers.crowd import crowd
from tests.helpers.kinds_case import kinds_case
from tests.helpers.small_case import ARABIC, BASE, dream_job
from tests.pictures.cases import loaded

FEWEST = 5
CASES = {"dream-job": dream_job(), "kinds": kinds_case(), "night-desk": loaded(BASE, ARABIC)}
SVG = "{http://www.w3.org/2000/svg}"


def label(some: int, everybody: int) -> str:
    return f"{some}/{everybody}"


def unsaid(_condition: Condition) -> str | None:
    return None


def group(case: Scenario, people: int = 40) -> Traffic:
    return traffic(case, [play_of(play) for play in crowd(case, people, 5)])


def said(svg: str) -> list[str]:
    return [
        (element.text or "").strip("\u2067\u2069")
        for element in ET.fromstring(svg).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_picture_shows_shares_and_is_reproducible(name: str, language: str) -> None:
    case, found = CASES[name], group(CASES[name])
    svg = draw(case, language, found, label, FEWEST, unsaid).svg
    assert svg == draw(case, language, found, label, FEWEST, unsaid).svg
    shares = [key for key in said(svg) if re.match(r"\d+/\d+", key)]
    told = {share.partition(" ")[0] for share in shares}
    assert told
    answers = {
        f"{n}/{found.places[scene]}" for (scene, _), n in found.answers.items() if n >= FEWEST
    }
    ways = {f"{n}/{found.people}" for n in range(FEWEST, found.people + 1)}
    assert answers <= told <= answers | ways


@pytest.mark.parametrize("name", CASES)
def test_small_counts_are_hidden_and_drawn_thin(name: str) -> None:
    """A line that four took looks as one that nobody took."""
    case = CASES[name]
    some = draw(case, "en", group(case, 4), label, FEWEST, unsaid).svg
    nobody = draw(case, "en", Traffic(people=4), label, FEWEST, unsaid).svg
    assert some == nobody
    assert not [key for key in said(some) if re.match(r"\d+/\d+", key)]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_picture_shows_no_author_ids_or_conditions(name: str, language: str) -> None:
    case = CASES[name]
    texts = said(draw(case, language, group(case), label, FEWEST, unsaid).svg)
    assert not {*case.scenes, *case.endings} & set(texts)
    assert not [text for text in texts if re.search(r"picked\(|seen\(|[≥≤]", text)]


def test_a_condition_is_said_where_it_is_short() -> None:
    case = CASES["night-desk"]

    def texts(when: When) -> list[str]:
        return said(draw(case, "en", group(case), label, FEWEST, when).svg)

    unknown = "by what was done before"
    assert unknown in texts(lambda _: None)
    assert unknown in texts(lambda _: "after “this and that” " * 9)
    shown = texts(lambda _: "after “Ring”")
    assert "after “Ring”" in shown
    assert unknown not in shown


def test_unanimous_path_keeps_its_number() -> None:
    """A picture of few people would else have none, and say that it has."""
    case = CASES["night-desk"]
    play = [play_of(crowd(case, 1, 5)[0])] * 6
    svg = draw(case, "en", traffic(case, play), label, FEWEST, unsaid).svg
    assert "6/6" in said(svg)


def test_more_people_make_a_thicker_line() -> None:
    case = dream_job()
    svg = draw(case, "en", group(case, 200), label, FEWEST, unsaid).svg
    widths = {
        float(element.attrib["stroke-width"])
        for element in ET.fromstring(svg).iter(f"{SVG}path")
        if element.attrib.get("fill") == "none" and "stroke-width" in element.attrib
    }
    assert max(widths) > 9
    assert len(widths) > 5


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_labels_lie_on_nothing_and_on_their_own_line(name: str, language: str) -> None:
    shown, laid = lay_out(CASES[name], language)
    found = spots(laid, dict.fromkeys(shown.links, "100% or more"))
    assert found
    for entry, other in combinations(found, 2):
        assert not _meet(entry.box, other.box)
    for spot in found:
        for card in laid.placed:
            box = card.x, card.y, card.x + card.card.width, card.y + card.card.height
            assert not _meet(spot.box, box)
        assert any(_on(spot.x, spot.y, route.points) for route in laid.routes)


def _meet(pair: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return pair[0] < other[2] and other[0] < pair[2] and pair[1] < other[3] and other[1] < pair[3]


def _on(x: float, y: float, points: tuple[tuple[float, float], ...]) -> bool:
    return any(
        min(a[0], b[0]) - 1 <= x <= max(a[0], b[0]) + 1
        and min(a[1], b[1]) - 1 <= y <= max(a[1], b[1]) + 1
        for a, b in pairwise(points)
    )
