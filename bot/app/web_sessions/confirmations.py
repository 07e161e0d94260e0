"""Dangerous acts on the console, which the person confirms in the chat: fresh, and once.

So whoever sits down at an open console cannot do them, nor can whoever has stolen a session.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.app import notices
from bot.app.ports import Dice
from bot.app.request import Request
from bot.app.web_sessions.sessions import CLOCK_SKEW
from storage.cohorts import cohorts
from storage.people import names, people, roles
from storage.web_sessions import confirmations as stored
from storage.web_sessions import sessions as stored_sessions
from storage.web_sessions.confirmations import Confirmation

log = structlog.get_logger()

LIFETIME = timedelta(minutes=2)

ASK = "console-confirmation"
"""The kind of the notice that asks for confirmation."""


class DangerousAct(StrEnum):
    """Acts that need confirmation in the chat."""

    GIVE_ROLE = "give-role"
    TAKE_ROLE = "take-role"
    SIGN_OUT = "sign-out"
    RECOVERY_CODE = "recovery-code"
    EXPORT_NAMES = "export-names"
    ERASE = "erase"
    CLOSE_AGENCY = "close-agency"


@dataclass(frozen=True, slots=True)
class Intent:
    """A dangerous act that a web session is about to perform."""

    act: DangerousAct
    kind: str
    """The kind of the object: `person`, `role`, `offer`, `agency` or `cohort`."""
    object: str
    """The object's id; of an `offer`, a role and its agency (see `offer`)."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else decides what is done, as plain values: what is confirmed with some content is
    not confirmed with another."""

    @property
    def digest(self) -> str:
        """A hash of the content."""
        text = json.dumps(dict(self.content), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NamedObject:
    """The object of a confirmation; only the fields of its kind are set."""

    names: Mapping[str, str] | None = None
    """A person's names, by script."""
    role: str | None = None
    agency: str | None = None
    """The id of an agency; `EVERYWHERE` for all."""
    cohort: str | None = None
    """The name of a cohort."""


class ConfirmationState(StrEnum):
    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    OVER = "over"


def ask(conn: Connection, request: Request, session_id: str, intent: Intent, dice: Dice) -> str:
    """Ask the person in the chat; an earlier question without an answer is asked no more.

    The use case that acts checks the right; ask only for what the person may do.

    Returns:
        The id of the confirmation.
    """
    person_id, now = request.person.id, request.now
    people.lock(conn, person_id)
    for earlier in stored.pending(conn, person_id):
        notices.cancel(conn, earlier.id)
        stored.change(conn, earlier.id, granted=False, answered_at=now)
    made = Confirmation(
        dice.id(),
        person_id,
        session_id,
        intent.act.value,
        intent.kind,
        intent.object,
        intent.digest,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    stored.add(conn, made)
    notices.queue(
        conn,
        person_id,
        f"{ASK}:{made.id}",
        notices.fair_moment(conn, now, first=True),
        {"what": ASK, "confirmation": made.id},
        about=made.id,
        not_after=made.expires_at,
        urgent=True,
    )
    return made.id


def offer(role: str, agency_id: str) -> str:
    """The object of an intent to invite someone to a role at an agency."""
    return f"{role}@{agency_id}"


def named_object(conn: Connection, confirmation: Confirmation) -> NamedObject:
    """The object of a confirmation. The person asked may perform the act, so may see it too."""
    match confirmation.kind:
        case "person":
            return NamedObject(names.of(conn, confirmation.object))
        case "role":
            role = roles.get(conn, confirmation.object)
            if role is None:
                return NamedObject()
            return NamedObject(names.of(conn, role.person), role.role, role.agency)
        case "offer":
            offered, _, agency_id = confirmation.object.partition("@")
            return NamedObject(role=offered, agency=agency_id)
        case "agency":
            return NamedObject(agency=confirmation.object)
        case "cohort":
            cohort = cohorts.get(conn, confirmation.object)
            return NamedObject(cohort=cohort.name) if cohort else NamedObject()
        case _:
            return NamedObject()


def waiting(conn: Connection, request: Request, confirmation_id: str) -> Confirmation | None:
    """A confirmation of the person that waits for their answer."""
    found = _own(conn, request, confirmation_id)
    return found if found is not None and found.answered_at is None else None


def answer(
    conn: Connection, request: Request, confirmation_id: str, *, granted: bool
) -> Confirmation | None:
    """Answer a question, from the chat.

    Returns:
        What was answered; None where it is too late, or was answered before.
    """
    people.lock(conn, request.person.id)
    found = waiting(conn, request, confirmation_id)
    if found is None:
        return None
    notices.cancel(conn, found.id)
    stored.change(conn, found.id, granted=granted, answered_at=request.now)
    if not granted:
        log.warning("console action rejected in the chat", act=found.act)
    return found


def disown(conn: Connection, request: Request, confirmation_id: str) -> bool:
    """Refuse an act that the person did not ask for, and end the session that asked.

    Returns:
        Whether the confirmation was there.
    """
    found = _own(conn, request, confirmation_id)
    if found is None:
        return False
    answer(conn, request, confirmation_id, granted=False)
    stored_sessions.end(conn, request.person.id, found.session)
    return True


def state(
    conn: Connection, request: Request, session_id: str, confirmation_id: str
) -> ConfirmationState:
    """The state of a confirmation that a session asked for; pages can poll it."""
    found = _own(conn, request, confirmation_id)
    if found is None or found.session != session_id or found.used_at is not None:
        return ConfirmationState.OVER
    if found.answered_at is None:
        return ConfirmationState.WAITING
    return ConfirmationState.GRANTED if found.granted else ConfirmationState.REFUSED


def use(
    conn: Connection, request: Request, session_id: str, confirmation_id: str, intent: Intent
) -> bool:
    """Use a confirmation once, in the transaction of the very act that was confirmed.

    Returns:
        False where the act was not confirmed, or something else was; then it must not be done.
    """
    people.lock(conn, request.person.id)
    found = _own(conn, request, confirmation_id)
    if (
        found is None
        or not found.granted
        or found.used_at is not None
        or found.session != session_id
        or (found.act, found.kind, found.object) != (intent.act, intent.kind, intent.object)
        or found.content != intent.digest
    ):
        return False
    stored.change(conn, found.id, used_at=request.now)
    return True


def _own(conn: Connection, request: Request, confirmation_id: str) -> Confirmation | None:
    """A confirmation of the person that has not expired."""
    found = stored.get(conn, confirmation_id)
    if found is None or found.person != request.person.id:
        return None
    return found if found.created_at - CLOCK_SKEW <= request.now < found.expires_at else None
