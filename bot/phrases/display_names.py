"""Names of people in a cohort that tell them apart.

Whose name nobody else has there is called by it alone. Of several who have one name each has their
staff number beside it where their trainer reads it, or else which of them they are, by the time
they came or were expected: so it stays the same when somebody leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.app.cohorts.cohort_people import CohortPerson
from bot.locale import Words
from bot.phrases.labels import person_name


def display_names(words: Words, people: Iterable[CohortPerson]) -> dict[str, str]:
    """The names of people by their ids and those of their places; no two are equal.

    Args:
        people: All who could be mistaken for each other, and not only those who are shown.
    """
    alike: dict[str, list[tuple[str, CohortPerson]]] = {}
    for person in people:
        name = person_name(words, person.names)
        alike.setdefault(name.casefold(), []).append((name, person))
    found = {}
    for namesakes in alike.values():
        numbers = Counter(person.number for _, person in namesakes)
        ordered = sorted(namesakes, key=lambda named: (named[1].since, named[1].id))
        for position, (name, person) in enumerate(ordered, 1):
            mark = str(position)
            if person.number and numbers[person.number] == 1:
                mark = words.say("no. {number}", number=person.number)
            shown = name if len(namesakes) == 1 else f"{name} ({mark})"
            found[person.id] = shown
            if person.place:
                found[person.place] = shown
    return found
