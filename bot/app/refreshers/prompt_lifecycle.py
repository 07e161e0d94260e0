"""The items of a prompt, and the closing of earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Connection

from bot.app.refreshers.deck import Deck, item_id
from bot.app.refreshers.memory_updates import ONCE
from scenarios.spaced_repetition.memory import AskedForm
from scenarios.spaced_repetition.selection import (
    RESTRAINT,
    Item,
    SelectedItem,
    after_absence,
    select_items,
)
from storage.people.people import Person
from storage.refreshers import memories, prompts
from storage.refreshers.prompts import OPEN, Prompt, RefresherPreferences

MOST = 3  # items of a prompt
PATIENCE = 3  # prompts passed over in a row, before it is asked whether to go on
AWAY: Final = timedelta(days=21)  # without a prompt or an answer; after that much is forgiven
BACKLOG = 6  # items that stay due after an absence


def make(
    conn: Connection,
    person: Person,
    deck: Deck,
    now: datetime,
    slot: str,
    prompt_id: str,
    seed: int,
) -> Prompt | None:
    """Create a prompt with the most urgent items; None if none is due.

    What was just answered is not asked again, even on request: it would be a near copy, and could
    not count.

    Args:
        conn: A writing unit's connection, which holds the person.
        deck: All items of theirs.
        slot: The slot of their day, or `ASKED` where they asked themselves.
        prompt_id: A random id.
        seed: Names the cast and shuffles the choices.
    """
    asked = slot == prompts.ASKED
    rested = [item for item in deck.items if not _is_fresh(item, now)]
    before = deck.restraint(deck.recent[1 - RESTRAINT :])
    rested = [_told(item, deck.recent) for item in rested]
    chosen = select_items(rested, now, MOST, before, deck.parameters, due_only=not asked)
    if not chosen:
        return None
    items = [_kept(choice, deck, seed, place) for place, choice in enumerate(chosen)]
    shown = now if asked else None
    made = Prompt(prompt_id, person.id, now, slot, person.language, items, 0, OPEN, shown_at=shown)
    prompts.close_open(conn, person.id, now)
    prompts.add(conn, made)
    return made


def _told(item: Item, recent: Iterable[Prompt]) -> Item:
    """An item with the way it was put last, answered or not: no text comes twice in a row."""
    for prompt in recent:
        for row in prompt.items:
            if item_id(row["scenario"], row["signature"]) == item.id:
                last = cast("AskedForm", row["form"])
                item = replace(item, memory=replace(item.memory, last=last))
    return item


def _is_fresh(item: Item, now: datetime) -> bool:
    """Whether it was answered too recently for another answer to count."""
    at = item.memory.reviewed_at
    return at is not None and abs(now - at) < ONCE


def _kept(choice: SelectedItem, deck: Deck, seed: int, place: int) -> Mapping[str, Any]:
    row = deck.cards[choice.item.id].kept
    return {
        "scenario": row.scenario,
        "signature": row.signature,
        "form": choice.form,
        "seed": (seed + place) % 2**62,
    }


def ready(conn: Connection, person: Person, deck: Deck, now: datetime) -> int:
    """The number of items waiting: of the open prompt, or else due ones."""
    last = prompts.last(conn, person.id)
    if last is not None and last.state == OPEN:
        return len(last.items) - last.turn
    rested = (item for item in deck.items if not _is_fresh(item, now))
    return min(MOST, sum(item.is_due(now, deck.parameters) for item in rested))


def note_silence(conn: Connection, last: Prompt | None, rhythm: RefresherPreferences) -> bool:
    """Count the last prompt as passed over, if it was; whether to ask now if they want to go on.

    What was never seen to arrive, and what somebody asked for, is passed over by nobody.
    """
    if last is None or last.state != OPEN or last.turn or last.slot == prompts.ASKED:
        return False
    if last.shown_at is None or not last.items:
        return False
    rhythm = replace(rhythm, unanswered=rhythm.unanswered + 1)
    tired = rhythm.unanswered >= PATIENCE
    prompts.keep_preferences(conn, replace(rhythm, state="asked") if tired else rhythm)
    return tired


def ask_to_go_on(conn: Connection, person: Person, now: datetime, slot: str, id_: str) -> Prompt:
    """Keep the question whether to go on: a prompt without items."""
    question = Prompt(id_, person.id, now, slot, person.language, (), 0, OPEN)
    prompts.close_open(conn, person.id, now)
    prompts.add(conn, question)
    return question


def take_back(conn: Connection, prompt: Prompt) -> bool:
    """Take back a prompt that never arrived; whether it was still as it was made.

    If it was the question whether to go on, it is asked when the next prompt is passed over.
    """
    if not prompts.delete_undelivered(conn, prompt.id):
        return False
    rhythm = prompts.preferences(conn, prompt.person)
    if not prompt.items and rhythm.state == "asked":
        prompts.keep_preferences(conn, replace(rhythm, state="on", unanswered=PATIENCE - 1))
    return True


def note_answer(conn: Connection, person: Person) -> None:
    """Record activity: earlier prompts no longer count as ignored."""
    rhythm = prompts.preferences(conn, person.id)
    state = "on" if rhythm.state == "asked" else rhythm.state
    heard = replace(rhythm, state=state, unanswered=0)
    if heard != rhythm:
        prompts.keep_preferences(conn, heard)


def _was_away(deck: Deck, now: datetime) -> bool:
    """Whether a person has neither answered nor received a prompt for a long time."""
    moments = [card.kept.reviewed_at for card in deck.cards.values()]
    moments += [] if deck.last is None else [deck.last.made_at]
    return now - max(moments) >= AWAY


def forgive(conn: Connection, deck: Deck, now: datetime) -> Deck:
    """After an absence let only what is most urgent be due; the days of the rest begin now."""
    ready = [item for item in deck.items if item.is_due(now, deck.parameters)]
    if len(ready) <= BACKLOG or not _was_away(deck, now):
        return deck
    stay = {item.id for item in after_absence(ready, now, BACKLOG, deck.parameters)}
    cards = dict(deck.cards)
    for item in ready:
        if item.id not in stay:
            card = cards[item.id]
            kept = replace(card.kept, forgiven_at=now)
            memories.keep(conn, kept)
            cards[item.id] = replace(card, kept=kept, item=replace(item, forgiven_at=now))
    return replace(deck, cards=cards)
