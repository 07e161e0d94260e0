"""The request of a chat user, and the reply to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from bot.chat.kit.screen import Screen
from bot.files import OutgoingFile

if TYPE_CHECKING:
    from bot.chat.kit.routes import Call


@dataclass(frozen=True, slots=True)
class Visitor:
    """The sender of an update: a chat account that may not be registered."""

    bot: int
    telegram_id: int
    update: int
    language: str  # nearest to the client's; a person's own choice comes before it
    name: str = ""  # as the client shows it; kept only where its owner takes it over
    message: int | None = None  # the one whose button was tapped

    @property
    def account(self) -> tuple[int, int]:
        """The bot, and the account's Telegram id."""
        return self.bot, self.telegram_id


class ScreenPlacement(Enum):
    """The placement of a screen."""

    NEW = auto()  # below everything
    SAME = auto()  # in place of the message that was tapped


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """An uploaded file. Its name and content are untrusted."""

    name: str
    content: bytes


class UploadError(Exception):
    """An expected file could not be downloaded."""


class UploadTooLarge(UploadError):
    """It is larger than `LARGEST`."""


Fetch: TypeAlias = Callable[[], Awaitable[UploadedFile]]
"""Brings a file. Raises NotHanded."""


FollowUp: TypeAlias = Callable[[], Awaitable[Sequence[OutgoingFile]]]


@dataclass(frozen=True, slots=True)
class Redirect:
    """Another request to serve instead."""

    to: Call | str
    """The call of a button, or the name of a command."""
    rest: str = ""
    """The arguments of the command, as text."""
    place: ScreenPlacement | None = None
    """The placement of the screen; None to use the other request's."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to a request."""

    screen: Screen | None
    toast: str | None = None
    place: ScreenPlacement = ScreenPlacement.NEW
    freeze: bool = False  # take the buttons of the tapped message away
    outcome: Screen | None = None  # replaces the tapped message, above the screen
    unsaid: bool = False  # take the command itself away, which would tell what was asked
    removes: tuple[int, ...] = ()  # messages of the chat that are deleted
    then: FollowUp | None = None  # files, which take long and come below the screen
    aside: bool = False  # the screen says the same as the files: no message if they do not arrive
    lost: Screen | None = None  # what is said where they do not, if not that they can be asked for
    # Notes that a file surely did not reach the chat, and says so.
    refused: Callable[[], Awaitable[Reply]] | None = None
    # A whole answer that takes long; it comes in place of this one, which says that it does.
    later: Callable[[], Awaitable[Reply]] | None = None


Response: TypeAlias = Screen | Reply | Redirect
"""The return value of a handler."""


class RefusalError(Exception):
    """Raised by a handler to undo its transaction and respond with the reason."""

    def __init__(self, response: Screen | Reply) -> None:
        super().__init__()
        self.response = response
