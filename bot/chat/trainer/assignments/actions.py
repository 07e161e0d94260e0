"""What the buttons of assigning ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ChooseScenario(Action):
    """Ask what is to be assigned to a cohort."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class ChooseMode(Action):
    """Ask in which mode a scenario is to be played."""

    cohort: str
    scenario: str


@dataclass(frozen=True, slots=True)
class ChooseDue(Action):
    """Ask until when."""

    cohort: str
    scenario: str
    mode: str


@dataclass(frozen=True, slots=True)
class TryAssigning(Action):
    """Say what would be assigned and how many would be told; nothing is done."""

    cohort: str
    scenario: str
    mode: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Assign(Action):
    """Assign a scenario to a cohort."""

    cohort: str
    scenario: str
    mode: str
    last_day: date


@dataclass(frozen=True, slots=True)
class ChooseProgramme(Action):
    """Ask which programme is to be assigned to a cohort."""

    cohort: str


@dataclass(frozen=True, slots=True)
class PlanProgramme(Action):
    """Plan to assign a programme: what is usual is chosen, and can be changed."""

    cohort: str
    programme: str


@dataclass(frozen=True, slots=True)
class PlanCase(Action):
    """Plan to assign a case, so that more can be chosen than its mode and its last day."""

    cohort: str
    scenario: str
    mode: str
    last_day: date


@dataclass(frozen=True, slots=True)
class ShowPlan(Action):
    """Show what is chosen in a plan."""

    plan: str


@dataclass(frozen=True, slots=True)
class AskPlan(Action):
    """Ask for one thing of a plan: its mode, day, pass mark, tries, or which try counts."""

    plan: str
    what: str


@dataclass(frozen=True, slots=True)
class SetPlanMode(Action):
    """Choose how it is to be played."""

    plan: str
    mode: str


@dataclass(frozen=True, slots=True)
class SetPlanDay(Action):
    """Choose the last day."""

    plan: str
    last_day: date


@dataclass(frozen=True, slots=True)
class SetPlanMark(Action):
    """Choose the pass mark, in percent."""

    plan: str
    mark: int


@dataclass(frozen=True, slots=True)
class SetPlanTries(Action):
    """Choose how many tries there are; 0 for as many as one likes."""

    plan: str
    tries: int


@dataclass(frozen=True, slots=True)
class SetPlanCounts(Action):
    """Choose which try counts."""

    plan: str
    counts: str


@dataclass(frozen=True, slots=True)
class ShowWhom(Action):
    """Show for whom of the cohort a plan is, a page at a time."""

    plan: str
    page: int


@dataclass(frozen=True, slots=True)
class Tick(Action):
    """Take somebody in, or leave them out."""

    plan: str
    person: str
    on: bool
    page: int


@dataclass(frozen=True, slots=True)
class TickAll(Action):
    """Make a plan for everybody; or for nobody yet, to begin ticking."""

    plan: str
    on: bool


@dataclass(frozen=True, slots=True)
class LeaveOut(Action):
    """Make a plan for all who are on the list now, to take the ticks of some away."""

    plan: str


@dataclass(frozen=True, slots=True)
class TryPlan(Action):
    """Say what a plan would assign and who would be told when; nothing is done."""

    plan: str


@dataclass(frozen=True, slots=True)
class AssignPlan(Action):
    """Assign what was planned."""

    plan: str


@dataclass(frozen=True, slots=True)
class ShowGiven(Action):
    """Show a trainer what came of an assignment, a page at a time."""

    assignment: str
    page: int


@dataclass(frozen=True, slots=True)
class ShowSeries(Action):
    """Show a trainer what came of a programme, person by person, a page at a time."""

    series: str
    page: int


@dataclass(frozen=True, slots=True)
class StopMistake(Action):
    """Take back at once what was assigned by mistake, as long as nobody has begun it."""

    assignment: str


@dataclass(frozen=True, slots=True)
class Withdraw(Action):
    """Ask whether an assignment is really to be withdrawn."""

    assignment: str


@dataclass(frozen=True, slots=True)
class WithdrawNow(Action):
    """Withdraw an assignment."""

    assignment: str


@dataclass(frozen=True, slots=True)
class WithdrawHow(Action):
    """Withdraw an assignment; those under way finish it, rest, or are stopped."""

    assignment: str
    how: str


@dataclass(frozen=True, slots=True)
class AskGoOn(Action):
    """Ask whether what was paused shall go on, with how many would be told."""

    assignment: str


@dataclass(frozen=True, slots=True)
class GoOn(Action):
    """Let an assignment that was paused go on."""

    assignment: str


@dataclass(frozen=True, slots=True)
class ShowChange(Action):
    """Show what of an assignment can be changed."""

    assignment: str


@dataclass(frozen=True, slots=True)
class AskChange(Action):
    """Ask to what something of an assignment is to be changed: its day, pass mark, or tries."""

    assignment: str
    what: str


@dataclass(frozen=True, slots=True)
class ChangeDay(Action):
    """Say what another last day would mean; or, when that is sure, change it."""

    assignment: str
    last_day: date
    sure: bool


@dataclass(frozen=True, slots=True)
class ChangeMark(Action):
    """Say what another pass mark would mean; or, when that is sure, change it."""

    assignment: str
    mark: int
    sure: bool


@dataclass(frozen=True, slots=True)
class ChangeTries(Action):
    """Say what more tries would mean; or, when that is sure, give them. 0: as many as one likes."""

    assignment: str
    tries: int
    sure: bool


@dataclass(frozen=True, slots=True)
class AskWhom(Action):
    """Ask for whom an assignment is to be from now on."""

    assignment: str


@dataclass(frozen=True, slots=True)
class TryWhom(Action):
    """Say what another choice of people would mean for an assignment; nothing is done."""

    plan: str


@dataclass(frozen=True, slots=True)
class ChangeWhom(Action):
    """Change for whom an assignment is, as long as that means what was said."""

    plan: str
    meaning: str  # a digest of what was said


@dataclass(frozen=True, slots=True)
class ShowWithdrawn(Action):
    """Show what was withdrawn from a cohort, and what came of it, a page at a time."""

    cohort: str
    page: int = 0
