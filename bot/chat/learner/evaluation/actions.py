"""What buttons about what the training is good for ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class React(Action):
    """Say something of a case that was played: one more answer in a number, of nobody."""

    attempt: str
    item: str  # one of `storage.agencies.survey_tallies.REACTION`
    value: str


@dataclass(frozen=True, slots=True)
class AskWork(Action):
    """Show the questions about work, some time after the training."""


@dataclass(frozen=True, slots=True)
class SayWork(Action):
    """Answer one of them: one more answer in a number, of nobody."""

    item: str  # one of `storage.agencies.survey_tallies.PRACTICE`
    value: str


@dataclass(frozen=True, slots=True)
class LeaveWork(Action):
    """Answer none of them, or no more."""


@dataclass(frozen=True, slots=True)
class ShowTotals(Action):
    """Show what an agency counts of its own work; of several, choose one."""


@dataclass(frozen=True, slots=True)
class ShowYear(Action):
    """Show a year of it."""

    agency: str
    year: int


@dataclass(frozen=True, slots=True)
class ShowMonth(Action):
    """Show a month of it, with who entered what."""

    agency: str
    month: str  # such as `2026-05`


@dataclass(frozen=True, slots=True)
class AskFigure(Action):
    """Ask for a number of a month."""

    agency: str
    month: str
    figure: str  # one of `storage.agencies.agency_figures.FIGURES`


@dataclass(frozen=True, slots=True)
class KeepFigure(Action):
    """Enter a number of a month, or correct it."""

    agency: str
    month: str
    figure: str
    number: int | None  # None: it is not known
