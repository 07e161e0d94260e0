"""What the buttons for taking scenarios out ask for. Whether someone may is checked on each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action

PRESENT = 0  # the number of the edition of a case that is in use now


@dataclass(frozen=True, slots=True)
class ShowCases(Action):
    """Show what can be taken out, a field of work at a time."""

    page: int


@dataclass(frozen=True, slots=True)
class ShowForms(Action):
    """Show as what an edition of a case can be taken out."""

    scenario: str
    number: int  # of an edition of one's own; `PRESENT` for what is in use


@dataclass(frozen=True, slots=True)
class TakeOut(Action):
    """Send an edition of a case as a file."""

    scenario: str
    number: int
    form: str  # one of `forms.FORMS`
