"""A prompt as its person sees it now: the item that is asked, or the end of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from bot.app.refreshers.deck import source_of
from bot.chat.kit.screen import Screen
from bot.chat.learner.refreshers import refresher_screens
from bot.locale import words
from scenarios.model import Form, Scenario
from scenarios.rendering import Facts, facts_of
from scenarios.spaced_repetition.items import Source, ask
from storage.agencies import local_contacts
from storage.outbox import jobs
from storage.people.people import Person
from storage.refreshers import prompts
from storage.refreshers.prompts import ANSWERED, LEFT, Prompt

KIND = "refresher"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a prompt, and how it is put."""

    scenario: str
    signature: str
    form: Form
    seed: int

    def source(self, shelf: Mapping[str, Scenario]) -> Source | None:
        """The item in the library; None where it is gone, or has this form no more."""
        found = source_of(shelf, self.scenario, self.signature)
        return found if found is not None and self.form in found.forms else None


def entry(kept: Mapping[str, Any]) -> Entry:
    """One item of a prompt, as it is kept."""
    return Entry(
        str(kept["scenario"]), str(kept["signature"]), cast("Form", kept["form"]), int(kept["seed"])
    )


def current(
    conn: Connection, shelf: Mapping[str, Scenario], prompt: Prompt, now: datetime
) -> Prompt:
    """A prompt at the next item that the library still has; what is gone is passed over for good.

    Args:
        conn: The connection of a unit that holds the prompt.
        shelf: What is in the library, by id.
        prompt: As it is kept.
        now: The moment.
    """
    ahead = range(prompt.turn, len(prompt.items))
    there = (place for place in ahead if entry(prompt.items[place]).source(shelf) is not None)
    turn = next(there, len(prompt.items))
    if turn == prompt.turn:
        return prompt
    over = turn == len(prompt.items)
    state = (ANSWERED if prompt.turn else LEFT) if over else prompt.state
    prompts.move(conn, prompt.id, turn, state, now if over else None)
    return replace(prompt, turn=turn, state=state)


def put(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: Person,
    prompt: Prompt,
    now: datetime,
) -> Screen:
    """What a prompt asks at its turn, or the question whether to go on, or its end.

    Args:
        conn: The connection of a unit that holds the prompt.
        shelf: What is in the library, by id.
        person: Whose prompt.
        prompt: As it is kept.
        now: The moment.
    """
    speak = words(person.language)
    if not prompt.items:
        return refresher_screens.go_on_screen(speak)
    here = current(conn, shelf, prompt, now)
    if here.turn == len(here.items):
        return refresher_screens.done_screen(speak, jobs.due_at(conn, KIND, person.id), person, now)
    one = entry(here.items[here.turn])
    source = one.source(shelf)
    assert source is not None
    known = facts_for(conn, person, source, now)
    asked = ask(source, one.form, person.language, one.seed, known)
    return refresher_screens.item_screen(speak, person, here, here.turn, asked)


def facts_for(conn: Connection, person: Person, source: Source, now: datetime) -> Facts:
    """What the person's agency has confirmed of the local facts that an item's case names."""
    names = sorted(facts_of(source.scenario))
    good = {name: local_contacts.good(conn, person.agency, name, now) for name in names}
    return {name: fact.in_(person.language) for name, fact in good.items() if fact is not None}
