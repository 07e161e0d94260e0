"""Results of API calls: the one place where Telegram's errors become values.

* Receipt
  x Delivered        (message_id)   done
  x Unchanged                       an edit without effect: the message shows this already
  x MessageGone                     the message does not exist or can no longer be edited
  x TapExpired                      the callback query is too old to be answered
  x ChatUnreachable  (reason)       nothing can be sent to this chat any more
  x Superseded                      not sent: a later edit of the same message replaced it
  x TryLater         (after, is_certain)  not now
  x Rejected         (description)  our mistake; a retry would not help
  x Misconfigured    (description)  the token or the setup is wrong, for every chat
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias, TypeVar

from telegram import error

T = TypeVar("T")

SOON: Final = timedelta(seconds=1)
AT_ONCE: Final = timedelta()


class UnreachableReason(StrEnum):
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"
    MIGRATED = "migrated"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Delivered:
    """Done, with the `message_id` if the result is a message."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The message shows this already."""


@dataclass(frozen=True, slots=True)
class MessageGone:
    """The message to edit or delete no longer exists."""


@dataclass(frozen=True, slots=True)
class TapExpired:
    """The callback query is too old to be answered."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """A later edit of the same message replaced this one."""


@dataclass(frozen=True, slots=True)
class ChatUnreachable:
    """Nothing can be sent to this chat any longer."""

    reason: UnreachableReason


@dataclass(frozen=True, slots=True)
class TryLater:
    """The call was refused or failed for now, and may be retried.

    Attributes:
        after: The delay before a retry.
        is_certain: Whether Telegram stated the delay, so that the call certainly failed. Otherwise
            the delay is an estimate, and the outcome of the call is unknown.
    """

    after: timedelta
    is_certain: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """Telegram rejects the call. The description may quote its content: not for logs."""

    description: str


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """The token, or the way updates are received, is wrong."""

    description: str


Receipt: TypeAlias = (
    Delivered
    | Unchanged
    | MessageGone
    | TapExpired
    | Superseded
    | ChatUnreachable
    | TryLater
    | Rejected
    | Misconfigured
)

# Telegram distinguishes these by their text only.
_BAD_REQUESTS: Final[tuple[tuple[str, Receipt], ...]] = (
    ("message is not modified", Unchanged()),
    ("message to edit not found", MessageGone()),
    ("message to delete not found", MessageGone()),
    ("message can't be edited", MessageGone()),
    ("message can't be deleted", MessageGone()),
    ("there is no text in the message to edit", MessageGone()),
    ("there is no caption in the message to edit", MessageGone()),
    ("message_id_invalid", MessageGone()),
    ("query is too old", TapExpired()),
    ("query_id_invalid", TapExpired()),
    ("chat not found", ChatUnreachable(UnreachableReason.UNKNOWN)),
    ("user not found", ChatUnreachable(UnreachableReason.UNKNOWN)),
    ("peer_id_invalid", ChatUnreachable(UnreachableReason.UNKNOWN)),
    ("input_user_deactivated", ChatUnreachable(UnreachableReason.DEACTIVATED)),
    ("user is deactivated", ChatUnreachable(UnreachableReason.DEACTIVATED)),
    ("user_is_blocked", ChatUnreachable(UnreachableReason.BLOCKED)),
    ("chat_write_forbidden", ChatUnreachable(UnreachableReason.FORBIDDEN)),
    ("not enough rights to send", ChatUnreachable(UnreachableReason.FORBIDDEN)),
)
_OF_MARKUP: Final = "can't parse entities"
_FORBIDDEN: Final = (
    ("blocked by the user", UnreachableReason.BLOCKED),
    ("user is deactivated", UnreachableReason.DEACTIVATED),
)


def receipt_for(problem: error.TelegramError) -> Receipt:
    """The receipt for an error of the library."""
    # BadRequest is a subclass of NetworkError but permanent, so it is checked first.
    match problem:
        case error.RetryAfter():
            return TryLater(_wait(problem.retry_after), is_certain=True)
        case error.ChatMigrated():
            return ChatUnreachable(UnreachableReason.MIGRATED)
        case error.Forbidden():
            return ChatUnreachable(_first(_FORBIDDEN, str(problem)) or UnreachableReason.FORBIDDEN)
        case error.BadRequest():
            return _first(_BAD_REQUESTS, str(problem)) or Rejected(str(problem))
        case error.InvalidToken() | error.Conflict():
            return Misconfigured(str(problem))
        case error.EndPointNotFound() | error.PassportDecryptionError():
            return Rejected(str(problem))
        case error.NetworkError() if "entity too large" in str(problem).lower():
            return Rejected(str(problem))
    # The rest is network failure, an outage at Telegram, or a malformed answer.
    return TryLater(SOON)


def is_of_markup(receipt: Receipt) -> bool:
    """Whether a message was rejected only for its markup."""
    return isinstance(receipt, Rejected) and _OF_MARKUP in receipt.description.lower()


def is_settled(receipt: Receipt) -> bool:
    """Whether a screen needs no further sending: it arrived, or Telegram will never accept it.

    A rejected one is a bug of ours; a retry would be rejected again.
    """
    return isinstance(receipt, Delivered | Unchanged | Rejected)


def retry_delay(receipt: Receipt) -> timedelta | None:
    """The delay after which a certainly undelivered screen may be sent; None for any other."""
    return receipt.after if isinstance(receipt, TryLater) and receipt.is_certain else None


def message_of(receipt: Receipt) -> int | None:
    """The id of the delivered message; None if delivery is not certain."""
    return receipt.message_id if isinstance(receipt, Delivered) else None


def _first(table: tuple[tuple[str, T], ...], text: str) -> T | None:
    lowered = text.lower()
    return next((meaning for part, meaning in table if part in lowered), None)


def _wait(named: timedelta | int) -> timedelta:
    # A number unless PTB_TIMEDELTA is set in the environment.
    return named if isinstance(named, timedelta) else timedelta(seconds=named)
