"""What was learnt comes back: once, in people's own hours, and never as a nuisance."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select

from bot.services.actions import Action, Begin
from bot.services.ports import SystemDice
from bot.services.preferences.actions import SetRest
from bot.services.preferences.whose import hours_for
from bot.services.refreshers import making
from bot.services.refreshers.actions import (
    AnswerItem,
    AskHowSure,
    AskNow,
    NextItem,
    SayHowSure,
    ShowRefreshers,
    SnoozeRefreshers,
    WantRefreshers,
    WorkNights,
)
from bot.services.refreshers.making import AWAY, BACKLOG, MOST, PATIENCE
from bot.services.refreshers.planning import A_WEEK, KIND
from bot.services.refreshers.sending import LEASE, Refreshers
from bot.services.screen import Screen
from scenarios.shelf import Shelf
from storage import due, memories, people, prompts
from storage import tables as t
from storage.errors import StorageError
from storage.memories import Memory, Review
from storage.people import Person
from storage.prompts import ANSWERED, ASKED, LEFT, Prompt, Rhythm
from tests.helpers.front_desk import BOT, FrontDesk, front_desk
from tests.helpers.recall_case import QUESTIONS, recall_case

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Bahrain")
DAY = timedelta(days=1)


@dataclass
class Post:
    """A messenger that remembers, and tells how it went when it is asked to."""

    sent: list[Screen] = field(default_factory=list)
    open: list[Callable[[int | None, bool], None]] = field(default_factory=list)

    def show(
        self,
        chat: int,
        screen: Screen,
        settled: Callable[[int | None, bool], None],
        retire: int | None = None,
    ) -> None:
        self.sent.append(screen)
        self.open.append(settled)

    def end(self, message: int | None, *, ended: bool) -> None:
        for one in self.open:
            one(message, ended)
        self.open.clear()


@dataclass
class School:
    """A learner, and the program that sends refreshers."""

    desk: FrontDesk
    post: Post
    refreshers: Refreshers

    @property
    def now(self) -> datetime:
        return self.desk.clock.at

    async def read(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.read(unit)

    async def write(self, unit: Callable[[Connection], T]) -> T:
        return await self.desk.parts.database.write(unit)

    async def person(self) -> Person:
        return (await self.read(people.every))[0]

    async def plays(self, *acts: str) -> None:
        """Play the case to its end; what is left out is answered in the best way."""
        await self.desk.tap(Begin("recalls"))
        for n in range(QUESTIONS):
            await self.desk.tap(self.desk.take(acts[n] if n < len(acts) else f"best{n}"))

    async def comes(self) -> datetime | None:
        """When the next prompt is planned."""
        person = await self.person()
        return await self.read(lambda conn: due.when(conn, KIND, person.id))

    async def goes_to(self, moment: datetime | None) -> None:
        assert moment is not None
        self.desk.clock.at = max(self.now, moment)

    async def sends(self) -> Screen | None:
        """Let the loop run once, with everything arriving."""
        before = len(self.post.sent)
        await self.refreshers.send()
        self.post.end(700, ended=True)
        await self.refreshers.flush()
        return self.post.sent[-1] if len(self.post.sent) > before else None

    async def gets(self) -> Screen:
        """The next prompt, when it comes."""
        await self.goes_to(await self.comes())
        screen = await self.sends()
        assert screen is not None
        return screen

    async def prompt(self) -> Prompt:
        person = await self.person()
        found = await self.read(lambda conn: prompts.last(conn, person.id))
        assert found is not None
        return found

    async def reviews(self) -> list[Review]:
        return await self.read(memories.everything)

    async def known(self) -> list[Memory]:
        person = await self.person()
        return await self.read(lambda conn: memories.of_person(conn, person.id))

    async def rhythm(self) -> Rhythm:
        person = await self.person()
        return await self.read(lambda conn: prompts.rhythm(conn, person.id))

    async def taps(self, action: Action) -> Screen:
        reply = await self.desk.tap(action)
        assert reply.screen is not None
        return reply.screen

    async def says(self, command: str) -> Screen:
        reply = await self.desk.parts.desk.commanded(self.desk.visitor(), command)
        assert reply.screen is not None
        return reply.screen

    async def answers_all(self, screen: Screen, pick: int = 0) -> int:
        """Answer each item of a prompt by the button at a place; how many there were."""
        count = 0
        while isinstance(screen.buttons[0].action, AnswerItem):
            screen = await self.taps(screen.buttons[pick].action)
            assert isinstance(screen.buttons[0].action, NextItem)
            screen = await self.taps(screen.buttons[0].action)
            count += 1
        return count


def words_of(screen: Screen) -> str:
    return "\n".join(line.text for line in screen.lines)


def best(screen: Screen) -> AnswerItem:
    return picked(screen, "best", "there", "leave")


def poor(screen: Screen) -> AnswerItem:
    return picked(screen, "poor", "not-there", "report")


def picked(screen: Screen, *starts: str) -> AnswerItem:
    """The button of a choice by how its id begins."""
    found = [one.action for one in screen.buttons if isinstance(one.action, AnswerItem)]
    return next(one for one in found if one.choice.startswith(starts))


@pytest.fixture
async def school(database_url: str) -> AsyncIterator[School]:
    async with front_desk(database_url, Shelf({"recalls": recall_case()})) as desk:
        yield again(desk)


def again(desk: FrontDesk) -> School:
    """The sending program, begun anew, as after a crash or in a second process."""
    post, parts = Post(), desk.parts
    sender = Refreshers(BOT, parts.database, parts.library, post, parts.clock, SystemDice())
    return School(desk, post, sender)


# --- What is kept of a story


async def test_the_first_answers_of_a_story_are_the_first_reviews(school: School) -> None:
    """Each with its grade: right, half right, wrong, and wrong where it would have endangered."""
    await school.plays("best0", "poor1", "half2", "poor3")

    found = {one.act: one for one in await school.reviews()}
    best_ones = {f"best{n}": 3 for n in range(4, QUESTIONS)}
    assert {act: one.grade for act, one in found.items()} == {
        "best0": 3, "poor1": 1, "half2": 2, "poor3": 1, **best_ones,
    }  # fmt: skip
    assert {one.told for one in found.values()} == {"story"}
    assert all(one.predicted is None for one in found.values())
    assert len(await school.known()) == QUESTIONS


async def test_playing_again_the_same_day_counts_once(school: School) -> None:
    """What is known by heart from this morning says nothing; two days later it does."""
    await school.plays()
    await school.plays("poor0")
    assert len(await school.reviews()) == QUESTIONS

    school.desk.clock.passes(2 * 86_400)
    await school.plays("poor0")
    later = [one for one in await school.reviews() if one.predicted is not None]
    assert len(later) == QUESTIONS
    assert all(0.8 < (one.predicted or 0) < 1 for one in later)


async def test_what_is_kept_can_be_made_anew(school: School) -> None:
    """From the reviews alone, to the last digit."""
    await school.plays("poor0", "half1")
    await school.answers_all(await school.gets(), 1)
    before = await school.known()
    person = await school.person()

    from bot.services.refreshers.remembering import rebuild
    from scenarios.refreshing.memory import DEFAULTS

    changed = await school.write(lambda conn: rebuild(conn, person.id, DEFAULTS))
    assert changed == 0
    assert await school.known() == before


# --- When, and how much


async def test_a_prompt_comes_when_something_is_due_in_a_slot(school: School) -> None:
    """Not before; and its first line says nothing of what it is about."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    local = moment.astimezone(ZONE)
    assert 8 <= local.hour < 20
    assert local.weekday() not in (4, 5)
    assert await school.sends() is None

    screen = await school.gets()
    assert screen.lines[0].text == "A minute for you?"
    assert 1 <= len((await school.prompt()).items) <= MOST


async def test_never_more_than_one_a_day_and_three_a_week(school: School) -> None:
    """Over two months, whoever answers and however."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    made: list[datetime] = []
    for n in range(60 * 4):
        school.desk.clock.passes(6 * 3600)
        await school.goes_to(await school.comes() or school.now) if n % 3 == 0 else None
        screen = await school.sends()
        if screen is not None and isinstance(screen.buttons[0].action, AnswerItem):
            made.append(school.now)
            await school.answers_all(screen, n % 2)

    assert len(made) >= 10
    assert all(later - before >= DAY for before, later in pairwise(made))
    for moment in made:
        week = [one for one in made if moment - 7 * DAY < one <= moment]
        assert len(week) <= A_WEEK


async def test_unasked_messages_share_one_a_day(school: School) -> None:
    """Whoever was told something today gets no prompt before tomorrow."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    person = await school.person()
    await school.write(lambda conn: people.change(conn, person.id, told_at=moment))
    await school.goes_to(moment + timedelta(minutes=1))

    assert await school.sends() is None
    later = await school.comes()
    assert later is not None
    assert later >= moment + DAY


async def test_a_prompt_waits_while_a_case_is_under_way(school: School) -> None:
    """And comes in the next slot after it, never in the middle."""
    await school.plays()
    moment = await school.comes()
    await school.goes_to(moment)
    await school.desk.tap(Begin("recalls"))
    assert await school.sends() is None

    for n in range(QUESTIONS):
        await school.desk.tap(school.desk.take(f"best{n}"))
    assert (await school.gets()).lines[0].text == "A minute for you?"


async def test_what_is_late_is_planned_anew_and_never_sent_stale(school: School) -> None:
    """The program was down over the slot: the next one is as good."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    await school.goes_to(moment + timedelta(hours=5))

    assert await school.sends() is None
    later = await school.comes()
    assert later is not None
    assert later > school.now
    assert isinstance((await school.gets()).buttons[0].action, AnswerItem)


async def test_of_three_items_one_asks_for_restraint(school: School) -> None:
    """In every prompt of three, and over the ends of prompts."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    forms: list[str] = []
    for _ in range(6):
        await school.answers_all(await school.gets())
        forms += [str(one["form"]) for one in (await school.prompt()).items]

    assert len(forms) >= 9
    for end in range(3, len(forms) + 1):
        assert "look-alike" in forms[end - 3 : end]


# --- How it is answered


async def test_an_answer_is_told_its_reason_and_counts_once(school: School) -> None:
    """Tapped twice, or on a second copy of the message, it is one answer."""
    await school.plays()
    screen = await school.gets()
    answer = best(screen)
    told = await school.taps(answer)
    assert "Yes, that is it." in words_of(told)
    assert len(await school.reviews()) == QUESTIONS + 1

    await school.taps(answer)
    assert len(await school.reviews()) == QUESTIONS + 1
    (counted,) = (one for one in await school.reviews() if one.prompt)
    assert counted.predicted is not None


async def test_a_wrong_answer_is_told_what_would_have_been_better(school: School) -> None:
    """And once, on request, how sure its giver was; wrong and sure comes back first."""
    await school.plays()
    screen = await school.gets()
    answer = poor(screen)
    told = await school.taps(answer)
    assert "Look again." in words_of(told)
    assert "Better here:" in words_of(told)
    assert [one.action for one in told.buttons][1] == AskHowSure(answer.prompt, 0)

    await school.taps(AskHowSure(answer.prompt, 0))
    await school.taps(SayHowSure(answer.prompt, 0, sure=True))
    entry = (await school.prompt()).items[0]
    kept = {one.signature: one for one in await school.known()}
    assert kept[entry["signature"]].sure

    school.desk.clock.passes(86_400 * 3)
    await school.taps(AskNow())
    asked = await school.prompt()
    if asked.id == answer.prompt:  # the rest of the first prompt comes before anything new
        while isinstance((screen := await school.taps(AskNow())).buttons[0].action, AnswerItem):
            if (await school.prompt()).id != answer.prompt:
                break
            await school.taps(best(screen))
        asked = await school.prompt()
    assert asked.items[0]["signature"] == entry["signature"]


async def test_others_buttons_and_forged_ones_change_nothing(school: School) -> None:
    """A prompt of somebody else, a choice that is not offered, a turn that is not yet."""
    await school.plays()
    screen = await school.gets()
    answer = best(screen)
    before = await school.reviews()
    for forged in (
        replace(answer, prompt="nothing-0000"),
        replace(answer, choice="nothing"),
        replace(answer, turn=1),
        replace(answer, turn=99),
    ):
        await school.taps(forged)
    await school.taps(SayHowSure(answer.prompt, 5, sure=True))
    await school.taps(NextItem(answer.prompt, 7))
    assert await school.reviews() == before


async def test_an_item_that_the_library_has_no_more_is_passed_over(school: School) -> None:
    """And the rest of the prompt goes on."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    screen = await school.gets()
    prompt = await school.prompt()
    gone = [{**one, "signature": "gone"} for one in prompt.items[:1]] + list(prompt.items[1:])

    def unit(conn: Connection) -> None:
        conn.execute(t.prompts.update().values(items=gone))

    await school.write(unit)
    shown = await school.taps(NextItem(prompt.id, 0))
    assert words_of(shown) != words_of(screen)
    assert "There is no" not in words_of(shown)


# --- Wishes


async def test_after_three_unanswered_it_is_asked_once_and_then_silent(school: School) -> None:
    """Until the learner returns; then the most at risk come first, and the rest is forgiven."""
    await school.plays()
    for _ in range(PATIENCE):
        assert isinstance((await school.gets()).buttons[0].action, AnswerItem)
    question = await school.gets()
    assert question.buttons[0].action == WantRefreshers(on=True)
    assert await school.comes() is None
    assert await school.sends() is None

    school.desk.clock.passes(40 * 86_400)
    assert await school.sends() is None
    await school.taps(WantRefreshers(on=True))
    assert (await school.rhythm()).state == "on"
    assert await school.comes() is not None


async def test_whoever_answers_any_of_them_is_not_asked(school: School) -> None:
    """A late answer is as good as an early one."""
    await school.plays()
    first = await school.gets()
    await school.gets()
    late = await school.taps(best(first))
    assert "Yes, that is it." in words_of(late)
    assert (await school.rhythm()).unanswered == 0


async def test_stop_is_one_tap_and_holds(school: School) -> None:
    """Nothing is planned, nothing is sent; asked for, questions still come."""
    await school.plays()
    await school.taps(WantRefreshers(on=False))
    assert await school.comes() is None
    school.desk.clock.passes(10 * 86_400)
    assert await school.sends() is None
    assert await school.refreshers.sweep() == 0

    shown = await school.taps(AskNow())
    assert isinstance(shown.buttons[0].action, AnswerItem)
    assert (await school.prompt()).slot == ASKED
    assert (await school.rhythm()).state == "stopped"


async def test_a_pause_lets_nothing_come_for_a_week(school: School) -> None:
    """And can be taken back."""
    await school.plays()
    await school.taps(SnoozeRefreshers(7))
    moment = await school.comes()
    assert moment is not None
    assert moment >= school.now + 7 * DAY

    await school.taps(SnoozeRefreshers(0))
    sooner = await school.comes()
    assert sooner is not None
    assert sooner < moment


async def test_on_nights_the_slot_lies_in_the_late_afternoon(school: School) -> None:
    """For this week; by one tap, and back by another."""
    await school.plays()
    await school.taps(WorkNights(on=True))
    moment = await school.comes()
    assert moment is not None
    assert 16 <= moment.astimezone(ZONE).hour < 20

    await school.taps(WorkNights(on=False))
    assert (await school.rhythm()).nights_until is None


async def test_after_an_absence_little_is_due(school: School) -> None:
    """The rest waits from now on, and nothing that is known is lost."""
    await school.plays()
    before = await school.known()
    school.desk.clock.passes((AWAY + DAY).total_seconds())
    await school.taps(AskNow())
    forgiven = [one for one in await school.known() if one.forgiven_at is not None]
    assert len(forgiven) == QUESTIONS - BACKLOG
    assert [replace(one, forgiven_at=None) for one in await school.known()] == before


async def test_nothing_is_asked_of_who_has_played_nothing(school: School) -> None:
    """They are told where questions come from."""
    shown = await school.taps(AskNow())
    assert "Play one first" in words_of(shown)
    assert await school.comes() is None


# --- Whatever happens


async def test_what_did_not_arrive_comes_again_and_counts_for_nobody(school: School) -> None:
    """A network that is down is not somebody who does not answer."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    school.post.end(None, ended=False)
    await school.refreshers.flush()
    count = select(func.count()).select_from(t.prompts)
    assert await school.read(lambda conn: conn.execute(count).scalar()) == 0
    assert (await school.person()).told_at is None

    screen = await school.gets()
    assert isinstance(screen.buttons[0].action, AnswerItem)
    assert (await school.rhythm()).unanswered == 0


async def test_a_crash_before_the_sending_loses_nothing_and_doubles_nothing(
    school: School,
) -> None:
    """What was claimed by a program that died is handed out again when its lease is over."""
    await school.plays()
    await school.goes_to(await school.comes())

    def claimed(conn: Connection) -> Any:
        return due.claim(conn, school.now, LEASE, 10, (KIND,))

    assert len((await school.write(claimed)).due) == 1
    other = again(school.desk)
    assert await other.sends() is None
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    assert await other.sends() is not None
    assert await again(school.desk).sends() is None


async def test_two_programs_send_one_prompt(school: School) -> None:
    """Whichever is first."""
    await school.plays()
    other = again(school.desk)
    await school.goes_to(await school.comes())
    found = [await school.sends(), await other.sends()]
    assert [one is not None for one in found] == [True, False]


@pytest.mark.parametrize("jump", [-3, 3])
async def test_a_clock_that_jumps_by_days_sends_no_second_one(school: School, jump: int) -> None:
    """Neither back nor forth is there a flood."""
    await school.plays()
    await school.gets()
    school.desk.clock.at += jump * DAY
    sent = 0
    for _ in range(24):
        sent += await school.sends() is not None
        school.desk.clock.passes(3600)
    assert sent <= 1


async def test_who_blocked_the_bot_is_left_alone_until_they_are_back(school: School) -> None:
    """Without a promise that is claimed over and over."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.write(lambda conn: people.block(conn, BOT, 1001, school.now))
    assert await school.sends() is None
    assert await school.comes() is None
    assert await school.refreshers.sweep() == 0

    await school.write(lambda conn: people.block(conn, BOT, 1001, None))
    assert await school.refreshers.sweep() == 1
    assert await school.comes() is not None


async def test_the_sweep_plans_for_whoever_has_no_plan(school: School) -> None:
    """Such as after an older release."""
    await school.plays()
    person = await school.person()
    await school.write(lambda conn: due.withdraw(conn, KIND, person.id))
    assert await school.refreshers.sweep() == 1
    assert await school.comes() is not None
    assert await school.refreshers.sweep() == 0


async def test_a_prompt_left_open_is_let_go_by_the_next(school: School) -> None:
    """There is one open at a time."""
    await school.plays()
    await school.gets()
    first = await school.prompt()
    await school.gets()
    person = await school.person()
    found = await school.write(lambda conn: prompts.held(conn, first.id, person.id))
    assert found is not None
    assert found.state == LEFT


# --- Where it shows


async def test_today_and_progress_lead_there(school: School) -> None:
    """Today says how many wait, and progress what stays."""
    await school.plays()
    await school.goes_to(await school.comes())
    today = await school.says("today")
    assert "short question" in words_of(today)
    assert AskNow() in [one.action for one in today.buttons]

    progress = await school.says("progress")
    assert ShowRefreshers() in [one.action for one in progress.buttons]
    stays = await school.taps(ShowRefreshers())
    counted = [int(one) for one in re.findall(r": (\d+) point", words_of(stays))]
    assert sum(counted) == QUESTIONS


async def test_a_forged_wish_is_kept_within_bounds(school: School) -> None:
    """Nobody is silent for years by a forged button."""
    await school.plays()
    await school.taps(SnoozeRefreshers(9_999))
    until = (await school.rhythm()).snoozed_until
    assert until is not None
    assert until <= school.now + 7 * DAY


async def test_who_asks_is_asked_though_the_same_day_counts_once(school: School) -> None:
    """Right after a case questions can be tried; they change nothing that is known."""
    await school.plays()
    before = await school.known()
    screen = await school.taps(AskNow())
    told = await school.taps(best(screen))

    assert "is not counted" in words_of(told)
    assert await school.known() == before
    assert len(await school.reviews()) == QUESTIONS


# --- What once went wrong


async def test_what_is_gone_is_passed_over_for_good(school: School) -> None:
    """The next item can be answered, and a prompt of which nothing is left is over."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    await school.gets()
    prompt = await school.prompt()
    assert len(prompt.items) == MOST
    gone = [{**one, "signature": "gone"} for one in prompt.items]

    async def becomes(items: list[dict[str, Any]]) -> None:
        await school.write(lambda conn: conn.execute(t.prompts.update().values(items=items)))

    await becomes([gone[0], *map(dict, prompt.items[1:])])
    shown = await school.taps(NextItem(prompt.id, 0))
    await school.taps(best(shown))
    assert len(await school.reviews()) == QUESTIONS + 1
    assert (await school.prompt()).turn == 2

    await becomes(gone)
    over = await school.taps(NextItem(prompt.id, 2))
    assert "Done. Thank you." in words_of(over)
    assert (await school.prompt()).state == ANSWERED
    asked = await school.taps(AskNow())
    assert isinstance(asked.buttons[0].action, AnswerItem)


async def test_a_crash_between_making_and_sending_is_no_silence(school: School) -> None:
    """What was made and never arrived is sent by the next program, and counted once."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()  # made; and the program dies before it is told how it went
    made = await school.prompt()
    assert made.shown_at is None

    other = again(school.desk)
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    screen = await other.sends()
    assert screen is not None
    assert best(screen).prompt == made.id
    assert (await school.prompt()).shown_at is not None
    school.desk.clock.passes(LEASE.total_seconds() + 1)
    assert await other.sends() is None
    await school.taps(best(screen))
    assert (await school.rhythm()).unanswered == 0


async def test_after_a_crash_nothing_is_sent_out_of_hours(school: School) -> None:
    """What was made in the slot before is taken back, and comes in a later one."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()  # made; and the program dies before it is told how it went
    made = await school.prompt()
    person = await school.person()
    hours = await school.read(lambda conn: hours_for(conn, person))
    while hours.slot(school.now):
        school.desk.clock.passes(1800)

    other = again(school.desk)
    assert await other.sends() is None
    later = await school.comes()
    assert later is not None
    assert later >= made.made_at + DAY
    assert hours.slot(later)
    screen = await other.gets()
    assert best(screen).prompt != made.id
    assert (await school.rhythm()).unanswered == 0


async def test_what_stays_unanswered_is_no_review_and_may_come_again(school: School) -> None:
    """In another form, by what helps most, as if it had not been put; and answered, it counts."""
    await school.plays(*(f"poor{n}" for n in range(QUESTIONS)))
    known, reviews = await school.known(), await school.reviews()
    await school.gets()
    first = {one["signature"]: one["form"] for one in (await school.prompt()).items}
    assert await school.known() == known
    screen = await school.gets()  # the first one was passed over

    second = await school.prompt()
    again_put = [one for one in second.items if one["signature"] in first]
    assert again_put
    assert all(one["form"] != first[one["signature"]] for one in again_put)
    assert await school.known() == known
    assert await school.reviews() == reviews
    await school.answers_all(screen)
    assert len(await school.reviews()) == len(reviews) + len(second.items)


async def test_what_was_answered_did_arrive(school: School) -> None:
    """Though its receipt was lost: no second one comes for that."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    await school.taps(best(school.post.sent[-1]))
    school.post.end(None, ended=False)
    await school.refreshers.flush()
    school.desk.clock.passes(3600)

    assert await school.sends() is None
    assert (await school.person()).told_at is not None
    assert len([one for one in await school.reviews() if one.prompt]) == 1


async def test_the_question_whether_to_go_on_comes_again_if_it_did_not_arrive(
    school: School,
) -> None:
    """Nobody is silenced by a question they never saw."""
    await school.plays()
    for _ in range(PATIENCE):
        await school.gets()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    assert WantRefreshers(on=True) in [one.action for one in school.post.sent[-1].buttons]
    school.post.end(None, ended=False)
    await school.refreshers.flush()

    assert (await school.rhythm()).state == "on"
    assert await school.comes() is not None


async def test_new_hours_hold_for_what_is_planned(school: School) -> None:
    """A day that becomes one of rest is one for what was promised as well."""
    await school.plays()
    moment = await school.comes()
    assert moment is not None
    day = moment.astimezone(ZONE).weekday()
    await school.taps(SetRest(day, on=True))
    await school.sends()
    later = await school.comes()
    assert later is not None
    assert later.astimezone(ZONE).weekday() != day


async def test_an_item_without_another_way_does_not_turn_in_circles(school: School) -> None:
    """Where nothing that is due asks for restraint, one item comes all the same."""
    await school.plays()
    keys = [(one.scenario, one.signature) for one in await school.known()]

    def one_left(conn: Connection) -> None:
        for scenario, signature in keys[1:]:
            own = (t.memories.c.scenario == scenario, t.memories.c.signature == signature)
            conn.execute(t.memories.delete().where(*own))

    await school.write(one_left)
    for _ in range(6):
        screen = await school.gets()
        await school.taps(best(screen))


async def test_a_clock_that_ran_ahead_silences_nobody(school: School) -> None:
    """What it planned for another year is planned anew by the sweep."""
    await school.plays()
    person = await school.person()
    far = school.now + timedelta(days=400)

    def ahead(conn: Connection) -> None:
        due.withdraw(conn, KIND, person.id)
        due.promise(conn, due.Promise(person.id, KIND, person.id, far))

    await school.write(ahead)
    assert await school.refreshers.sweep() == 1
    comes = await school.comes()
    assert comes is not None
    assert comes < far


async def test_an_answer_older_than_what_is_known_was_forecast_by_nobody(school: School) -> None:
    """Such as in a case that was left for days while a question was answered."""
    await school.plays()
    await school.desk.tap(Begin("recalls"))
    for n in range(QUESTIONS):
        await school.desk.tap(school.desk.take(f"best{n}"))
    person = await school.person()
    kept = (await school.known())[0]
    late = replace(
        (await school.reviews())[0],
        signature=kept.signature,
        at=school.now - timedelta(days=9),
        prompt="q",
    )

    from bot.services.refreshers.remembering import count
    from scenarios.refreshing.memory import DEFAULTS

    assert await school.write(lambda conn: count(conn, late, DEFAULTS))
    found = await school.read(lambda conn: memories.reviews_of(conn, person.id))
    assert [one.predicted for one in found if one.prompt == "q"] == [None]


# --- Side by side


async def test_what_cannot_be_written_down_is_written_down_the_next_time(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a prompt that arrived is not sent again for that."""
    await school.plays()
    await school.goes_to(await school.comes())
    await school.refreshers.send()
    school.post.end(700, ended=True)
    database = school.desk.parts.database

    async def out_of_reach(unit: object) -> None:
        raise StorageError("out of reach")

    with monkeypatch.context() as broken:
        broken.setattr(database, "write", out_of_reach)
        with pytest.raises(StorageError):
            await school.refreshers.flush()
    assert (await school.prompt()).shown_at is None
    await school.refreshers.flush()

    assert (await school.prompt()).shown_at == school.now


async def test_one_who_cannot_be_asked_holds_up_nobody_else(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of several that are due together, the others are sent to all the same."""
    await school.plays()
    await school.goes_to(await school.comes())
    others = [await joins(school, number) for number in range(3)]
    making_of, failing = making.make, others[1]

    def make(conn: Connection, person: Person, *rest: Any) -> Prompt | None:
        if person.id == failing:
            raise ValueError("a fault of ours")
        return making_of(conn, person, *rest)

    monkeypatch.setattr(making, "make", make)

    assert await school.refreshers.send() == 3
    monkeypatch.undo()
    assert await school.refreshers.send() == 0  # claimed, for as long as its lease lasts
    school.desk.clock.at += LEASE
    assert await school.refreshers.send() >= 1


async def joins(school: School, number: int) -> str:
    """Somebody else comes, who knows what the learner knows and is due at the same moment."""
    first, known, now = await school.person(), await school.known(), school.now
    other = replace(first, id=f"other-{number}")

    def unit(conn: Connection) -> None:
        people.add(conn, other, people.Account(BOT, 9000 + number, other.id))
        for one in known:
            memories.keep(conn, replace(one, person=other.id))
        due.promise(conn, due.Promise(other.id, KIND, other.id, now))

    await school.write(unit)
    return other.id
