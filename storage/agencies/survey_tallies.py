"""Survey answers about cases and work, counted anonymously.

An answer only increments a counter of an agency and a month, so it cannot be linked to a person.
Fewer than five answers are never disclosed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from storage.db.tables import editions, tallies
from storage.playing.small_groups import FEWEST

USEFUL, READY = "useful", "ready"
CONCERN, PASSED_ON, UNSURE = "concern", "passed-on", "unsure"
REACTION: Final = (USEFUL, READY)
"""Questions after a case."""
PRACTICE: Final = (CONCERN, PASSED_ON, UNSURE)
"""Questions about work, 60 to 90 days after the training, in order."""
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    USEFUL: ("much", "some", "little"),
    READY: ("yes", "partly", "no"),
    CONCERN: ("none", "one", "several"),
    PASSED_ON: ("yes", "partly", "no"),
    UNSURE: ("yes", "no"),
}
"""The answers to each question, in order."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to one question, five or more."""

    people: int
    """The number of answers, rounded down to a multiple of five where a value is hidden."""
    values: Mapping[str, int | None]
    """By value, in the order of ``VALUES``; None for fewer than five, zero included."""
    rounded: bool = False
    """Whether all numbers are rounded down to fives: else a small number hidden for one agency
    could be derived from the total."""


def count(
    conn: Connection, agency: str | None, item: str, value: str, month: str, edition: str = ""
) -> None:
    """Count one more answer.

    Args:
        agency: The agency of the respondent; None if they have none.
        item: The question.
        value: One of its ``VALUES``.
        month: The month, such as ``2026-05``.
        edition: The edition of the case; empty for a question about work.

    Raises:
        ValueError: An unknown question or answer.
    """
    if value not in VALUES.get(item, ()):
        raise ValueError(f"{value!r} is no answer to {item!r}")
    row = {"agency": agency or "", "item": item, "edition": edition, "month": month}
    # PostgreSQL's INSERT … ON CONFLICT, which SQLite shares.
    answer = insert(tallies).values({**row, "value": value, "people": 1})
    keys = tallies.primary_key.columns
    more = answer.on_conflict_do_update(index_elements=keys, set_={"people": tallies.c.people + 1})
    conn.execute(more)


def answers(
    conn: Connection,
    items: Collection[str],
    first: str,
    last: str,
    *,
    agencies: Collection[str] | None = None,
    scenario: str | None = None,
) -> dict[str, Answers]:
    """The answers of some months, to questions with at least five answers.

    Args:
        items: The questions, such as ``REACTION`` or ``PRACTICE``.
        first: The first month, such as ``2026-05``.
        last: The last month, included.
        agencies: The agencies, combined; by default all.
        scenario: The case, in all its editions; by default all.

    Returns:
        By question, in the order of ``items``; without questions that have fewer than five answers.
    """
    within = [tallies.c.item.in_(items), tallies.c.month.between(first, last)]
    if agencies is not None:
        within.append(tallies.c.agency.in_(agencies))
    if scenario is not None:
        own = select(editions.c.hash).where(editions.c.scenario == scenario)
        within.append(tallies.c.edition.in_(own))
    query = (
        select(tallies.c.item, tallies.c.agency, tallies.c.value, func.sum(tallies.c.people))
        .where(*within)
        .group_by(tallies.c.item, tallies.c.agency, tallies.c.value)
    )
    counted: dict[str, dict[str, dict[str, int]]] = {item: {} for item in items}
    for item, agency, value, people in conn.execute(query):
        counted[item].setdefault(agency, {})[value] = int(people)
    combined = {item: _combined(item, [*found.values()]) for item, found in counted.items()}
    return {item: found for item, found in combined.items() if found is not None}


def _combined(item: str, agencies: Sequence[Mapping[str, int]]) -> Answers | None:
    numbers = [sum(counts.get(value, 0) for counts in agencies) for value in VALUES[item]]
    people = sum(numbers)
    if people < FEWEST:
        return None
    few = len(agencies) > 1 and any(
        0 < number < FEWEST for counts in agencies for number in counts.values()
    )
    if few:
        numbers = [_fives(number) for number in numbers]
    values = [number if number >= FEWEST else None for number in numbers]
    # Otherwise the hidden number is the difference of the others.
    shown = _fives(people) if few or None in values else people
    return Answers(shown, dict(zip(VALUES[item], values, strict=True)), few)


def _fives(number: int) -> int:
    return number - number % FEWEST
