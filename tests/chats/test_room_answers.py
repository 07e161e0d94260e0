"""Answers in a class of those without an account: entered by person, and theirs one day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.app.access.rights import TRAINEE, TRAINER
from bot.app.playing.replay_check import ReplayCheck
from bot.chat.kit.routes import call
from bot.chat.trainer.invitations.paper_entry import (
    begin_paper,
    paper_work_list,
    submit_paper,
    undo_paper_answer,
)
from bot.chat.trainer.invitations.personal_codes import renew_code
from bot.chat.trainer.invitations.roster_places import place_page
from bot.chat.trainer.live_session.attendance import attendance_page, set_attending
from bot.chat.trainer.live_session.hand_counts import set_hand_count
from bot.chat.trainer.live_session.session_control import end_session
from bot.chat.trainer.live_session.session_records import paper_sheet_list, session_record
from storage.cohorts import co_trainers, roster
from storage.cohorts.roster import Place
from storage.live_session import live_sessions
from storage.live_session.live_sessions import Session
from tests.helpers.database_contents import contents
from tests.helpers.front_desk import front_desk
from tests.helpers.live_session import COHORT, a_class, actions, begun, goes_on, labels
from tests.helpers.paper_answers import of_person
from tests.helpers.staff import AIRPORT, Staff, button, has, text
from tests.helpers.training import opens, token

LINA, OMAR = "place-lina-1", "place-omar-1"
ALL = "A BD CAB B - 4"  # the whole case, as it is typed


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A trainer, Sara of the class by phone, and two of its list without a phone."""
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        for person in ("sara", "lina"):
            await found.person(person, name=person.title() + " Ahmed")
        await a_class(found, "sara")
        now = desk.clock.now()
        for id_, name in ((LINA, "Lina Omar"), (OMAR, "Omar Isa")):
            line = Place(id_, COHORT, {"latin": name}, None, now)
            await found.write(partial(roster.add, place=line))
        yield found


async def held(staff: Staff) -> Session:
    """A class at which Lina was by hand; her first answer was counted as a hand."""
    session = await begun(staff, "sara")
    await staff.taps("trainer", call(set_attending, session.id, LINA, there=True, page=0))
    await staff.taps("trainer", call(set_hand_count, session.id, 0, 0, 1))
    await goes_on(staff, "ask")
    return session


async def entered(staff: Staff, session: Session) -> None:
    """Lina's whole sheet, typed and let count."""
    listed = await staff.taps("trainer", call(paper_sheet_list, session.id))
    await staff.taps("trainer", button(listed.screen, begin_paper))
    await staff.says("trainer", ALL)
    last = await staff.says("trainer", "CAB B - 4")  # to where the class has not come
    await staff.taps("trainer", button(last.screen, submit_paper))


async def test_answers_of_an_attendee_without_phone_are_entered_once(staff: Staff) -> None:
    """While it goes on or later; as practice of theirs, beside the numbers of the class."""
    session = await held(staff)
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    listed = await staff.taps("trainer", button(shown.screen, paper_sheet_list))
    assert labels(listed.screen) == ["Lina Omar", "Back"]
    assert "Only for those who know that their answers are kept" in text(listed.screen)
    rounds = await staff.read(lambda conn: live_sessions.rounds_of(conn, session.id))
    begun_ = await staff.taps("trainer", button(listed.screen, begin_paper))
    assert "Lost property, 16:10 · 25 Nov · Training room 3" in text(begun_.screen)
    part = await staff.says("trainer", "A BD CAB")
    assert "The class was not asked question 3, so “cab”" in text(part.screen)
    await staff.taps("trainer", call(end_session, session.id))
    await staff.taps("trainer", button(listed.screen, begin_paper))  # and it goes on where it was
    last = await staff.says("trainer", "CAB B - 4")
    done = await staff.taps("trainer", button(last.screen, submit_paper))
    assert await staff.read(lambda conn: live_sessions.rounds_of(conn, session.id)) == rounds

    place = await staff.read(lambda conn: roster.get(conn, LINA))
    (entry,) = await of_person(staff, place.person)
    kept = (
        entry["mode"],
        entry["assignment"],
        entry["session"],
        entry["state"],
        entry["entered_by"],
    )
    assert kept == ("practice", None, session.id, "ended", "trainer")
    check = ReplayCheck(staff.desk.parts.database, staff.desk.parts.library)
    assert [each.wrong async for each in check.attempts()] == [None]

    record = await staff.taps("trainer", call(session_record, session.id))
    listed = await staff.taps("trainer", button(record.screen, paper_sheet_list))
    assert labels(listed.screen) == ["✓ Lina Omar", "Back"]
    assert (await staff.taps("trainer", button(done.screen, paper_sheet_list))) == listed
    before = await staff.read(contents)
    await staff.taps("trainer", call(begin_paper, LINA, session.id))  # a second time
    await staff.taps("trainer", call(begin_paper, OMAR, session.id))  # was not there
    assert await staff.read(contents) == before


async def test_attendees_page_offers_the_entry(staff: Staff) -> None:
    session = await held(staff)
    for place, offered in ((LINA, [call(begin_paper, LINA, session.id)]), (OMAR, [])):
        page = await staff.taps("trainer", call(place_page, place))
        chosen = await staff.taps("trainer", button(page.screen, paper_work_list))
        assert actions(chosen.screen, begin_paper) == offered
    assert "no case was run with the class while they were noted" in text(chosen.screen)


async def test_entered_answers_belong_to_the_code_holder(staff: Staff) -> None:
    session = await held(staff)
    await entered(staff, session)
    renewed = await staff.taps("trainer", call(renew_code, LINA))
    await opens(staff, "lina", token(renewed))
    (entry,) = await of_person(staff, "lina")
    assert entry["session"] == session.id
    listed = await staff.taps("trainer", call(paper_sheet_list, session.id))
    assert "Nobody without Telegram is marked" in text(listed.screen)
    record = await staff.taps("trainer", call(session_record, session.id))
    assert not has(record.screen, paper_sheet_list)


async def test_session_leader_without_rights_enters_nothing(staff: Staff) -> None:
    """A trainee to whom the class is lent is not offered it, and forged taps do nothing."""
    session = await held(staff)
    await staff.person("trainee", (TRAINEE, AIRPORT))
    now = staff.desk.clock.now()
    await staff.write(lambda conn: co_trainers.add(conn, COHORT, "trainee", now))
    shown = await staff.taps("trainee", call(attendance_page, session.id, 0))
    assert "Lina Omar" in " ".join(labels(shown.screen))
    record = await staff.taps("trainee", call(session_record, session.id))
    assert not has(shown.screen, paper_sheet_list)
    assert not has(record.screen, paper_sheet_list)
    nothing = await staff.taps("trainee", call(paper_sheet_list, "nothing-0000"))
    before = await staff.read(contents)
    for forged in (
        call(paper_sheet_list, session.id),
        call(paper_work_list, LINA),
        call(begin_paper, LINA, session.id),
        call(undo_paper_answer, LINA, 0),
        call(submit_paper, LINA, 0),
    ):
        assert await staff.taps("trainee", forged) == nothing
    assert await staff.read(contents) == before
