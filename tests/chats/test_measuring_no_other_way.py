"""The forms of a test that is not over are met in it and nowhere else, whichever way is tried."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app.access.rights import SUPERVISOR
from bot.chat.author.editions import ask_edition, send_texts
from bot.chat.author.preview import play_edition
from bot.chat.author.scenarios import scenario_page
from bot.chat.common import common_screens
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_assignment, begin_case, case_card
from bot.chat.learner.refresher_prompts import request_refresher
from bot.chat.learner.today import (
    practice_page,
    practice_track,
    today_below,
    today_page,
    work_in_minutes,
)
from bot.chat.trainer.assessments.assessment_page import stop_assessment
from bot.chat.trainer.live_session.session_opening import ask_session_place, session_cases
from bot.chat.trainer.progress.team import team_coverage_page, team_page
from bot.locale import words
from bot.phrases.case_phrases import title_of
from scenarios.catalogue.tracks import tracks
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.db import tables as t
from tests.helpers.assigning_world import bare
from tests.helpers.measuring import (
    COHORT,
    FORMS,
    cohort_of,
    form,
    name,
    part_of,
    plays,
    poor_answers,
    started,
    takers,
    the_test,
)
from tests.helpers.staff import AIRPORT, Staff, labels, text

LEARNER = name(0)
TITLES = [title_of(words("en"), form(key)) for key in FORMS]


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A first part is done, with much that went wrong; the others wait."""
    async with cohort_of(database_url, 3) as found:
        await started(found)
        part = await part_of(found, LEARNER, "before")
        await plays(found, LEARNER, part, poor_answers(part))
        yield found


def tells_of_forms(screen: Screen | None) -> bool:
    """Whether a screen names a form, or leads to one otherwise than as a part of a test."""
    assert screen is not None
    said = "\n".join((text(screen), *(button.text for button in screen.buttons)))
    actions = [button.action for button in screen.buttons]
    leads = any(getattr(action, "scenario", None) in FORMS for action in actions)
    return leads or any(title in said for title in TITLES)


async def begun(staff: Staff) -> int:
    rows = select(t.attempts.c.id).where(t.attempts.c.person == LEARNER)
    return len(await staff.read(lambda conn: conn.execute(rows).all()))


async def test_no_list_has_them(staff: Staff) -> None:
    """Nor has Today, once the part is done."""
    lists = [
        call(practice_page),
        call(today_below),
        *(call(work_in_minutes, minutes) for minutes in (2, 4, 10)),
        *(call(practice_track, track, 0) for track in tracks()),
    ]
    for action in lists:
        shown = await staff.taps(LEARNER, action)
        assert not tells_of_forms(shown.screen), action
    for command in ("/practice", "/progress", "/resume", "/refreshers"):
        assert not tells_of_forms((await staff.says(LEARNER, command)).screen), command
    staff.desk.clock.at = (await the_test(staff)).spans["before"].due_at
    assert not tells_of_forms((await staff.taps(LEARNER, call(today_page))).screen)


async def test_nothing_of_them_is_asked_now(staff: Staff) -> None:
    """Whoever asks for questions gets none of theirs, today or in a month."""
    for _ in range(3):
        for shown in (
            await staff.says(LEARNER, "/refresh"),
            await staff.taps(LEARNER, call(request_refresher)),
        ):
            assert not tells_of_forms(shown.screen)
        staff.desk.clock.passes(timedelta(days=10).total_seconds())
    asked = await staff.read(
        lambda conn: conn.execute(select(t.prompts.c["items"])).scalars().all()
    )
    assert not any(name in str(items) for items in asked for name in FORMS)
    assert await staff.read(lambda conn: conn.execute(select(t.memories)).all()) == []


@pytest.mark.parametrize("command", ["start", "join", "practice", "refresh", "resume", "today"])
async def test_no_link_leads_to_them(staff: Staff, command: str) -> None:
    """Neither by what a form is called, nor by the id of what was given, or of its test."""
    test = await the_test(staff)
    before = await begun(staff)
    for what in (*FORMS, *(given.id for given in test.given), test.id):
        shown = await staff.says(LEARNER, f"/{command} {what}")
        assert shown.screen is None or shown.screen.shows is None
        assert not tells_of_forms(shown.screen) if shown.screen else True
    assert await begun(staff) == before


async def test_no_forged_tap_leads_to_them(staff: Staff) -> None:
    """A part is begun once, by whoever has it, while it is open; and else nothing is."""
    test, before = await the_test(staff), await begun(staff)
    for given in test.given:
        await staff.taps(LEARNER, call(begin_assignment, given.id))
    for key in FORMS:
        taps = (
            call(begin_case, key),
            call(case_card, key),
            call(scenario_page, key),
            call(send_texts, key),
            call(ask_edition, key),
            *(call(play_edition, key, number) for number in (0, 1)),
        )
        for tap in taps:
            shown = await staff.taps(LEARNER, tap)
            assert not tells_of_forms(shown.screen), tap
    assert await begun(staff) == before


async def test_no_class_plays_them(staff: Staff) -> None:
    assert not tells_of_forms((await staff.taps("trainer", call(session_cases, COHORT, 0))).screen)
    for key in FORMS:
        shown = await staff.taps("trainer", call(ask_session_place, COHORT, key))
        assert shown.screen == common_screens.gone_screen(words("en"))


async def test_given_as_ordinary_work_they_stay_shut_too(staff: Staff) -> None:
    """A trainer who gives a form besides opens no way to look back on it."""
    now, other = staff.desk.clock.now(), (await takers(staff))[LEARNER]["after"]
    given = Assignment(
        "given-000001", COHORT, other, "assessment", now + timedelta(days=9), 70, "trainer", now,
        attempts=1, counts="first",
    )  # fmt: skip
    await staff.write(lambda conn: assignments.create(conn, given))
    attempt = await plays(staff, LEARNER, given)
    for moment in (now, (await the_test(staff)).ends_at):
        staff.desk.clock.at = moment
        shown = await staff.taps(LEARNER, call(look_back, attempt))
        assert shown.screen == common_screens.gone_screen(words("en"))


async def test_supervisor_sees_completed_parts_without_forms(staff: Staff) -> None:
    """Parts as they stand, not open, due, done, not done; which case somebody got is nobody's."""
    await staff.person("supervisor", (SUPERVISOR, AIRPORT))
    test = await the_test(staff)
    shown = await staff.taps("supervisor", call(team_page, COHORT))
    parts = labels(shown.screen)
    assert "Airports · before the course · 1 of 3 · " in parts
    assert parts.count("0 of 3 · ") == 2
    assert not tells_of_forms(shown.screen)
    for given in test.given:
        cover = await staff.taps("supervisor", call(team_coverage_page, given.id, 0))
        assert not tells_of_forms(cover.screen)
        done = "Done: 1\n• Person 00" if given.part == "before" else "Not open yet: 3"
        assert done in bare(text(cover.screen))
    staff.desk.clock.at = test.spans["before"].due_at
    cover = await staff.taps("supervisor", call(team_coverage_page, test.of("before")[0], 0))
    assert "Not done: 2\n• Person 01\n• Person 02" in bare(text(cover.screen))
    await staff.taps("trainer", call(stop_assessment, test.id))
    assert "before the course" not in labels(
        (await staff.taps("supervisor", call(team_page, COHORT))).screen
    )
    gone = await staff.taps("supervisor", call(team_coverage_page, test.of("before")[0], 0))
    assert gone.screen == common_screens.gone_screen(words("en"))
