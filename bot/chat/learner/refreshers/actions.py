"""What buttons of refreshers ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class AnswerItem(Action):
    """Answer the item of a prompt that is being asked."""

    prompt: str
    turn: int
    choice: str


@dataclass(frozen=True, slots=True)
class NextItem(Action):
    """Show the item of a prompt that is asked next."""

    prompt: str
    turn: int


@dataclass(frozen=True, slots=True)
class AskHowSure(Action):
    """Ask how sure the last, wrong answer was."""

    prompt: str
    turn: int  # of the item that was answered


@dataclass(frozen=True, slots=True)
class SayHowSure(Action):
    """Say how sure the last, wrong answer was."""

    prompt: str
    turn: int
    sure: bool


@dataclass(frozen=True, slots=True)
class AskNow(Action):
    """Ask something now, whatever is due."""


@dataclass(frozen=True, slots=True)
class ShowRefreshers(Action):
    """Show what is strong, what fades, and when the next prompt comes."""


@dataclass(frozen=True, slots=True)
class SnoozeRefreshers(Action):
    """Let nothing come for some days."""

    days: int


@dataclass(frozen=True, slots=True)
class WantRefreshers(Action):
    """Let refreshers come, or not."""

    on: bool


@dataclass(frozen=True, slots=True)
class WorkNights(Action):
    """Work at night this week, or not any more."""

    on: bool
