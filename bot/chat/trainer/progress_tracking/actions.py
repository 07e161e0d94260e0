"""What buttons of who follows others' assigned work ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.chat.kit.actions import Action

Group: TypeAlias = Literal["overdue", "soon", "ahead"]
"""How pressing the most pressing work of somebody is: its last day is over, or near, or neither."""


@dataclass(frozen=True, slots=True)
class ShowStates(Action):
    """Show people by what they were given, a page at a time."""

    cohort: str
    page: int  # of people, counted from 0
    earlier: int = 0  # pages of work, counted from the latest


@dataclass(frozen=True, slots=True)
class DrawStates(Action):
    """Send that as a picture, of some people at a time."""

    cohort: str
    part: int
    earlier: int


@dataclass(frozen=True, slots=True)
class ShowRoom(Action):
    """Show how the group stands, without names: a picture for the room."""

    cohort: str
    earlier: int


@dataclass(frozen=True, slots=True)
class ShowTeams(Action):
    """Show a supervisor the cohorts of their agency."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowTeam(Action):
    """Show a supervisor how many of a cohort have done what it was given."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ShowCover(Action):
    """Show a supervisor who has done an assignment, or a part of a test, and who has not."""

    assignment: str  # of a part any of those of which it consists
    page: int


@dataclass(frozen=True, slots=True)
class AskBehind(Action):
    """Show who is behind, with everybody ticked who is overdue, and nobody else."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ShowBehind(Action):
    """Show those of a group of who is behind, with the ticks as they are."""

    cohort: str
    page: int
    group: Group = "overdue"


@dataclass(frozen=True, slots=True)
class Tick(Action):
    """Take someone into the nudge, or leave them out of it."""

    cohort: str
    person: str
    on: bool


@dataclass(frozen=True, slots=True)
class TickGroup(Action):
    """Take everybody of a group into the nudge, or leave them all out of it."""

    cohort: str
    group: Group
    on: bool


@dataclass(frozen=True, slots=True)
class TryNudging(Action):
    """Show whom a nudge would reach; send nothing."""

    cohort: str
    group: Group = "overdue"


@dataclass(frozen=True, slots=True)
class Nudge(Action):
    """Have those of a group who are ticked told, if they are still so many."""

    cohort: str
    people: int
    group: Group = "overdue"


@dataclass(frozen=True, slots=True)
class ShowPerson(Action):
    """Show what came of one person's assigned work."""

    cohort: str
    person: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowPaths(Action):
    """Show which paths the members of a cohort let their trainers see."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowPath(Action):
    """Show the steps of an attempt that its learner lets their trainer see."""

    attempt: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowShared(Action):
    """Show a learner which of their paths their trainer sees."""

    page: int


@dataclass(frozen=True, slots=True)
class AskSharing(Action):
    """Ask a learner whether their trainer shall see a path."""

    attempt: str


@dataclass(frozen=True, slots=True)
class Share(Action):
    """Let one's trainer see a path, or no more."""

    attempt: str
    on: bool
