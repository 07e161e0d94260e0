"""A case that was begun and left: two reminders, a warning, a closing, and its refreshers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.playing.play import resume_attempt
from bot.outbox.notice_sending import NoticeSender
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import BOT, FrontDesk, at_counter, front_desk
from tests.helpers.recall_case import QUESTIONS
from tests.helpers.refresher_world import RefresherWorld, words_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def days_pass(desk: FrontDesk, days: int) -> Sequence[tuple[float, Screen]]:
    """Let the loop run every two hours; what was sent, each with the days that had passed."""
    parts, start, found = desk.parts, desk.clock.now(), []
    sender = NoticeSender(BOT, parts.app, parts.texts, desk.post)
    while desk.clock.now() - start < days * DAY:
        desk.clock.at += 2 * HOUR
        await parts.attempt_expiry.close()
        before = len(desk.post.sent)
        await sender.send()
        await sender.flush()
        passed = (desk.clock.now() - start) / DAY
        found += [(passed, sent.screen) for sent in desk.post.sent[before:]]
    return found


async def test_two_reminders_a_warning_and_the_closing_are_sent(desk: FrontDesk) -> None:
    """Each in its time, but for the hours and days on which nothing comes; and no others."""
    await at_counter(desk)
    attempt = desk.shows.attempt
    sent = await days_pass(desk, 30)

    texts = [words_of(screen).splitlines()[-1] for _, screen in sent]
    assert [text.partition("“")[0] for text in texts[:1]] == ["You are partway through "]
    assert texts[1] == texts[0]
    assert "closes on Wednesday 9 December unless you go on." in texts[2]
    assert "is closed, as you were away." in texts[3]
    assert len(texts) == 4
    for (came, _), due in zip(sent, (2, 7, 11, 14), strict=True):
        assert due <= came <= due + 3
    assert [screen.buttons[0].action for _, screen in sent] == [
        *[call(resume_attempt, attempt)] * 3,
        call(case_card, "kinds"),
    ]


async def test_a_case_that_went_on_has_its_next_reminder_later(desk: FrontDesk) -> None:
    """No reminder comes twice, however often its case is left."""
    await at_counter(desk)
    assert len(await days_pass(desk, 5)) == 1
    await desk.tap(desk.take("ask"))
    sent = await days_pass(desk, 10)
    assert [came >= 7 for came, _ in sent] == [True]


async def test_a_case_that_went_on_before_its_reminder_left_is_not_mentioned(
    desk: FrontDesk,
) -> None:
    await at_counter(desk)
    desk.clock.at += 2 * DAY
    await desk.parts.attempt_expiry.close()
    await desk.tap(desk.take("ask"))

    assert [came for came, _ in await days_pass(desk, 1)] == []


async def test_a_case_that_is_finished_is_never_mentioned(school: RefresherWorld) -> None:
    await school.plays()
    assert await days_pass(school.desk, 20) == []


# --- Its refreshers


async def begins(school: RefresherWorld, answered: int) -> None:
    await school.desk.tap(call(begin_case, "recalls"))
    for n in range(answered):
        await school.desk.tap(school.desk.take(f"best{n}"))


async def look(school: RefresherWorld, days: int) -> None:
    school.desk.clock.at += days * DAY
    await school.desk.parts.attempt_expiry.close()


async def test_decisions_of_an_unfinished_case_come_back(school: RefresherWorld) -> None:
    """From its second idle day on: until then somebody may just be having a break."""
    await begins(school, 3)
    await look(school, 1)
    assert await school.reviews() == []
    assert await school.comes() is None

    await look(school, 1)
    assert {review.act for review in await school.reviews()} == {"best0", "best1", "best2"}
    assert await school.comes() is not None


async def test_each_decision_is_added_once_though_the_case_is_finished_later(
    school: RefresherWorld,
) -> None:
    """Also where a refresher of it was answered meanwhile."""
    await begins(school, 3)
    attempt = school.desk.shows.attempt
    await look(school, 2)
    answered = await school.answers_all(await school.gets())
    await look(school, 3)
    await school.taps(call(resume_attempt, attempt))
    for n in range(3, QUESTIONS):
        await school.desk.tap(school.desk.take(f"best{n}"))

    reviews = await school.reviews()
    assert len([review for review in reviews if review.attempt]) == QUESTIONS
    assert len([review for review in reviews if review.prompt]) == answered > 0


async def test_an_assessment_that_may_be_begun_again_asks_nothing_before(
    school: RefresherWorld,
) -> None:
    """Its refreshers would tell the answers."""
    assignment = await give(school.desk, scenario="recalls")
    await school.desk.tap(assignment.begin)
    await school.desk.tap(school.desk.take("best0"))
    await look(school, 14)

    assert await school.reviews() == []
