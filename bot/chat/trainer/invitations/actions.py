"""What the buttons of inviting ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowLinks(Action):
    """Show the links to a cohort that are good, and how many came by each, a page at a time."""

    cohort: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowLink(Action):
    """Show one link to a cohort."""

    cohort: str
    mark: str  # the beginning of its hash


@dataclass(frozen=True, slots=True)
class ChooseUntil(Action):
    """Ask until when a link is to be good."""

    cohort: str
    mark: str


@dataclass(frozen=True, slots=True)
class SetUntil(Action):
    """Let a link be good for so many days from now."""

    cohort: str
    mark: str
    days: int


@dataclass(frozen=True, slots=True)
class ChoosePlaces(Action):
    """Ask how many people a link is to bring; the number may also be typed."""

    cohort: str
    mark: str


@dataclass(frozen=True, slots=True)
class SetPlaces(Action):
    """Let a link bring so many people in all."""

    cohort: str
    mark: str
    places: int  # 0 for any number


@dataclass(frozen=True, slots=True)
class AskRevokeLink(Action):
    """Ask whether one link is really to be taken back."""

    cohort: str
    mark: str


@dataclass(frozen=True, slots=True)
class AskRevokeLinks(Action):
    """Ask whether all links into a cohort are really to be taken back."""

    cohort: str


@dataclass(frozen=True, slots=True)
class RevokeLink(Action):
    """Take one link back."""

    cohort: str
    mark: str


@dataclass(frozen=True, slots=True)
class MakeSlide(Action):
    """Draw the link with this token, with its code, for a wall and for print."""

    token: str


@dataclass(frozen=True, slots=True)
class AskAnotherList(Action):
    """Ask for a list again, of whoever has the files to fill in already."""

    cohort: str


@dataclass(frozen=True, slots=True)
class AskList(Action):
    """Ask for a list as a file, and send one to fill in."""

    cohort: str


@dataclass(frozen=True, slots=True)
class EnterList(Action):
    """Enter the list that came as a file."""

    list: str  # its id
    every: bool  # also the rows that may be one too many


@dataclass(frozen=True, slots=True)
class DropList(Action):
    """Forget the list that came as a file."""

    cohort: str


@dataclass(frozen=True, slots=True)
class ChoosePaper(Action):
    """Ask for which assignment or class somebody's answers from paper are to be entered."""

    place: str


@dataclass(frozen=True, slots=True)
class BeginPaper(Action):
    """Begin to enter answers from paper, or go on where some are entered already."""

    place: str
    work: str  # an assignment, or a session


@dataclass(frozen=True, slots=True)
class TakePaper(Action):
    """Enter an answer: the option in this place, in the author's order."""

    place: str
    turn: int  # how many answers were entered before
    option: int


@dataclass(frozen=True, slots=True)
class MarkPaper(Action):
    """Set what was ticked or put in order, and is not done yet."""

    place: str
    turn: int
    option: int
    on: bool


@dataclass(frozen=True, slots=True)
class DonePaper(Action):
    """Enter what was ticked or put in order."""

    place: str
    turn: int


@dataclass(frozen=True, slots=True)
class UndoPaper(Action):
    """Take the last answer back."""

    place: str
    turn: int


@dataclass(frozen=True, slots=True)
class EnterPaper(Action):
    """Let the answers count."""

    place: str
    turn: int


@dataclass(frozen=True, slots=True)
class LeavePaper(Action):
    """Forget the answers that were entered and do not count yet."""

    place: str


@dataclass(frozen=True, slots=True)
class RemovePlace(Action):
    """Ask whether somebody who has no account is to be taken off the list."""

    place: str


@dataclass(frozen=True, slots=True)
class RemovePlaceNow(Action):
    """Take somebody who has no account off the list."""

    place: str
