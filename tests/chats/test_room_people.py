"""Who is in a room: those who come for the first time, those without a phone, and who looks on."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import MASTER, TRAINER
from bot.app.live_session.observation import LEAST, criteria
from bot.app.notices import KIND
from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import call
from bot.chat.learner.live_session import join_session, vote
from bot.chat.learner.onboarding.profile import skip_onboarding
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.trainer.live_session.attendance import (
    attendance_page,
    notify_absent_members,
    remove_attendee,
    set_attending,
)
from bot.chat.trainer.live_session.observation import (
    ask_sign_session,
    criterion_page,
    observed_session,
    rate_criterion,
    set_observing,
    sign_session,
)
from bot.chat.trainer.live_session.session_control import begin_session, end_session, session_page
from bot.chat.trainer.live_session.session_records import session_record
from bot.outbox.notice_sending import NoticeSender
from bot.wall_page import drawing
from bot.wall_page.page import scenes_of
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from storage.live_session import attendance
from storage.live_session.live_sessions import IDLE
from storage.outbox import jobs
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.live_session import (
    COHORT,
    a_class,
    actions,
    asking,
    begun,
    labels,
    opened,
    the_session,
)
from tests.helpers.new_accounts import NewAccount
from tests.helpers.notice_texts import notice_text
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, has, text

PLACE = "place-000001"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A trainer, Sara and Yusuf of the class, Lina on its list, and two master trainers."""
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        for person in ("sara", "yusuf", "guest"):
            await found.person(person, name=person.title() + " Ahmed")
        await found.person("master", (MASTER, AIRPORT), name="Huda Isa")
        await found.person("far-master", (MASTER, CLINICS))
        await a_class(found, "sara", "yusuf")
        now = desk.clock.now()
        line = Place(PLACE, COHORT, {"latin": "Lina Omar"}, None, now)
        await found.write(lambda conn: roster.add(conn, line))
        yield found


async def test_somebody_new_comes_in_by_the_code_on_the_wall(staff: Staff) -> None:
    """The notice first, and nothing kept before it; then they are there, and may vote at once,
    while they are still being asked who they are."""
    session = await opened(staff)
    new = NewAccount(staff.desk, 4321, name="Maryam Saleh")
    await new.says(f"/start {session.door}")
    assert "This joins you to a class: Gates." in new.text
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (0, 0)
    await new.taps(new.find(accept_notice))
    assert "You are in the class: Gates." in new.text
    assert "Your name" in new.text or "name" in new.text
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (1, 1)

    await begin(staff)
    assert await asking(staff).ask() == 1
    await new.taps(call(vote, session.id, 0, "ask"))
    assert "Your vote: A · Ask about it" in new.text
    await new.says("Maryam Saleh")  # what was asked before is still awaited
    assert "Maryam Saleh" in new.text
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    assert "✓ Maryam Saleh (guest)" in labels(shown.screen)


async def test_a_phone_without_a_camera_joins_by_the_short_code_on_the_wall(staff: Staff) -> None:
    """The code works like the link as long as the session runs, and leads nowhere afterwards."""
    session = await opened(staff)
    wall = drawing.page(await scenes_of(staff.desk.parts.app)(session.page))
    found = re.search(r"/join ([A-Z0-9]{4}-[A-Z0-9]{4})", wall)
    assert found is not None
    new = NewAccount(staff.desk, 4321, name="Maryam Saleh")
    await new.says(f"/join {found[1].lower()}")
    assert "This joins you to a class: Gates." in new.text
    await new.taps(new.find(accept_notice))
    assert "You are in the class: Gates." in new.text
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (1, 1)

    await staff.taps("trainer", call(end_session, session.id))
    late = NewAccount(staff.desk, 4322, name="Noor")
    await late.says(f"/join {found[1]}")
    assert "Gates" not in late.text


async def begin(staff: Staff) -> None:
    await staff.taps("trainer", call(begin_session, (await the_session(staff)).id))


async def test_a_button_of_an_old_notice_does_not_bring_anyone_in(staff: Staff) -> None:
    session = await opened(staff)
    await staff.taps("trainer", call(end_session, session.id))
    new = NewAccount(staff.desk, 4321)
    await new.says(f"/start {session.door}")
    assert "This class is over: Gates." in new.text
    await new.taps(call(accept_notice, "en", NOTICE, session.door))
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (0, 0)
    await new.taps(call(skip_onboarding))  # they arrive all the same


async def test_attendee_without_phone_is_noted_by_hand(staff: Staff) -> None:
    """Members and lines of the list, by a tap; a second tap takes it back."""
    session = await begun(staff, "sara")
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    assert labels(shown.screen)[:3] == ["✓ Sara Ahmed", "– Yusuf Ahmed", "– Lina Omar"]
    for action in actions(shown.screen, set_attending)[1:]:
        shown = await staff.taps("trainer", action)
    assert "3 people joined. 1 by phone" in text(shown.screen)
    await staff.taps(
        "trainer", call(set_attending, session.id, "guest", there=True, page=0)
    )  # no member
    await staff.taps("trainer", call(set_attending, session.id, "nobody", there=True, page=0))
    shown = await staff.taps("trainer", call(set_attending, session.id, PLACE, there=False, page=0))
    assert "2 people joined. 1 by phone" in text(shown.screen)
    # Who is noted by hand has not asked to be asked.
    assert await asking(staff).ask() == 1

    await staff.taps("trainer", call(end_session, session.id))
    assert (await the_session(staff)).attended == 2
    await staff.taps("trainer", call(set_attending, session.id, PLACE, there=True, page=0))
    assert (await the_session(staff)).attended == 3  # a paper list is entered later


async def test_a_tap_on_a_name_puts_no_phone_out(staff: Staff) -> None:
    """It is asked first, and their vote stays until then; once out, the code lets them in again."""
    session = await begun(staff, "sara")
    await staff.taps("sara", call(vote, session.id, 0, "ask"))
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    sara = actions(shown.screen, set_attending)[0]
    asked = await staff.taps("trainer", sara)
    assert "Is Sara Ahmed not here?" in text(asked.screen)
    shown = await staff.taps("trainer", button(asked.screen, attendance_page))
    assert "1 person joined. 1 by phone" in text(shown.screen)
    assert "Votes: 1 of 1 phone" in text(
        (await staff.taps("trainer", call(session_page, session.id))).screen
    )
    asked = await staff.taps("trainer", sara)
    shown = await staff.taps("trainer", button(asked.screen, remove_attendee))
    assert "– Sara Ahmed" in labels(shown.screen)
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (0, 0)
    await staff.says("sara", f"/start {session.door}")
    assert await asking(staff).ask() == 1


async def test_attendance_survives_moves_and_departures(
    staff: Staff,
) -> None:
    """A line that was taken or moved, a member who left: the list and its numbers agree."""
    session, now = await begun(staff, "sara"), staff.desk.clock.now()
    await staff.taps("trainer", call(set_attending, session.id, PLACE, there=True, page=0))

    def elsewhere(conn: Connection) -> None:
        cohorts.create(conn, Cohort("cohort-00002", "Desks", AIRPORT, ZONE, now), "trainer")
        roster.move(conn, PLACE, "cohort-00002")
        cohorts.leave(conn, COHORT, "sara", now)

    await staff.write(elsewhere)
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    assert "2 people joined. 1 by phone" in text(shown.screen)
    guests = {"✓ Sara Ahmed (guest)", "✓ Lina Omar (guest)"}
    assert guests <= set(labels(shown.screen))
    await staff.write(lambda conn: roster.claim(conn, PLACE, "guest", now))
    shown = await staff.taps("trainer", call(attendance_page, session.id, 0))
    assert "✓ Guest Ahmed (guest)" in labels(shown.screen)
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (2, 1)


async def test_attendees_are_notified_within_the_daily_cap(staff: Staff) -> None:
    """Those who are not there, once; who came in the meantime is not told."""
    staff.desk.clock.at = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)  # in everybody's hours
    session = await begun(staff, "sara")
    for _ in range(2):
        reply = await staff.taps("trainer", call(notify_absent_members, session.id))
        assert "1 member is being notified now." in text(reply.screen)
        assert "cannot be written to" not in text(reply.screen)
    parts, post = staff.desk.parts, staff.desk.post
    notices = NoticeSender(BOT, parts.app, parts.texts, post)
    assert await notices.send() == 1
    join = button(post.sent[-1].screen, join_session)
    reply = await staff.taps(
        "trainer", call(notify_absent_members, session.id)
    )  # and they did not come
    assert "0 members are being notified now." in text(reply.screen)
    assert "1 other can't be messaged now" in text(reply.screen)
    assert await notices.send() == 0
    assert "Your class has started" in text(post.sent[-1].screen)
    assert "You are in the class: Gates." in text((await staff.taps("yusuf", join)).screen)
    await staff.taps("trainer", call(end_session, session.id))
    assert "This class is over: Gates." in text((await staff.taps("yusuf", join)).screen)


async def test_a_master_trainer_looks_on_and_signs(staff: Staff) -> None:
    """What was seen of each criterion, and a signature once it is over; it stays as it is."""
    session = await begun(staff, "sara")
    listed = await staff.says("master", "/sessions")
    assert labels(listed.screen)[0].startswith("Omar Ali · Lost property, 16:10")
    assert not has((await staff.says("far-master", "/sessions")).screen, observed_session)
    shown = await staff.taps("master", button(listed.screen, observed_session))
    assert not has(shown.screen, criterion_page)
    assert "tap “I am in the room”" in text(shown.screen)
    shown = await staff.taps("master", button(shown.screen, set_observing))
    assert "1 person joined." in text(shown.screen)
    names = [criterion.id for criterion in criteria()]
    assert len(names) >= LEAST
    for number, count in enumerate(names[: LEAST - 1]):
        shown = await staff.taps("master", call(rate_criterion, session.id, count, number + 1))
    await staff.taps("trainer", call(end_session, session.id))
    shown = await staff.taps("master", call(observed_session, session.id))
    assert not has(shown.screen, ask_sign_session)
    assert "1 person was there" in text(shown.screen)
    assert "once 4 criteria are marked" in text(shown.screen)
    await staff.taps("master", call(ask_sign_session, session.id, well=True))  # forged
    await staff.taps(
        "master", call(sign_session, session.id, well=True)
    )  # forged: too little was seen
    assert (await the_session(staff)).signed_at is None
    await staff.taps("master", call(rate_criterion, session.id, names[0], 0))  # not seen after all
    for name in names[:LEAST]:
        shown = await staff.taps("master", call(rate_criterion, session.id, name, 4))
    assert "It can be signed now." in text(shown.screen)
    asked = await staff.taps("master", button(shown.screen, ask_sign_session))
    assert (await the_session(staff)).signed_at is None
    signed = await staff.taps("master", button(asked.screen, sign_session))
    assert "Signed off" in text(signed.screen)
    await staff.taps("master", call(rate_criterion, session.id, names[0], 1))
    await staff.taps("master", call(sign_session, session.id, well=False))
    kept = await the_session(staff)
    assert (kept.signed_off, kept.observer) == (True, "master")
    assert kept.rubric == dict.fromkeys(names[:LEAST], 4)
    listed = await staff.says("master", "/sessions")
    assert labels(listed.screen)[0].startswith("✓ Omar Ali · Lost property, 16:10")
    assert "✓: signed" in text(listed.screen)
    record = await staff.taps("trainer", call(session_record, session.id))
    assert "Signed off · Huda Isa" in text(record.screen)
    facts = {"session": session.id}
    news = await notice_text(staff.desk.parts, "class-signed", "trainer", facts)
    assert news is not None
    assert news.button is not None
    assert "is signed off." in news.text
    assert news.button.action == call(session_record, session.id)
    assert await notice_text(staff.desk.parts, "class-signed", "master", facts) is None
    promised = await staff.read(lambda conn: jobs.due_at(conn, KIND, f"{session.id}:class-signed"))
    assert promised == staff.desk.clock.now()


async def test_running_session_is_shown_in_today(staff: Staff) -> None:
    """For members, without anything being sent; not for others, and not when it is over."""
    session = await begun(staff, "sara")
    today = await staff.says("yusuf", "/today")
    assert "Your class is on now: “Lost property, 16:10”, Training room 3." in text(today.screen)
    await staff.taps("yusuf", button(today.screen, join_session))
    assert await staff.read(lambda conn: attendance.count_present(conn, session.id)) == (2, 2)
    assert not has((await staff.says("guest", "/today")).screen, join_session)
    await staff.taps("trainer", call(end_session, session.id))
    assert not has((await staff.says("yusuf", "/today")).screen, join_session)


async def test_only_people_present_can_sign(staff: Staff) -> None:
    """Afterwards nobody can say that they looked on."""
    session = await begun(staff, "sara")
    await staff.taps("trainer", call(end_session, session.id))
    assert not has((await staff.says("master", "/sessions")).screen, observed_session)
    shown = await staff.taps("master", call(observed_session, session.id))  # an old button
    assert "can't be signed" in text(shown.screen)
    assert not has(shown.screen, criterion_page)
    await staff.taps("master", call(set_observing, session.id, on=True))  # forged
    for criterion in criteria()[:LEAST]:
        await staff.taps("master", call(rate_criterion, session.id, criterion.id, 4))  # forged
    await staff.taps("master", call(sign_session, session.id, well=True))  # forged
    kept = await the_session(staff)
    assert (kept.observer, kept.rubric, kept.signed_at) == (None, None, None)


async def test_observer_cannot_watch_an_idle_session(staff: Staff) -> None:
    """It closes by itself, though nothing has looked yet."""
    session = await begun(staff, "sara")
    staff.desk.clock.passes(IDLE.total_seconds())
    assert not has((await staff.says("master", "/sessions")).screen, observed_session)
    await staff.taps("master", call(set_observing, session.id, on=True))
    assert (await the_session(staff)).observer is None


async def test_accidental_observer_returns_to_the_class(staff: Staff) -> None:
    session = await begun(staff, "sara")
    await staff.taps("master", call(set_observing, session.id, on=True))
    shown = await staff.taps("master", call(rate_criterion, session.id, criteria()[0].id, 4))
    shown = await staff.taps("master", button(shown.screen, set_observing))
    assert "I am in the room" in labels(shown.screen)
    kept = await the_session(staff)
    assert (kept.observer, kept.rubric) == (None, None)
