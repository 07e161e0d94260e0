"""What buttons of a debrief ask for. All of them are about an ended attempt of one's own."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class LookBack(Action):
    """Show what protected someone, and what to change."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ShowEnding(Action):
    """Show the ending again, in place of its debrief."""

    attempt: str


@dataclass(frozen=True, slots=True)
class ShowMoment(Action):
    """Show the decision that was answered at a turn."""

    attempt: str
    turn: int
    every: bool  # whether all decisions are gone through, or those where credit was lost


@dataclass(frozen=True, slots=True)
class ShowReason(Action):
    """Show why, for that decision."""

    attempt: str
    turn: int
    every: bool


@dataclass(frozen=True, slots=True)
class ShowGrounds(Action):
    """Show the signs and sources on which that reason rests."""

    attempt: str
    turn: int
    every: bool


@dataclass(frozen=True, slots=True)
class ShowOthers(Action):
    """Show how others chose there."""

    attempt: str
    turn: int
    every: bool


@dataclass(frozen=True, slots=True)
class GoBack(Action):
    """Try that decision again, which changes no result."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class ShowWorked(Action):
    """Show a step of a worked example that begins at that decision."""

    attempt: str
    turn: int
    place: int  # counted from 0


@dataclass(frozen=True, slots=True)
class AfterHard(Action):
    """Show what helps after a hard case."""

    attempt: str


@dataclass(frozen=True, slots=True)
class AskNote(Action):
    """Ask what should be written down; nothing of the answer is kept."""

    attempt: str


@dataclass(frozen=True, slots=True)
class AskFeeling(Action):
    """Ask how someone is; nothing of the answer is kept."""

    attempt: str
