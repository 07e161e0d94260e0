"""How people answered one decision in any edition, anonymously."""

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
        conn: A unit's connection.
        scenario: Its scenario's id.
        scene: Its scene's id.
        signature: What it is known by; editions in which it was another decision do not count.
        but: A person who is left out.

    Returns:
        Each act as the events keep it, and how many people did that.
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
            events.c.credit.is_not(None),  # an answer, and not a question within a talk
        )
        .subquery()
    )
    query = (
        select(answered.c.act, func.count()).where(answered.c.place == 1).group_by(answered.c.act)
    )
    return [(act, count) for act, count in conn.execute(query)]
