"""What the buttons of the cascade ask for. Each is checked where it is served."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowOwnWay(Action):
    """Show someone how far they are on their own way to train others."""


@dataclass(frozen=True, slots=True)
class ShowCascade(Action):
    """Show an agency's trainers, and who is on the way, a page at a time."""

    page: int


@dataclass(frozen=True, slots=True)
class SendTree(Action):
    """Send who made whom a trainer, and whom they reach, as a picture."""


@dataclass(frozen=True, slots=True)
class ShowTrainer(Action):
    """Show one trainer, or one who is on the way."""

    person: str


@dataclass(frozen=True, slots=True)
class ChooseTrainee(Action):
    """Ask which member of one's own cohorts is to be a trainee, a page at a time."""

    page: int


@dataclass(frozen=True, slots=True)
class NameTrainee(Action):
    """Let a member of an own cohort be a trainee."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class ChooseClass(Action):
    """Ask with which own cohort a trainee may lead a case."""

    person: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class LetLead(Action):
    """Let a trainee lead a case with an own cohort."""

    cohort: str
    person: str


@dataclass(frozen=True, slots=True)
class AskEndTrainee(Action):
    """Ask whether someone is really to be no trainee any more."""

    person: str


@dataclass(frozen=True, slots=True)
class EndTrainee(Action):
    """Let someone be no trainee any more."""

    person: str


@dataclass(frozen=True, slots=True)
class MakeTrainer(Action):
    """Make a trainee who has shown all of it a trainer."""

    person: str


@dataclass(frozen=True, slots=True)
class AskMakeMaster(Action):
    """Ask whether a trainer is really to be a master trainer."""

    person: str


@dataclass(frozen=True, slots=True)
class MakeMaster(Action):
    """Make a trainer a master trainer."""

    person: str
