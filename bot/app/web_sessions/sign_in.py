"""Signing in to the console.

From the chat: the bot sends a link, whose page shows a number; the person chooses the same number
among three in the chat. So whoever has the link alone opens nothing, and whoever opened it in
another browser learns nothing. In a Mini App Telegram says who it is; at an institution, its
OpenID provider does, once the person has linked their account there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

import structlog
from sqlalchemy import Connection

from bot.app import notices
from bot.app.errors import NotFound
from bot.app.onboarding.consent import has_accepted
from bot.app.ports import Dice
from bot.app.request import Request
from bot.app.web_sessions import sessions
from storage.people import people
from storage.people.people import Person
from storage.web_sessions import identities, sign_ins, tokens
from storage.web_sessions import sessions as stored_sessions
from storage.web_sessions.identities import Identity
from storage.web_sessions.sessions import SessionKind
from storage.web_sessions.sign_ins import SignIn

log = structlog.get_logger()

LINK_LIFETIME = timedelta(minutes=2)
MOST = 10
"""Links of one person within `COUNTED`."""
COUNTED = timedelta(hours=1)
NUMBERS = range(10, 100)
OFFERED = 3

new_token = tokens.new_token
"""A random token for a link."""

CHOOSE = "console-number"
"""The notice that asks for the number."""


class LinkRequest(StrEnum):
    """The result of asking for a link."""

    MADE = "made"
    NO_PAGE = "no-page"  # the console has nothing for someone without a role
    TOO_MANY = "too-many"


class Choice(StrEnum):
    """The result of choosing a number in the chat."""

    RIGHT = "right"
    WRONG = "wrong"  # the request is over
    OVER = "over"  # it was too late, was used, or ended before


OPENED, MATCHED, OVER = "opened", "matched", "over"
"""States of a page: waiting for its number, ready for its session, or over."""


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """The state of the page of a sign-in link."""

    page_token: str
    """The secret of the browser that opened the link; the link itself is used up."""
    number: int
    language: str
    """Of the person who asked for the link."""


def request_link(conn: Connection, request: Request, token: str, dice: Dice) -> LinkRequest:
    """Make a link good for two minutes; earlier ones of the person are good no more.

    Args:
        request: From the chat.
        token: The link's token (`new_token`).
        dice: Draws the numbers.
    """
    person_id, now = request.person.id, request.now
    if not sessions.has_page(conn, person_id):
        return LinkRequest.NO_PAGE
    people.lock(conn, person_id)
    if sign_ins.count_since(conn, person_id, now - COUNTED) >= MOST:
        return LinkRequest.TOO_MANY
    for earlier in sign_ins.pending(conn, person_id):
        _end(conn, earlier, now)
    drawn = Random(dice.seed())  # noqa: S311  the seed is the machine's randomness
    numbers = drawn.sample(NUMBERS, OFFERED)
    sign_ins.add(
        conn,
        SignIn(
            dice.id(),
            person_id,
            tokens.digest(token),
            number=numbers[0],
            numbers=sorted(numbers),
            created_at=now,
            expires_at=now + LINK_LIFETIME,
        ),
    )
    return LinkRequest.MADE


def open_link(conn: Connection, token: str, now: datetime) -> OpenedLink:
    """Open a link, once, and ask in the chat for the number that its page shows.

    Call it at the press of a button: clients fetch addresses to show what is behind them.

    Args:
        token: The link's token.

    Raises:
        NotFound: The link is not good any more, or was opened before.
    """
    found = _held(conn, sign_ins.by_token(conn, tokens.digest(token)), now)
    person = people.get(conn, found.person) if found else None
    if found is None or person is None or found.page is not None:
        raise NotFound
    page_token = tokens.new_token()
    sign_ins.change(conn, found.id, page=tokens.digest(page_token))
    notices.queue(
        conn,
        found.person,
        f"{CHOOSE}:{found.id}",
        notices.fair_moment(conn, now, first=True),
        {"what": CHOOSE, "request": found.id},
        about=found.id,
        not_after=found.expires_at,
        urgent=True,
    )
    return OpenedLink(page_token, found.number, person.language)


def offered_numbers(conn: Connection, request: Request, request_id: str) -> tuple[int, ...]:
    """The numbers of a request of the person that waits for one of them; empty if none waits."""
    found = sign_ins.get(conn, request_id)
    if found is None or found.person != request.person.id or not _is_open(found, request.now):
        return ()
    return tuple(found.numbers) if found.page and not found.chosen_at else ()


def choose_number(conn: Connection, request: Request, request_id: str, number: int) -> Choice:
    """Choose the number that the page shows; a wrong one ends the request."""
    found = _held(conn, sign_ins.get(conn, request_id), request.now)
    if (
        found is None
        or found.person != request.person.id
        or found.page is None
        or found.chosen_at is not None
    ):
        return Choice.OVER
    notices.cancel(conn, found.id)
    if number != found.number:
        _end(conn, found.id, request.now)
        log.warning("sign-in to the console refused", reason="wrong number")
        return Choice.WRONG
    sign_ins.change(conn, found.id, chosen_at=request.now)
    return Choice.RIGHT


def refuse(conn: Connection, request: Request, request_id: str) -> bool:
    """End a request of the person, who did not open its link; False where it is over already."""
    found = _held(conn, sign_ins.get(conn, request_id), request.now)
    if found is None or found.person != request.person.id:
        return False
    _end(conn, found.id, request.now)
    log.warning("sign-in to the console refused", reason="not them")
    return True


def state(conn: Connection, page_token: str, now: datetime) -> str:
    """The state of the page that opened a link: `OPENED`, `MATCHED` or `OVER`.

    Args:
        conn: A read-only transaction, so that pages can poll.
        page_token: The secret of the page (see `OpenedLink`), not the link's token.
    """
    found = sign_ins.by_page(conn, tokens.digest(page_token))
    if found is None or not _is_open(found, now):
        return OVER
    return OPENED if found.chosen_at is None else MATCHED


def take_session(conn: Connection, page_token: str, now: datetime, dice: Dice) -> str | None:
    """Begin the session of the page that opened a link, once, when its number was chosen.

    Args:
        page_token: The secret of the page (see `OpenedLink`), not the link's token.

    Returns:
        The session's token; None while the number is not chosen.

    Raises:
        NotFound: The page is over.
    """
    found = _held(conn, sign_ins.by_page(conn, tokens.digest(page_token)), now)
    if found is None:
        raise NotFound
    if found.chosen_at is None:
        return None
    _end(conn, found.id, now)
    if not _may_enter(conn, people.get(conn, found.person), SessionKind.BROWSER):
        raise NotFound
    return sessions.begin(conn, found.person, SessionKind.BROWSER, now, dice)


def start_session(conn: Connection, person_id: str, now: datetime, dice: Dice) -> str:
    """Begin a session in a browser without any proof, as the demo does; return its token."""
    return sessions.begin(conn, person_id, SessionKind.BROWSER, now, dice)


def from_telegram(
    conn: Connection,
    account: tuple[int, int],
    init_data: tuple[str, datetime],
    now: datetime,
    dice: Dice,
) -> str | None:
    """Begin the session of a Mini App whose `initData` was verified.

    Args:
        account: The bot, and the Telegram id.
        init_data: Its hash, and from when on it is refused for its age. It is taken once.

    Returns:
        The session's token; None for unregistered accounts, for people who have not accepted the
        current notice, and for data that was taken before or is too old.
    """
    hash_, expires_at = init_data
    if expires_at <= now or not stored_sessions.use_init_data(conn, hash_, expires_at):
        log.warning("sign-in to the console refused", reason="init data used or old")
        return None
    found = people.by_account(conn, *account)
    if found is None:
        return None
    people.lock(conn, found.id)
    person = people.by_account(conn, *account)
    if person is None or not _may_enter(conn, person, SessionKind.MINI_APP):
        return None
    return sessions.begin(conn, person.id, SessionKind.MINI_APP, now, dice)


def from_institution(
    conn: Connection, issuer: str, subject: str, now: datetime, dice: Dice
) -> str | None:
    """Begin the session of a browser whose OpenID login was verified.

    Args:
        issuer: The provider.
        subject: Its id of the account. Nobody is found by an e-mail address or a staff number,
            which can change hands.

    Returns:
        The session's token; None where nobody linked this account, or they have no role or no
        account any more.
    """
    found = identities.get(conn, issuer, subject)
    if found is None:
        return None
    people.lock(conn, found.person)
    still = identities.get(conn, issuer, subject)
    person = people.get(conn, still.person) if still else None
    if person is None or not _may_enter(conn, person, SessionKind.INSTITUTION):
        return None
    return sessions.begin(conn, person.id, SessionKind.INSTITUTION, now, dice)


class LinkResult(StrEnum):
    """The result of linking an account at an institution."""

    LINKED = "linked"
    TAKEN = "taken"  # it is someone else's
    OVER = "over"  # the session has ended meanwhile


@dataclass(frozen=True, slots=True)
class Linked:
    """The result of linking an account, and the language of the person who asked."""

    result: LinkResult
    language: str = ""


def link_in_session(
    conn: Connection, session_id: str, issuer: str, subject: str, now: datetime
) -> Linked:
    """Link an account at an institution to the person in whose session this was begun."""
    person = sessions.person_of_id(conn, session_id, now)
    if person is None:
        return Linked(LinkResult.OVER)
    people.lock(conn, person.id)
    person = sessions.person_of_id(conn, session_id, now)
    if not has_accepted(person) or person is None:
        return Linked(LinkResult.OVER)
    is_theirs = link_identity(conn, Request(person, now), issuer, subject)
    return Linked(LinkResult.LINKED if is_theirs else LinkResult.TAKEN, person.language)


def link_identity(conn: Connection, request: Request, issuer: str, subject: str) -> bool:
    """Link the person's account at an institution; False if it is someone else's already."""
    people.lock(conn, request.person.id)
    return identities.link(conn, Identity(issuer, subject, request.person.id, request.now))


def unlink_identity(conn: Connection, request: Request, issuer: str) -> bool:
    """Unlink the person's account at an institution; return whether there was one."""
    return identities.unlink(conn, request.person.id, issuer)


def linked_identities(conn: Connection, request: Request) -> list[Identity]:
    """The person's linked accounts."""
    return identities.of(conn, request.person.id)


def _may_enter(conn: Connection, person: Person | None, kind: SessionKind) -> bool:
    if not has_accepted(person) or not people.has_account(conn, person.id):
        return False
    return kind is SessionKind.MINI_APP or sessions.has_page(conn, person.id)


def _held(conn: Connection, found: SignIn | None, now: datetime) -> SignIn | None:
    """The current state of a request that has not ended; its person is locked."""
    if found is None:
        return None
    people.lock(conn, found.person)
    current = sign_ins.get(conn, found.id)
    return current if current is not None and _is_open(current, now) else None


def _is_open(found: SignIn, now: datetime) -> bool:
    return (
        found.ended_at is None and found.created_at - sessions.CLOCK_SKEW <= now < found.expires_at
    )


def _end(conn: Connection, request_id: str, now: datetime) -> None:
    notices.cancel(conn, request_id)
    sign_ins.change(conn, request_id, ended_at=now)
