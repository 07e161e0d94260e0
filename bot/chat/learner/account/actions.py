"""What buttons about somebody's account ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class StopMove(Action):
    """Let no move of one's own place go on, and no code for one be good."""


@dataclass(frozen=True, slots=True)
class AllowMove(Action):
    """Ask whether everything of one's own is to move at once."""


@dataclass(frozen=True, slots=True)
class AllowMoveNow(Action):
    """Let everything of one's own move, to whoever waits for it."""

    transfer: str


@dataclass(frozen=True, slots=True)
class StopMoveOf(Action):
    """Stop the move of somebody for whom one answers."""

    transfer: str


@dataclass(frozen=True, slots=True)
class AgreeToMove(Action):
    """Say yes, as a second admin, to the move of somebody with roles."""

    transfer: str


@dataclass(frozen=True, slots=True)
class AskSignOut(Action):
    """Ask whether one really signs out everywhere."""


@dataclass(frozen=True, slots=True)
class SignOutNow(Action):
    """Sign out everywhere, if it was asked just now."""

    asked: int  # the second of the question: an old button signs nobody out


@dataclass(frozen=True, slots=True)
class AskSignOutOf(Action):
    """Ask whether somebody is really to be signed out everywhere."""

    person: str


@dataclass(frozen=True, slots=True)
class SignOutOf(Action):
    """Sign somebody out everywhere."""

    person: str


@dataclass(frozen=True, slots=True)
class MakeWayBack(Action):
    """Make a code with which somebody comes back, from whichever account."""

    person: str


@dataclass(frozen=True, slots=True)
class CallOff(Action):
    """Let the move no more wait that one began by opening a code."""
