"""What nobody goes on with is kept for 14 days, and then closed without counting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app.playing import attempt_expiry, expired_attempts
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_case, case_card
from bot.chat.learner.onboarding.start import choose_language
from bot.chat.playing.play import (
    change_answer,
    confirm_answer,
    continue_story,
    finish_answer,
    resume_attempt,
)
from storage.outbox import jobs
from storage.playing import attempts, drafts
from storage.playing.attempts import Attempt
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import FrontDesk, at_counter, front_desk

DAY = 86_400.0


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def kept_as(desk: FrontDesk, attempt: str) -> Attempt:
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, attempt))
    assert found is not None
    return found


async def promised(desk: FrontDesk) -> bool:
    """Whether anything about attempts is still promised."""
    far = desk.clock.now() + timedelta(days=400)
    kinds = (attempt_expiry.KIND, "time-out")
    lease = timedelta(seconds=1)
    batch = await desk.parts.database.write(lambda conn: jobs.claim(conn, far, lease, 9, kinds))
    return bool(batch.due or batch.expired)


async def test_the_pause_says_for_how_long_the_place_is_kept(desk: FrontDesk) -> None:
    await at_counter(desk)
    reply = await desk.parts.router.command(desk.visitor(), "pause")

    assert reply.screen is not None
    assert "is kept until Wednesday 9 December." in "\n".join(
        line.text for line in reply.screen.lines
    )


async def test_attempt_closes_after_fourteen_idle_days(desk: FrontDesk) -> None:
    """Not a moment earlier; it is told kindly, whatever is tapped, and may be begun again."""
    await at_counter(desk)
    attempt, turn, take = desk.shows.attempt, desk.shows.turn, desk.take("ask")
    desk.clock.passes(14 * DAY - 1)
    assert await desk.parts.attempt_expiry.close() == 0
    desk.clock.passes(1)
    assert await desk.parts.attempt_expiry.close() == 1
    assert await desk.parts.attempt_expiry.close() == 0
    assert (await kept_as(desk, attempt)).state == "abandoned"

    old = (
        take,
        call(finish_answer, attempt, turn),
        call(continue_story, attempt, turn),
        call(confirm_answer, attempt, turn, "ask"),
        call(change_answer, attempt, turn),
        call(resume_attempt, attempt),
    )
    for action in old:
        reply = await desk.tap(action)
        assert "was kept for 14 days and is closed now." in desk.words
        assert reply.freeze
        assert desk.screen.buttons[0].action == call(case_card, "kinds")
    await desk.tap(call(begin_case, "kinds"))
    assert desk.shows.attempt != attempt


async def test_closing_notice_uses_the_current_language(desk: FrontDesk) -> None:
    """Whoever changed it since reads the new one."""
    await at_counter(desk)
    take = desk.take("ask")
    desk.clock.passes(14 * DAY)
    await desk.parts.attempt_expiry.close()
    await desk.tap(call(choose_language, "ar"))
    await desk.tap(take)

    assert "14\u2069 يومًا" in desk.words
    assert desk.screen.buttons[0].text == "بدء من جديد"


async def test_each_move_restarts_the_fourteen_days(desk: FrontDesk) -> None:
    """Taps move nothing that is promised: the promise looks when it comes due."""
    await at_counter(desk)
    desk.clock.passes(10 * DAY)
    await desk.tap(desk.take("ask"))
    desk.clock.passes(10 * DAY)
    assert await desk.parts.attempt_expiry.close() == 0
    desk.clock.passes(4 * DAY - 1)
    assert await desk.parts.attempt_expiry.close() == 0
    desk.clock.passes(1)
    assert await desk.parts.attempt_expiry.close() == 1


async def test_closing_deletes_drafts_and_jobs(desk: FrontDesk) -> None:
    """Ticks, a time limit, and a screen that was never shown."""
    await at_counter(desk)
    await desk.tap(desk.take("ask"), arrives=False)
    attempt, turn = desk.shows.attempt, desk.shows.turn
    await desk.tap(desk.mark("blue"), arrives=False)
    desk.clock.passes(14 * DAY)
    await desk.parts.attempt_expiry.close()

    assert await desk.parts.database.read(lambda conn: drafts.get(conn, attempt, turn)) == ()
    assert await desk.owed() == []
    assert not await promised(desk)


async def test_finished_attempts_are_not_closed(desk: FrontDesk) -> None:
    """Nothing stays promised about it."""
    await at_counter(desk)
    attempt = desk.shows.attempt
    await desk.tap(desk.take("ask"))
    for part in ("blue", "tag"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    await desk.tap(desk.go_on())
    for part in ("name", "open", "sign"):
        await desk.tap(desk.mark(part))
    await desk.tap(desk.finish())
    for act in ("flight", "keys", "4"):
        await desk.tap(desk.take(act))
    assert (await kept_as(desk, attempt)).state == "ended"
    desk.clock.passes(60)
    await desk.overtime.send()

    assert not await promised(desk)


async def test_an_abandoned_assessment_is_not_used_up(desk: FrontDesk) -> None:
    """It is begun again, as if it had never been."""
    assignment = await give(desk)
    await desk.tap(assignment.begin)
    first = desk.shows.attempt
    await desk.tap(desk.take("ask"))
    desk.clock.passes(14 * DAY)
    await desk.parts.attempt_expiry.close()
    await desk.tap(call(resume_attempt, first))
    assert desk.screen.buttons[0].action == call(assignment_card, assignment.id)
    await desk.tap(assignment.begin)

    assert desk.shows.attempt != first
    assert desk.shows.turn == 0
    assert (await kept_as(desk, desk.shows.attempt)).assignment == assignment.id


async def test_a_tick_of_the_loop_closes_so_many_and_no_more(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, a tick stays short; the rest comes with the next."""
    monkeypatch.setattr(expired_attempts, "BATCH", 2)
    for _ in range(3):
        await desk.tap((await give(desk)).begin)
    desk.clock.passes(14 * DAY)

    assert [await desk.parts.attempt_expiry.close() for _ in range(3)] == [2, 1, 0]
