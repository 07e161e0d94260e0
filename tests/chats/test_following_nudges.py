"""Who is behind, and a nudge: asked first, at most one a day for anyone, within the one cap."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import Connection, insert

from bot.app.assignments import assignment_notices
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import assignment_card
from bot.chat.trainer.progress.cohort_progress import cohort_progress
from bot.chat.trainer.progress.nudges import (
    pending_members,
    preview_nudge,
    send_nudge,
    start_nudge,
    tick_pending_group,
    tick_pending_member,
)
from bot.locale import words
from bot.outbox.notice_sending import NoticeSender
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people import names, people
from tests.helpers.following import COHORT, gates, given, joins, tried
from tests.helpers.front_desk import BOT
from tests.helpers.staff import (
    AIRPORT,
    CLINICS,
    ZONE,
    Staff,
    button,
    buttons,
    has,
    labels,
    leads,
    text,
)

DAY = 86_400
PEOPLE = {"lina": "Lina Omar", "sara": "Sara Ahmed", "yusuf": "Yusuf Hasan"}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with gates(database_url) as found:
        for person, name in PEOPLE.items():
            await joins(found, person, name)
        yield found


def notices(staff: Staff) -> NoticeSender:
    parts = staff.desk.parts
    return NoticeSender(BOT, parts.app, parts.texts, staff.desk.post)


async def told(staff: Staff) -> list[str]:
    """What is told now, whatever comes of it."""
    before = len(staff.desk.post.sent)
    await notices(staff).send()
    return [text(message.screen) for message in staff.desk.post.sent[before:]]


async def all_ticked(staff: Staff, person: str = "trainer", cohort: str = COHORT) -> Reply:
    """Who is behind, whatever the group, all ticked."""
    shown = await staff.taps(person, call(start_nudge, cohort))
    if not ticks(shown) and has(shown.screen, pending_members):
        shown = await staff.taps(person, button(shown.screen, pending_members))
    unticked = [each for each in buttons(shown.screen) if each.text.startswith("○")]
    for each in unticked:
        shown = await staff.taps(person, each.action)
    return shown


async def nudged(staff: Staff, person: str = "trainer") -> Reply:
    """A trainer nudges whoever is behind, through the dry run."""
    shown = await all_ticked(staff, person)
    asked = await staff.taps(person, button(shown.screen, preview_nudge))
    return await staff.taps(person, button(asked.screen, send_nudge))


def ticks(reply: Reply) -> dict[str, bool]:
    """Who is ticked, by the name on the button."""
    assert reply.screen is not None
    found = [button for button in reply.screen.buttons if leads(button.action, tick_pending_member)]
    named = {button.text[2:].split(" · ")[0]: button for button in found}
    return {name: button.text.startswith("●") for name, button in named.items()}


async def test_overdue_people_are_listed_longest_first_without_active_ones(staff: Staff) -> None:
    """Late before not begun; under way in time, done, and never asked are not behind."""
    late = await given(staff, days=1, whom=["yusuf"])
    later = await given(staff, days=2, whom=["sara"])
    staff.desk.clock.passes(3 * DAY)
    fresh = await given(staff, days=7)
    await joins(staff, "adam", "Adam At It")
    await tried(staff, "adam", fresh)
    await joins(staff, "done", "Dina Done")
    await tried(staff, "done", fresh, passed=False)

    page = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    shown = await staff.taps("trainer", button(page.screen, start_nudge))
    page_text = text(shown.screen)
    assert "• late since 26 Nov: Lost property, 16:10 (1 person)" in page_text
    assert "• late since 27 Nov: Lost property, 16:10 (1 person)" in page_text
    listed = labels(shown.screen)
    assert listed.startswith("● Yusuf Hasan · since 26 Nov\n● Sara Ahmed · since 27 Nov\n")
    assert not any(name in page_text for name in PEOPLE.values()), (
        "a name stands once, on its button"
    )
    assert ticks(shown) == {"Yusuf Hasan": True, "Sara Ahmed": True}
    assert {late.id, later.id} <= {assignment.id for assignment in await of_cohort(staff)}


async def of_cohort(staff: Staff) -> list[assignments.Assignment]:
    found = await staff.read(lambda conn: assignments.of_cohort(conn, COHORT))
    assert isinstance(found, list)
    return found


async def test_nudge_is_confirmed_first_and_sent_once(staff: Staff) -> None:
    """With whom it reaches and what it says; it names the work and the day, and leads there."""
    assignment = await given(staff, days=3)
    shown = await all_ticked(staff)
    fewer = await staff.taps("trainer", call(tick_pending_member, COHORT, "sara", on=False))
    assert ticks(fewer) == {"Lina Omar": True, "Sara Ahmed": False, "Yusuf Hasan": True}
    asked = await staff.taps("trainer", button(fewer.screen, preview_nudge))
    assert "2 people will be told" in text(asked.screen)
    assert "• Lina Omar\n• Yusuf Hasan" in text(asked.screen)
    assert "is there for you until 28 Nov" in text(asked.screen)
    assert "Nothing has been sent yet." in text(asked.screen)
    assert "When: " in text(asked.screen)
    assert await told(staff) == []

    sent = await staff.taps("trainer", button(asked.screen, send_nudge))
    assert "2 people will be told" in text(sent.screen)
    said = await told(staff)
    assert len(said) == 2
    for each in said:
        assert each.startswith("There is something new here for you.")
        assert "Gates: “Lost property, 16:10” is there for you until 28 Nov" in each
    last = staff.desk.post.sent[-1].screen
    assert button(last, assignment_card) == call(assignment_card, assignment.id)
    assert await told(staff) == []
    assert button(shown.screen, preview_nudge)


async def test_overdue_wording_is_without_blame(staff: Staff) -> None:
    await given(staff, days=0.001)
    staff.desk.clock.passes(DAY)
    await nudged(staff)
    (first, *_) = await told(staff)
    assert "was meant for 25 Nov and can still be done" in first


async def test_two_trainers_at_once_are_one_nudge(staff: Staff) -> None:
    """And whoever comes second reads who was nudged already."""
    await given(staff)
    for person in ("trainer", "other"):
        await all_ticked(staff, person)
    nudge = call(send_nudge, COHORT, 3, "ahead")
    replies = await asyncio.gather(staff.taps("trainer", nudge), staff.taps("other", nudge))
    said = [text(reply.screen) for reply in replies]
    assert sum("People who have done it by then get no message." in name for name in said) == 1
    assert sum("3 were nudged within the last day" in name for name in said) == 1
    assert len(await told(staff)) == 3


async def test_a_day_later_there_may_be_another_and_not_sooner(staff: Staff) -> None:
    """Nobody is nudged twice a day, not for another cohort of another trainer either."""
    await given(staff)
    await nudged(staff)
    assert len(await told(staff)) == 3

    def second(conn: Connection) -> None:
        made = Cohort("cohort-00002", "Clinic", CLINICS, ZONE, staff.desk.clock.now())
        cohorts.create(conn, made, "trainer")
        cohorts.join(conn, "m-second", made.id, "sara", made.created_at)

    await staff.write(second)
    await staff.person("clinic", ("trainer", CLINICS))
    trains = {"cohort": "cohort-00002", "person": "clinic", "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), trains))
    await given(staff, cohort="cohort-00002")
    staff.desk.clock.passes(DAY - 1)
    for person, cohort in (("trainer", COHORT), ("clinic", "cohort-00002")):
        shown = await all_ticked(staff, person, cohort)
        assert "Nudged within the last day." in text(shown.screen)
        assert not has(shown.screen, preview_nudge)
    staff.desk.clock.passes(1)
    assert has((await all_ticked(staff, "clinic", "cohort-00002")).screen, preview_nudge)


async def test_a_nudge_that_waited_over_days_of_rest_gives_way_to_the_next(staff: Staff) -> None:
    """Two nudges that wait would be two lines that say the same."""
    await given(staff, days=14)
    staff.desk.clock.passes(DAY)  # Thursday; Friday and Saturday are days of rest
    staff.desk.clock.passes(12 * 3600)
    await nudged(staff)
    staff.desk.clock.passes(DAY)
    await nudged(staff)
    staff.desk.clock.passes(1.5 * DAY)  # Sunday morning
    said = await told(staff)
    assert len(said) == 3
    assert all(name.count("Lost property") == 1 for name in said)


async def test_finished_work_is_not_mentioned(staff: Staff) -> None:
    """Done, withdrawn or left in between: there is nothing to remind of."""
    assignment = await given(staff, days=3)
    await nudged(staff)
    await tried(staff, "sara", assignment, passed=False)
    await staff.write(lambda conn: cohorts.leave(conn, COHORT, "lina", staff.desk.clock.now()))
    (only,) = await told(staff)
    assert "Lost property" in only
    staff.desk.clock.passes(DAY)
    await nudged(staff)
    await staff.write(
        lambda conn: assignments.withdraw(conn, assignment.id, staff.desk.clock.now())
    )
    assert await told(staff) == []


async def test_nudge_obeys_the_daily_cap_and_expires_after_a_week(staff: Staff) -> None:
    assignment = await given(staff, days=30)
    now = staff.desk.clock.now()
    await staff.write(lambda conn: people.change(conn, "sara", told_at=now))
    await nudged(staff)
    assert len(await told(staff)) == 2
    staff.desk.clock.passes(8 * DAY)
    assert await told(staff) == []
    assert assignment.due_at > staff.desk.clock.now()


async def test_unreachable_member_is_counted_and_not_ticked(staff: Staff) -> None:
    await given(staff)

    def blocked(conn: Connection) -> None:
        own = t.accounts.c.person == "sara"
        conn.execute(t.accounts.update().where(own).values(blocked_at=staff.desk.clock.now()))

    await staff.write(blocked)
    shown = await all_ticked(staff)
    assert "Sara Ahmed · Cannot be messaged now." in (text(shown.screen))
    assert set(ticks(shown)) == {"Lina Omar", "Yusuf Hasan"}
    asked = await staff.taps("trainer", button(shown.screen, preview_nudge))
    assert "2 people will be told" in text(asked.screen)
    assert "1 cannot be reached now." in text(asked.screen)


async def test_more_or_fewer_than_were_agreed_are_shown_first(staff: Staff) -> None:
    """A double tap, a forged number, and a list that changed nudge nobody unseen."""
    assignment = await given(staff)
    await all_ticked(staff)
    await tried(staff, "sara", assignment, passed=True)
    shown = await staff.taps("trainer", call(send_nudge, COHORT, 3, "ahead"))
    assert "Nothing has been sent yet." in text(shown.screen)
    assert button(shown.screen, send_nudge) == call(send_nudge, COHORT, 2, "ahead")
    assert await told(staff) == []
    await staff.taps("trainer", call(send_nudge, COHORT, 2, "ahead"))
    again = await staff.taps("trainer", call(send_nudge, COHORT, 2, "ahead"))
    assert "2 were nudged within the last day" in text(again.screen)
    assert len(await told(staff)) == 2


async def test_ticks_survive_paging_and_are_cleared_afterwards(staff: Staff) -> None:
    for number in range(6):
        await joins(staff, f"x-{number}", f"Number {chr(65 + number)}")
    await given(staff, days=1)
    staff.desk.clock.passes(2 * DAY)
    shown = await staff.taps("trainer", call(start_nudge, COHORT))
    assert len(ticks(shown)) == 8
    await staff.taps("trainer", call(tick_pending_member, COHORT, "lina", on=False))
    await staff.taps("trainer", call(tick_pending_member, COHORT, "lina", on=False))  # a double tap
    second = await staff.taps("trainer", call(pending_members, COHORT, 1))
    assert len(ticks(second)) == 1
    assert "Nudge these 8" in [button.text for button in buttons(second.screen)]
    own = await staff.taps(
        "other", call(pending_members, COHORT, 0)
    )  # ticks are each trainer's own
    assert "Nudge these 9" in [button.text for button in buttons(own.screen)]
    back = await staff.taps("trainer", call(tick_pending_member, COHORT, "lina", on=True))
    assert ticks(back)["Lina Omar"]
    await staff.taps("trainer", call(tick_pending_member, COHORT, "lina", on=False))
    anew = await staff.taps("trainer", call(start_nudge, COHORT))
    assert all(ticks(anew).values())


async def test_just_given_with_its_day_far_off_nobody_is_behind(staff: Staff) -> None:
    """Who has not begun it is one tap away, and not ticked."""
    await given(staff, days=16)
    staff.desk.clock.passes(600)
    shown = await staff.taps("trainer", call(start_nudge, COHORT))
    assert "Nobody is overdue." in text(shown.screen)
    assert "Lina" not in text(shown.screen)
    assert not has(shown.screen, preview_nudge)
    (later,) = [button for button in buttons(shown.screen) if leads(button.action, pending_members)]
    assert later.text == "Not begun: 3"
    fresh = await staff.taps("trainer", later.action)
    assert ticks(fresh) == dict.fromkeys(PEOPLE.values(), False)
    assert not has(fresh.screen, preview_nudge)


async def test_only_overdue_people_are_ticked_and_groups_are_nudged_separately(
    staff: Staff,
) -> None:
    """Everybody stands in one group, by the most pressing of their work."""
    await given(staff, days=1, whom=["yusuf"])
    staff.desk.clock.passes(2 * DAY)
    await given(staff, days=2, whom=["yusuf", "sara"])
    await given(staff, days=9)
    overdue = await staff.taps("trainer", call(start_nudge, COHORT))
    assert ticks(overdue) == {"Yusuf Hasan": True}
    others = {
        listed.text: listed.action
        for listed in buttons(overdue.screen)
        if leads(listed.action, pending_members)
    }
    assert list(others) == ["Due within 3 days: 1", "Not begun: 1"]
    soon = await staff.taps("trainer", others["Due within 3 days: 1"])
    assert ticks(soon) == {"Sara Ahmed": False}
    assert "not begun, due 29 Nov" in text(soon.screen)
    await staff.taps("trainer", call(tick_pending_member, COHORT, "sara", on=True))
    asked = await staff.taps("trainer", call(preview_nudge, COHORT, "soon"))
    assert "1 person will be told" in text(asked.screen)
    assert "• Sara Ahmed" in text(asked.screen)
    sent = await staff.taps("trainer", button(asked.screen, send_nudge))
    assert "1 person will be told" in text(sent.screen)
    again = await staff.taps("trainer", call(pending_members, COHORT, 0, "ahead"))
    assert ticks(again) == {"Lina Omar": False}  # nobody is ticked by what was sent
    assert "Nudge 1 person" in [
        listed.text
        for listed in buttons(
            (await staff.taps("trainer", call(pending_members, COHORT, 0))).screen
        )
    ]


async def test_a_group_is_ticked_and_unticked_at_once(staff: Staff) -> None:
    await given(staff, days=9)
    await staff.taps("trainer", call(start_nudge, COHORT))
    every = await staff.taps("trainer", call(tick_pending_group, COHORT, "ahead", on=True))
    assert ticks(every) == dict.fromkeys(PEOPLE.values(), True)
    none = await staff.taps("trainer", button(every.screen, tick_pending_group))
    assert ticks(none) == dict.fromkeys(PEOPLE.values(), False)


async def test_locked_step_is_nobodys_task(staff: Staff) -> None:
    first = await given(staff, days=7, series="series-00001", step=0)
    second = await given(staff, days=7, series="series-00001", step=1, due_at=first.due_at)
    shown = await all_ticked(staff)
    assert "not started, due 2 Dec: Lost property, 16:10 (3 people)" in text(shown.screen)
    await tried(staff, "sara", first, passed=True)
    await tried(staff, "yusuf", first, passed=False)  # has to pass it first
    shown = await all_ticked(staff)
    assert set(ticks(shown)) == {"Lina Omar", "Sara Ahmed"}
    await tried(staff, "sara", second)
    shown = await all_ticked(staff)
    assert set(ticks(shown)) == {"Lina Omar"}


async def test_forged_taps_find_nothing_and_change_nothing(staff: Staff) -> None:
    await given(staff)
    await staff.person("stranger", ("trainer", AIRPORT))
    gone = common_screens.gone_screen(words("en"))
    every: tuple[Call, ...] = (
        call(start_nudge, COHORT),
        call(pending_members, COHORT, 0),
        call(tick_pending_member, COHORT, "sara", on=False),
        call(tick_pending_group, COHORT, "ahead", on=False),
        call(preview_nudge, COHORT),
        call(send_nudge, COHORT, 3),
    )
    for person in ("stranger", "supervisor", "sara"):
        for action in every:
            assert (await staff.taps(person, action)).screen == gone, (person, action)
    outside = call(tick_pending_member, COHORT, "stranger", on=False)  # who is not in it
    assert (await staff.taps("trainer", outside)).screen == gone
    assert await staff.read(lambda conn: conn.execute(t.spared.select()).all()) == []
    assert await told(staff) == []


async def test_in_arabic(sqlite_url: str) -> None:
    async with gates(sqlite_url, "ar") as staff:
        await joins(staff, "sara", "Sara Ahmed")
        await staff.write(lambda conn: names.put(conn, "sara", "arabic", "سارة أحمد"))
        await staff.write(lambda conn: people.change(conn, "sara", language="ar"))
        await given(staff, days=3)
        shown = await nudged(staff)
        assert "سيصل الخبر إلى شخص واحد، في الوقت الذي اختاره." in text(shown.screen)
        (said,) = await told(staff)
        assert "في انتظارك حتى" in said


async def test_unnotified_member_is_not_behind(staff: Staff) -> None:
    """Until its last day is over; whom nothing reaches waits for nothing."""
    assignment = await given(staff, days=3)
    now = staff.desk.clock.now()

    def waits(conn: Connection) -> None:
        assignment_notices.queue(conn, assignment, "sara", now)

    await staff.write(waits)
    shown = await all_ticked(staff)
    assert ticks(shown) == {"Lina Omar": True, "Yusuf Hasan": True}
    account = staff.visitor("sara").telegram_id
    await staff.write(partial(people.block, bot=BOT, telegram_id=account, at=now))
    assert "Sara Ahmed" in text((await staff.taps("trainer", call(start_nudge, COHORT))).screen)
    await staff.write(partial(people.block, bot=BOT, telegram_id=account, at=None))
    staff.desk.clock.passes(4 * DAY)
    assert "Sara Ahmed" in ticks(await staff.taps("trainer", call(start_nudge, COHORT)))
