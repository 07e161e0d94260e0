"""What buttons about settings ask for. Each says what to set; none flips anything."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.kit.actions import Action


@dataclass(frozen=True, slots=True)
class ShowSettings(Action):
    """Show where all settings stand."""


@dataclass(frozen=True, slots=True)
class ShowSetting(Action):
    """Show what one setting can be: one of `screens.PAGES`."""

    setting: str


@dataclass(frozen=True, slots=True)
class SetLanguage(Action):
    """Speak this language, and stay in the settings."""

    language: str


@dataclass(frozen=True, slots=True)
class SetSlot(Action):
    """Write to me in this slot of a day, or not."""

    slot: str
    on: bool


@dataclass(frozen=True, slots=True)
class SetRest(Action):
    """Leave me alone on this weekday, or not; Monday is 0."""

    day: int
    on: bool


@dataclass(frozen=True, slots=True)
class SetZone(Action):
    """My days and hours are those of this zone: a key of `zones.ZONES`."""

    zone: str


@dataclass(frozen=True, slots=True)
class SetTimers(Action):
    """Let time limits hold for me, or not."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetDiscreet(Action):
    """Keep messages from saying in their first line what they are about, or not."""

    on: bool
