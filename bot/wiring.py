"""The one place where services are joined over a database; how long they live is said here.

For as long as it is open: database, library, services. For a unit of work: a connection. Nothing is
made when a module is imported. The bot in which they run is in ``program``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.access.audit_anchor import Anchoring
from bot.app.access.audit_recording import Recording
from bot.app.agencies.catalogue_seed import keep_work
from bot.app.agencies.contact_expiry import Expiring
from bot.app.agencies.totals_reminder import Monthly
from bot.app.assessments.late_joiners import Joining
from bot.app.assignments.assignment_reminders import Reminding
from bot.app.enrolment.invitation_opening import InvitationOpener
from bot.app.exports.export_notices import ExportNotices
from bot.app.library import Library
from bot.app.onboarding.bot_links import Links
from bot.app.onboarding.transfer_control import ElapsedTransfers
from bot.app.operations.dead_letters import Trouble
from bot.app.operations.housekeeping import Housekeeping
from bot.app.operations.vitals import Looking, Running
from bot.app.personal_data.pending_erasure import PendingErasures
from bot.app.personal_data.retention import Keeping
from bot.app.playing.abandonment import Abandoned
from bot.app.playing.display_receipts import Shown
from bot.app.playing.time_limits import TimeLimits
from bot.app.playing.undelivered_turns import UndeliveredTurns
from bot.app.ports import Clock, Dice, SystemClock, SystemDice
from bot.chat.kit.context import App
from bot.chat.kit.notices import Write
from bot.chat.router import Router
from bot.chat.routes import NOTICE_TEXTS, ROUTES
from bot.sandbox_token import TOKEN
from bot.settings import Settings
from scenarios.case_library import CaseLibrary
from storage.db import schema
from storage.db.database import Database


@dataclass(frozen=True, slots=True)
class Services:
    """Everything people can ask for, over one database."""

    app: App
    database: Database
    library: Library
    limits: TimeLimits
    shown: Shown
    router: Router
    trouble: Trouble
    housekeeping: Housekeeping
    anchoring: Anchoring
    keeping: Keeping
    erasures: PendingErasures
    abandoned: Abandoned
    links: Links
    texts: Mapping[str, Write]
    reminding: Reminding
    monthly: Monthly
    expiring: Expiring
    moves: ElapsedTransfers
    export_notices: ExportNotices
    running: Running
    looking: Looking
    clock: Clock


async def _prepare(url: str, scenarios: CaseLibrary, clock: Clock) -> None:
    """Fill the database with what a release brings; what that takes of memory goes again."""
    schema.ensure(url)
    database = Database.open(url)
    try:
        await Library(database, scenarios).keep(clock.now())
        await keep_work(database, clock.now())
    finally:
        await database.close()


@asynccontextmanager
async def services(
    settings: Settings,
    scenarios: CaseLibrary,
    clock: Clock | None = None,
    dice: Dice | None = None,
    *,
    prepare: bool = True,
) -> AsyncIterator[Services]:
    """The services over the database of the settings.

    Args:
        settings: Of the program.
        scenarios: The shelf.
        clock: The system's, unless another one is given.
        dice: The same.
        prepare: Create the schema of an empty database first, and add what a release brings: the
            editions of the shelf, agencies and fields of work.

    Raises:
        StorageError: The database is locked, full, newer than the program, or out of reach.
    """
    clock, dice = clock or SystemClock(), dice or SystemDice()
    if prepare:
        await _prepare(settings.database, scenarios, clock)
    sandbox = settings.telegram_token.get_secret_value() == TOKEN
    database = Database.open(settings.database, "sandbox" if sandbox else "bot")
    try:
        library = Library(database, scenarios)
        await library.refresh()
        limits = TimeLimits(database, library, clock)
        shown = Shown(limits, clock)
        running = Running()
        looking = Looking(database, settings.database, scenarios, running, clock)
        links, joining = Links(settings.room_url), Joining(library, dice)
        app = App(
            database,
            library,
            links,
            clock,
            dice,
            looking,
            receipts=shown,
            limits=limits,
            undelivered=UndeliveredTurns(database),
            invitations=InvitationOpener(database, library, joining, clock, dice),
            timezone=settings.timezone,
        )
        moves = ElapsedTransfers(database, shown, clock, dice)
        yield Services(
            app,
            database,
            library,
            limits,
            shown,
            Router(app, ROUTES, Recording(database, clock)),
            Trouble(database, clock),
            Housekeeping(database, clock),
            Anchoring(database),
            Keeping(database, settings.keeps, settings.timezone, clock, dice),
            PendingErasures(database, shown, clock, dice),
            Abandoned(database, clock),
            links,
            NOTICE_TEXTS,
            Reminding(database, library, clock),
            Monthly(database, clock),
            Expiring(database, clock),
            moves,
            ExportNotices(database, clock),
            running,
            looking,
            clock,
        )
        await shown.flush()
    finally:
        await database.close()
