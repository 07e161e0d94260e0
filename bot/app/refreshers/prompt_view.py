"""The state of a prompt: its next item, or its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from bot.app.refreshers.deck import source_of
from bot.app.refreshers.memory_updates import ONCE
from bot.app.refreshers.prompt_schedule import KIND
from scenarios.model import Form, Scenario
from scenarios.rendering import Facts, facts_used
from scenarios.spaced_repetition.items import ItemQuestion, Source, render_item
from storage.agencies import local_contacts
from storage.outbox import jobs
from storage.people.people import Person
from storage.refreshers import memories, prompts
from storage.refreshers.prompts import ANSWERED, LEFT, Prompt


@dataclass(frozen=True, slots=True)
class PromptItem:
    """An item of a prompt, and how it is asked."""

    scenario: str
    signature: str
    form: Form
    seed: int

    def source(self, shelf: Mapping[str, Scenario]) -> Source | None:
        """The item in the library; None if it is gone or has lost this form."""
        found = source_of(shelf, self.scenario, self.signature)
        return found if found is not None and self.form in found.forms else None


@dataclass(frozen=True, slots=True)
class PromptView:
    """The content of a prompt. A prompt without items asks whether to continue refreshers."""

    prompt: Prompt
    asked: ItemQuestion | None = None
    """The item at its turn; None at its end."""
    next_at: datetime | None = None
    """At its end, when the next prompt comes, if one does."""


def item_at(prompt: Prompt, turn: int) -> PromptItem:
    """The item that a prompt asks at a turn."""
    stored: Mapping[str, Any] = prompt.items[turn]
    return PromptItem(
        str(stored["scenario"]),
        str(stored["signature"]),
        cast("Form", stored["form"]),
        int(stored["seed"]),
    )


def skip_unaskable(
    conn: Connection, shelf: Mapping[str, Scenario], prompt: Prompt, now: datetime
) -> Prompt:
    """Move a prompt to the next item that can be asked; the others are skipped permanently.

    An item cannot be asked where the library no longer has it, or where it was just answered
    elsewhere, as when its case was played again after the prompt came.

    Args:
        conn: A transaction that holds the prompt.
        shelf: The library's scenarios, by id.
    """
    turns = range(prompt.turn, len(prompt.items))
    turn = next(
        (turn for turn in turns if _can_be_asked(conn, shelf, prompt, turn, now)),
        len(prompt.items),
    )
    if turn == prompt.turn:
        return prompt
    over = turn == len(prompt.items)
    state = (ANSWERED if prompt.turn else LEFT) if over else prompt.state
    prompts.move(conn, prompt.id, turn, state, now if over else None)
    return replace(prompt, turn=turn, state=state)


def _can_be_asked(
    conn: Connection, shelf: Mapping[str, Scenario], prompt: Prompt, turn: int, now: datetime
) -> bool:
    item = item_at(prompt, turn)
    if item.source(shelf) is None:
        return False
    if now <= prompt.made_at:
        return True
    memory = memories.get(conn, prompt.person, item.scenario, item.signature)
    return memory is None or not prompt.made_at < memory.reviewed_at <= now < (
        memory.reviewed_at + ONCE
    )


def view(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: Person,
    prompt: Prompt,
    now: datetime,
) -> PromptView:
    """The content of a prompt at its turn, after `skip_unaskable`.

    Args:
        conn: A transaction that holds the prompt.
        shelf: The library's scenarios, by id.
    """
    if not prompt.items:
        return PromptView(prompt)
    prompt = skip_unaskable(conn, shelf, prompt, now)
    if prompt.turn == len(prompt.items):
        return PromptView(prompt, next_at=jobs.due_at(conn, KIND, person.id))
    item = item_at(prompt, prompt.turn)
    source = item.source(shelf)
    assert source is not None
    known = facts_for(conn, person, source, now)
    return PromptView(prompt, render_item(source, item.form, person.language, item.seed, known))


def facts_for(conn: Connection, person: Person, source: Source, now: datetime) -> Facts:
    """The confirmed local contacts of the person's agency that an item's case names."""
    names = sorted(facts_used(source.scenario))
    good = {name: local_contacts.valid_fact(conn, person.agency, name, now) for name in names}
    return {name: fact.in_(person.language) for name, fact in good.items() if fact is not None}
