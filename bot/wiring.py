"""The one place where services are joined over a database; how long they live is said here.

For as long as it is open: database, library, services. For a unit of work: a connection. Nothing is
made when a module is imported. The bot in which they run is in ``program``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot import counters
from bot.counters import Core, Serves
from bot.sandbox_token import TOKEN
from bot.services.accounts.service import AccountMoves
from bot.services.arriving.arrive import Arrive
from bot.services.arriving.enrol import Enrol
from bot.services.arriving.invited import Invited
from bot.services.arriving.work import keep_work
from bot.services.assigning.reminding import Reminding
from bot.services.auditing.anchoring import Anchoring
from bot.services.auditing.recording import Recording
from bot.services.cards.service import Cards
from bot.services.certifying.verifying import Verifying
from bot.services.desk import Desk
from bot.services.erasing.service import Erasing
from bot.services.evaluating.monthly import Monthly
from bot.services.facts.expiring import Expiring
from bot.services.housekeeping import Housekeeping
from bot.services.library import Library
from bot.services.lines.lines import Lines
from bot.services.lines.unasked import Unasked
from bot.services.measuring.joining import Joining
from bot.services.notices import Teller
from bot.services.operating.service import Health
from bot.services.operating.vitals import Looking, Running
from bot.services.paying import Purse
from bot.services.play import Play
from bot.services.playing.abandoned import Abandoned
from bot.services.playing.assigned import Assigned
from bot.services.ports import Clock, Dice, SystemClock, SystemDice
from bot.services.releasing.news import Word
from bot.services.retention.keeping import Keeping
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
from scenarios.case_library import Shelf
from storage.db import schema
from storage.db.database import Database


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
    anchoring: Anchoring
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
            Anchoring(database),
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
