"""What became of a call: the one border where Telegram's errors become values.

* Receipt
  x Delivered      (message_id)   done
  x Unchanged                     an edit that changed nothing: what is shown is what was wanted
  x Gone                          the message is no longer there, or can no longer be edited
  x Expired                       the tap is too old to be answered
  x Shut           (why)          nothing reaches this chat any more
  x Superseded                    not done: a later rewrite of the same message took its place
  x TryLater       (after, told)  not now
  x Rejected       (description)  our mistake; trying again would change nothing
  x Misconfigured  (description)  the token or the setting up is wrong, for every chat alike
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from telegram import error

T = TypeVar("T")

SOON: Final = timedelta(seconds=1)
AT_ONCE: Final = timedelta()


class Why(StrEnum):
    """Why nothing reaches a chat."""

    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"
    MIGRATED = "migrated"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Done; `message_id` where the result is a message."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The message shows this already."""


@dataclass(frozen=True, slots=True)
class Gone:
    """There is no such message to edit or delete any more."""


@dataclass(frozen=True, slots=True)
class Expired:
    """The tap is too old to be answered."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """A later rewrite of the same message took its place."""


@dataclass(frozen=True, slots=True)
class Shut:
    """Nothing reaches this chat any more."""

    why: Why


@dataclass(frozen=True, slots=True)
class TryLater:
    """Not now.

    Attributes:
        after: How long to wait.
        told: Whether that was named to us, so that the call was surely not done. Otherwise it is a
            guess, and nobody knows whether the call arrived.
    """

    after: timedelta
    told: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram finds the call wrong. The description may quote what we sent: not for logs."""

    description: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """The token, or how updates are fetched, is wrong."""

    description: str


Receipt: TypeAlias = (
    Delivered | Unchanged | Gone | Expired | Superseded | Shut | TryLater | Rejected | Misconfigured
)

# Telegram tells these apart by their words only.
_BAD_REQUESTS: Final[tuple[tuple[str, Receipt], ...]] = (
    ("message is not modified", Unchanged()),
    ("message to edit not found", Gone()),
    ("message to delete not found", Gone()),
    ("message can't be edited", Gone()),
    ("message can't be deleted", Gone()),
    ("there is no text in the message to edit", Gone()),
    ("there is no caption in the message to edit", Gone()),
    ("message_id_invalid", Gone()),
    ("query is too old", Expired()),
    ("query_id_invalid", Expired()),
    ("chat not found", Shut(Why.UNKNOWN)),
    ("user not found", Shut(Why.UNKNOWN)),
    ("peer_id_invalid", Shut(Why.UNKNOWN)),
    ("input_user_deactivated", Shut(Why.DEACTIVATED)),
    ("user is deactivated", Shut(Why.DEACTIVATED)),
    ("user_is_blocked", Shut(Why.BLOCKED)),
    ("chat_write_forbidden", Shut(Why.FORBIDDEN)),
    ("not enough rights to send", Shut(Why.FORBIDDEN)),
)
_OF_MARKUP: Final = "can't parse entities"
_FORBIDDEN: Final = (
    ("blocked by the user", Why.BLOCKED),
    ("user is deactivated", Why.DEACTIVATED),
)


def receipt_for(problem: error.TelegramError) -> Receipt:
    """What an error of the library means for the call that met it."""
    # BadRequest is a NetworkError by inheritance but never heals, so it is met first.
    match problem:
        case error.RetryAfter():
            return TryLater(_wait(problem.retry_after), told=True)
        case error.ChatMigrated():
            return Shut(Why.MIGRATED)
        case error.Forbidden():
            return Shut(_first(_FORBIDDEN, str(problem)) or Why.FORBIDDEN)
        case error.BadRequest():
            return _first(_BAD_REQUESTS, str(problem)) or Rejected(str(problem))
        case error.InvalidToken() | error.Conflict():
            return Misconfigured(str(problem))
        case error.EndPointNotFound() | error.PassportDecryptionError():
            return Rejected(str(problem))
        case error.NetworkError() if "entity too large" in str(problem).lower():
            return Rejected(str(problem))
    # What is left is the network, a breakdown at Telegram, or an answer that makes no sense.
    return TryLater(SOON)


def is_of_markup(receipt: Receipt) -> bool:
    """Whether a message was refused for its markup alone."""
    return isinstance(receipt, Rejected) and _OF_MARKUP in receipt.description.lower()


def is_settled(receipt: Receipt) -> bool:
    """Whether a screen needs no more sending: it is there, or Telegram will never take it.

    One that is refused is a fault of ours; sent again it would be refused for ever.
    """
    return isinstance(receipt, Delivered | Unchanged | Rejected)


def unsent(receipt: Receipt) -> timedelta | None:
    """After how long a screen may be sent that surely was not; None for any other."""
    return receipt.after if isinstance(receipt, TryLater) and receipt.told else None


def message_of(receipt: Receipt) -> int | None:
    """The message as which a screen arrived; None where it is not known to have arrived."""
    return receipt.message_id if isinstance(receipt, Delivered) else None


def _first(table: tuple[tuple[str, T], ...], text: str) -> T | None:
    lowered = text.lower()
    return next((meaning for part, meaning in table if part in lowered), None)


def _wait(named: timedelta | int) -> timedelta:
    # A number unless PTB_TIMEDELTA is set in the environment.
    return named if isinstance(named, timedelta) else timedelta(seconds=named)
