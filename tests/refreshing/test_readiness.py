"""How ready a cohort is likely to be: figures of five people or more, and what a wish costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert

from bot.app.progress.readiness import (
    LATELY,
    cost,
    expected,
    observed,
    people_with_answers,
    start_of_week,
)
from bot.app.refreshers.deck import Card, Deck, ItemKind, KnownItem, memory_from_row
from bot.app.refreshers.recall_forecast import STRONG
from scenarios.model import FORMS, WAY_OF, Way
from scenarios.spaced_repetition.items import Source, items
from scenarios.spaced_repetition.memory import DAY, WEIGHT, Grade, recall
from scenarios.spaced_repetition.retention_forecast import A_PROMPT, CAP, forecast, typical_items
from scenarios.spaced_repetition.rounded_shares import STEP, Share
from scenarios.spaced_repetition.selection import Item
from storage.db import tables
from storage.playing.small_groups import FEWEST
from storage.refreshers import memories
from storage.refreshers.memories import Memory, Review
from tests.helpers.examples import examples
from tests.helpers.recall_case import recall_case

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
SOURCES: Sequence[Source] = tuple(items(recall_case()).values())  # every other one is critical
PEOPLE = [f"p{n}" for n in range(FEWEST)]


def card(person: str, source: Source, stability: float, days: float = 1.0) -> Card:
    at = NOW - days * DAY
    row = Memory(
        person, "recalls", source.signature, stability, 5.0, at, 1, 0, ["story"], "story", False
    )
    own = Item(
        source.signature,
        memory_from_row(row),
        source.critical,
        source.forms,
        source.restrained,
        0.85,
    )
    return Card(own, source, row)


def deck(person: str, *stabilities: float, days: float = 1.0) -> Deck:
    made = [card(person, SOURCES[n], value, days) for n, value in enumerate(stabilities)]
    return Deck({entry.item.id: entry for entry in made})


def cohort(*decks: Sequence[float]) -> Mapping[str, Deck]:
    return {f"p{n}": deck(f"p{n}", *sequence) for n, sequence in enumerate(decks)}


def known(decks: Mapping[str, Deck]) -> Mapping[str, Sequence[KnownItem]]:
    return {
        person: [
            (
                ItemKind(tuple(card.source.competencies), card.source.critical),
                row.stability,
                row.reviewed_at,
            )
            for card in own.cards.values()
            for row in [card.kept]
        ]
        for person, own in decks.items()
    }


def answer(person: str, told: str, right: bool, at: datetime = NOW - DAY) -> Review:
    return Review(person, "recalls", "one", 0, at, told, "act", 3 if right else 1)


# --- Groups


def test_four_are_hidden_and_five_are_shown() -> None:
    """Of those who know something; whoever is in a cohort and knows nothing does not count."""
    four = cohort([10], [10], [10], [10], [])
    assert (
        expected(known(four), NOW),
        people_with_answers(known(four)),
        cost(four, 0.85, NOW),
    ) == (
        {},
        None,
        None,
    )
    five = cohort([10], [10], [10], [10], [10], [])
    assert {competency: said.people for competency, said in expected(known(five), NOW).items()} == {
        "recognise": 5, "protect": 5,
    }  # fmt: skip
    assert people_with_answers(known(five)) == 5
    assert cost(five, 0.85, NOW) is not None


def test_a_competency_to_which_four_of_five_contribute_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Though all five know something."""
    monkeypatch.setattr(
        Source,
        "competencies",
        property(lambda entry: ("refer",) if entry.critical else ("protect",)),
    )
    made = cohort([10, 10], [10, 10], [10, 10], [10, 10], [10])
    found = expected(known(made), NOW)
    assert set(found) == {"protect"}


def test_dangerous_items_count_three_times() -> None:
    made = cohort(*[[5, 500]] * FEWEST)
    low, high = (recall(card.item.memory, NOW) for card in made["p0"].cards.values())
    assert not SOURCES[0].critical
    assert SOURCES[1].critical
    weighed = (WEIGHT[False] * low + WEIGHT[True] * high) / 4
    assert expected(known(made), NOW)["protect"].recalled == pytest.approx(weighed)


def test_fresh_reviews_count_as_one_day_later() -> None:
    """Or a cohort that did badly a minute ago would be told to know nearly everything."""
    made = {person: deck(person, 0.2, days=0) for person in PEOPLE}
    a_day_after = expected(known(made), NOW + DAY)["protect"].recalled
    assert expected(known(made), NOW)["protect"].recalled == pytest.approx(a_day_after)
    assert a_day_after < STRONG
    assert expected(known(made), NOW + 2 * DAY)["protect"].recalled < a_day_after


STABILITIES = st.lists(
    st.lists(st.floats(0.1, 500), min_size=1, max_size=8), min_size=FEWEST, max_size=9
)


@given(STABILITIES, st.integers(0, 400), st.randoms())
def test_mean_recall_is_bounded_and_decreases(
    each: list[list[float]], later: int, chance: st.DataObject
) -> None:
    """And nobody can tell from it in which order people are kept."""
    made, at = cohort(*each), NOW + timedelta(days=later)
    chances = [recall(card.item.memory, at) for own in made.values() for card in own.cards.values()]
    said = expected(known(made), at)["protect"]

    assert min(chances) - 1e-9 <= said.recalled <= max(chances) + 1e-9
    assert said.recalled <= expected(known(made), NOW)["protect"].recalled + 1e-9
    assert said.people == len(each)
    mixed = list(made.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert expected(known(dict(mixed)), at)["protect"].recalled == pytest.approx(said.recalled)


# --- Answers


def told(reviews: Sequence[Review]) -> Mapping[Way, Share]:
    """What is told at a moment of reviews that are stored."""
    rows = [asdict(replace(review, seq=number)) for number, review in enumerate(reviews)]
    people = {review.person for review in reviews}
    with create_engine("sqlite://").connect() as conn:
        tables.reviews.create(conn)
        conn.execute(insert(tables.reviews), rows)
        return observed(memories.answer_counts(conn, people, NOW - LATELY, NOW, WAY_OF))


def test_each_form_needs_five_people_of_its_own() -> None:
    """However many answers four of them gave."""
    reviews = [answer(person, "same-move", person != "p0") for person in PEOPLE]
    reviews += [answer(person, "new-setting", True) for person in PEOPLE[1:] * 9]
    assert told(reviews) == {"same-move": Share(5, 5, 4)}


def test_story_and_old_answers_do_not_count() -> None:
    second = timedelta(seconds=1)
    old = [answer(person, "same-move", True, NOW - LATELY - second) for person in PEOPLE]
    old += [
        answer(person, "same-move", True, NOW) for person in PEOPLE
    ]  # of the week that has begun
    story = [answer(person, "story", True) for person in PEOPLE]
    assert told([*old, *story]) == {}
    new = [answer(person, "same-move", True, NOW - LATELY) for person in PEOPLE[1:]]
    new.append(answer("p0", "same-move", True, NOW - second))
    assert told([*old, *new]) == {"same-move": Share(5, 5, 5)}


def test_all_wrong_answers_hide_the_figure() -> None:
    """Or every single answer would be known; nor where it would be told as none."""
    wrong = [answer(person, "look-alike", False) for person in PEOPLE * 5]
    assert told(wrong) == {}
    assert told([*wrong[:20], answer("p0", "look-alike", True)]) == {}


SECOND = {"new-setting": "second-setting", "look-alike": "second-look-alike"}
"""A second wording counts with the first: no figure may tell one from the other."""
ANSWERS = st.lists(
    st.builds(
        answer,
        st.sampled_from("abcdefgh"),
        st.sampled_from(["story", *FORMS]),
        st.booleans(),
        st.integers(-120 * 24, 48).map(lambda hours: NOW + timedelta(hours=hours)),
    ),
    min_size=1,
    max_size=60,
)


@given(ANSWERS)
def test_no_figure_ever_rests_on_fewer_than_five(reviews: list[Review]) -> None:
    """Nor counts anything twice, or of another time."""
    lately = [review for review in reviews if NOW - LATELY <= review.at < NOW]
    for form, share in told(reviews).items():
        forms = {form, SECOND.get(form)}
        own = [review for review in lately if review.told in forms]
        assert len({review.person for review in own}) == share.people >= FEWEST
        assert 0 < share.right <= share.answers == len(own)


def test_half_right_counts_as_right_as_it_does_for_the_memory() -> None:
    half = [
        Review(person, "recalls", "one", 0, NOW - DAY, "same-move", "act", int(Grade.HARD))
        for person in PEOPLE
    ]
    assert told(half)["same-move"].rounded == 100


@pytest.mark.parametrize(
    ("day", "hour", "begun"), [(22, 0, 21), (24, 12, 21), (28, 20, 21), (28, 21, 28), (21, 20, 14)]
)
def test_a_week_begins_on_sunday_where_the_cohort_is(day: int, hour: int, begun: int) -> None:
    """In Bahrain, at nine on Saturday evening by UTC; 22 November 2026 is a Sunday."""
    now = datetime(2026, 11, day, hour, tzinfo=UTC)
    assert start_of_week(now, "Asia/Bahrain") == datetime(2026, 11, begun, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "answers", "rough"),
    [(5, 6, 80), (4, 5, 80), (0, 5, 0), (7, 7, 100), (1, 4, 30), (3, 4, 80), (0, 0, 0)],
)
def test_share_is_rounded_to_ten_percent(right: int, answers: int, rough: int) -> None:
    assert Share(5, answers, right).rounded == rough


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_rounding_error_is_at_most_half_a_step(pair: tuple[int, int]) -> None:
    right, answers = pair
    rough = Share(5, answers, right).rounded
    assert rough % STEP == 0
    assert 0 <= rough <= 100
    assert abs(rough - 100 * right / answers) <= STEP / 2


# --- What a wish costs


ITEMS = st.lists(
    st.tuples(st.floats(0.1, 300), st.booleans(), st.integers(0, 200)), min_size=1, max_size=30
)


def own(number: int, stability: float, critical: bool, days: float, wish: float = 0.95) -> Item:
    memory = card("p0", SOURCES[critical], stability, days).item.memory
    return Item(f"{number:03}", memory, critical, FORMS, frozenset({"look-alike"}), wish)


@examples(25)
@given(ITEMS)
def test_caps_hold_for_any_memories(known: list[tuple[float, bool, int]]) -> None:
    """And the same memories always give the same figures."""
    made = [own(n, *pair) for n, pair in enumerate(known)]
    found = forecast(made, NOW)
    assert 0 < found.capped <= CAP
    assert 0 < found.retention < 1
    assert found.uncapped > 0
    assert forecast(made, NOW) == found


def test_a_greater_wish_costs_more_and_keeps_more() -> None:
    small, great = (
        forecast([own(n, 2.3, False, 1, wish) for n in range(20)], NOW) for wish in (0.8, 0.9)
    )
    assert small.uncapped < great.uncapped
    assert small.retention < great.retention


def test_overfull_load_is_reported() -> None:
    few, many = (forecast([own(k, 2.3, True, 1) for k in range(n)], NOW) for n in (8, 80))
    assert few.fits
    assert not many.fits
    assert many.capped == pytest.approx(CAP, rel=0.05)
    assert many.retention < few.retention


def test_little_known_and_little_asked_is_not_taken_for_much() -> None:
    """One item that is due comes on the first day on which one may, alone."""
    found = forecast([own(0, 300, False, 119)], NOW)
    assert 0 < found.capped < A_PROMPT


@given(st.lists(st.lists(st.floats(0.1, 300), max_size=8), min_size=1, max_size=9))
def test_the_typical_member_has_as_many_items_as_members_have(each: list[list[float]]) -> None:
    """Taken from all of them; those who know nothing do not count."""
    everybody = [[own(n, value, False, 1) for n, value in enumerate(items)] for items in each]
    pooled = [item for items in everybody for item in items]
    found = typical_items(everybody)
    if not pooled:
        assert found == []
        return
    assert len(found) == max(1, round(len(pooled) / sum(bool(group) for group in each)))
    assert all(item in pooled for item in found)
    assert found == typical_items(everybody[::-1])
