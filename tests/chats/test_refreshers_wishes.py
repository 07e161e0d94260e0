"""Refreshers as people wish them, and where they show."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.app.refreshers.prompt_lifecycle import AWAY, BACKLOG, PATIENCE
from bot.chat.kit.routes import call
from bot.chat.learner.refresher_prompts import answer_refresher, request_refresher
from bot.chat.learner.refreshers import (
    refresher_overview,
    snooze_refreshers,
    switch_refreshers,
    work_nights,
)
from storage.refreshers.prompts import ASKED, LEFT
from tests.helpers.recall_case import QUESTIONS
from tests.helpers.refresher_world import DAY, ZONE, RefresherWorld, best, words_of
from tests.helpers.staff import leads

# --- Wishes


async def test_after_three_unanswered_it_is_asked_once_and_then_silent(
    school: RefresherWorld,
) -> None:
    """Until the learner returns; then the most urgent come first, and the rest is forgiven."""
    await school.plays()
    for _ in range(PATIENCE):
        assert leads((await school.gets()).buttons[0].action, answer_refresher)
    question = await school.gets()
    assert question.buttons[0].action == call(switch_refreshers, on=True)
    assert await school.comes() is None
    assert await school.sends() is None

    school.desk.clock.passes(40 * 86_400)
    assert await school.sends() is None
    await school.taps(call(switch_refreshers, on=True))
    assert (await school.rhythm()).state == "on"
    assert await school.comes() is not None


async def test_learner_with_an_answered_prompt_is_not_asked(school: RefresherWorld) -> None:
    """A late answer is as good as an early one."""
    await school.plays()
    first = await school.gets()
    await school.gets()
    late = await school.taps(best(first))
    assert "Yes, that is it." in words_of(late)
    assert (await school.rhythm()).unanswered == 0


async def test_stop_is_one_tap_and_holds(school: RefresherWorld) -> None:
    """Nothing is planned, nothing is sent; asked for, questions still come."""
    await school.plays()
    await school.taps(call(switch_refreshers, on=False))
    assert await school.comes() is None
    school.desk.clock.passes(10 * 86_400)
    assert await school.sends() is None
    assert await school.refreshers.sweep() == 0

    shown = await school.taps(call(request_refresher))
    assert leads(shown.buttons[0].action, answer_refresher)
    assert (await school.prompt()).slot == ASKED
    assert (await school.rhythm()).state == "stopped"


async def test_a_pause_lets_nothing_come_for_a_week(school: RefresherWorld) -> None:
    """And can be taken back."""
    await school.plays()
    await school.taps(call(snooze_refreshers, 7))
    moment = await school.comes()
    assert moment is not None
    assert moment >= school.now + 7 * DAY

    await school.taps(call(snooze_refreshers, 0))
    sooner = await school.comes()
    assert sooner is not None
    assert sooner < moment


async def test_on_nights_the_slot_lies_in_the_late_afternoon(school: RefresherWorld) -> None:
    """For this week; by one tap, and back by another."""
    await school.plays()
    await school.taps(call(work_nights, on=True))
    moment = await school.comes()
    assert moment is not None
    assert 16 <= moment.astimezone(ZONE).hour < 20

    await school.taps(call(work_nights, on=False))
    assert (await school.rhythm()).nights_until is None


async def test_after_an_absence_little_is_due(school: RefresherWorld) -> None:
    """The rest waits from now on, and nothing that is known is lost."""
    await school.plays()
    before = await school.known()
    school.desk.clock.passes((AWAY + DAY).total_seconds())
    await school.taps(call(request_refresher))
    forgiven = [memory for memory in await school.known() if memory.forgiven_at is not None]
    assert len(forgiven) == QUESTIONS - BACKLOG
    assert [replace(memory, forgiven_at=None) for memory in await school.known()] == before


async def test_learner_without_attempts_gets_no_refreshers(school: RefresherWorld) -> None:
    """They are told where questions come from."""
    shown = await school.taps(call(request_refresher))
    assert "Play one first" in words_of(shown)
    assert await school.comes() is None


# --- Where it shows


async def test_today_and_progress_lead_there(school: RefresherWorld) -> None:
    """Today says how many wait, and progress what stays."""
    await school.plays()
    await school.goes_to(await school.comes())
    today = await school.says("today")
    assert "short question" in words_of(today)
    assert call(request_refresher) in [button.action for button in today.buttons]

    progress = await school.says("progress")
    assert call(refresher_overview) in [button.action for button in progress.buttons]
    stays = await school.taps(call(refresher_overview))
    counted = [int(found_text) for found_text in re.findall(r": (\d+) point", words_of(stays))]
    assert sum(counted) == QUESTIONS


async def test_a_forged_wish_is_kept_within_bounds(school: RefresherWorld) -> None:
    """Nobody is silent for years by a forged button."""
    await school.plays()
    await school.taps(call(snooze_refreshers, 9_999))
    until = (await school.rhythm()).snoozed_until
    assert until is not None
    assert until <= school.now + 7 * DAY


async def test_case_just_played_is_not_asked(school: RefresherWorld) -> None:
    """Right after a case a question would be a near copy of it, and could not count."""
    await school.plays()
    before = await school.known()
    shown = await school.taps(call(request_refresher))

    assert "You have just practised all of this." in words_of(shown)
    assert "The next question comes" in words_of(shown)
    assert await school.known() == before


async def test_the_next_day_the_first_question_is_in_a_new_setting_and_counts(
    school: RefresherWorld,
) -> None:
    await school.plays()
    school.desk.clock.passes(86_400)
    shown = await school.taps(call(request_refresher))
    forms = [item["form"] for item in (await school.prompt()).items]
    told = await school.taps(best(shown))

    assert forms[0] == "new-setting"
    assert "is not counted" not in words_of(told)
    assert len(await school.reviews()) == QUESTIONS + 1


async def test_case_replayed_since_the_prompt_is_not_asked(
    school: RefresherWorld,
) -> None:
    """A prompt that was left open does not ask what was answered minutes ago."""
    await school.plays()
    await school.goes_to(await school.comes())
    sent = await school.sends()
    assert sent is not None
    school.desk.clock.passes(60)
    await school.plays()

    opened = await school.opens(sent)
    assert "Done. Thank you." in words_of(opened)
    assert (await school.prompt()).state == LEFT
