"""The bot while it runs: its services, the bot, sender, intake and loop, from start to stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import jobs
from bot.app.library import shelf
from bot.app.onboarding import registration
from bot.interpreter import settle
from bot.jobs import Outbound
from bot.outbox.class_messages import ClassMessages
from bot.outbox.notice_sending import NoticeSender
from bot.outbox.refresher_sending import RefresherSender
from bot.outbox.timeout_screens import TimeoutScreens
from bot.outbox.undelivered import UndeliveredScreens
from bot.settings import TELEGRAM, Settings
from bot.telegram import app as telegram_app
from bot.telegram.handlers import Handlers
from bot.telegram.intake import Intake
from bot.telegram.limits import SendRates
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polling import Polling
from bot.telegram.profile import introduce
from bot.telegram.request import TelegramRequest
from bot.telegram.send_results import UnreachableReason
from bot.telegram.sender import Sender
from bot.wiring import Services, services
from scenarios.case_library import CaseLibrary
from storage.db import leader, lock
from storage.db.database import Database
from storage.db.errors import DatabaseMoved
from storage.db.leader import ProcessGroup

if TYPE_CHECKING:
    from bot.telegram.webhook import Webhook

log = structlog.get_logger()

# A tap takes three calls at once; where the network takes 40 ms, fewer would be the limit.
CONNECTIONS = 512
FETCHING = 4  # apart from those, so that nothing else stands in its way
LOOKING = 1.0  # seconds between two looks whether the SQLite file is there
DRAINING = 10.0  # seconds for what is under way when the program is asked to end


@asynccontextmanager
async def bot_of(settings: Settings) -> AsyncIterator[Bot]:
    """The bot of the settings, over the fast request class. Fetching has a pool of its own."""
    api = settings.telegram_api
    calling, fetching = (_request(settings, size) for size in (CONNECTIONS, FETCHING))
    try:
        yield Bot(
            settings.telegram_token.get_secret_value(),
            base_url=f"{api}/bot",
            base_file_url=f"{api}/file/bot",
            request=calling,
            get_updates_request=fetching,
        )
    finally:  # the library leaves them open where the bot could not start
        await calling.shutdown()
        await fetching.shutdown()


def _request(settings: Settings, size: int) -> TelegramRequest:
    proxy = settings.proxy_to(settings.telegram_api)
    return TelegramRequest(size, proxy=proxy)


async def run(
    settings: Settings,
    stop: asyncio.Event,
    scenarios: CaseLibrary | None = None,
    watch: Callable[[Services], None] | None = None,
    invented: Sequence[int] = (),
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Run the bot until `stop` is set, then finish the work under way.

    Args:
        stop: Ends the program when set.
        scenarios: Scenarios already loaded; by default the library.
        watch: Called with the services once they exist; used by the bench.
        invented: Telegram ids of the demo's people, for one-click sign-in to the console.
        ready: Called once pages are served and updates are received.

    Raises:
        StorageError: The database is unusable; the message says what to do.
        TelegramError: Telegram rejects the token, or cannot be reached.
        CannotListen: The address for wall pages, the console or metrics cannot be bound.
        IntakeStopped: Updates cannot be fetched, as when another program polls with this token.
    """
    with lock.hold(settings.database) as held:
        async with (
            services(settings, scenarios or shelf(settings.folders)) as parts,
            bot_of(settings) as bot,
        ):
            held.claim()
            settle()
            if watch is not None:
                watch(parts)
            with leader.join(settings.database, parts.database.process) as member:
                try:
                    await _run(settings, bot, parts, member, stop, invented, ready)
                except DatabaseMoved:
                    raise await parts.database.rescue() from None


async def _run(
    settings: Settings,
    bot: Bot,
    parts: Services,
    member: ProcessGroup,
    stop: asyncio.Event,
    invented: Sequence[int],
    ready: Callable[[], None],
) -> None:
    async def muted(chat: int, after: timedelta) -> None:
        until = parts.clock.now() + after
        await parts.database.write(lambda conn: registration.set_muted(conn, bot.id, chat, until))

    async def shut(chat: int, _why: UnreachableReason) -> None:
        since = parts.clock.now()
        await parts.database.write(lambda conn: registration.set_blocked(conn, bot.id, chat, since))

    def sent(chat: int, message: int) -> None:
        parts.app.sent.note(bot.id, chat, message)

    pace = SendRates(burst=settings.chat_burst)
    sender = Sender(bot, pace=pace, on_muted=muted, on_unreachable=shut, on_sent=sent)
    handlers = Handlers(bot, parts.router, sender, waited=parts.gauges.wait_times)
    app = telegram_app.build(bot, handlers)
    async with (
        app,
        _pages(settings, parts, invented),
    ):
        await app.start()
        parts.links.username = bot.username
        parts.gauges.queued_messages = lambda: sender.waiting
        parts.gauges.leads = lambda: member.leads
        messenger = TelegramMessenger(
            sender, lambda: member.leads, is_undelivered=parts.app.undelivered.shows_undelivered
        )
        undelivered = UndeliveredScreens(bot.id, parts.app, messenger, member)
        timeouts = TimeoutScreens(bot.id, parts.app, messenger)
        notices = NoticeSender(bot.id, parts.app, parts.texts, messenger)
        refreshers = RefresherSender(bot.id, parts.app, messenger)
        classes = ClassMessages(bot.id, parts.app, messenger)
        outbound = Outbound(undelivered, timeouts, notices, refreshers, classes)
        if address := settings.audit_anchor_url.get_secret_value():
            from bot.audit_webhook import AuditWebhook

            parts.audit_anchor.add(AuditWebhook(address, settings.proxy_to(address)))
        loop = jobs.loop(parts, outbound, member)
        try:
            now = parts.clock.now()
            muted_chats = await parts.database.read(
                lambda conn: registration.muted(conn, bot.id, now)
            )
            for chat, after in muted_chats:
                sender.mute(chat, after)
            await _introduced(bot, parts.links.mini_app)
            if member.leads:
                await undelivered.send()
            loop.start()
            process = telegram_app.Dispatcher(app).process
            intake = Intake(
                process, bot, parts.failures, on_tap=handlers.tap, on_skipped=handlers.skip
            )
            await _take_in(settings, bot, intake, parts, stop, ready)
        finally:
            await loop.stop()
            await handlers.drain()
            await sender.drain(DRAINING)
            try:
                await parts.receipts.flush()  # while others still know that this process lives
                await outbound.flush()
            finally:
                await app.stop()


@asynccontextmanager
async def _pages(
    settings: Settings, parts: Services, invented: Sequence[int]
) -> AsyncIterator[None]:
    """The pages for browsers and machines; those without an address are not loaded."""
    async with AsyncExitStack() as stack:
        if settings.room_url:
            from bot.wall_page.page import scenes_of
            from bot.wall_page.page import served as shown

            served = shown(settings.room_url, settings.room_listen, scenes_of(parts.app))
            await stack.enter_async_context(served)
        if settings.console_url:
            from bot.institution_login import login_of
            from bot.web.console import TELEGRAM_WEB, ConsoleOptions
            from bot.web.console import served as opened

            options = ConsoleOptions(
                settings.console_url,
                settings.telegram_token.get_secret_value(),
                # The sandbox shows Mini Apps on a page of its own.
                TELEGRAM_WEB if settings.telegram_api == TELEGRAM else settings.telegram_api,
                invented,
                login_of(settings, parts.app.clock),
            )
            served = opened(parts.app, options, settings.console_listen)
            await stack.enter_async_context(served)
        if settings.metrics_listen:
            from bot.metrics import served as told

            served = told(settings.metrics_listen, parts.vitals, parts.gauges)
            await stack.enter_async_context(served)
        yield


async def _introduced(bot: Bot, mini_app: str) -> None:
    """Set commands and descriptions, if Telegram takes them now: play does not hang on it."""
    try:
        await introduce(bot, mini_app)
    except TelegramError as error:
        log.warning("bot profile not updated", error=type(error).__name__)


async def _take_in(
    settings: Settings,
    bot: Bot,
    intake: Intake,
    parts: Services,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    """Take updates in, by webhook where an address is set and by polling elsewhere.

    Raises:
        DatabaseMoved: The SQLite file was deleted, moved or replaced.
    """
    source, running, database = _source(settings, bot, intake), parts.gauges, parts.database
    running.taking = lambda: (
        intake.is_healthy and source.is_healthy and database.is_there() and not stop.is_set()
    )
    running.under_way, running.oldest_seconds = lambda: intake.under_way, lambda: intake.oldest
    running.dropped = lambda: intake.skipped
    running.unreadable = lambda: intake.unreadable
    taking = asyncio.create_task(source.run())
    others = [asyncio.create_task(coroutine) for coroutine in (stop.wait(), _until_gone(database))]
    log.info("ready", intake=type(source).__name__.lower())
    ready()
    await asyncio.wait((taking, *others), return_when=asyncio.FIRST_COMPLETED)
    source.stop()
    for other in others:
        other.cancel()
    await taking
    database.require()


async def _until_gone(database: Database) -> None:
    """Return once the SQLite file is no longer where it was."""
    while database.is_there():  # noqa: ASYNC110  nobody tells of it
        await asyncio.sleep(LOOKING)
    log.error("database file deleted, moved or replaced; stopping")


def _source(settings: Settings, bot: Bot, intake: Intake) -> Webhook | Polling:
    if not settings.webhook_url:
        return Polling(bot, intake, request=_request(settings, FETCHING))
    from bot.telegram.webhook import Webhook

    return Webhook(bot, intake, settings)
