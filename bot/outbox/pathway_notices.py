"""What people are told of the cascade: that they are trainees, trainers, master trainers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.chat.kit.screen import Button
from bot.chat.trainer.cohorts.actions import ShowCohorts
from bot.chat.trainer.trainer_pathway.actions import ShowOwnWay
from bot.locale import Words
from bot.outbox import notices
from bot.outbox.notices import News
from storage.people import roles
from storage.people.people import Person
from storage.people.roles import Role

RAISED = "cascade"


def promise(conn: Connection, role: Role, now: datetime) -> None:
    """Promise to tell someone of the role that they were given."""
    what = {"what": RAISED, "role": role.id}
    notices.promise(conn, role.person, f"{RAISED}:{role.id}", now, what, about=role.id)


def tell(conn: Connection, speak: Words, _person: Person, what: Mapping[str, Any]) -> News | None:
    """The teller of it; nothing is said of a role that is held no more."""
    role, say = roles.get(conn, what["role"]), speak.say
    if role is None or role.ended_at is not None:
        return None
    cohorts = Button(say("Your cohorts"), ShowCohorts())
    return {
        TRAINEE: News(
            say("You are on the way to become a trainer: what that takes is here."),
            Button(say("Your way to becoming a trainer"), ShowOwnWay()),
        ),
        TRAINER: News(say("You are a trainer now, and can begin with a cohort."), cohorts),
        MASTER: News(
            say("You are a master trainer now: /trainers shows whom you can help."), cohorts
        ),
    }.get(role.role)
