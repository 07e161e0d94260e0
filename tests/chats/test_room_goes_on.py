"""What goes on by itself in a room: phones are asked, votes come in, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.app.access.rights import TRAINER
from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.live_session import join_session, vote
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.cohort_settings import archive_cohort
from bot.chat.trainer.live_session.attendance import attendance_page, set_attending
from bot.chat.trainer.live_session.hand_counts import hand_counts
from bot.chat.trainer.live_session.session_control import (
    begin_session,
    close_vote,
    continue_session,
    end_session,
    finish_marking,
    mark_choice,
    session_page,
    take_choice,
)
from bot.chat.trainer.live_session.session_opening import session_cases
from bot.outbox.class_messages import BATCH
from bot.outbox.delivery import SendOutcome
from bot.wall_page.page import scenes_of
from storage.db import tables as t
from storage.live_session import attendance, live_sessions
from storage.live_session.attendance import Attendee
from storage.live_session.live_sessions import IDLE, Session
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.live_session import (
    COHORT,
    a_class,
    actions,
    asking,
    begun,
    opened,
    the_session,
    votes,
)
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, has, text

PHONES = ("sara", "yusuf", "lina")
CONTROL = 77  # the message that shows where the session is


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        for phone in PHONES:
            await found.person(phone)
        await a_class(found, *PHONES)
        yield found


async def test_every_phone_is_asked_once_a_turn(staff: Staff) -> None:
    session = await begun(staff, *PHONES[:2])
    goes_on = asking(staff)
    assert await goes_on.ask() == 2
    assert await goes_on.ask() == 0
    asked = [message.chat for message in staff.desk.post.sent]
    assert sorted(asked) == sorted(staff.account(phone) for phone in PHONES[:2])
    await staff.says("lina", f"/start {session.door}")  # who comes late is asked at once
    assert await goes_on.ask() == 1


async def test_undelivered_question_is_sent_again(staff: Staff) -> None:
    """After a failure, and after a crash between sending and noting it."""
    await begun(staff, "sara")

    class Lost:
        """A messenger whose first messages get lost."""

        shown = 0

        def show(self, chat, screen, settled, retire=None, *, bulk=False) -> None:  # type: ignore[no-untyped-def]
            self.shown += 1
            if self.shown == 1:
                settled(SendOutcome())

        def change(self, chat, message, screen) -> None:  # type: ignore[no-untyped-def]
            raise AssertionError

        def retire(self, chat, message) -> None:  # type: ignore[no-untyped-def]
            raise AssertionError

    goes_on, lost = asking(staff), Lost()
    goes_on._messenger = goes_on._keyboards._messenger = lost
    assert await goes_on.ask() == 1
    assert await goes_on.ask() == 1  # it failed, and is sent again
    assert await goes_on.ask() == 0  # it is on its way
    assert await asking(staff).ask() == 1  # another program knows nothing of it
    again = asking(staff)
    assert await again.ask() == 1  # for the one before was killed before it noted that
    await again.flush()
    assert await asking(staff).ask() == 0


async def test_buttons_of_a_closed_vote_go(staff: Staff) -> None:
    """A few at a time, and not from under whoever has the next question in that message."""
    session = await begun(staff, *PHONES)
    goes_on, post = asking(staff), staff.desk.post
    assert await goes_on.ask() == 3
    of = {message.chat: 500 + n for n, message in enumerate(post.sent, 1)}
    await votes(staff, "sara", "ask")
    await goes_on.ask()
    assert post.retired == []  # it is open, and a vote can be changed
    await staff.taps("trainer", call(close_vote, session.id, 0))
    await goes_on.ask()
    await goes_on.ask()
    assert sorted(post.retired) == sorted(of.items())


async def test_buttons_go_when_the_next_question_comes(staff: Staff) -> None:
    session = await begun(staff, *PHONES)
    goes_on, post = asking(staff), staff.desk.post
    await goes_on.ask()
    of = {message.chat: 500 + n for n, message in enumerate(post.sent, 1)}
    await staff.taps("trainer", call(close_vote, session.id, 0))
    await staff.taps("trainer", call(take_choice, session.id, 0, "ask"))
    await staff.taps("trainer", call(mark_choice, session.id, 1, 0, on=True))
    shown = await staff.taps("trainer", call(finish_marking, session.id, 1))
    shown = await staff.taps("trainer", button(shown.screen, continue_session))
    while not has(shown.screen, finish_marking):
        shown = await staff.taps("trainer", button(shown.screen, mark_choice))
    await staff.taps("trainer", button(shown.screen, finish_marking))  # and now the next vote
    late = await staff.taps(
        "lina", call(vote, session.id, 0, "ask")
    )  # has the next one by that tap
    assert actions(late.screen, vote)
    assert await goes_on.ask() == 2
    again = {message.chat: message.retire for message in post.sent[3:]}
    assert again == {chat: of[chat] for chat in again}
    assert staff.account("lina") not in again
    assert post.retired == []
    await staff.taps("trainer", call(end_session, session.id))
    await goes_on.ask()
    assert {chat for chat, _ in post.retired} == set(of)
    assert (staff.account("lina"), of[staff.account("lina")]) in post.retired


async def test_the_leaders_message_changes_only_when_there_is_something_new(staff: Staff) -> None:
    """However many vote between two looks, it is changed once."""
    session = await begun(staff, *PHONES)
    await staff.taps("trainer", call(session_page, session.id), CONTROL)
    goes_on, post = asking(staff), staff.desk.post
    assert await goes_on.count() == 1
    assert await goes_on.count() == 0
    for phone in PHONES:
        await votes(staff, phone, "ask")
    assert await goes_on.count() == 1
    assert await goes_on.count() == 0
    chat, message, screen = post.changed[-1]
    assert (chat, message) == (staff.account("trainer"), CONTROL)
    assert "Votes: 3 of 3 phones" in text(screen)


async def test_another_screen_in_that_message_is_left_alone(staff: Staff) -> None:
    """While hands or names stand there, no count comes in between."""
    session = await begun(staff, *PHONES)
    for elsewhere in (call(hand_counts, session.id, 0), call(attendance_page, session.id, 0)):
        await staff.taps("trainer", call(session_page, session.id), CONTROL)
        await staff.taps("trainer", elsewhere, CONTROL)
        await votes(staff, "sara", "ask")
        assert await asking(staff).count() == 0


async def test_a_screen_the_leader_turns_to_while_votes_are_counted_is_left_alone(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await begun(staff, *PHONES)
    await staff.taps("trainer", call(session_page, session.id), CONTROL)
    goes_on = asking(staff)
    draw = goes_on._draw

    async def draw_slowly(session: Session, language: str) -> Screen:
        screen = await draw(session, language)
        await staff.taps("trainer", call(hand_counts, session.id, 0), CONTROL)
        return screen

    monkeypatch.setattr(goes_on, "_draw", draw_slowly)
    assert await goes_on.count() == 0
    assert staff.desk.post.changed == []


async def test_a_co_trainers_message_does_not_take_the_leaders_place(staff: Staff) -> None:
    await staff.person("second", (TRAINER, AIRPORT))
    now = staff.desk.clock.now()
    session = await begun(staff, *PHONES)

    def joins(conn: Connection) -> None:
        row = {"cohort": session.cohort, "person": "second", "since": now}
        conn.execute(t.cohort_trainers.insert(), row)

    await staff.write(joins)
    await staff.taps("trainer", call(session_page, session.id), CONTROL)
    await staff.taps("second", call(session_page, session.id), 99)
    assert (await the_session(staff)).control == CONTROL


async def test_a_vote_takes_one_transaction(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a class votes, nobody waits for two."""
    session = await begun(staff, *PHONES)
    await votes(staff, "sara", "send")  # the first one reads whether the notice was accepted
    database, taken = staff.desk.parts.database, []
    for kind in ("read", "write"):
        run = getattr(database, kind)

        async def counted(unit, run=run, kind=kind):  # type: ignore[no-untyped-def]
            taken.append(kind)
            return await run(unit)

        monkeypatch.setattr(database, kind, counted)
    await staff.taps("sara", call(vote, session.id, session.turn, "ask"))
    assert taken == ["write"]


@pytest.mark.slow
async def test_a_class_of_five_hundred(staff: Staff) -> None:
    """Asked in batches, counted once each, forgotten when it is closed."""
    session = await opened(staff)
    now, crowd = staff.desk.clock.now(), [f"person-{n:05}" for n in range(500)]

    def arrive(conn: Connection) -> None:
        for number, name in enumerate(crowd):
            person = Person(name, "ar", ZONE, now, notice=NOTICE, notice_at=now, enrolled_at=now)
            people.add(conn, person, Account(BOT, 90_000 + number, name))
            attendance.attend(conn, Attendee(name, session.id, now, "phone", name))

    await staff.write(arrive)
    await staff.taps("trainer", call(begin_session, session.id), CONTROL)
    goes_on = asking(staff)
    asked = [await goes_on.ask() for _ in range(500 // BATCH + 1)]
    assert asked == [BATCH] * (500 // BATCH) + [0]
    assert len({message.chat for message in staff.desk.post.sent}) == 500

    staff._accounts |= {name: 90_000 + number for number, name in enumerate(crowd)}
    choices = ["ask" if number % 5 else "send" for number in range(500)]
    taps = [
        staff.taps(name, call(vote, session.id, 0, choice))
        for name, choice in zip(crowd, choices, strict=True)
    ]
    again = [staff.taps(name, call(vote, session.id, 0, "send")) for name in crowd[:50:5]]
    counting = [goes_on.count() for _ in range(3)]
    await asyncio.gather(*taps, *again, *counting)
    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert "A · Ask about it: 400\nB · Send her back: 100" in text(closed.screen)
    assert await staff.read(lambda conn: conn.execute(select(t.votes)).all()) == []
    assert len(staff.desk.post.changed) <= 3


async def test_restart_loses_nothing(tmp_path: Path, sqlite_url: str) -> None:
    """The session is where it was: who is there, what was voted, what comes next."""
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT))
        for phone in PHONES:
            await staff.person(phone)
        await a_class(staff, *PHONES)
        session = await begun(staff, *PHONES)
        await asking(staff).ask()
        await votes(staff, "sara", "ask")
        accounts = staff._accounts
    async with front_desk(sqlite_url, day=1) as desk:
        staff = Staff(desk)
        staff._accounts = accounts
        desk.clock.passes(-86_400)  # a later day only for the numbers of the updates
        await votes(staff, "yusuf", "send")
        shown = await staff.taps("trainer", call(session_page, session.id))
        assert "Votes: 2 of 3 phones" in text(shown.screen)
        await staff.taps("trainer", call(close_vote, session.id, 0))
        taken = await staff.taps("trainer", call(take_choice, session.id, 0, "send"))
        assert "She looks at the clock." in text(taken.screen)


async def test_idle_session_closes_and_keeps_its_counts(staff: Staff) -> None:
    await begun(staff, "sara")
    await votes(staff, "sara", "ask")
    closes = staff.desk.clock.now() + IDLE
    assert await asking(staff).end_idle() == 0
    staff.desk.clock.passes(14 * 86_400)  # the bot was off: nothing looked before
    assert await asking(staff).end_idle() == 1
    session = await the_session(staff)
    assert (session.state, session.attended, session.ended_at) == ("ended", 1, closes)
    (put,) = await staff.read(lambda conn: live_sessions.rounds_of(conn, session.id))
    assert put.votes == {"ask": 1}


async def test_a_session_stays_open_while_people_come_in(staff: Staff) -> None:
    """A trainer may open it in the morning for a class in the evening."""
    session = await begun(staff, "sara")
    staff.desk.clock.passes(IDLE.total_seconds() - 60)
    await staff.says("yusuf", f"/start {session.door}")
    staff.desk.clock.passes(3600)
    assert await asking(staff).end_idle() == 0
    await votes(staff, "yusuf", "ask")
    shown = await staff.taps("trainer", call(session_page, session.id))
    assert "Votes: 1 of 2 phones" in text(shown.screen)


async def test_idle_session_is_over_before_its_job_runs(staff: Staff) -> None:
    session = await begun(staff, "sara")
    staff.desk.clock.passes(14 * 86_400)
    late = await staff.says("yusuf", f"/start {session.door}")
    assert "This class is over" in text(late.screen)
    member = await staff.taps("lina", call(join_session, session.id))
    assert "This class is over" in text(member.screen)
    today = await staff.says("lina", "/today")
    assert not has(today.screen, join_session)
    voted = await votes(staff, "sara", "ask")
    assert "so is the session" in text(voted.screen)
    page = await scenes_of(staff.desk.parts.app)(session.page)
    assert page is not None
    assert page.view is None
    noted = await staff.taps("trainer", call(set_attending, session.id, "lina", there=True, page=0))
    assert "2 people were there" in text(noted.screen)
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (2, 1)
    assert (await the_session(staff)).attended == 2


async def test_returning_trainer_starts_a_new_session(staff: Staff) -> None:
    session = await begun(staff, "sara")
    staff.desk.clock.passes(IDLE.total_seconds())
    cohort = await staff.taps("trainer", call(cohort_page, COHORT))
    assert not has(cohort.screen, session_page)
    over = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert "closes by itself after 12 hours" in text(over.screen)
    assert (await the_session(staff)).state == "ended"
    assert has(over.screen, attendance_page)
    await staff.taps("trainer", button(over.screen, session_cases))
    again = await opened(staff)
    assert again.id != session.id
    assert again.state == "running"


async def test_opening_a_session_closes_an_idle_one_of_the_cohort(staff: Staff) -> None:
    session = await begun(staff, "sara")
    staff.desk.clock.passes(IDLE.total_seconds())
    again = await opened(staff)
    assert again.id != session.id
    before = await staff.read(lambda conn: live_sessions.get(conn, session.id))
    assert (before.state, before.attended) == ("ended", 1)


async def test_a_class_is_over_when_its_cohort_is_put_away(staff: Staff) -> None:
    """Nobody could lead it any more: its page and its door close, and what was counted stays."""
    session = await begun(staff, "sara")
    await votes(staff, "sara", "ask")
    await staff.taps("trainer", call(archive_cohort, session.cohort))
    now = await staff.read(lambda conn: live_sessions.get(conn, session.id))
    assert (now.state, now.attended) == ("ended", 1)
    (put,) = await staff.read(lambda conn: live_sessions.rounds_of(conn, session.id))
    assert put.votes == {"ask": 1}
    assert await asking(staff).ask() == 0
