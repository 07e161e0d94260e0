"""What the buttons of a room ask for, on its trainer's phone, its learners' and its observer's."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ChooseRoomCase(Action):
    """Ask which case is to be run with a cohort."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class AskRoomPlace(Action):
    """Ask where a case is going to be run."""

    cohort: str
    scenario: str


@dataclass(frozen=True, slots=True)
class SpeakOnPage(Action):
    """Have the page for all in a language."""

    session: str
    language: str


@dataclass(frozen=True, slots=True)
class OpenRoom(Action):
    """Let the class in."""

    session: str


@dataclass(frozen=True, slots=True)
class ShowRoom(Action):
    """Show where a session is, to whoever leads it."""

    session: str


@dataclass(frozen=True, slots=True)
class BeginInRoom(Action):
    """Put the first scene to the class."""

    session: str


@dataclass(frozen=True, slots=True)
class CloseVote(Action):
    """Close the vote of a turn."""

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class CloseEmptyVote(Action):
    """Ask whether a vote in which nobody voted is really to be closed."""

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class TakeInRoom(Action):
    """Go on as if the class had taken this."""

    session: str
    turn: int
    act: str


@dataclass(frozen=True, slots=True)
class MarkInRoom(Action):
    """Tick something for the class or not, or put a step after the others or take it back."""

    session: str
    turn: int
    part: int  # its place among what is offered
    on: bool


@dataclass(frozen=True, slots=True)
class FinishInRoom(Action):
    """What the class has ticked or put in order is its answer."""

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class GoOnInRoom(Action):
    """Go on after a stop."""

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class AskInRoom(Action):
    """Put this one of the questions for the room on the page."""

    session: str
    turn: int
    question: int


@dataclass(frozen=True, slots=True)
class ShowHands(Action):
    """Show hands and paper of a turn."""

    session: str
    turn: int


@dataclass(frozen=True, slots=True)
class SetHands(Action):
    """Hands and paper for a choice are so many."""

    session: str
    turn: int
    choice: int  # its place among what is offered
    hands: int


@dataclass(frozen=True, slots=True)
class ShowAttendance(Action):
    """Show who is there, a page at a time."""

    session: str
    page: int


@dataclass(frozen=True, slots=True)
class SetAttending(Action):
    """Note that somebody of the cohort is there, or is not."""

    session: str
    who: str  # a member, or a place on the list
    there: bool
    page: int


@dataclass(frozen=True, slots=True)
class TakeOut(Action):
    """Somebody is not there after all, though their phone came in."""

    session: str
    who: str
    page: int


@dataclass(frozen=True, slots=True)
class TellMembers(Action):
    """Tell the members of the cohort that their class has begun."""

    session: str


@dataclass(frozen=True, slots=True)
class EndRoom(Action):
    """Ask whether a session is really to end."""

    session: str


@dataclass(frozen=True, slots=True)
class EndRoomNow(Action):
    """End a session."""

    session: str


@dataclass(frozen=True, slots=True)
class ShowSessions(Action):
    """Show what was run with a cohort, a page at a time."""

    cohort: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowSession(Action):
    """Show what became of a session, a page at a time."""

    session: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ShowAnswers(Action):
    """Show whose answers from paper can be entered, a page at a time."""

    session: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class JoinRoom(Action):
    """Come into a session of a cohort that one is in."""

    session: str


@dataclass(frozen=True, slots=True)
class LeaveRoom(Action):
    """Say that one is not there."""

    session: str


@dataclass(frozen=True, slots=True)
class Vote(Action):
    """Vote for something at a turn of a session."""

    session: str
    turn: int
    choice: str


@dataclass(frozen=True, slots=True)
class ShowObserving(Action):
    """Show the sessions that someone may look on at, a page at a time."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Observe(Action):
    """Look on at a session, with its rubric."""

    session: str


@dataclass(frozen=True, slots=True)
class LookOn(Action):
    """Say that one is in the room to look on, or that one is not after all."""

    session: str
    on: bool


@dataclass(frozen=True, slots=True)
class ShowCriterion(Action):
    """Show what is looked for under a criterion."""

    session: str
    criterion: str


@dataclass(frozen=True, slots=True)
class RateCriterion(Action):
    """Note what was seen of a criterion: 1 to 4, or 0 for not seen."""

    session: str
    criterion: str
    mark: int


@dataclass(frozen=True, slots=True)
class AskSignature(Action):
    """Ask whether what was seen is really to be signed."""

    session: str
    well: bool


@dataclass(frozen=True, slots=True)
class SignSession(Action):
    """Sign what was seen: it was led well enough, or not yet."""

    session: str
    well: bool
