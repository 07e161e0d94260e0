"""What buttons about cohorts themselves ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowKeeping(Action):
    """Show what can be changed of a cohort."""

    cohort: str


@dataclass(frozen=True, slots=True)
class AskNewName(Action):
    """Ask how a cohort is to be called from now on."""

    cohort: str


@dataclass(frozen=True, slots=True)
class AskArchive(Action):
    """Ask whether a cohort is really to be put away."""

    cohort: str


@dataclass(frozen=True, slots=True)
class Archive(Action):
    """Put a cohort away."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ShowArchived(Action):
    """Show the cohorts that were put away, a page at a time."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class BringBack(Action):
    """Bring a cohort back that was put away."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ShowTrainers(Action):
    """Show who trains a cohort, a page at a time."""

    cohort: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ChooseTrainer(Action):
    """Show which colleagues could train a cohort too, a page at a time."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class AskAddTrainer(Action):
    """Ask whether a colleague is really to train a cohort too."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class AddTrainer(Action):
    """Let a colleague train a cohort too."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class AskRemoveTrainer(Action):
    """Ask whether someone is really to train a cohort no more."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class RemoveTrainer(Action):
    """Let someone train a cohort no more."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class ChooseMove(Action):
    """Ask into which cohort somebody is to be moved, a page at a time."""

    cohort: str
    person: str
    page: int


@dataclass(frozen=True, slots=True)
class Move(Action):
    """Move somebody from one cohort into another."""

    cohort: str
    person: str
    into: str


@dataclass(frozen=True, slots=True)
class ChoosePlaceMove(Action):
    """Ask into which cohort somebody is to be moved who is only on a list."""

    place: str
    page: int


@dataclass(frozen=True, slots=True)
class MovePlace(Action):
    """Move somebody who is only on a list."""

    place: str
    into: str
