"""What the buttons of tests ask for. Whether someone may is checked on every one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowTests(Action):
    """Show the tests of a cohort, a page at a time, and which it may take."""

    cohort: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class ChooseBefore(Action):
    """Ask until when the first part is to be done."""

    cohort: str
    track: str


@dataclass(frozen=True, slots=True)
class ChooseAfter(Action):
    """Ask from when the second part is to be done."""

    cohort: str
    track: str
    before: date


@dataclass(frozen=True, slots=True)
class ChooseDelayed(Action):
    """Ask how many days later the third part is to be done, if at all."""

    cohort: str
    track: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class TryTest(Action):
    """Say what would be given, to whom and when; nothing is done."""

    cohort: str
    track: str
    before: date
    after: date
    delayed: int  # days after the second part opens; 0 for never


@dataclass(frozen=True, slots=True)
class StartTest(Action):
    """Draw who takes which form when, and give the first part."""

    cohort: str
    track: str
    before: date
    after: date
    delayed: int


@dataclass(frozen=True, slots=True)
class ShowTest(Action):
    """Show a trainer how far a test is."""

    test: str


@dataclass(frozen=True, slots=True)
class EndCourse(Action):
    """Ask whether the course is over, so that the second part opens now."""

    test: str


@dataclass(frozen=True, slots=True)
class EndCourseNow(Action):
    """Close the first part and open the second."""

    test: str


@dataclass(frozen=True, slots=True)
class AWeekMore(Action):
    """Let all that lies ahead come a week later."""

    test: str
    ends: date  # as the button has it: tapped twice it moves once


@dataclass(frozen=True, slots=True)
class StopTest(Action):
    """Ask whether a test is really to be stopped."""

    test: str


@dataclass(frozen=True, slots=True)
class StopTestNow(Action):
    """Stop a test."""

    test: str


@dataclass(frozen=True, slots=True)
class ChooseTakers(Action):
    """Show who of a cohort's list could take part on paper."""

    cohort: str
    page: int


@dataclass(frozen=True, slots=True)
class TakeIn(Action):
    """Let somebody of the list take part on paper from now on."""

    place: str
    page: int  # of the list that is shown again


@dataclass(frozen=True, slots=True)
class ShowOnPaper(Action):
    """Show who takes a test on paper, and which case each gets in the part that is open."""

    test: str
    page: int


@dataclass(frozen=True, slots=True)
class SendSheets(Action):
    """Send the sheets of the part that is open, for those who take it on paper."""

    test: str


@dataclass(frozen=True, slots=True)
class ShowGains(Action):
    """Show what changed, for those who took both parts."""

    test: str


@dataclass(frozen=True, slots=True)
class SendGains(Action):
    """Send what changed as a picture."""

    test: str


@dataclass(frozen=True, slots=True)
class ShowOwnTest(Action):
    """Show a learner how their own parts of a test went, once it is over."""

    test: str
