"""The one place where services are joined over a database; how long they live is said here.

For as long as it is open: database, library, services. For a unit of work: a connection. Nothing is
made when a module is imported. The bot in which they run is in ``program``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.app.access.audit_anchor import AnchorFile, AuditAnchor
from bot.app.access.audit_recording import AuditRecorder
from bot.app.agencies.catalogue_seed import seed_catalogue
from bot.app.agencies.contact_expiry import ContactExpiry
from bot.app.agencies.totals_reminder import TotalsReminder
from bot.app.assignments.assignment_reminders import AssignmentReminders
from bot.app.enrolment.invitation_opening import InvitationOpener
from bot.app.exports.export_notices import ExportNotices
from bot.app.library import Library
from bot.app.onboarding.bot_links import BotLinks
from bot.app.onboarding.transfer_control import ElapsedTransfers
from bot.app.operations.dead_letters import FailureCounter
from bot.app.operations.housekeeping import Housekeeping
from bot.app.operations.vitals import RuntimeGauges, VitalsReader
from bot.app.personal_data.pending_erasure import PendingErasures
from bot.app.personal_data.retention import RetentionPolicy
from bot.app.playing.display_receipts import DisplayReceipts, UndeliveredTurns
from bot.app.playing.expired_attempts import AttemptExpiry
from bot.app.playing.time_limits import TimeLimits
from bot.app.ports import Clock, Dice, SystemClock, SystemDice
from bot.app.sent_messages import SentMessages
from bot.application import App
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
    receipts: DisplayReceipts
    router: Router
    failures: FailureCounter
    housekeeping: Housekeeping
    audit_anchor: AuditAnchor
    retention: RetentionPolicy
    erasures: PendingErasures
    attempt_expiry: AttemptExpiry
    links: BotLinks
    texts: Mapping[str, Write]
    assignment_reminders: AssignmentReminders
    totals_reminder: TotalsReminder
    contact_expiry: ContactExpiry
    transfers: ElapsedTransfers
    export_notices: ExportNotices
    gauges: RuntimeGauges
    vitals: VitalsReader
    clock: Clock


async def _prepare(url: str, scenarios: CaseLibrary, clock: Clock) -> None:
    """Fill the database with what a release brings; what that takes of memory goes again."""
    schema.ensure(url)
    database = Database.open(url)
    try:
        await Library(database, scenarios).keep(clock.now())
        await seed_catalogue(database, clock.now())
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
        scenarios: The packaged and local scenarios.
        clock: The system's clock by default.
        dice: The source of randomness; the system's by default.
        prepare: Whether to create the schema of an empty database, and to add a release's editions,
            agencies and fields of work.

    Raises:
        StorageError: The database is locked, full, newer than the program, or unreachable.
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
        shown = DisplayReceipts(limits, clock)
        running = RuntimeGauges()
        looking = VitalsReader(database, settings.database, scenarios, running, clock)
        anchor = AuditAnchor(database, clock)
        if settings.audit_anchor:
            anchor.add(AnchorFile(settings.audit_anchor))
        running.anchor_fails = lambda: anchor.failing
        links = BotLinks(settings.room_url, settings.console_url)
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
            sent=SentMessages(database, clock),
            invitations=InvitationOpener(database, library, clock, dice),
            timezone=settings.timezone,
        )
        moves = ElapsedTransfers(database, shown, clock, dice)
        yield Services(
            app,
            database,
            library,
            limits,
            shown,
            Router(app, ROUTES, AuditRecorder(database, clock)),
            FailureCounter(database, clock),
            Housekeeping(database, clock),
            anchor,
            RetentionPolicy(database, settings.keeps, settings.timezone, clock, dice),
            PendingErasures(database, shown, clock, dice),
            AttemptExpiry(database, library, clock),
            links,
            NOTICE_TEXTS,
            AssignmentReminders(database, library, clock),
            TotalsReminder(database, clock),
            ContactExpiry(database, clock),
            moves,
            ExportNotices(database, clock),
            running,
            looking,
            clock,
        )
        await shown.flush()
        await app.sent.flush()
    finally:
        await database.close()
