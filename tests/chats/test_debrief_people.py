"""How others chose, and the like case two days later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app.notices import KIND
from bot.app.playing.related_cases import RELATED, like_case
from bot.chat.debrief.debrief_moments import moment_others, moment_reason
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.playing.play import choose, continue_story, finish_answer, mark
from bot.outbox.notice_sending import NoticeSender
from scenarios.case_library import CaseLibrary
from scenarios.model import Scenario
from storage.outbox import jobs
from storage.outbox.jobs import ClaimedJob
from storage.people import people
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.notice_texts import notice_text
from tests.helpers.staff import Staff, has, leads, text

LIKE = replace(kinds_case(), id="like", edition="like-edition")
ELSEWHERE = replace(kinds_case(), id="aaa", edition="other-edition", track="borders")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    shelf = CaseLibrary({case.id: case for case in (kinds_case(), LIKE, ELSEWHERE)})
    async with front_desk(database_url, shelf) as front:
        yield front


class Someone:
    """Plays the case of all kinds, or the beginning of it."""

    def __init__(self, desk: FrontDesk, staff: Staff | None = None, person: str = "") -> None:
        self.desk, self.staff, self.person = desk, staff, person
        self.screen = Screen(())

    async def taps(self, action: Any) -> Reply:
        reply = await (
            self.staff.taps(self.person, action) if self.staff else self.desk.tap(action)
        )
        self.screen = reply.screen or self.screen
        return reply

    @property
    def here(self) -> tuple[str, int]:
        assert self.screen.shows is not None
        return self.screen.shows.attempt, self.screen.shows.turn

    async def plays(
        self, first: str, items: str, steps: str, questions: str = "flight+keys"
    ) -> str:
        await self.taps(call(begin_case, "kinds"))
        attempt = self.here[0]
        await self.taps(call(choose, *self.here, first))
        for parts in (items, steps):
            if self.screen.buttons and leads(self.screen.buttons[0].action, continue_story):
                await self.taps(call(continue_story, *self.here))
            for part in parts.split("+"):
                await self.taps(call(mark, *self.here, part, on=True))
            await self.taps(call(finish_answer, *self.here))
        for act in (*questions.split("+"), "4"):
            await self.taps(call(choose, *self.here, act))
        return attempt


SAFE, UNSAFE = "name+open+sign", "name+sign+open"


async def others(desk: FrontDesk, count: int, first: str = "ask") -> Staff:
    """So many people play, and choose first like this."""
    staff = Staff(desk)
    for number in range(count):
        person = f"other{number}"
        await staff.person(person)
        await Someone(desk, staff, person).plays(first, "blue+tag", SAFE)
    return staff


async def test_peer_shares_are_hidden_below_five(desk: FrontDesk) -> None:
    attempt = await Someone(desk).plays("send", "blue+hat", SAFE)
    await others(desk, 4)
    reason = await desk.tap(call(moment_reason, attempt, 0, every=False))
    forged = await desk.tap(call(moment_others, attempt, 0, every=False))

    assert not has(reason.screen, moment_others)
    assert forged.screen == reason.screen


async def test_people_are_counted_by_their_first_answers(desk: FrontDesk) -> None:
    """Whoever plays again, or tries a moment again, is not counted again; nor is the learner."""
    attempt = await Someone(desk).plays("send", "blue+hat", SAFE)
    staff = await others(desk, 4)
    desk.clock.passes(60)
    await Someone(desk, staff, "other0").plays("send", "blue+hat", SAFE)
    reason = await desk.tap(call(moment_reason, attempt, 0, every=False))
    assert not has(reason.screen, moment_others)

    await staff.person("fifth")
    await Someone(desk, staff, "fifth").plays("send", "blue", SAFE)
    reason = await desk.tap(call(moment_reason, attempt, 0, every=False))
    assert has(reason.screen, moment_others)
    shown = await desk.tap(call(moment_others, attempt, 0, every=False))
    assert "Ask about it: 4 of 5\nSend her back: 1 of 5" in text(shown.screen)
    shown = await desk.tap(call(moment_others, attempt, 1, every=False))
    assert "Blue bag: 5 of 5\nFlight tag: 4 of 5" in text(shown.screen)


async def test_peer_counts_hide_dangerous_choices(desk: FrontDesk) -> None:
    attempt = await Someone(desk).plays("ask", "blue+tag", UNSAFE)
    await others(desk, 6)
    reason = await desk.tap(call(moment_reason, attempt, 3, every=False))
    shown = await desk.tap(call(moment_others, attempt, 3, every=False))

    assert not has(reason.screen, moment_others)
    assert shown.screen == reason.screen


async def test_another_decision_in_its_place_is_not_counted(database_url: str) -> None:
    """After an edit of its credit it is another decision, whatever it is called."""
    shelf = CaseLibrary({"kinds": kinds_case()})
    async with front_desk(database_url, shelf) as desk:
        await others(desk, 6)
    scene = replace(kinds_case().scenes["counter"], signature="another")
    scenes = {**kinds_case().scenes, "counter": scene}
    edited = replace(kinds_case(), edition="edited", scenes=scenes)
    async with front_desk(database_url, CaseLibrary({"kinds": edited}), day=1) as desk:
        attempt = await Someone(desk).plays("send", "blue+hat", SAFE)
        first = await desk.tap(call(moment_reason, attempt, 0, every=False))
        second = await desk.tap(call(moment_reason, attempt, 1, every=False))

    assert not has(first.screen, moment_others)
    assert has(second.screen, moment_others)


async def promised(desk: FrontDesk, days: float) -> tuple[ClaimedJob, ...]:
    """What is due by then."""
    moment, lease = desk.clock.now() + timedelta(days=days), timedelta(seconds=1)
    found = await desk.parts.database.write(
        lambda conn: jobs.claim(conn, moment, lease, 50, (KIND,))
    )
    return tuple(job for job in found.due if (job.job.payload or {})["what"] == RELATED)


async def tells(desk: FrontDesk, job: ClaimedJob) -> Any:
    """What would be told of a promise now."""

    person = await desk.parts.database.read(lambda conn: people.by_account(conn, BOT, LEARNER))
    assert person is not None
    return await notice_text(desk.parts, RELATED, person.id, job.job.payload or {})


async def test_a_like_case_is_offered_two_days_after_danger_once(desk: FrontDesk) -> None:
    await Someone(desk).plays("ask", "blue+tag", UNSAFE)
    desk.clock.passes(60)
    await Someone(desk).plays("ask", "blue+tag", UNSAFE)

    assert await promised(desk, 1.9) == ()
    (job,) = await promised(desk, 2.1)
    news = await tells(desk, job)
    assert news.text.startswith("Another case like the one before is here when you are ready: “")
    assert news.button.action == call(case_card, "like")  # of the same track


async def test_offer_comes_once_as_a_kind_message(desk: FrontDesk) -> None:
    await Someone(desk).plays("ask", "blue+tag", UNSAFE)
    told = NoticeSender(BOT, desk.parts.app, desk.parts.texts, desk.post)
    await told.send()
    assert desk.post.sent == []
    for _ in range(10 * 24):  # whatever hours are theirs
        desk.clock.passes(3600)
        await told.send()

    (sent,) = desk.post.sent
    assert sent.chat == LEARNER
    assert [button.action for button in sent.screen.buttons] == [call(case_card, "like")]
    assert "when you are ready" in text(sent.screen)


async def test_offer_is_dropped_after_a_later_play(desk: FrontDesk) -> None:
    await Someone(desk).plays("ask", "blue+tag", UNSAFE)
    desk.clock.passes(3600)
    await desk.tap(call(begin_case, "like"))
    (job,) = await promised(desk, 2.1)

    assert await tells(desk, job) is None


async def test_without_danger_nothing_is_promised(desk: FrontDesk) -> None:
    attempt = await Someone(desk).plays("send", "blue+hat", SAFE)
    await desk.tap(call(look_back, attempt))

    assert await promised(desk, 3) == ()


def test_the_case_that_an_ending_names_comes_first() -> None:
    shelf: dict[str, Scenario] = {case.id: case for case in (kinds_case(), LIKE, ELSEWHERE)}
    ending = replace(kinds_case().endings["home"], parallel="aaa")
    named = replace(kinds_case(), endings={"home": ending})

    assert like_case(shelf, named, "home") == "aaa"
    assert like_case(shelf, kinds_case(), "home") == "like"
    assert like_case({"kinds": kinds_case()}, named, "home") is None
