"""A case run with a class: opened, joined, voted on, counted, gone through to its end, recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, select

from bot.app.access.rights import TRAINER
from bot.chat.common.common_screens import gone_screen
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.live_session import join_session, leave_session, vote
from bot.chat.trainer.assignments.case_choice import choose_programme_to_assign
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.live_session.hand_counts import hand_counts, set_hand_count
from bot.chat.trainer.live_session.session_control import (
    ask_end_session,
    begin_session,
    close_empty_vote,
    close_vote,
    continue_session,
    end_session,
    finish_marking,
    mark_choice,
    session_page,
    show_question,
    take_choice,
)
from bot.chat.trainer.live_session.session_opening import (
    ask_session_place,
    open_session,
    session_cases,
)
from bot.chat.trainer.live_session.session_records import session_record
from bot.chat.trainer.programmes import send_session_guide
from bot.locale import words
from bot.wall_page import drawing
from bot.wall_page.page import scenes_of
from scenarios.case_library import CaseLibrary
from scenarios.programmes import programmes
from storage.db import tables as t
from storage.live_session import attendance, live_sessions
from storage.live_session.live_sessions import Session
from tests.helpers.front_desk import front_desk
from tests.helpers.live_session import (
    COHORT,
    PLACE,
    a_class,
    actions,
    asking,
    begun,
    goes_on,
    labels,
    opened,
    the_session,
    votes,
)
from tests.helpers.measuring import form
from tests.helpers.staff import AIRPORT, Staff, button, buttons, has, text

PHONES = ("sara", "yusuf", "lina")


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A trainer with a class of three, and a guest."""
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        for phone in (*PHONES, "guest"):
            await found.person(phone, name=phone.title() + " Ahmed")
        await a_class(found, *PHONES)
        yield found


async def test_a_few_taps_and_a_place_open_a_session(staff: Staff) -> None:
    """From the cohort: which case, where; then the way in stands in the message that leads."""
    shown = await staff.taps("trainer", call(cohort_page, COHORT))
    shown = await staff.taps("trainer", button(shown.screen, session_cases))
    assert not has(shown.screen, choose_programme_to_assign)  # one case, and not what is assigned
    shown = await staff.taps("trainer", button(shown.screen, ask_session_place))
    ready = await staff.says("trainer", PLACE)
    assert f"Gates · {PLACE}" in text(ready.screen)
    lobby = await staff.taps("trainer", button(ready.screen, open_session))
    session = await the_session(staff)
    assert (session.state, session.place, session.led_by) == ("running", PLACE, "trainer")
    assert f"https://t.me/basira_bot?start={session.door}" in text(lobby.screen)
    for shown in (ready, lobby):  # nothing is promised that this installation has not
        assert "QR code" not in text(shown.screen)
    assert len(session.door) == len(session.page) == 22
    assert session.door != session.page
    back = await staff.taps("trainer", call(cohort_page, COHORT))
    assert button(back.screen, session_page) == call(session_page, session.id)


async def test_a_place_that_cannot_be_seen_is_asked_for_again(staff: Staff) -> None:
    await staff.taps("trainer", call(ask_session_place, COHORT, "kinds"))
    again = await staff.says("trainer", "\u200f \u2066")
    assert "Please type it again." in text(again.screen)
    assert has((await staff.says("trainer", PLACE)).screen, open_session)


async def test_a_class_goes_from_the_first_scene_to_the_end(staff: Staff) -> None:
    """Every kind of decision: what is one tap is voted on, the rest the room agrees on."""
    session = await begun(staff, *PHONES)
    assert await asking(staff).ask() == 3
    asked = staff.desk.post.sent[-1].screen
    # In the order of the author, on every phone alike.
    assert labels(asked) == ["A · Ask about it", "B · Send her back"]

    await votes(staff, "sara", "ask")
    await votes(staff, "yusuf", "send")
    await votes(staff, "lina", "ask")
    control = await staff.taps("trainer", call(session_page, session.id))
    assert "Votes: 3 of 3 phones" in text(control.screen)
    assert "Ask about it: " not in text(control.screen)  # who is ahead is not told before

    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert "A · Ask about it: 2" in text(closed.screen)
    assert "B · Send her back: 1" in text(closed.screen)
    assert "Why might a good colleague choose B?" in text(closed.screen)
    first = actions(closed.screen, take_choice)[0]
    assert first.arguments["choice"] == "ask"  # what most chose stands first

    spot = await staff.taps("trainer", first)
    assert "She draws it with her finger." in text(spot.screen)
    for place in (0, 1):
        await staff.taps("trainer", call(mark_choice, session.id, 1, place, on=True))
    stop = await staff.taps("trainer", call(finish_marking, session.id, 1))
    assert "The bag may be hers." in text(stop.screen)
    order = await staff.taps("trainer", button(stop.screen, continue_session))
    while has(order.screen, mark_choice) and not has(order.screen, finish_marking):
        order = await staff.taps("trainer", actions(order.screen, mark_choice)[0])
    talk = await staff.taps("trainer", button(order.screen, finish_marking))
    assert "End the talk" in text(talk.screen)
    await goes_on(staff, "flight")
    rate = await goes_on(staff, ".")
    assert "How sure are you?" in text(rate.screen)
    ending = await goes_on(staff, "4")
    assert "catches her flight" in text(ending.screen)
    assert "What will you do differently tomorrow?" in text(ending.screen)

    assert has((await staff.taps("trainer", call(ask_end_session, session.id))).screen, end_session)
    over = await staff.taps("trainer", call(end_session, session.id))
    assert "3 people were there" in text(over.screen)
    record = await staff.taps("trainer", button(over.screen, session_record))
    assert "Your first step?\nThe class: Ask about it" in text(record.screen)
    assert "The class: End the talk" in text(record.screen)
    assert "The class: rather sure" in text(record.screen)
    assert "Led by: Omar Ali" in text(record.screen)
    session = await the_session(staff)
    assert (session.state, session.attended) == ("ended", 3)


async def test_class_may_take_a_minority_choice(staff: Staff) -> None:
    session = await begun(staff, *PHONES)
    for phone in PHONES:
        await votes(staff, phone, "ask")
    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert "Nobody chose B. When would it be right?" in text(closed.screen)
    taken = await staff.taps("trainer", call(take_choice, session.id, 0, "send"))
    assert "She looks at the clock." in text(taken.screen)


async def test_a_vote_counts_once_and_can_be_changed_until_it_is_closed(staff: Staff) -> None:
    session = await begun(staff, *PHONES)
    shown = await votes(staff, "sara", "ask")
    assert "Your vote: A · Ask about it" in text(shown.screen)
    assert labels(shown.screen)[0] == "✓ A · Ask about it"
    await asyncio.gather(*(votes(staff, "sara", "ask") for _ in range(5)))
    await votes(staff, "sara", "send")
    await staff.taps("trainer", call(close_vote, session.id, 0))
    late = await votes(staff, "sara", "ask")
    assert late.toast == "This vote is closed."
    (put,) = await staff.read(lambda conn: live_sessions.rounds_of(conn, session.id))
    assert put.votes == {"send": 1}


async def test_a_tap_on_the_last_question_brings_the_next_before_its_time(staff: Staff) -> None:
    """In a large class the last phone is asked long after the first; a tap need not wait."""
    session = await begun(staff, *PHONES)
    await asking(staff).ask()
    await goes_on(staff, "ask")
    await staff.taps("trainer", call(mark_choice, session.id, 1, 0, on=True))
    stop = await staff.taps("trainer", call(finish_marking, session.id, 1))
    await votes_late(staff, session, "This vote is closed. The next question comes by itself.")
    shown = await staff.taps("trainer", button(stop.screen, continue_session))
    while not has(shown.screen, close_empty_vote):  # the order that the room agrees on
        which = finish_marking if has(shown.screen, finish_marking) else mark_choice
        shown = await staff.taps("trainer", actions(shown.screen, which)[0])
    turn = (await the_session(staff)).turn
    asked = await votes_late(staff, session, "A word with her?")
    assert {each.arguments["turn"] for each in actions(asked.screen, vote)} == {turn}
    await votes_late(staff, session, "The next question comes by itself.")  # it is there already
    assert await asking(staff).ask() == 2  # the others


async def votes_late(staff: Staff, session: Session, answered: str) -> Reply:
    """Sara votes on the first question, which is over."""
    late = await staff.taps("sara", call(vote, session.id, 0, "ask"))
    assert late.toast == "This vote is closed."
    assert answered in text(late.screen)
    return late


async def test_closed_vote_forgets_its_voter(staff: Staff) -> None:
    session = await begun(staff, *PHONES)
    await votes(staff, "sara", "ask")
    await staff.taps("trainer", call(close_vote, session.id, 0))
    assert await staff.read(lambda conn: conn.execute(select(t.votes)).all()) == []


async def test_forged_votes_count_for_nothing(staff: Staff) -> None:
    """Of who is not there, for what is not offered, on another turn, in another session."""
    session = await begun(staff, "sara")
    forged = (
        ("guest", call(vote, session.id, 0, "ask")),
        ("trainer", call(vote, session.id, 0, "ask")),
        ("sara", call(vote, session.id, 0, "blue")),
        ("sara", call(vote, session.id, 0, "timed-out")),
        ("sara", call(vote, session.id, 1, "ask")),
        ("sara", call(vote, "nothing-0000", 0, "ask")),
    )
    for person, action in forged:
        await staff.taps(person, action)
    assert await staff.read(lambda conn: conn.execute(select(t.votes)).all()) == []
    gone = gone_screen(words("en"))
    assert (await staff.taps("guest", call(vote, session.id, 0, "ask"))).screen == gone


async def test_a_guest_comes_in_by_the_code_on_the_wall_and_stays_a_guest(staff: Staff) -> None:
    """They are there, and in no cohort; whoever came by mistake can say so."""
    session = await opened(staff)
    shown = await staff.says("guest", f"/start {session.door}")
    assert "You are in the class: Gates." in text(shown.screen)
    await staff.says("guest", f"/start {session.door}")  # once more
    there = await staff.read(lambda conn: attendance.of_session(conn, session.id))
    assert [(entry.person, entry.how) for entry in there] == [("guest", "phone")]
    assert (await staff.taps("guest", call(cohort_page, COHORT))).screen == gone_screen(words("en"))
    await staff.taps("guest", button(shown.screen, leave_session))
    assert await staff.read(lambda conn: attendance.of_session(conn, session.id)) == []


async def test_only_members_come_in_by_a_button(staff: Staff) -> None:
    session = await opened(staff)
    assert "You are in the class" in text(
        (await staff.taps("sara", call(join_session, session.id))).screen
    )
    assert (await staff.taps("guest", call(join_session, session.id))).screen == gone_screen(
        words("en")
    )


async def test_the_door_and_the_vote_end_with_the_session(staff: Staff) -> None:
    session = await begun(staff, "sara")
    await staff.taps("trainer", call(end_session, session.id))
    shown = await staff.says("guest", f"/start {session.door}")
    assert "This class is over: Gates." in text(shown.screen)
    late = await votes_late(staff, session, "so is the session")  # and no next question
    assert "by itself" not in text(late.screen)
    assert await staff.read(lambda conn: conn.execute(select(t.votes)).all()) == []
    assert await asking(staff).ask() == 0


@pytest.mark.parametrize("address", ["a\0b", "", "a" * 22, "x" * 5000, "%00", "ص" * 22])
async def test_unknown_addresses_serve_no_page(staff: Staff, address: str) -> None:
    await opened(staff)
    assert await scenes_of(staff.desk.parts.app)(address) is None


async def test_hands_are_set_by_taps_and_typed(staff: Staff) -> None:
    """They are added to what phones say; a tap that comes twice counts once."""
    session = await begun(staff, "sara")
    await votes(staff, "sara", "ask")
    shown = await staff.taps("trainer", call(hand_counts, session.id, 0))
    more = actions(shown.screen, set_hand_count)[0]
    await staff.taps("trainer", more)
    shown = await staff.taps("trainer", more)
    assert "A · Ask about it: 1" in text(shown.screen)
    shown = await staff.says("trainer", "a 5, B: 12")
    assert "A · Ask about it: 5\nB · Send her back: 12" in text(shown.screen)
    shown = await staff.says("trainer", "ب ١٣")
    assert "B · Send her back: 13" in text(shown.screen)
    for nothing in ("many", "D 3"):
        page_text = text((await staff.says("trainer", nothing)).screen)
        assert "Nothing could be read" in page_text
        assert "Choices: A, B" in page_text
    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert "A · Ask about it: 6\nB · Send her back: 13" in text(closed.screen)


@pytest.mark.parametrize(("hands", "kept"), [(1, False), (2, True)])
async def test_the_record_has_no_numbers_of_a_few(staff: Staff, hands: int, kept: bool) -> None:
    """Three phones and a hand are four, and who was there is known by name."""
    session = await begun(staff, *PHONES)
    for phone in PHONES:
        await votes(staff, phone, "ask")
    await staff.taps("trainer", call(set_hand_count, session.id, 0, 1, hands))
    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    assert f"B · Send her back: {hands}" in text(closed.screen)  # the room sees it
    record = await staff.taps("trainer", call(session_record, session.id))
    assert (f"Ask about it: 3 · Send her back: {hands}" in text(record.screen)) == kept
    assert ("Send her back" in text(record.screen)) == kept


async def test_two_trainers_change_nothing_twice(staff: Staff) -> None:
    """A co-trainer leads as well; what was tapped for another turn changes nothing."""
    await staff.person("second", (TRAINER, AIRPORT))
    now = staff.desk.clock.now()

    def joins(conn: Connection) -> None:
        row = {"cohort": COHORT, "person": "second", "since": now}
        conn.execute(t.cohort_trainers.insert(), row)

    await staff.write(joins)
    session = await begun(staff, "sara")
    close = call(close_vote, session.id, 0)
    await asyncio.gather(staff.taps("trainer", close), staff.taps("second", close))
    await asyncio.gather(
        staff.taps("trainer", call(take_choice, session.id, 0, "ask")),
        staff.taps("second", call(take_choice, session.id, 0, "send")),
    )
    assert (await the_session(staff)).turn == 1
    shown = await staff.taps("second", call(take_choice, session.id, 0, "send"))
    assert "What fits her words?" in text(shown.screen)
    assert (await the_session(staff)).turn == 1


async def test_a_second_session_of_a_cohort_is_not_opened_beside_the_first(staff: Staff) -> None:
    first = await opened(staff)
    await staff.taps("trainer", call(ask_session_place, COHORT, "kinds"))
    ready = await staff.says("trainer", "Elsewhere")
    await staff.taps("trainer", button(ready.screen, open_session))
    found = await staff.read(lambda conn: live_sessions.of_cohort(conn, COHORT))
    assert [entry.id for entry in found] == [first.id]


async def test_another_question_for_the_room_can_be_taken(staff: Staff) -> None:
    session = await begun(staff, *PHONES)
    await votes(staff, "sara", "ask")
    closed = await staff.taps("trainer", call(close_vote, session.id, 0))
    other = await staff.taps("trainer", button(closed.screen, show_question))
    assert "what would have to be different" in text(other.screen)


async def test_a_vote_nobody_takes_part_in_can_be_closed(staff: Staff) -> None:
    """It is asked first, and not where somebody has voted by then."""
    session = await begun(staff)
    shown = await staff.taps("trainer", call(session_page, session.id))
    asked = await staff.taps("trainer", button(shown.screen, close_empty_vote))
    assert "Nobody has voted yet" in text(asked.screen)
    assert (await the_session(staff)).phase == "voting"
    closed = await staff.taps("trainer", button(asked.screen, close_vote))
    assert not [listed for listed in buttons(closed.screen) if listed.main]
    assert "did you only conclude?" in text(closed.screen)


async def test_a_vote_that_came_in_the_meantime_is_closed_at_once(staff: Staff) -> None:
    session = await begun(staff, "sara")
    shown = await staff.taps("trainer", call(session_page, session.id))
    await votes(staff, "sara", "ask")
    closed = await staff.taps("trainer", button(shown.screen, close_empty_vote))
    assert "The vote is closed." in text(closed.screen)


async def test_early_taps_change_nothing(staff: Staff) -> None:
    """Taps that are forged or out of turn, of the trainer's own."""
    session = await opened(staff)
    for action in (
        call(close_vote, session.id, 0),
        call(take_choice, session.id, 0, "ask"),
        call(mark_choice, session.id, 0, 99, on=True),
        call(finish_marking, session.id, 0),
        call(continue_session, session.id, 0),
        call(set_hand_count, session.id, 0, 99, 5),
        call(hand_counts, session.id, 7),
    ):
        await staff.taps("trainer", action)
    assert (await the_session(staff)).phase == "lobby"
    await staff.taps("trainer", call(begin_session, session.id))
    await staff.taps("trainer", call(take_choice, session.id, 0, "ask"))  # the vote is not closed
    assert ((await the_session(staff)).turn, (await the_session(staff)).phase) == (0, "voting")


async def test_the_wall_says_which_answer_was_better_and_why(staff: Staff) -> None:
    """Once the class has taken another one, and not while the vote is open or just closed."""
    session = await begun(staff, *PHONES)
    better = "Better: Ask her what the bag looks like."
    assert better not in await wall(staff)
    await votes(staff, "sara", "send")
    await staff.taps("trainer", call(close_vote, session.id, 0))
    assert better not in await wall(staff)
    taken = await staff.taps("trainer", call(take_choice, session.id, 0, "send"))
    for shown in (await wall(staff), text(taken.screen)):
        assert better in shown
        assert "A description is quicker than a search." in shown


async def test_the_best_answer_has_no_better_one(staff: Staff) -> None:
    await begun(staff, *PHONES)
    await goes_on(staff, "ask")
    shown = await wall(staff)
    assert "She draws it with her finger." in shown
    assert "Better:" not in shown


async def test_a_later_answer_is_judged_by_itself(staff: Staff) -> None:
    """What the wall tells of one decision does not stand beside the next."""
    session = await begun(staff, *PHONES)
    await goes_on(staff, "send")
    await staff.taps("trainer", call(mark_choice, session.id, 1, 0, on=True))
    await staff.taps("trainer", call(mark_choice, session.id, 1, 1, on=True))
    await staff.taps("trainer", call(finish_marking, session.id, 1))
    assert "Better: Ask her" not in await wall(staff)


async def wall(staff: Staff) -> str:
    """The page on the wall."""
    session, app = await the_session(staff), staff.desk.parts.app
    return drawing.main(await scenes_of(app)(session.page))


async def test_the_guide_of_the_case_is_one_tap_from_the_session(database_url: str) -> None:
    programme = next(iter(programmes().values()))
    name = programme.steps[0].scenario
    async with front_desk(database_url, CaseLibrary({name: form(name)})) as desk:
        desk.parts.links.username = "basira_bot"
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT))
        await a_class(staff)
        session = await opened(staff, name)
        shown = await staff.taps("trainer", call(session_page, session.id))
        sent = await staff.taps("trainer", button(shown.screen, send_session_guide))
        assert sent.then is not None
        (file,) = await sent.then()
        assert file.name == f"{programme.id}-en.html"
        assert button(sent.screen, session_page) == call(session_page, session.id)


async def test_a_case_of_no_programme_has_no_guide(staff: Staff) -> None:
    session = await opened(staff)
    shown = await staff.taps("trainer", call(session_page, session.id))
    assert not has(shown.screen, send_session_guide)
