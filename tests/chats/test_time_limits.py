"""Time limits: they begin when the question was seen, and a tap or the clock counts, never both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import Connection, text

from bot.app.playing.time_limits import GRACE, KIND, VOID
from bot.chat.kit.routes import call
from bot.chat.playing.play import resume_attempt
from storage.outbox import jobs
from storage.outbox.jobs import ScheduledJob
from storage.playing import attempts, events
from storage.playing.events import Event
from tests.helpers.front_desk import LEARNER, FrontDesk, at_counter, front_desk

LIMIT = 30 + GRACE.total_seconds()  # of the first question of the case


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def happened(desk: FrontDesk) -> list[Event]:
    return await desk.parts.database.read(partial(events.of, attempt_id=desk.shows.attempt))


async def test_time_runs_out_once_it_was_seen_and_not_before(desk: FrontDesk) -> None:
    """The story goes on by the clock; the old message loses its buttons; the event says so."""
    await at_counter(desk)
    assert "You have about 30 seconds" in desk.words
    desk.clock.passes(LIMIT - 1)
    assert await desk.overtime.send() == 0
    desk.clock.passes(1)
    assert await desk.overtime.send() == 1
    assert await desk.overtime.send() == 0

    (sent,) = desk.post.sent
    assert (sent.chat, sent.retire) == (LEARNER, 100)
    words = "\n".join(line.text for line in sent.screen.lines)
    assert "Time ran out." in words
    assert "She steps aside for the next in line." in words
    kept = await happened(desk)
    assert [(event.kind, event.act, event.error) for event in kept[1:]] == [
        ("choose", {"act": "timed-out"}, "missed")
    ]


async def test_an_answer_in_time_keeps_the_clock_from_counting(desk: FrontDesk) -> None:
    """Nothing happens when the time that is over was not needed."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"))
    desk.clock.passes(LIMIT + 1)
    await desk.overtime.send()

    assert desk.post.sent == []
    assert [event.act for event in await happened(desk)][1:] == [{"act": "ask"}]


async def test_a_tap_after_the_time_is_answered_with_where_the_story_stands(
    desk: FrontDesk,
) -> None:
    await at_counter(desk)
    late = desk.take("ask")
    desk.clock.passes(LIMIT)
    await desk.overtime.send()
    desk.clock.passes(10)
    reply = await desk.tap(late)

    assert reply.toast == "This step is done already."
    assert len(await happened(desk)) == 2
    assert "Four things lie on the shelf." in desk.words


@pytest.mark.parametrize("clock_first", [True, False])
async def test_tap_and_timeout_at_one_moment_count_once(desk: FrontDesk, clock_first: bool) -> None:
    """Twenty learners' worth of races: one answer each time, whoever was first."""
    await at_counter(desk)
    desk.clock.passes(LIMIT)
    both = [desk.overtime.send(), desk.tap(desk.take("ask"), arrives=False)]
    await asyncio.gather(*(both if clock_first else both[::-1]))

    answers = [event for event in await happened(desk) if event.kind == "choose"]
    assert len(answers) == 1
    assert (answers[0].act == {"act": "timed-out"}) == bool(desk.post.sent)


async def test_a_question_that_nobody_saw_has_no_limit(desk: FrontDesk) -> None:
    """Where delivery was not seen the limit is void."""
    await at_counter(desk, arrives=False)
    await desk.parts.receipts.flush()
    desk.clock.passes(LIMIT * 10)

    assert await desk.overtime.send() == 0
    assert len(await happened(desk)) == 1


async def test_limit_is_waived_after_downtime(desk: FrontDesk) -> None:
    """Nobody could answer while it was away, so that time does not count against anybody."""
    await at_counter(desk)
    desk.clock.passes(LIMIT + VOID.total_seconds() + 1)

    assert await desk.overtime.send() == 0
    await desk.tap(desk.take("ask"))
    assert [event.act for event in await happened(desk)][1:] == [{"act": "ask"}]


async def test_pause_restarts_the_clock(desk: FrontDesk) -> None:
    """However long the pause, there is the whole time after it."""
    await at_counter(desk)
    desk.clock.passes(LIMIT - 1)
    await desk.parts.router.command(desk.visitor(), "pause")
    desk.clock.passes(3600)
    assert await desk.overtime.send() == 0
    await desk.tap(call(resume_attempt, desk.shows.attempt))
    desk.clock.passes(LIMIT - 1)
    assert await desk.overtime.send() == 0
    desk.clock.passes(1)
    assert await desk.overtime.send() == 1


async def test_pause_stops_an_unrecorded_clock(desk: FrontDesk) -> None:
    """What arrived a moment ago is noted before the pause is."""
    await at_counter(desk, arrives=False)
    desk.parts.receipts.note(desk.shows, 100)
    await desk.parts.router.command(desk.visitor(), "pause")
    desk.clock.passes(LIMIT)

    assert await desk.overtime.send() == 0


async def test_delivery_during_a_pause_starts_no_clock(
    desk: FrontDesk,
) -> None:
    """The receipt of a question may come after the pause that followed it."""
    await at_counter(desk, arrives=False)
    shows = desk.shows
    await desk.parts.router.command(desk.visitor(), "pause")
    desk.parts.receipts.note(shows, 100)
    await desk.parts.receipts.flush()
    desk.clock.passes(LIMIT)
    assert await desk.overtime.send() == 0

    await desk.tap(call(resume_attempt, shows.attempt))
    desk.clock.passes(LIMIT)
    assert await desk.overtime.send() == 1


async def test_the_time_of_a_question_shown_twice_runs_from_the_first(desk: FrontDesk) -> None:
    """Asking for the question again gives no more time."""
    await at_counter(desk)
    desk.clock.passes(LIMIT - 1)
    await desk.tap(call(resume_attempt, desk.shows.attempt))
    desk.clock.passes(1)

    assert await desk.overtime.send() == 1


async def test_delivery_after_the_answer_starts_no_clock(desk: FrontDesk) -> None:
    """A receipt may come late; the turn it tells of is over."""
    await at_counter(desk, arrives=False)
    seen = desk.shows
    await desk.tap(desk.take("ask"))
    desk.parts.receipts.note(seen, 100)
    await desk.parts.receipts.flush()
    desk.clock.passes(LIMIT)

    assert await desk.overtime.send() == 0


@pytest.mark.parametrize("payload", [None, {}, {"turn": "x"}])
async def test_a_promise_that_cannot_be_kept_holds_up_no_other(
    desk: FrontDesk, payload: dict[str, str] | None
) -> None:
    """Both are handed out at once."""
    await at_counter(desk)
    begun = desk.shows.attempt

    def save(conn: Connection) -> None:
        attempt = attempts.get(conn, begun)
        assert attempt is not None
        broken = ScheduledJob(attempt.person, KIND, "x", desk.clock.now(), begun, payload=payload)
        assert jobs.schedule(conn, broken)

    await desk.parts.database.write(save)
    desk.clock.passes(LIMIT)

    assert await desk.overtime.send() == 1
    assert len(desk.post.sent) == 1


async def test_damaged_job_blocks_no_other(sqlite_url: str) -> None:
    """Its facts are no JSON any more, which SQLite does not mind."""
    async with front_desk(sqlite_url) as desk:
        await at_counter(desk)

        def save(conn: Connection) -> None:
            attempt = attempts.get(conn, desk.shows.attempt)
            assert attempt is not None
            broken = ScheduledJob(
                attempt.person, KIND, "x", desk.clock.now(), attempt.id, payload={}
            )
            assert jobs.schedule(conn, broken)
            conn.execute(text("update due set payload = '{bad' where key = 'x'"))

        await desk.parts.database.write(save)
        desk.clock.passes(LIMIT)

        assert await desk.overtime.send() == 1
