"""What an attempt's seed decides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scenarios.seeded_random import draw, draw_names, shuffled
from tests.helpers.small_case import ARABIC, scenario

SEEDS = st.integers(0, 2**63 - 1)


def test_a_draw_is_the_same_for_ever() -> None:
    """Attempts are replayed years later: these numbers may never change."""
    assert draw(0, "cast") == 7185453511475755058
    assert draw(7, "cast/guest") == 9095760752248451302
    assert draw(2**62, "gate/ask") == 6095697059864076661
    assert draw(7, "مكتب") == 12673746594238109184
    assert shuffled(7, "gate", "abcde") == ("b", "d", "c", "e", "a")


@given(SEEDS, st.text(max_size=20))
def test_a_draw_lies_in_64_bits(seed: int, label: str) -> None:
    """A number of eight bytes, and the same when it is drawn again."""
    assert 0 <= draw(seed, label) < 2**64
    assert draw(seed, label) == draw(seed, label)


@given(SEEDS, st.lists(st.text(max_size=5), unique=True, max_size=8))
def test_a_shuffle_keeps_every_item(seed: int, items: list[str]) -> None:
    """It is a permutation, and does not hang on the order the items come in."""
    mixed = shuffled(seed, "gate", items)
    assert sorted(mixed) == sorted(items)
    assert shuffled(seed, "gate", reversed(items)) == mixed


def test_every_order_of_three_comes_about_as_often() -> None:
    """No place on the screen gives a choice away."""
    orders: dict[tuple[str, ...], int] = {}
    for seed in range(6000):
        order = shuffled(seed, "gate", ("ask", "accuse", "wave"))
        orders[order] = orders.get(order, 0) + 1
    assert len(orders) == 6
    assert min(orders.values()) > 850
    assert max(orders.values()) < 1150


def test_scenes_are_shuffled_apart_from_each_other() -> None:
    """The order in one scene does not tell the order in the next."""
    same = sum(
        shuffled(seed, "gate", "abc") == shuffled(seed, "call", "abc") for seed in range(600)
    )
    assert 60 < same < 150


def test_the_cast_is_drawn_together() -> None:
    """One draw names all slots, so names that fit each other stay together, in every language."""
    case = scenario(ar=ARABIC)
    pairs = set()
    for seed in range(40):
        english = draw_names(case, case.script("en"), seed)
        arabic = draw_names(case, case.script("ar"), seed)
        pairs.add((english["guest"], english["escort"], arabic["guest"], arabic["escort"]))
        assert "porter" not in english, "a role without a name has none"
    assert pairs == {
        ("Maya", "Mr Karim", "مايا", "السيد كريم"),
        ("Rosa", "Mr Santos", "روزا", "السيد سانتوس"),
    }


def test_a_slot_may_be_drawn_apart() -> None:
    """With `draw: apart` a slot is independent of the others."""
    case = scenario(('guest: {gender: f, name: ["Maya", "Rosa"]}',
                     'guest: {gender: f, draw: apart, name: ["Maya", "Rosa"]}'))  # fmt: skip
    drawn = [draw_names(case, case.script("en"), seed) for seed in range(60)]
    assert {(row["guest"], row["escort"]) for row in drawn} == {
        (guest, escort) for guest in ("Maya", "Rosa") for escort in ("Mr Karim", "Mr Santos")
    }
