"""The services that every face uses, for as long as the program runs."""

from __future__ import annotations

from abc import ABC, abstractmethod
from asyncio import Lock
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.app.authoring.edition_measures import MeasureShelf
from bot.app.authoring.submission import CheckQueue
from bot.app.enrolment.invitation_opening import InvitationOpener
from bot.app.library import Library
from bot.app.onboarding.bot_links import BotLinks
from bot.app.onboarding.rate_limits import TokenRateLimit
from bot.app.operations.vitals import VitalsReader
from bot.app.playing.display_receipts import DisplayReceipts, UndeliveredTurns
from bot.app.playing.time_limits import TimeLimits
from bot.app.ports import Clock, Dice
from bot.app.sent_messages import SentMessages
from bot.export.background_exports import BackgroundExports
from bot.export.export_queue import ExportQueue
from storage.db.connection import Connection
from storage.db.database import Database

C = TypeVar("C")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class App:
    """Services that live as long as the program."""

    database: Database
    library: Library
    links: BotLinks
    clock: Clock
    dice: Dice
    vitals: VitalsReader
    receipts: DisplayReceipts
    limits: TimeLimits
    undelivered: UndeliveredTurns
    sent: SentMessages
    invitations: InvitationOpener
    timezone: str
    """Of people who have just registered, as an IANA name."""
    checks: CheckQueue = field(default_factory=CheckQueue)
    """Checks of files that authors send."""
    measures: MeasureShelf = field(default_factory=MeasureShelf)
    """Findings and simulations of editions that authors look at."""
    exports: ExportQueue = field(default_factory=ExportQueue)
    """Files and reports that are being made."""
    background_exports: BackgroundExports = field(default_factory=BackgroundExports)
    """Exports that the console makes in the background."""
    account_searches: TokenRateLimit = field(default_factory=TokenRateLimit)
    """Searches of admins that found nobody, by the account that searched."""
    rendering: Lock = field(default_factory=Lock)
    """Held while files are made that take a core for seconds."""
    verifications: TokenRateLimit = field(default_factory=TokenRateLimit)
    """Codes of certificates that were not found, by the account that typed them."""
    data_requests: dict[str, datetime] = field(default_factory=dict)
    """When people whose files are being made asked for their own data, by person."""


class Transactions(ABC, Generic[C]):
    """A context whose handler opens its own transactions, each with a context inside it."""

    __slots__ = ()
    app: App

    @abstractmethod
    def within(self, conn: Connection) -> C:
        """The same request, inside a transaction."""

    async def read(self, work: Callable[[C], T]) -> T:
        """Run a function in a transaction that refuses to write."""
        return await self.app.database.read(lambda conn: work(self.within(conn)))

    async def survey(self, work: Callable[[C], T]) -> T:
        """Like `read`, for what reads so much that others shall read meanwhile."""
        return await self.app.database.survey(lambda conn: work(self.within(conn)))

    async def write(self, work: Callable[[C], T]) -> T:
        """Run a function in a transaction that is committed before this returns."""
        return await self.app.database.write(lambda conn: work(self.within(conn)))
