"""All items of one person: what the library has of them, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from typing import NamedTuple, TypeAlias, cast

from sqlalchemy import Connection

from scenarios.model import Competency, Scenario
from scenarios.spaced_repetition import memory as pure
from scenarios.spaced_repetition.items import Source, items
from scenarios.spaced_repetition.memory import DEFAULTS, RETENTION, AskedForm, Parameters
from scenarios.spaced_repetition.selection import Item
from storage.cohorts import cohorts
from storage.refreshers import memories, model_fits, prompts
from storage.refreshers.memories import Memory
from storage.refreshers.prompts import Prompt

RECENT = 10  # prompts in which it is looked up how an item was put last, and what was not answered


@dataclass(frozen=True, slots=True)
class Card:
    """One item of one person."""

    item: Item
    source: Source
    kept: Memory


class ItemKind(NamedTuple):
    """What a forecast takes of an item; many items are of one kind."""

    competencies: tuple[Competency, ...]
    critical: bool


KnownItem: TypeAlias = tuple[ItemKind, float, datetime]
"""How well one person knows one item: its kind, stability in days, and the last review.

A plain tuple, since a cohort has tens of thousands."""


@dataclass(frozen=True, slots=True)
class Deck:
    """All items of one person that the library still has.

    Attributes:
        cards: By id.
        parameters: Those in use.
        recent: The last prompts that the person got, the newest last.
    """

    cards: Mapping[str, Card]
    parameters: Parameters = DEFAULTS
    recent: Sequence[Prompt] = ()

    @property
    def items(self) -> list[Item]:
        """The items, as slots choose among them."""
        return [card.item for card in self.cards.values()]

    @property
    def last(self) -> Prompt | None:
        """The last prompt that the person got."""
        return self.recent[-1] if self.recent else None

    def after(self, asked: Iterable[Prompt]) -> Deck:
        """The state after some prompts, newest last, counting unanswered items as asked."""
        cards = dict(self.cards)
        for prompt in asked:
            for name in prompt.items[prompt.turn :]:
                id_ = item_id(name["scenario"], name["signature"])
                if id_ in cards and cards[id_].kept.reviewed_at < prompt.made_at:
                    item = replace(cards[id_].item, asked_at=prompt.made_at)
                    cards[id_] = replace(cards[id_], item=item)
        return replace(self, cards=cards)

    def restraint(self, before: Iterable[Prompt]) -> list[bool]:
        """Of what some prompts have asked, whether it asked for restraint; not of what is gone."""
        asked = (item for prompt in before for item in prompt.items[: prompt.turn])
        return [
            name["form"] in self.cards[id_].source.restrained
            for name in asked
            if (id_ := item_id(name["scenario"], name["signature"])) in self.cards
        ]


def item_id(scenario: str, signature: str) -> str:
    return f"{scenario}/{signature}"


@lru_cache(maxsize=512)
def items_of(scenario: Scenario) -> Mapping[str, Source]:
    """The items of a case, by signature."""
    return items(scenario)


def source_of(shelf: Mapping[str, Scenario], scenario: str, signature: str) -> Source | None:
    """The current item of the library; None if it is gone or was substantially changed."""
    found = shelf.get(scenario)
    return None if found is None else items_of(found).get(signature)


def deck_of(conn: Connection, shelf: Mapping[str, Scenario], person: str) -> Deck:
    """A person's items.

    Args:
        shelf: What is in the library, by id.
    """
    wishes = [cohort.retention for cohort in cohorts.of_member(conn, person) if cohort.retention]
    cards = _cards(shelf, memories.of_person(conn, person), max(wishes, default=None))
    recent = prompts.recent(conn, person, RECENT)
    return Deck({card.item.id: card for card in cards}, in_use(conn), recent).after(recent)


def decks_of(
    conn: Connection, shelf: Mapping[str, Scenario], people: Sequence[str]
) -> Mapping[str, Deck]:
    """The items of several people, for looking at them together."""
    parameters, rows = in_use(conn), memories.of_people(conn, people)
    found: dict[str, dict[str, Card]] = {person: {} for person in people}
    for card in _cards(shelf, rows, None):
        found[card.kept.person][card.item.id] = card
    return {person: Deck(cards, parameters) for person, cards in found.items()}


def known_items(
    conn: Connection, shelf: Mapping[str, Scenario], people: Sequence[str]
) -> Mapping[str, Sequence[KnownItem]]:
    """How well several people know their items: all that a forecast takes of `decks_of`."""
    found: dict[str, list[KnownItem]] = {person: [] for person in people}

    @cache
    def kind_of(scenario: str, signature: str) -> ItemKind | None:
        source = source_of(shelf, scenario, signature)
        return None if source is None else ItemKind(tuple(source.competencies), source.critical)

    for person, scenario, signature, stability, reviewed_at in memories.strengths(conn, people):
        if kind := kind_of(scenario, signature):
            found[person].append((kind, stability, reviewed_at))
    return found


def in_use(conn: Connection) -> Parameters:
    """The parameters that memories are reckoned with."""
    fit = model_fits.in_use(conn)
    return tuple(fit.parameters) if fit else DEFAULTS


def _cards(
    shelf: Mapping[str, Scenario], rows: Iterable[Memory], wish: float | None
) -> Iterator[Card]:
    for row in rows:
        source = source_of(shelf, row.scenario, row.signature)
        if source is not None:
            yield Card(_item(row, source, wish), source, row)


def _item(row: Memory, source: Source, wish: float | None) -> Item:
    return Item(
        item_id(row.scenario, row.signature),
        memory_from_row(row),
        source.critical,
        source.forms,
        source.restrained,
        retention_of(critical=source.critical, wish=wish),
        row.forgiven_at,
        case=row.scenario,
    )


def retention_of(*, critical: bool, wish: float | None) -> float:
    """The desired retention; a cohort's setting never lowers that of critical items."""
    usual = RETENTION[critical]
    if wish is None:
        return usual
    return max(usual, wish) if critical else wish


def memory_from_row(row: Memory) -> pure.Memory:
    """A memory of the model, from its row."""
    return pure.Memory(
        row.stability,
        row.difficulty,
        row.reviewed_at,
        row.reviews,
        row.lapses,
        frozenset(cast("Sequence[AskedForm]", row.right)),
        cast("AskedForm", row.last),
        row.sure,
    )


def memory_to_row(person: str, scenario: str, signature: str, memory: pure.Memory) -> Memory:
    """A memory of the model, as a row."""
    assert memory.reviewed_at is not None
    assert memory.last is not None
    return Memory(
        person,
        scenario,
        signature,
        memory.stability,
        memory.difficulty,
        memory.reviewed_at,
        memory.reviews,
        memory.lapses,
        sorted(memory.right),
        memory.last,
        memory.sure,
    )
