"""What the picture of people by their work says, part by part. Pure."""

from __future__ import annotations

from datetime import datetime

from bot.chat.date_phrases import day_of
from bot.chat.trainer.progress_tracking.progress_phrases import due_words, state_words
from bot.chat.trainer.progress_tracking.work_states import STATES, Table
from bot.locale import Words
from bot.pictures.sheet import PEOPLE, Column, Row, Sheet
from bot.pictures.states import Named


def parts(table: Table) -> int:
    """How many pictures it takes to show everybody."""
    return max(1, -(-len(table.members) // PEOPLE))


def sheet(speak: Words, table: Table, part: int, now: datetime) -> Sheet:
    """What one picture shows.

    Args:
        speak: The language of its words.
        table: How everybody stands.
        part: Which people, `PEOPLE` at a time, counted from 0.
        now: The day of the picture.
    """
    members = table.members[PEOPLE * part : PEOPLE * (part + 1)]
    met = {state for one in members for state in one.states}
    return Sheet(
        table.cohort.name,
        f"{range_words(speak, table, part)} · {day_of(speak, now, table.cohort.timezone)}",
        tuple(Column(one.title, due_words(speak, one, table.cohort)) for one in table.works),
        tuple(Row(one.name, one.states) for one in members),
        tuple(Named(one, state_words(speak, one)) for one in STATES if one in met),
    )


def range_words(speak: Words, table: Table, part: int) -> str:
    """Whom a picture shows."""
    everybody = len(table.members)
    if everybody <= PEOPLE:
        return speak.count("{n} person", "{n} people", everybody)
    first, last = PEOPLE * part + 1, min(PEOPLE * (part + 1), everybody)
    return speak.say("{range} of {all} people", range=f"{first}–{last}", all=everybody)
