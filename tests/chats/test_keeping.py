"""Cohorts renamed, put away, shared; people moved from one into another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from functools import partial

import pytest

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINEE, TRAINER
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.playing.play import begin
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.chat.trainer.cohorts.cohort_pages import cohort_list, cohort_page
from bot.chat.trainer.cohorts.cohort_settings import (
    archive_cohort,
    archived_cohorts,
    ask_archive_cohort,
    ask_new_cohort_name,
    cohort_settings,
    restore_cohort,
)
from bot.chat.trainer.cohorts.member_moves import (
    choose_move,
    choose_place_move,
    move_member,
    move_place,
)
from bot.chat.trainer.cohorts.member_pages import member_page
from bot.chat.trainer.cohorts.trainer_pages import (
    add_trainer,
    ask_add_trainer,
    ask_remove_trainer,
    choose_trainer,
    cohort_trainers,
    remove_trainer,
)
from bot.chat.trainer.invitations.personal_codes import ask_names
from bot.chat.trainer.invitations.roster_places import place_page
from bot.locale import words
from bot.outbox.notice_sending import NoticeSender
from storage.assignments import assignments
from storage.cohorts import co_trainers, cohorts, roster
from storage.people import people
from storage.people.roles import EVERYWHERE
from storage.playing import attempts
from tests.helpers.front_desk import BOT
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, labels, text
from tests.helpers.training import DAY, a_cohort, airport, codes, members, opens

LATER = date(2026, 12, 20)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


async def joined(staff: Staff, cohort: str, person: str = "sara", name: str = "Sara Ahmed") -> str:
    """Bring someone in by a personal code; gives the code."""
    await staff.taps("trainer", call(ask_names, cohort))
    made = await codes(await staff.says("trainer", name))
    await opens(staff, person, made[name])
    return made[name]


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en")) and reply.then is None


async def test_a_cohort_is_renamed_and_its_codes_stay_good(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    made = await codes(await staff.says("trainer", "Sara Ahmed"))
    asked = await staff.taps("trainer", call(ask_new_cohort_name, cohort))
    assert "Gates" in text(asked.screen)
    assert "letters or numbers" in text((await staff.says("trainer", "…")).screen)
    assert "longer than 60 letters" in text((await staff.says("trainer", "G" * 61)).screen)
    done = await staff.says("trainer", "Gates\u202e 2")
    assert text(done.screen).startswith("Gates 2\n")
    assert "It was “Gates” until now" in text(done.screen)
    await opens(staff, "sara", made["Sara Ahmed"])
    assert await members(staff, cohort) == ["sara"]


async def test_archived_cohort_is_due_to_nobody_and_restored_whole(staff: Staff) -> None:
    """Nothing in it is lost, and meanwhile nobody comes in."""
    cohort = await a_cohort(staff)
    code = await joined(staff, cohort)
    await staff.taps("trainer", call(assign_case, cohort, "kinds", "practice", LATER))
    assert "Assigned to you" in text((await staff.says("sara", "/today")).screen)

    asked = await staff.taps("trainer", call(ask_archive_cohort, cohort))
    assert "1 member · 1 assignment" in text(asked.screen)
    for _ in range(2):  # a double tap changes nothing more
        await staff.taps("trainer", call(archive_cohort, cohort))
    assert "Assigned to you" not in text((await staff.says("sara", "/today")).screen)
    assert is_gone(await staff.taps("trainer", call(cohort_page, cohort)))
    await opens(staff, "yusuf", code)
    assert await members(staff, cohort) == ["sara"]

    listed = await staff.taps("trainer", call(cohort_list))
    assert "Your only cohort is archived" in text(listed.screen)
    away = await staff.taps("trainer", button(listed.screen, archived_cohorts))
    assert "Gates · since 25 Nov" in labels(away.screen)
    back = await staff.taps("trainer", button(away.screen, restore_cohort))
    assert has(back.screen, cohort_page)
    assert "Assigned to you" in text((await staff.says("sara", "/today")).screen)
    assert not has((await staff.taps("trainer", call(cohort_list))).screen, archived_cohorts)


async def test_colleague_is_notified_of_a_shared_cohort(staff: Staff) -> None:
    await staff.person("lina", (TRAINER, AIRPORT), name="Lina Omar")
    await staff.person("far", (TRAINER, CLINICS), name="Far Away")
    cohort = await a_cohort(staff)
    assert is_gone(await staff.taps("lina", call(cohort_page, cohort)))
    shown = await staff.taps("trainer", call(choose_trainer, cohort, 0))
    assert [listed.text for listed in buttons(shown.screen)] == ["Lina Omar", "Back"]
    assert is_gone(await staff.taps("trainer", call(add_trainer, cohort, "far")))
    assert is_gone(await staff.taps("trainer", call(add_trainer, cohort, "sara")))

    asked = await staff.taps("trainer", button(shown.screen, ask_add_trainer))
    assert "Share Gates with Lina Omar?" in text(asked.screen)
    assert has(asked.screen, choose_trainer)  # the way back
    add = button(asked.screen, add_trainer)
    staff.desk.clock.passes(1)
    await asyncio.gather(*(staff.taps("trainer", add) for _ in range(3)))
    trainers = await staff.taps("trainer", call(cohort_trainers, cohort))
    assert "Lina Omar" in labels(trainers.screen)
    assert "Gates" in text((await staff.taps("lina", call(cohort_page, cohort))).screen)

    parts, post = staff.desk.parts, staff.desk.post
    staff.desk.clock.passes(DAY)  # into anybody's hours
    notices = NoticeSender(BOT, parts.app, parts.texts, post)
    for _ in range(48):
        await notices.send()
        staff.desk.clock.passes(1800)
    told = [text(message.screen) for message in post.sent]
    assert len([name for name in told if "is shared with you" in name]) == 1


async def test_last_trainer_cannot_be_removed(staff: Staff) -> None:
    await staff.person("lina", (TRAINER, AIRPORT), name="Lina Omar")
    cohort = await a_cohort(staff)
    alone = await staff.taps("trainer", call(ask_remove_trainer, cohort, "trainer"))
    assert "Nobody else trains it" in text(alone.screen)
    await staff.taps("trainer", call(remove_trainer, cohort, "trainer"))
    assert not is_gone(await staff.taps("trainer", call(cohort_page, cohort)))

    await staff.taps("trainer", call(add_trainer, cohort, "lina"))
    await asyncio.gather(
        staff.taps("trainer", call(remove_trainer, cohort, "lina")),
        staff.taps("lina", call(remove_trainer, cohort, "trainer")),
    )
    seen = [
        is_gone(await staff.taps(name, call(cohort_page, cohort))) for name in ("trainer", "lina")
    ]
    assert sorted(seen) == [False, True]


async def test_trainee_cannot_be_left_as_the_only_trainer(
    staff: Staff,
) -> None:
    """Whoever comes second has lost the right by then, and finds nothing."""
    await staff.person("lina", (TRAINER, AIRPORT), name="Lina Omar")
    await staff.person("new", (TRAINEE, AIRPORT), name="Noor Ali")
    cohort = await a_cohort(staff)
    now = staff.desk.clock.now()
    for name in ("lina", "new"):
        await staff.write(partial(co_trainers.add, cohort_id=cohort, person_id=name, now=now))
    await asyncio.gather(
        staff.taps("trainer", call(remove_trainer, cohort, "lina")),
        staff.taps("lina", call(remove_trainer, cohort, "trainer")),
    )
    seen = [
        is_gone(await staff.taps(name, call(cohort_page, cohort))) for name in ("trainer", "lina")
    ]
    assert sorted(seen) == [False, True]


async def test_leaving_trainer_loses_access(staff: Staff) -> None:
    await staff.person("lina", (TRAINER, AIRPORT), name="Lina Omar")
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(add_trainer, cohort, "lina"))
    asked = await staff.taps("trainer", call(ask_remove_trainer, cohort, "trainer"))
    assert "Leave" in text(asked.screen)
    left = await staff.taps("trainer", button(asked.screen, remove_trainer))
    assert "other trainers" in text(left.screen)
    assert is_gone(await staff.taps("trainer", call(cohort_page, cohort)))


async def test_nothing_begins_for_a_removed_member(
    staff: Staff,
) -> None:
    """Between the look whether it is theirs and the unit that begins it."""
    cohort, now = await a_cohort(staff), staff.desk.clock.now()
    await joined(staff, cohort)
    await staff.taps("trainer", call(assign_case, cohort, "kinds", "practice", LATER))
    (given,) = await staff.read(partial(assignments.of_cohort, cohort_id=cohort))
    sara = await staff.read(partial(people.get, person_id="sara"))
    await staff.write(partial(cohorts.leave, cohort_id=cohort, person_id="sara", at=now))
    await begin(staff.desk.parts.app, sara, "kinds", mode="practice", assignment_id=given.id)
    assert not await staff.read(partial(attempts.running, person_id="sara"))


async def test_moved_member_takes_their_place_along(staff: Staff) -> None:
    """Their code leads to where they are; what was assigned there is theirs from then on."""
    gates, desks = await a_cohort(staff), await a_cohort(staff, "Desks")
    code = await joined(staff, gates)
    await staff.taps("trainer", call(assign_case, desks, "kinds", "practice", LATER))
    shown = await staff.taps("trainer", call(member_page, gates, "sara"))
    asked = await staff.taps("trainer", button(shown.screen, choose_move))
    assert "Sara Ahmed" in text(asked.screen)
    move = button(asked.screen, move_member)
    for _ in range(2):  # a double tap
        moved = await staff.taps("trainer", move)
        assert "Desks" in text(moved.screen)
    assert (await members(staff, gates), await members(staff, desks)) == ([], ["sara"])
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, desks))
    assert place.person == "sara"
    assert "Assigned to you" in text((await staff.says("sara", "/today")).screen)
    await opens(staff, "sara", code)
    assert (await members(staff, gates), await members(staff, desks)) == ([], ["sara"])


async def test_placeholder_is_moved_with_its_code(staff: Staff) -> None:
    """What was due before they stood there is not assigned to them."""
    gates, desks = await a_cohort(staff), await a_cohort(staff, "Desks")
    early = staff.desk.clock.at
    code = (await codes(await staff.hands_list(gates, "Name\nSara Ahmed\n")))["Sara Ahmed"]
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, gates))
    staff.desk.clock.passes(DAY)
    shown = await staff.taps("trainer", call(place_page, place.id))
    asked = await staff.taps("trainer", button(shown.screen, choose_place_move))
    assert "Half-entered answers" not in text(asked.screen)
    for _ in range(2):  # a double tap
        moved = await staff.taps("trainer", button(asked.screen, move_place))
        assert "Moved to Desks." in text(moved.screen)
    assert has(moved.screen, place_page)
    assert await staff.read(lambda conn: roster.of_cohort(conn, gates)) == []
    (there,) = await staff.read(lambda conn: roster.of_cohort(conn, desks))
    assert (there.id, there.created_at) == (place.id, staff.desk.clock.at)
    assert there.created_at > early
    await opens(staff, "sara", code)
    assert (await members(staff, gates), await members(staff, desks)) == ([], ["sara"])
    assert is_gone(await staff.taps("trainer", call(move_place, place.id, gates)))  # who has come


async def test_member_of_both_cohorts_keeps_one_place(staff: Staff) -> None:
    gates, desks = await a_cohort(staff), await a_cohort(staff, "Desks")
    await joined(staff, gates)
    await joined(staff, desks)
    await staff.taps("trainer", call(move_member, gates, "sara", desks))
    assert (await members(staff, gates), await members(staff, desks)) == ([], ["sara"])
    assert len(await staff.read(lambda conn: roster.of_person(conn, "sara"))) == 1


async def test_member_cannot_be_moved_to_a_foreign_cohort(staff: Staff) -> None:
    await staff.person("lina", (TRAINER, AIRPORT), (TRAINER, CLINICS), name="Lina Omar")
    gates = await a_cohort(staff)
    await joined(staff, gates)
    other = cohorts.Cohort("others-00001", "Others", AIRPORT, "Asia/Bahrain", staff.desk.clock.at)
    far = cohorts.Cohort("clinics-0001", "Clinics", CLINICS, "Asia/Bahrain", staff.desk.clock.at)
    await staff.write(lambda conn: cohorts.create(conn, other, "lina"))
    await staff.write(lambda conn: cohorts.create(conn, far, "lina"))
    await staff.taps("trainer", call(add_trainer, gates, "lina"))
    assert is_gone(await staff.taps("trainer", call(move_member, gates, "sara", other.id)))
    assert is_gone(await staff.taps("lina", call(move_member, gates, "sara", far.id)))
    assert is_gone(await staff.taps("lina", call(move_member, gates, "sara", gates)))
    assert is_gone(await staff.taps("lina", call(move_member, gates, "yusuf", other.id)))
    assert await members(staff, gates) == ["sara"]


@pytest.mark.parametrize(
    "held",
    [
        (),
        ((TRAINER, AIRPORT),),
        ((TRAINER, CLINICS),),
        ((SUPERVISOR, AIRPORT),),
        ((MASTER, EVERYWHERE),),
        ((ADMIN, EVERYWHERE),),
    ],
)
async def test_nobody_else_finds_an_archived_cohort(
    staff: Staff, held: tuple[tuple[str, str], ...]
) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(archive_cohort, cohort))
    await staff.person("other", *held)
    before = await staff.read(lambda conn: cohorts.get(conn, cohort))
    for action in (
        call(archived_cohorts),
        call(restore_cohort, cohort),
        call(cohort_settings, cohort),
        call(add_trainer, cohort, "other"),
        call(archive_cohort, cohort),
    ):
        assert is_gone(await staff.taps("other", action)), action
    assert await staff.read(lambda conn: cohorts.get(conn, cohort)) == before
