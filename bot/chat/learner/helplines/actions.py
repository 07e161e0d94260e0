"""What buttons about lines ask for."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowSupport(Action):
    """Show where staff find support themselves."""


@dataclass(frozen=True, slots=True)
class ShowRealCase(Action):
    """Show how a real case is passed on."""


@dataclass(frozen=True, slots=True)
class AboutMe(Action):
    """Show lines for someone who is in trouble themselves: to anyone, and without a trace."""


@dataclass(frozen=True, slots=True)
class Leave(Action):
    """Put something harmless in place of what was shown, without a trace."""


@dataclass(frozen=True, slots=True)
class Rest(Action):
    """Let the case under way rest."""


@dataclass(frozen=True, slots=True)
class SomethingWrong(Action):
    """Say that something is wrong at this turn of this attempt."""

    attempt: str
    turn: int


@dataclass(frozen=True, slots=True)
class SayWrong(Action):
    """Say what is wrong there."""

    attempt: str
    turn: int
    kind: str  # one of `storage.playing.issue_reports.KINDS`
