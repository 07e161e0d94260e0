"""Other people's answers to a decision over all editions, anonymously."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from storage.db.tables import attempts, editions, events
from storage.playing.outcomes import COUNT


def first_acts(
    conn: Connection, scenario: str, scene: str, signature: str, but: str
) -> list[tuple[Mapping[str, Any], int]]:
    """People's first acts at a decision, counted.

    Args:
        scenario: Its scenario's id.
        scene: Its scene's id.
        signature: Its identity; editions in which it was another decision do not count.
        but: An excluded person.

    Returns:
        Each act as stored in events, and its number of people.
    """
    order = (events.c.at, events.c.attempt, events.c.seq)
    place = func.row_number().over(partition_by=attempts.c.person, order_by=order)
    answered = (
        select(events.c.act, place.label("place"))
        .join(attempts, attempts.c.id == events.c.attempt)
        .join(editions, editions.c.hash == attempts.c.edition)
        .where(
            editions.c.scenario == scenario,
            editions.c.decision_signatures[scene].as_string() == signature,
            attempts.c.person != but,
            attempts.c.mode.in_(COUNT),
            events.c.scene == scene,
            events.c.credit.is_not(None),  # an answer, and not a question of an interview
        )
        .subquery()
    )
    query = (
        select(answered.c.act, func.count()).where(answered.c.place == 1).group_by(answered.c.act)
    )
    return [(act, count) for act, count in conn.execute(query)]
