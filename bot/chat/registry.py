"""Which services there are, field by field; for how long they live is said in `wiring`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.app.library import Library
from bot.app.onboarding.bot_links import Links
from bot.app.playing.display_receipts import Shown
from bot.app.ports import Clock, Dice
from bot.chat.kit.context import App
from bot.chat.kit.legacy_routes import Counter
from bot.chat.kit.notices import Teller
from bot.chat.learner.account.sign_out import SigningOut
from bot.chat.play import Play
from storage.db.database import Database


class Serves(Protocol):
    """A service that people reach by taps, commands, answers or files."""

    def counter(self) -> Counter:
        """What is served here."""
        ...


@dataclass(frozen=True, slots=True)
class Core:
    """What many services stand on."""

    app: App
    database: Database
    library: Library
    links: Links
    play: Play
    shown: Shown
    clock: Clock
    dice: Dice


@dataclass(frozen=True, slots=True)
class Field:
    """The services of a field, and what they tell unasked, by its kind."""

    services: tuple[Serves, ...]
    tellers: Mapping[str, Teller] = field(default_factory=dict)


def fields(core: Core) -> tuple[Field, ...]:
    """All of them."""
    return (for_accounts(core),)


def for_accounts(core: Core) -> Field:
    """Signing out and coming back; roles that others gave or took back."""
    signing_out = SigningOut(core.database, core.links, core.shown, core.clock)
    return Field(
        (signing_out,),
        {},
    )
