"""What the buttons of scenarios of one's own ask for. Whether someone may is checked on each."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowScenarios(Action):
    """Show the scenarios of one's own, and how to send one."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class SendExample(Action):
    """Send a small case to begin with."""


@dataclass(frozen=True, slots=True)
class ShowOwn(Action):
    """Show one of them."""

    scenario: str


@dataclass(frozen=True, slots=True)
class AskEdition(Action):
    """Ask for a file with a new edition of it."""

    scenario: str


@dataclass(frozen=True, slots=True)
class PlayEdition(Action):
    """Play an edition as a learner would; it counts nowhere."""

    scenario: str
    number: int


@dataclass(frozen=True, slots=True)
class ShowPreview(Action):
    """Show the card of an edition, what is in it, and the picture of all ways through it."""

    scenario: str
    number: int


@dataclass(frozen=True, slots=True)
class ShowEditions(Action):
    """Show the editions of a scenario, a page at a time."""

    scenario: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowEdition(Action):
    """Show what putting an edition in use would change."""

    scenario: str
    number: int


@dataclass(frozen=True, slots=True)
class UseEdition(Action):
    """Put an edition in use from now on."""

    scenario: str
    number: int
    corrects: bool  # whether attempts that are under way go on in its texts


@dataclass(frozen=True, slots=True)
class ShowShares(Action):
    """Show with which cohorts a scenario is shared."""

    scenario: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShareWith(Action):
    """Share a scenario with a cohort, or no more."""

    scenario: str
    cohort: str
    on: bool


@dataclass(frozen=True, slots=True)
class ChooseReach(Action):
    """Ask how far an edition is to be published."""

    scenario: str
    number: int


@dataclass(frozen=True, slots=True)
class AskApproval(Action):
    """Ask an admin to publish an edition."""

    scenario: str
    number: int
    reach: str  # `agency` or `everyone`


@dataclass(frozen=True, slots=True)
class TakeBackAsking(Action):
    """Take the question back that waits for an admin."""

    scenario: str


@dataclass(frozen=True, slots=True)
class WithdrawOwn(Action):
    """Ask whether a scenario is to be withdrawn."""

    scenario: str


@dataclass(frozen=True, slots=True)
class WithdrawOwnNow(Action):
    """Withdraw it."""

    scenario: str


@dataclass(frozen=True, slots=True)
class DeleteDraft(Action):
    """Ask whether a scenario that nobody else ever saw is to be deleted."""

    scenario: str


@dataclass(frozen=True, slots=True)
class DeleteDraftNow(Action):
    """Delete it."""

    scenario: str


@dataclass(frozen=True, slots=True)
class SendTexts(Action):
    """Send all texts of a scenario as a spreadsheet."""

    scenario: str


@dataclass(frozen=True, slots=True)
class ShowWaiting(Action):
    """Show what waits for approval."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowApproval(Action):
    """Show one of them."""

    approval: str


@dataclass(frozen=True, slots=True)
class Approve(Action):
    """Ask whether what was asked for is really to be published."""

    approval: str


@dataclass(frozen=True, slots=True)
class ApproveNow(Action):
    """Publish it."""

    approval: str


@dataclass(frozen=True, slots=True)
class Decline(Action):
    """Ask why it is not to be published."""

    approval: str
