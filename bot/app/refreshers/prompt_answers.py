"""Prompts of refreshers as people open, answer and request them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.app.ports import Dice
from bot.app.refreshers import prompt_lifecycle
from bot.app.refreshers.deck import deck_of, in_use
from bot.app.refreshers.memory_updates import count, record_confidence
from bot.app.refreshers.prompt_schedule import plan
from bot.app.refreshers.prompt_view import PromptView, facts_for, item_at, skip_unaskable, view
from bot.app.request import Request
from scenarios.model import Scenario
from scenarios.spaced_repetition.items import ItemFeedback, guess_in_form, judge_choice
from storage.people import people
from storage.refreshers import memories, prompts
from storage.refreshers.memories import Review
from storage.refreshers.prompts import ANSWERED, ASKED, OPEN, Prompt


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """An item that was answered just now."""

    prompt: Prompt
    """As it was before the answer."""
    judged: ItemFeedback
    counted: bool
    """False where the item was answered earlier on the same day."""
    days: int
    """Whole days since the item was answered before."""


@dataclass(frozen=True, slots=True)
class NothingToAsk:
    """A requested prompt has no items."""

    has_items: bool
    """Whether there are items, all of which were just answered."""
    next_at: datetime | None
    """When the next prompt comes, if one does."""


def open_prompt(
    conn: Connection, request: Request, shelf: Mapping[str, Scenario], prompt_id: str
) -> PromptView | None:
    """The next question of a person's prompt; None without such a prompt."""
    prompt = prompts.get_for_update(conn, prompt_id, request.person.id)
    if prompt is None:
        return None
    if prompt.shown_at is None:  # the confirmation of its delivery is late or lost
        prompts.note_shown(conn, prompt.id, request.now)
    return view(conn, shelf, request.person, prompt, request.now)


def answer(
    conn: Connection,
    request: Request,
    shelf: Mapping[str, Scenario],
    prompt_id: str,
    turn: int,
    choice: str,
    *,
    sure: bool,
) -> AnsweredItem | PromptView | None:
    """Judge and count an answer, once, whichever copy of the prompt it was given on.

    Of a wrong answer it is recorded whether its giver was sure of it.

    Returns:
        What is said of it. Where it does not answer the item that is asked, as on an old button,
        what the prompt asks; None where there is no such prompt.
    """
    person, now = request.person, request.now
    people.lock(conn, person.id)
    prompt = prompts.get_for_update(conn, prompt_id, person.id)
    if prompt is None:
        return None
    prompt = skip_unaskable(conn, shelf, prompt, now)
    judged = _judge(conn, request, shelf, prompt, choice) if prompt.turn == turn else None
    if judged is None:
        return view(conn, shelf, person, prompt, now)
    item, grade = item_at(prompt, turn), int(judged.grade)
    source = item.source(shelf)
    assert source is not None  # or it could not be judged
    review = Review(
        person.id, item.scenario, item.signature, 0, now, item.form, choice, grade,
        prompt=prompt.id, guess=guess_in_form(source, item.form),
    )  # fmt: skip
    before = memories.get(conn, person.id, item.scenario, item.signature)
    counted = count(conn, review, in_use(conn))
    if counted:
        record_confidence(conn, person.id, item.scenario, item.signature, prompt.id, sure)
    over = turn + 1 == len(prompt.items)
    prompts.move(
        conn, prompt.id, turn + 1, ANSWERED if over else prompt.state, now if over else None
    )
    prompts.note_shown(conn, prompt.id, prompt.shown_at or now)
    prompt_lifecycle.note_answer(conn, person)
    plan(conn, person, deck_of(conn, shelf, person.id), now)
    days = 0 if before is None else max(0, (now - before.reviewed_at).days)
    return AnsweredItem(prompt, judged, counted, days)


def _judge(
    conn: Connection,
    request: Request,
    shelf: Mapping[str, Scenario],
    prompt: Prompt,
    choice: str,
) -> ItemFeedback | None:
    """The feedback on an answer to the item at a prompt's turn; None without an item."""
    if prompt.turn >= len(prompt.items):
        return None
    item = item_at(prompt, prompt.turn)
    source = item.source(shelf)
    if source is None:
        return None
    known = facts_for(conn, request.person, source, request.now)
    return judge_choice(source, item.form, choice, request.person.language, item.seed, known)


def note_confidence(
    conn: Connection,
    request: Request,
    shelf: Mapping[str, Scenario],
    prompt_id: str,
    turn: int,
    *,
    sure: bool,
) -> PromptView | None:
    """Record how sure the last answer to an item was.

    Returns:
        What the prompt asks next; None where there is no such prompt.
    """
    person = request.person
    people.lock(conn, person.id)
    prompt = prompts.get_for_update(conn, prompt_id, person.id)
    if prompt is None:
        return None
    if turn < min(prompt.turn, len(prompt.items)):
        item = item_at(prompt, turn)
        record_confidence(conn, person.id, item.scenario, item.signature, prompt.id, sure)
    return view(conn, shelf, person, prompt, request.now)


def request_prompt(
    conn: Connection, request: Request, shelf: Mapping[str, Scenario], dice: Dice
) -> PromptView | NothingToAsk:
    """The open prompt, or a new one, at once: limits hold for what comes unasked."""
    person, now = request.person, request.now
    people.lock(conn, person.id)
    last = prompts.last(conn, person.id)
    prompt = last and prompts.get_for_update(conn, last.id, person.id)
    if prompt is not None and prompt.state == OPEN and prompt.items:
        prompt = skip_unaskable(conn, shelf, prompt, now)
        if prompt.state == OPEN:
            return view(conn, shelf, person, prompt, now)
    deck = deck_of(conn, shelf, person.id)
    prompt_lifecycle.note_answer(conn, person)
    deck = prompt_lifecycle.forgive(conn, deck, now)
    new_id, seed = dice.id(), dice.seed()
    made = prompt_lifecycle.make(conn, person, deck, now, ASKED, new_id, seed)
    next_at = plan(conn, person, deck if made is None else deck.after([made]), now)
    if made is None:
        return NothingToAsk(bool(deck.cards), next_at)
    return view(conn, shelf, person, made, now)
