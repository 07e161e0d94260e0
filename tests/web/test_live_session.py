"""A class that is led from a desk: what is shown, what is not, and what the stream sends."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import Connection
from starlette.applications import Starlette

from bot.app.access.rights import TRAINER
from bot.app.exports.export_notices import ExportNotices
from bot.app.live_session import session_entry
from bot.http_server import free_port, serving
from bot.web.account import sign_out as sign_out_of_console
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.kit import streams
from bot.web.kit.cookies import Cookies
from bot.web.kit.routes import address
from bot.web.trainer import attendance, presenter, sessions
from storage.exports import export_log
from storage.live_session.live_sessions import Session
from storage.people import people
from storage.people.people import Account, Person
from tests.helpers.console import TOKEN, URL, Tab, session_of, signed_in, text
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.live_session import COHORT, PLACE, a_class, the_session, votes
from tests.helpers.staff import AIRPORT, ZONE, Staff

MEMBERS = ("sara", "lina", "yusuf")
OPENING = {"case": "kinds", "place": PLACE, "language": "en"}


@dataclass(frozen=True)
class Room:
    """A trainer at the console, and phones of a class."""

    staff: Staff
    web: Starlette
    trainer: Tab

    async def opens(self) -> Session:
        """A session that is opened from the desk."""
        done = await self.trainer.sends(sessions.open_session, COHORT, form=OPENING)
        assert done.status_code == 303, text(done)
        return await the_session(self.staff)

    async def begins(self, *phones: str) -> Session:
        """A session whose first question is put to some phones."""
        session = await self.opens()
        for phone in phones:
            await self.staff.says(phone, f"/start {session.door}")
        await self.trainer.sends(presenter.begin_session, session.id)
        return await the_session(self.staff)

    async def does(self, handler: Any, **form: Any) -> httpx.Response:
        """Send a form about the turn of now."""
        session = await the_session(self.staff)
        return await self.trainer.sends(
            handler, session.id, form={"turn": str(session.turn), **form}
        )

    async def shows(self) -> str:
        session = await the_session(self.staff)
        return text(await self.trainer.opens(presenter.session_page, session.id))


@pytest_asyncio.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        await staff.person("stranger", (TRAINER, AIRPORT), name="Hala Ali")
        for phone in MEMBERS:
            await staff.person(phone, name=phone.title() + " Ahmed")
        await a_class(staff, *MEMBERS)
        web = asgi_app(desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield Room(staff, web, await signed_in(staff, web, "trainer"))


async def test_a_class_is_led_from_the_desk_from_the_lobby_to_the_record(room: Room) -> None:
    session = await room.opens()
    lobby = await room.shows()
    assert "No one has joined yet." in lobby or "0 people joined." in lobby
    assert "/join" in lobby
    for phone in MEMBERS:
        await room.staff.says(phone, f"/start {session.door}")
    assert "3 people joined." in await room.shows()
    await room.does(presenter.begin_session)

    asked = await room.shows()
    assert "Votes: 0 of 3 phones" in asked
    await votes(room.staff, "sara", "ask")
    await votes(room.staff, "lina", "ask")
    voting = await room.shows()
    assert "Votes: 2 of 3 phones" in voting
    assert "%" not in voting  # what was voted for is nobody's to see yet
    assert not any(name in voting for name in ("Sara", "Lina", "Yusuf"))

    await room.does(presenter.close_vote)
    page = await room.trainer.opens(presenter.session_page, session.id)
    closed = text(page)
    assert "The vote is closed." in closed
    assert "<svg" in page.text
    assert "100%" in closed
    assert "To discuss" in closed
    await room.does(presenter.take_choice, choice="ask")
    assert "What followed from the answer" in await room.shows()

    await room.does(presenter.end_session)
    assert "The session is over." in await room.shows()
    record = text(await room.trainer.opens(sessions.session_record, session.id))
    assert "3 people were there" in record
    assert "Omar Ali" in record
    assert "ask: 2" not in record  # of fewer than ten no numbers stay
    listed = text(await room.trainer.opens(sessions.session_list, COHORT))
    assert (PLACE in listed, "over" in listed) == (True, True)


async def test_a_vote_without_votes_is_closed_only_when_that_is_meant(room: Room) -> None:
    await room.begins("sara")
    refused = await room.does(presenter.close_vote)
    assert refused.status_code == 422
    assert "Nobody has voted yet." in text(refused)
    assert 'name="sure"' in refused.text
    assert (await the_session(room.staff)).phase == "voting"
    await room.does(presenter.close_vote, sure="1")
    assert (await the_session(room.staff)).phase == "closed"


async def test_a_late_or_repeated_act_changes_nothing(room: Room) -> None:
    session = await room.begins("sara")
    await votes(room.staff, "sara", "ask")
    for turn in ("99", "-1", "x", ""):
        form = {"turn": turn, "sure": "1"}
        await room.trainer.sends(presenter.close_vote, session.id, form=form)
        assert (await the_session(room.staff)).phase == "voting"


async def test_errors_of_a_new_session_stand_beside_their_fields(room: Room) -> None:
    wrong = {"case": "no-case", "place": "...", "language": "xx"}
    for name, value in wrong.items():
        refused = await room.trainer.sends(
            sessions.open_session, COHORT, form={**OPENING, name: value}
        )
        assert refused.status_code == 422
        assert f'id="error-{name}"' in refused.text
    first = await room.opens()
    assert (await room.opens()).id == first.id  # one class has one session


async def test_hands_are_counted_once_and_nobody_overwrites_another(room: Room) -> None:
    session = await room.begins()
    form = {"hands-ask": "5", "seen-hands-ask": "0", "hands-send": "0", "seen-hands-send": "0"}
    await room.does(presenter.set_hand_counts, **form)
    assert "hands and paper: 5" in await room.shows()
    second = await room.does(presenter.set_hand_counts, **{**form, "hands-ask": "7"})
    assert second.status_code == 422
    assert "Somebody else has set this to 5 in the meantime." in text(second)
    for typed in ("1000", "-1", "five", ""):
        refused = await room.does(
            presenter.set_hand_counts, **{**form, "hands-ask": typed, "seen-hands-ask": "5"}
        )
        assert refused.status_code == 422
        assert 'id="error-hands-ask"' in refused.text
    await room.does(presenter.close_vote)
    assert "5 votes" in await room.shows()
    assert session.id


async def test_attendance_is_ticked_by_hand_and_phones_stay(room: Room) -> None:
    session = await room.begins("sara")
    form = {"listed": ["sara", "lina", "yusuf"], "there": ["lina"], "was": []}
    await room.trainer.sends(attendance.set_attending, session.id, form=form)
    page = text(await room.trainer.opens(attendance.attendance_page, session.id))
    assert "2 people joined." in page
    assert "Sara Ahmed by phone" in page
    await room.trainer.sends(attendance.remove_attendee, session.id, form={"person": "sara"})
    page = text(await room.trainer.opens(attendance.attendance_page, session.id))
    assert "1 person joined." in page


async def test_the_attendance_is_taken_away_as_csv_logged_and_told(room: Room) -> None:
    session = await room.begins("sara")
    taken = await room.trainer.sends(attendance.attendance_csv, session.id)
    head, *rows = csv.reader(io.StringIO(taken.content.decode("utf-8-sig")))
    assert head == ["Name", "Attendance", "Case", "Day", "Place"]
    there = {row[0]: row[1] for row in rows}
    assert there == {
        "Sara Ahmed": "by phone",
        "Lina Ahmed": "absent",
        "Yusuf Ahmed": "absent",
    }
    (logged,) = await room.staff.read(export_log.every)
    assert (logged.sets, logged.named, logged.rows) == (["class-attendance"], True, 3)
    desk = room.staff.desk
    assert await ExportNotices(desk.parts.database, desk.clock).schedule() == 3
    foreign = await signed_in(room.staff, room.web, "stranger")
    assert (await foreign.sends(attendance.attendance_csv, session.id)).status_code == 404


@dataclass
class Stream:
    """What a stream has sent so far."""

    status: int = 0
    kind: str = ""
    events: list[tuple[str, Any]] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    async def until(self, what: str) -> None:
        """Wait for an event."""
        for _ in range(500):
            if what in [name for name, _ in self.events]:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"no {what}: {self.events}")


@dataclass(frozen=True)
class Served:
    """The console over a real server, since only that can be left while it answers."""

    room: Room
    address: str

    async def follows(self, session_id: str, token: str) -> tuple[Stream, asyncio.Task[None]]:
        """Begin to follow a session with a session's token."""
        found = Stream()
        headers = {"Accept": "text/event-stream"}
        cookies = {Cookies(self.address).session_name: token}
        loop = asyncio.get_running_loop()

        async def read() -> None:
            path = self.address + address(presenter.follow_session, session_id)
            async with (
                httpx.AsyncClient(cookies=cookies, timeout=30) as client,
                client.stream("GET", path, headers=headers) as response,
            ):
                found.status = response.status_code
                found.kind = response.headers["content-type"]
                name = ""
                async for line in response.aiter_lines():
                    if line.startswith("event: "):
                        name = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        found.events.append((name, json.loads(line.removeprefix("data: "))))
                        found.at.append(loop.time())

        task = asyncio.create_task(read())
        for _ in range(1_000):
            if found.status or task.done():
                break
            await asyncio.sleep(0.01)
        return found, task


@pytest_asyncio.fixture
async def served(room: Room) -> AsyncIterator[Served]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    web = asgi_app(room.staff.desk.parts.app, ConsoleOptions(url, TOKEN))
    async with serving(web, f"127.0.0.1:{port}"):
        try:
            yield Served(Room(room.staff, web, room.trainer), url)
        finally:
            web.state.streams.close()


async def test_a_stream_tells_of_votes_and_of_the_next_stage_and_ends_with_the_session(
    served: Served,
) -> None:
    room = served.room
    session = await room.begins("sara", "lina")
    token = await session_of(room.staff, "trainer")
    stream, task = await served.follows(session.id, token)
    await stream.until("now")
    assert stream.kind.startswith("text/event-stream")
    assert stream.events[0][1]["texts"]["votes"] == "Votes: 0 of 2 phones"
    await votes(room.staff, "sara", "ask")
    await asyncio.sleep(2 * streams.EVERY)
    assert stream.events[-1][1]["texts"]["votes"] == "Votes: 1 of 2 phones"
    before = stream.events[-1][1]["stage"]
    assert stream.events[0][1]["stage"] == before  # which shows no other scene
    await room.does(presenter.close_vote)
    await asyncio.sleep(2 * streams.EVERY)
    assert stream.events[-1][1]["stage"] != before
    await room.does(presenter.end_session)
    await stream.until("over")
    await asyncio.wait_for(task, 5)
    assert room.web.state.streams.open == 0


async def test_a_stream_ends_with_the_sign_in(served: Served) -> None:
    room = served.room
    session = await room.begins("sara")
    token = await session_of(room.staff, "trainer")
    stream, task = await served.follows(session.id, token)
    await stream.until("now")
    async with httpx.AsyncClient(
        cookies={Cookies(served.address).session_name: token},
        headers={"Origin": served.address, "Sec-Fetch-Site": "same-origin"},
    ) as client:
        await client.post(served.address + address(sign_out_of_console))
    await stream.until("over")
    await asyncio.wait_for(task, 5)
    again, task = await served.follows(session.id, token)
    assert again.status == 401
    await asyncio.wait_for(task, 5)


async def test_trainer_of_another_cohort_is_answered_as_a_stranger(served: Served) -> None:
    room = served.room
    session = await room.begins("sara")
    token = await session_of(room.staff, "stranger")
    cookies = {Cookies(served.address).session_name: token}
    answers = []
    async with httpx.AsyncClient(cookies=cookies) as client:
        for each in (session.id, "nothing-0000"):
            for accept in ("text/event-stream", "*/*"):
                path = served.address + address(presenter.follow_session, each)
                response = await client.get(path, headers={"Accept": accept})
                answers.append((response.status_code, response.text))
    assert {status for status, _ in answers} == {404}
    assert len({shown for _, shown in answers}) == 1
    assert room.web.state.streams.open == 0


async def test_nobody_opens_more_streams_than_there_are_tabs(served: Served) -> None:
    room = served.room
    session = await room.begins("sara")
    token = await session_of(room.staff, "trainer")
    tasks = []
    for _ in range(streams.MOST_EACH):
        stream, task = await served.follows(session.id, token)
        assert stream.status == 200
        tasks.append(task)
    refused, last = await served.follows(session.id, token)
    assert refused.status == 429
    await last
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for _ in range(100):
        if not room.web.state.streams.open:
            break
        await asyncio.sleep(0.05)
    stream, task = await served.follows(session.id, token)
    assert stream.status == 200
    task.cancel()


PHONES = 500


@pytest.mark.slow
async def test_five_hundred_votes_are_a_few_events_and_each_is_counted(served: Served) -> None:
    """Votes go through the real use case; the page hears of them twice a second at most."""
    room, app = served.room, served.room.staff.desk.parts.app
    session = await room.begins()
    phones = [f"phone-{number:03}" for number in range(PHONES)]

    def come(conn: Connection) -> None:
        now = app.clock.now()
        for number, phone in enumerate(phones):
            person = Person(phone, "en", ZONE, now)
            people.add(conn, person, Account(BOT, 10_000_000 + number, phone))
            session_entry.come_in(conn, session, phone, now, app.dice.id())

    await room.staff.write(come)
    token = await session_of(room.staff, "trainer")
    stream, task = await served.follows(session.id, token)
    await stream.until("now")
    voters: list[Person] = await room.staff.read(
        lambda conn: [people.get(conn, phone) for phone in phones]
    )

    async def vote(person: Person, choice: str) -> None:
        await app.database.write(
            lambda conn: session_entry.vote(
                conn, app.library, person, app.clock.now(), session.id, session.turn, choice
            )
        )

    loop = asyncio.get_running_loop()
    began = loop.time()
    choices = (("ask", "send")[number % 5 == 0] for number in range(PHONES))
    await asyncio.gather(*map(vote, voters, choices))
    took = loop.time() - began
    last = f"Votes: {PHONES} of {PHONES} phones"
    for _ in range(200):
        if stream.events[-1][1]["texts"]["votes"] == last:
            break
        await asyncio.sleep(0.05)
    sent = len(stream.events)
    assert stream.events[-1][1]["texts"]["votes"] == last
    assert sent <= 3 + (took + 1) / streams.EVERY
    gaps = [after - before for before, after in pairwise(stream.at)]
    assert min(gaps, default=1.0) >= streams.EVERY * 0.8
    await room.does(presenter.close_vote)
    shown = await room.shows()
    assert ("500 votes" in shown, "80%" in shown, "20%" in shown) == (True, True, True)
    print(f"{PHONES} votes in {took:.2f} s, {sent} events")
    task.cancel()
