"""Where everything stands in a picture: nothing lies on anything else."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given

from bot.pictures.cards import Card
from bot.pictures.drawing import lay_out
from bot.pictures.layout import Layout, PlacedCard, layout, stray_routes
from scenarios.model import Scenario
from tests.helpers.examples import examples
from tests.helpers.small_case import case
from tests.pictures.cases import drawn_cases
from tests.rules.stories import Story, stories, written

CASES = [("dream-job", "en"), ("dream-job", "ar"), ("night-desk", "en"), ("night-desk", "ar")]
CASES += [("circle", "en"), ("kinds", "en"), ("long", "en")]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_nothing_lies_on_anything_else(name: str, language: str) -> None:
    _check(drawn_cases()[name], language)


@given(stories())
@examples(25)
def test_nothing_does_in_random_stories(story: Story) -> None:
    scenario = case(written(story)).scenario
    if scenario is not None:
        _check(scenario, "en")


def test_overlaps_are_detected() -> None:
    """The tests above can fail."""
    _, laid = lay_out(drawn_cases()["night-desk"], "en")
    first, second, *rest = laid.placed
    pushed = PlacedCard(second.card, first.x + 5, first.y + 5)

    assert _overlapping(Layout(laid.width, laid.height, (first, pushed, *rest), laid.routes))
    assert stray_routes(Layout(laid.width, laid.height, (first, pushed, *rest), laid.routes))


def test_places_are_the_same_each_time() -> None:
    _, laid = lay_out(drawn_cases()["long"], "en")
    again = layout([node.card for node in laid.placed], [route.link for route in laid.routes])

    assert {(node.card.node.id, node.x, node.y) for node in again.placed} == {
        (node.card.node.id, node.x, node.y) for node in laid.placed
    }


def _check(scenario: Scenario, language: str) -> None:
    shown, laid = lay_out(scenario, language)

    assert {node.card.node.id for node in laid.placed} == {node.id for node in shown.nodes}
    assert not _overlapping(laid)
    assert not stray_routes(laid)  # no line through a card, and each from card to card
    for entry in laid.placed:
        assert 0 <= entry.x <= entry.x + entry.card.width <= laid.width + 0.01
        assert 0 <= entry.y <= entry.y + entry.card.height <= laid.height + 0.01
        _check_inside(entry.card)


def _overlapping(laid: Layout) -> list[tuple[str, str]]:
    return [
        (node.card.node.id, two.card.node.id)
        for node, two in combinations(laid.placed, 2)
        if node.x < two.x + two.card.width
        and two.x < node.x + node.card.width
        and node.y < two.y + two.card.height
        and two.y < node.y + node.card.height
    ]


def _check_inside(card: Card) -> None:
    """Every line of words is within its card, and no two lie on each other."""
    spans = []
    for line in card.lines:
        left = line.x - line.width if line.at_end else line.x
        spans.append((left, left + line.width, line.y - line.style.size, line.y + 2))
    for left, right, top, foot in spans:
        assert left > 0
        assert right < card.width
        assert top > 0
        assert foot < card.height
    for pair, two in combinations(spans, 2):
        apart = pair[1] <= two[0] or two[1] <= pair[0] or pair[3] <= two[2] or two[3] <= pair[2]
        assert apart, card.node
    for pill, other in combinations(card.pills, 2):
        beside = pill.x + pill.width <= other.x or other.x + other.width <= pill.x
        assert beside or pill.y != other.y
