"""A prompt as its person sees it now: the item that is asked, or the end of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection

from bot.services.refreshers import screens
from bot.services.refreshers.deck import source_of
from bot.services.screen import Screen
from bot.words import words
from scenarios.model import Form, Scenario
from scenarios.refreshing.items import Source, ask
from scenarios.telling import Facts, facts_of
from storage import due, facts
from storage.people import Person
from storage.prompts import Prompt

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


def put(
    conn: Connection,
    shelf: Mapping[str, Scenario],
    person: Person,
    prompt: Prompt,
    now: datetime,
) -> Screen:
    """What a prompt asks at its turn; what the library has no more is passed over.

    Args:
        conn: A unit's connection.
        shelf: What is in the library, by id.
        person: Whose prompt.
        prompt: As it stands.
        now: The moment.
    """
    speak = words(person.language)
    for place in range(prompt.turn, len(prompt.items)):
        one = entry(prompt.items[place])
        source = one.source(shelf)
        if source is not None:
            known = facts_for(conn, person, source, now)
            asked = ask(source, one.form, person.language, one.seed, known)
            return screens.item_screen(speak, person, prompt, place, asked)
    return screens.done_screen(speak, due.when(conn, KIND, person.id), person, now)


def facts_for(conn: Connection, person: Person, source: Source, now: datetime) -> Facts:
    """What the person's agency has confirmed of the local facts that an item's case names."""
    names = sorted(facts_of(source.scenario))
    good = {name: facts.good(conn, person.agency, name, now) for name in names}
    return {name: fact.in_(person.language) for name, fact in good.items() if fact is not None}
