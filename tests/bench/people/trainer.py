"""Somebody who trains all cohorts that there are."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from bot.app.access.rights import TRAINER
from bot.app.onboarding.consent import NOTICE
from storage.db import tables
from storage.people import people, roles
from storage.people.people import Account, Person
from storage.people.roles import EVERYWHERE, Role
from tests.bench.double.telegram import BOT
from tests.bench.people.year import BEGINS

LEADER = "leader-00001"


def lead(conn: Connection, chat: int) -> None:
    """Let the trainers join in this chat and lead all cohorts of the year."""
    leader = Person(
        LEADER, "en", "Asia/Bahrain", BEGINS, notice=NOTICE, notice_at=BEGINS, enrolled_at=BEGINS
    )
    people.add(conn, leader, Account(BOT, chat, LEADER))
    roles.grant(conn, Role("role-0000001", LEADER, TRAINER, EVERYWHERE, None, BEGINS))
    trained = [
        {"cohort": scalar, "person": LEADER, "since": BEGINS}
        for scalar in conn.scalars(select(tables.cohorts.c.id))
    ]
    conn.execute(insert(tables.cohort_trainers), trained)
