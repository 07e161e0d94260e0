"""Daily work: taps, screens, trainers, ticks of the loop, due jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection, func, select

from bot.app.notices import KIND as NOTICES
from bot.app.refreshers.prompt_schedule import KIND as REFRESHERS
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.playing.play import choose, continue_story
from storage.db import tables
from storage.outbox import jobs as outbox_jobs
from tests.bench.double.telegram import BOT
from tests.bench.measuring.plan import CASE
from tests.bench.parts.growth import trainer_screens
from tests.bench.parts.growth.watch import Do, Duration, Stopwatch
from tests.bench.parts.refreshers import ticking
from tests.bench.people.crowd import NOW
from tests.bench.people.growing import LARGE, SMALL
from tests.helpers.staff import leads

LEARNERS = 60  # who tap and look, anywhere among all
WARM = 5  # of them are not counted
TAPS = 6  # of each, from the beginning of a case
RUNS = 8  # of what is the same each time
SCREENS = ("today", "practice", "progress", "refreshers", "certificates", "settings")


class Rollback(Exception):
    """Ends a unit whose changes are not to stay."""


async def taps(watch: Stopwatch) -> None:
    """Learners who come, begin a case and tap on."""
    watch.tell("taps")
    router = watch.parts.router
    came: list[Duration] = []
    began: list[Duration] = []
    tapped: list[Duration] = []
    for number in range(LEARNERS):
        account = watch.visitor().telegram_id
        start = await watch.timed(partial(router.command, watch.visitor(account), "start"))
        first, took = await _tapped(watch, account, call(begin_case, CASE))
        steps = []
        for _ in range(TAPS):
            first, step = await _tapped(watch, account, _next(watch, first))
            steps.append(step)
        await watch.parts.receipts.flush()
        if number >= WARM:
            came.append(start)
            began.append(took)
            tapped += steps
    watch.keep("/start of somebody who is known", came)
    watch.keep("a case is begun", began)
    watch.keep("a tap, until its next screen is there", tapped)


async def _tapped(watch: Stopwatch, account: int, action: Call) -> tuple[Screen | None, Duration]:
    screens: list[Screen | None] = []

    async def tap() -> None:
        reply = await watch.parts.router.tap(watch.visitor(account), action)
        screens.append(reply.screen)

    took = await watch.timed(tap)
    return screens[0], took


def _next(watch: Stopwatch, screen: Screen | None) -> Call:
    offered = [button.action for button in screen.buttons] if screen else []
    steps = [each for each in offered if leads(each, choose) or leads(each, continue_story)]
    return watch.dice.choice(steps) if steps else call(begin_case, CASE)


async def screens(watch: Stopwatch) -> None:
    router = watch.parts.router

    def visitors() -> list[Visitor]:
        return [watch.visitor() for _ in range(LEARNERS)]

    for name in SCREENS:
        await watch.run(
            f"/{name}", [partial(router.command, visitor, name) for visitor in visitors()]
        )
    await watch.run(
        "a card", [partial(router.tap, visitor, call(case_card, CASE)) for visitor in visitors()]
    )


async def trainers(watch: Stopwatch) -> None:
    """The screens of a trainer, for a small cohort and a large one."""
    read = watch.parts.database.read
    for many in (SMALL, LARGE):
        cohort, size, chat = await read(partial(cohort_of, many=many))
        taught = await read(partial(trainer_screens.taught, cohort=cohort))

        async def look(action: Call, chat: int = chat) -> None:
            await trainer_screens.took(watch.parts.router, action, next(watch.updates), chat)

        for what, action in trainer_screens.screens(taught).items():
            if taught.test or what != trainer_screens.GAINS:
                named = f"a trainer, {size:,} people: {what}"
                await watch.run(named, [partial(look, action)] * 3)


def cohort_of(conn: Connection, many: int) -> tuple[str, int, int]:
    """A cohort of about a given size, preferably with a test; its size and its trainer."""
    inside, tests = tables.memberships.c, tables.assignments.c
    size = select(func.count()).where(inside.cohort == tables.cohorts.c.id).scalar_subquery()
    tested = select(func.count(tests.test)).where(tests.cohort == tables.cohorts.c.id)
    query = (
        select(tables.cohorts.c.id, size, tables.accounts.c.telegram_id)
        .join(tables.cohort_trainers, tables.cohort_trainers.c.cohort == tables.cohorts.c.id)
        .join(tables.accounts, tables.accounts.c.person == tables.cohort_trainers.c.person)
        .where(tables.accounts.c.bot == BOT, tables.cohorts.c.id.in_(_SOME))
        .order_by(func.abs(size - many), tested.scalar_subquery().desc(), tables.cohorts.c.id)
    )
    cohort, inside_it, chat = conn.execute(query.limit(1)).one()
    return cohort, inside_it, chat


# Every copy has the same; to count them all would take longer than what is measured.
_SOME = select(tables.cohorts.c.id).order_by(tables.cohorts.c.created_at).limit(200)


async def ticks(watch: Stopwatch) -> None:
    """The idle ticks of the loop."""
    parts = watch.parts
    sending, notices, overtime = ticking.jobs_of(parts)
    jobs: Mapping[str, Do] = {
        "send refreshers": sending,
        "send notices": notices,
        "send time-outs": overtime,
        "schedule assignment reminders": parts.assignment_reminders.queue_reminders,
        "schedule contact expiry reminders": parts.contact_expiry.queue_reminders,
        "schedule totals reminders": parts.totals_reminder.queue_reminders,
        "finish account transfers": parts.transfers.finish,
        "schedule export notices": parts.export_notices.schedule,
        "finish erasures": parts.erasures.finish,
        "expire attempts": parts.attempt_expiry.close,
        "refresh library": parts.library.refresh,
        "explore edition": parts.library.explore,
        "schedule missing refreshers": ticking.sweep_of(parts),
        "purge expired rows": parts.housekeeping.purge,
    }
    for what, job in jobs.items():
        await watch.run(f"a tick: {what}", [job] * RUNS)


async def claims(watch: Stopwatch) -> None:
    """Claim some jobs where a thirtieth of all is due, and roll back."""

    def prepare(conn: Connection) -> None:
        later = NOW + timedelta(days=2)
        outbox_jobs.claim(conn, later, timedelta(minutes=5), 100, (REFRESHERS, NOTICES))
        raise Rollback

    async def claim() -> None:
        try:
            await watch.parts.database.write(prepare)
        except Rollback:
            return

    await watch.run("100 of many due promises are claimed", [claim] * RUNS)
