"""A slot takes what is most urgent, in the form whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scenarios.model import FORMS, Form
from scenarios.spaced_repetition.memory import Grade, Memory, Review, apply_review
from scenarios.spaced_repetition.selection import (
    RESTRAINT,
    Item,
    SelectedItem,
    after_absence,
    next_due,
    select_items,
    urgency,
)

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def _item(
    name: str,
    days: int = 30,
    *,
    critical: bool = False,
    grade: Grade = Grade.GOOD,
    sure: bool = False,
    last: Form | None = None,
    case: str = "",
) -> Item:
    """One that was answered some days ago."""
    review = Review(grade, last or "story", NOW - timedelta(days=days), sure)
    restrained = frozenset[Form]({"look-alike"})
    return Item(name, apply_review(Memory(), review), critical, FORMS, restrained, 0.95, case=case)


def _ids(chosen: tuple[SelectedItem, ...]) -> list[str]:
    return [choice.item.id for choice in chosen]


def test_only_due_items_come_back() -> None:
    """Even where there would be room for more."""
    assert _ids(select_items([_item("old"), _item("fresh", 0)], NOW, 3)) == ["old"]


def test_dangerous_items_come_first() -> None:
    """Where both were answered alike."""
    items = [_item("detail"), _item("critical", critical=True)]

    assert _ids(select_items(items, NOW, 1)) == ["critical"]


def test_wrong_and_sure_comes_first_of_all() -> None:
    """A mistake one is sure of is the one that is made."""
    items = [_item("critical", critical=True), _item("sure", grade=Grade.AGAIN, sure=True)]

    assert _ids(select_items(items, NOW, 2)) == ["sure", "critical"]


def test_most_overdue_items_come_first() -> None:
    """So what is fresh is less urgent than what has faded, and what is shaky more than what is not.

    What can endanger someone is so three times as much.
    """
    fresh, faded = _item("fresh", 1), _item("faded", 20)
    shaky = replace(faded, memory=replace(faded.memory, stability=1.5))

    assert urgency(_item("now", 0), NOW) == 0
    assert urgency(fresh, NOW) < urgency(faded, NOW) < urgency(shaky, NOW)
    assert urgency(replace(faded, critical=True), NOW) == 3 * urgency(faded, NOW)


def test_forms_take_turns() -> None:
    """Other settings and look-alikes first, new words last; none again before all others."""
    met: list[Form] = []
    item = _item("one")
    for _ in range(10):
        chosen = select_items([item], NOW, 1, before=(True, True))
        met.append(chosen[0].form)
        item = replace(item, memory=replace(item.memory, last=chosen[0].form))

    assert met == [*FORMS[1:], FORMS[0]] * 2


def test_new_words_follow_the_story_only_where_there_is_no_other_form() -> None:
    only = replace(_item("one"), forms=("same-move",))

    assert [choice.form for choice in select_items([only], NOW, 1)] == ["same-move"]


def test_items_of_one_case_are_mixed_with_those_of_others() -> None:
    """The most urgent of all comes first; after it, the most urgent of another case."""
    items = [
        _item("a1", 40, case="a"),
        _item("a2", 39, case="a"),
        _item("b1", 38, case="b"),
        _item("c1", 30, case="c"),
    ]

    assert _ids(select_items(items, NOW, 3, before=(True, True))) == ["a1", "b1", "c1"]
    assert _ids(select_items(items[:3], NOW, 3, before=(True, True))) == ["a1", "b1", "a2"]


ITEMS = st.lists(
    st.builds(
        lambda n, days, critical, last: _item(f"i{n}", days, critical=critical, last=last),
        st.integers(0, 999),
        st.integers(0, 60),
        st.booleans(),
        st.sampled_from([None, *FORMS]),
    ),
    max_size=8,
    unique_by=lambda entry: entry.id,
)


@given(ITEMS, st.integers(1, 3), st.lists(st.booleans(), max_size=4))
def test_one_of_three_consecutive_items_asks_for_restraint(
    items: list[Item], most: int, before: list[bool]
) -> None:
    """Whatever came before; and no form comes twice in a row of one item.

    But where no form of all that is due asks for it, one item comes all the same.
    """
    chosen = select_items(items, NOW, most, before)
    row = [*before, *(choice.form in choice.item.restrained for choice in chosen)]

    ends = range(max(RESTRAINT, len(before) + 1), len(row) + 1)
    alike = [end for end in ends if not any(row[end - RESTRAINT : end])]
    if alike:
        due = [item for item in items if item.is_due(NOW)]
        assert len(chosen) == 1
        assert not any(set(item.forms) - {item.memory.last} & item.restrained for item in due)
    assert len(chosen) <= most
    assert all(choice.item.is_due(NOW) for choice in chosen)
    assert all(choice.form != choice.item.memory.last for choice in chosen)


@given(ITEMS)
def test_after_an_absence_little_is_due_and_nothing_is_forgotten(items: list[Item]) -> None:
    """The most urgent stay due."""
    stay = after_absence(items, NOW, 3)
    due = [item for item in items if item.is_due(NOW)]
    forgiven = [replace(item, forgiven_at=NOW) for item in due if item not in stay]

    assert len(stay) <= 3
    assert not any(item.is_due(NOW) for item in forgiven)
    urgencies = sorted((urgency(item, NOW) for item in due), reverse=True)
    assert sorted((urgency(item, NOW) for item in stay), reverse=True) == urgencies[:3]


@given(ITEMS, st.integers(-400, 400), st.booleans())
def test_the_first_of_all_that_will_be_due(items: list[Item], hours: int, asked: bool) -> None:
    """The same as the first of their days, and no earlier than may be."""
    at = NOW + timedelta(hours=hours)
    items = [
        replace(item, forgiven_at=NOW - timedelta(days=20), asked_at=NOW if asked else None)
        if number % 2 else item
        for number, item in enumerate(items)
    ]  # fmt: skip
    due = [moment for item in items if (moment := item.due()) is not None]

    assert [item.is_due(at) for item in items] == [moment <= at for moment in due]
    assert next_due(items, at) == (max(at, min(due)) if due else None)


def test_unanswered_item_waits_for_a_week() -> None:
    """Though it is due."""
    item = _item("one")
    asked = replace(item, asked_at=NOW)

    assert item.is_due(NOW)
    assert asked.due() == NOW + timedelta(days=7)
    assert not asked.is_due(NOW + timedelta(days=6, hours=23))
    assert asked.is_due(NOW + timedelta(days=7))
