"""Delivered refreshers, and answers."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from storage.db.tables import people, prompts, pseudonyms, reviews
from storage.exports.scope import PAGE, Row, Scope, as_text, within_period


def page(conn: Connection, after: str) -> list[Row]:
    """People ordered by pseudonym key, an order that no other data set has.

    Returns:
        Rows of key, id and agency.
    """
    query = (
        select(pseudonyms.c.key, people.c.id, people.c.agency)
        .join(people, people.c.id == pseudonyms.c.person)
        .where(pseudonyms.c.key > after)
        .order_by(pseudonyms.c.key)
        .limit(PAGE)
    )
    return list(conn.execute(query))


def prompted(conn: Connection, scope: Scope, person_ids: Collection[str]) -> list[Row]:
    """The refreshers delivered to people, by person in order, limited by their own dates.

    Returns:
        The refreshers delivered to people, by person in order, limited by their own dates.
    """
    query = (
        select(
            prompts.c.id,
            prompts.c.person,
            as_text(prompts.c.made_at),
            prompts.c.slot,
            prompts.c.language,
            prompts.c["items"],
        )
        .where(
            prompts.c.person.in_(person_ids),
            prompts.c.shown_at.is_not(None),
            *within_period(scope, prompts.c.made_at),
        )
        .order_by(prompts.c.person, prompts.c.made_at, prompts.c.id)
    )
    return list(conn.execute(query))


def answered(conn: Connection, person_ids: Collection[str]) -> list[Row]:
    """People's answers to items, in cases and refreshers, by item in order.

    Returns:
        Rows of person, scenario, signature, number, moment (as text), grade, whether they were
        sure, what was predicted, and the refresher.
    """
    query = (
        select(
            reviews.c.person,
            reviews.c.scenario,
            reviews.c.signature,
            reviews.c.seq,
            as_text(reviews.c.at),
            reviews.c.grade,
            reviews.c.sure,
            reviews.c.predicted,
            reviews.c.prompt,
        )
        .where(reviews.c.person.in_(person_ids))
        .order_by(reviews.c.person, reviews.c.scenario, reviews.c.signature, reviews.c.seq)
    )
    return list(conn.execute(query))


def refreshed(conn: Connection) -> dict[str | None, int]:
    """The number of people who ever got a refresher, by agency."""
    query = (
        select(people.c.agency, func.count(prompts.c.person.distinct()))
        .join(people, people.c.id == prompts.c.person)
        .group_by(people.c.agency)
    )
    return dict(conn.execute(query).all())
