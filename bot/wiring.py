"""The one place where the parts are joined; lifetimes stand here.

For as long as the program runs: database, library, services, bot, sender, intake, loop. For a unit
of work: a connection. Nothing is made when a module is imported.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot import counters, jobs
from bot.counters import Core, Serves
from bot.interpreter import settle
from bot.jobs import Outbound
from bot.sandbox_token import TOKEN
from bot.services.accounts.service import AccountMoves
from bot.services.arriving.arrive import Arrive
from bot.services.arriving.enrol import Enrol
from bot.services.arriving.invited import Invited
from bot.services.arriving.work import keep_work
from bot.services.assigning.reminding import Reminding
from bot.services.auditing.recording import Recording
from bot.services.cards.service import Cards
from bot.services.certifying.verifying import Verifying
from bot.services.desk import Desk
from bot.services.erasing.service import Erasing
from bot.services.evaluating.monthly import Monthly
from bot.services.facts.expiring import Expiring
from bot.services.handing import Paid
from bot.services.housekeeping import Housekeeping
from bot.services.library import Library
from bot.services.lines.lines import Lines
from bot.services.lines.unasked import Unasked
from bot.services.measuring.joining import Joining
from bot.services.notices import Notices, Teller
from bot.services.operating.service import Health
from bot.services.operating.vitals import Looking, Running
from bot.services.overtime import Overtime
from bot.services.owed import Owed
from bot.services.paying import Purse
from bot.services.play import Play
from bot.services.playing.abandoned import Abandoned
from bot.services.playing.assigned import Assigned
from bot.services.ports import Clock, Dice, SystemClock, SystemDice
from bot.services.refreshers.sending import Refreshers
from bot.services.releasing.news import Word
from bot.services.retention.keeping import Keeping
from bot.services.room.asking import Asking
from bot.services.room.joining import CLASS_BEGAN
from bot.services.room.observing import SIGNED
from bot.services.room.rooms import Rooms
from bot.services.shown import Shown
from bot.services.time_limits import TimeLimits
from bot.services.today.service import Today
from bot.services.training.links import Links
from bot.services.training.roles import Roles
from bot.services.trouble import Trouble
from bot.settings import Settings
from bot.telegram import app as telegram_app
from bot.telegram.handlers import Handlers
from bot.telegram.intake import Intake
from bot.telegram.limits import Pace
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.polling import Polling
from bot.telegram.profile import introduce
from bot.telegram.receipts import Why
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import Sender
from scenarios.findings import errors
from scenarios.shelf import LIBRARY, Shelf, load_shelf
from storage import crew, lock, schema
from storage.crew import Crew
from storage.database import Database

if TYPE_CHECKING:
    from bot.telegram.webhook import Webhook

log = structlog.get_logger()

# A tap takes three calls at once; where the network takes 40 ms, fewer would be the limit.
CONNECTIONS = 512
DRAINING = 10.0  # seconds for what is under way when the program is asked to end


@dataclass(frozen=True, slots=True)
class Services:
    """Everything people can ask for, over one database."""

    database: Database
    library: Library
    limits: TimeLimits
    play: Play
    shown: Shown
    desk: Desk
    arrive: Arrive
    trouble: Trouble
    housekeeping: Housekeeping
    keeping: Keeping
    erasing: Erasing
    abandoned: Abandoned
    links: Links
    rooms: Rooms
    tellers: Mapping[str, Teller]
    reminding: Reminding
    monthly: Monthly
    expiring: Expiring
    moves: AccountMoves
    word: Word
    running: Running
    looking: Looking
    purse: Purse
    clock: Clock


def shelf(folders: Iterable[Path] = ()) -> Shelf:
    """The library of this release, and the scenarios in further folders."""
    found = load_shelf((LIBRARY, *folders))
    for finding in errors(found.findings):
        log.warning("scenario not loaded", file=finding.file, line=finding.line, code=finding.code)
    return found


async def _prepared(url: str, scenarios: Shelf, clock: Clock) -> None:
    """Make the schema and keep the shelf where that was not done yet; what that took goes again."""
    schema.ensure(url)
    database = Database.open(url)
    try:
        await Library(database, scenarios).keep(clock.now())
    finally:
        await database.close()


@asynccontextmanager
async def services(
    settings: Settings,
    scenarios: Shelf,
    clock: Clock | None = None,
    dice: Dice | None = None,
) -> AsyncIterator[Services]:
    """The services over the database of the settings; its schema is made where it is empty.

    Raises:
        StorageError: The database is locked, full, newer than the program, or out of reach.
    """
    clock, dice = clock or SystemClock(), dice or SystemDice()
    await _prepared(settings.database, scenarios, clock)
    sandbox = settings.telegram_token.get_secret_value() == TOKEN
    database = Database.open(settings.database, "sandbox" if sandbox else "bot")
    try:
        library = Library(database, scenarios)
        await library.refresh()
        limits = TimeLimits(database, library, clock)
        shown = Shown(limits, clock)
        play = Play(database, library, limits, shown, clock, dice)
        links, joining = Links(settings.room_url), Joining(library, dice)
        lines = Lines(database, clock)
        purse = Purse(settings.paid_broadcast_stars, settings.timezone, clock)
        core = Core(database, library, links, play, shown, joining, lines, purse, clock, dice)
        await keep_work(database, clock.now())
        roles = Roles(database, links, clock)
        today = Today(database, library, roles, clock)
        enrol = Enrol(database, library, play, today, clock)
        invited = Invited(database, library, joining, clock, dice)
        verifying = Verifying(database, clock)
        arrive = Arrive(
            database, enrol, invited, verifying, today, play, clock, dice, settings.timezone
        )
        cards = Cards(database, library, clock)
        remind, expire = Reminding(database, library, clock), Expiring(database, clock)
        rooms = Rooms.over(database, library, links, clock, dice)
        fields = counters.fields(core, remind, expire)
        assigned = Assigned(database, play, cards, clock)
        moves = AccountMoves(database, shown, clock, dice)
        erasing = Erasing(database, shown, clock, dice)
        running = Running()
        looking = Looking(database, settings.database, scenarios, running, purse, clock)
        health = Health(database, looking)
        first = (
            *(arrive, moves, enrol, verifying, play, assigned, today, cards, lines, roles),
            *(health, erasing),
        )
        every: tuple[Serves, ...] = (
            *first,
            *(service for one in fields for service in one.services),
        )
        served = (*(one.counter() for one in every), *rooms.counters())
        tellers = {CLASS_BEGAN: rooms.joining.tell, SIGNED: rooms.observing.tell}
        for one in fields:
            tellers |= one.tellers
        yield Services(
            database,
            library,
            limits,
            play,
            shown,
            Desk(
                arrive,
                play,
                shown,
                Unasked(lines, play, clock),
                roles,
                Recording(database, clock),
                served,
            ),
            arrive,
            Trouble(database, clock),
            Housekeeping(database, clock),
            Keeping(database, settings.keeps, settings.timezone, clock, dice),
            erasing,
            Abandoned(database, clock),
            links,
            rooms,
            tellers,
            remind,
            Monthly(database, clock),
            expire,
            moves,
            Word(database, clock),
            running,
            looking,
            purse,
            clock,
        )
        await shown.flush()
    finally:
        await database.close()


@asynccontextmanager
async def bot_of(settings: Settings) -> AsyncIterator[Bot]:
    """The bot of the settings, over the fast request class. Fetching has a pool of its own."""
    api = settings.telegram_api
    calling, fetching = (
        AiohttpRequest(pool, directly=settings.telegram_direct) for pool in (CONNECTIONS, 4)
    )
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


async def run(
    settings: Settings,
    stop: asyncio.Event,
    scenarios: Shelf | None = None,
    watch: Callable[[Services], None] | None = None,
) -> None:
    """Run the bot until it is told to stop; then finish what is under way.

    Args:
        settings: How it is set.
        stop: Set when it is to end.
        scenarios: Loaded already, or the library.
        watch: Hears of the services when they are there, as the bench does.

    Raises:
        StorageError: The database cannot be used; its sentence says what to do.
        TelegramError: Telegram does not know the token, or cannot be reached.
        CannotListen: The address for pages of rooms, or for metrics, cannot be had.
        IntakeStopped: Updates cannot be fetched, as when another program polls with this token.
    """
    with lock.hold(settings.database):
        async with (
            services(settings, scenarios or shelf(settings.folders)) as parts,
            bot_of(settings) as bot,
        ):
            settle()
            if watch is not None:
                watch(parts)
            with crew.join(settings.database, parts.database.process) as member:
                await _run(settings, bot, parts, member, stop)


async def _run(
    settings: Settings, bot: Bot, parts: Services, member: Crew, stop: asyncio.Event
) -> None:
    async def muted(chat: int, after: timedelta) -> None:
        await parts.arrive.muted(bot.id, chat, after)

    async def shut(chat: int, _why: Why) -> None:
        await parts.arrive.shut(bot.id, chat)

    pace = Pace(burst=settings.chat_burst)
    sender = Sender(bot, pace=pace, on_muted=muted, on_shut=shut)
    handlers = Handlers(bot, parts.desk, sender, waited=parts.running.waited)
    app = telegram_app.build(bot, handlers)
    async with (
        app,
        _pages(settings, parts),
    ):
        await app.start()
        parts.links.username = bot.username
        parts.running.waiting = lambda: sender.waiting
        parts.running.leads = lambda: member.leads
        messenger = TelegramMessenger(sender, lambda: member.leads, is_owed=parts.play.is_owed)
        owed = Owed(bot.id, parts.play, parts.shown, messenger, parts.clock, member)
        overtime = Overtime(
            bot.id, parts.database, parts.limits, parts.play, parts.shown, messenger
        )
        dear = TelegramMessenger(sender, lambda: member.leads, parts.purse.refused)
        paid = Paid(parts.purse, dear)
        notices = Notices(bot.id, parts.database, parts.tellers, messenger, parts.clock, paid)
        refreshers = Refreshers(
            bot.id, parts.database, parts.library, messenger, parts.clock, SystemDice(), paid
        )
        rooms = Asking(bot.id, parts.database, parts.rooms, messenger, parts.clock)
        outbound = Outbound(owed, overtime, notices, refreshers, rooms)
        loop = jobs.loop(parts, outbound, member)
        try:
            for chat, after in await parts.arrive.mutes(bot.id):
                sender.mute(chat, after)
            await _introduced(bot)
            if member.leads:
                await owed.show()
            loop.start()
            process = telegram_app.Dispatcher(app).process
            intake = Intake(process, bot, parts.trouble, tapped=handlers.tap, spare=handlers.spare)
            await _take_in(settings, bot, intake, parts.running, stop)
        finally:
            await loop.stop()
            await handlers.drain()
            await sender.drain(DRAINING)
            await parts.shown.flush()  # while others still know that this process lives
            await outbound.flush()
            await app.stop()


@asynccontextmanager
async def _pages(settings: Settings, parts: Services) -> AsyncIterator[None]:
    """What browsers and machines may ask for; what has no address is not loaded either."""
    async with AsyncExitStack() as stack:
        if settings.room_url:
            from bot.room.page import served as shown

            served = shown(settings.room_url, settings.room_listen, parts.rooms.watching)
            await stack.enter_async_context(served)
        if settings.metrics_listen:
            from bot.metrics import served as told

            served = told(settings.metrics_listen, parts.looking, parts.running)
            await stack.enter_async_context(served)
        yield


async def _introduced(bot: Bot) -> None:
    """Set commands and descriptions, if Telegram takes them now: play does not hang on it."""
    try:
        await introduce(bot)
    except TelegramError as error:
        log.warning("commands and descriptions were not set", error=type(error).__name__)


async def _take_in(
    settings: Settings, bot: Bot, intake: Intake, running: Running, stop: asyncio.Event
) -> None:
    """Take updates in, by webhook where an address is set and by polling elsewhere."""
    source = _source(settings, bot, intake)
    running.taking = lambda: intake.well and source.well and not stop.is_set()
    running.under_way, running.oldest = lambda: intake.under_way, lambda: intake.oldest
    running.spared = lambda: intake.spared
    taking = asyncio.create_task(source.run())
    stopping = asyncio.create_task(stop.wait())
    log.info("ready", intake=type(source).__name__.lower())
    await asyncio.wait((taking, stopping), return_when=asyncio.FIRST_COMPLETED)
    source.stop()
    stopping.cancel()
    await taking


def _source(settings: Settings, bot: Bot, intake: Intake) -> Webhook | Polling:
    if not settings.webhook_url:
        return Polling(bot, intake)
    from bot.telegram.webhook import Webhook

    return Webhook(bot, intake, settings)
