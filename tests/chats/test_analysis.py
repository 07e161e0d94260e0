"""What a trainer is told of what a cohort gets wrong, and what nobody is told."""

from __future__ import annotations

import re
import struct
from collections.abc import AsyncIterator, Iterable
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, select

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.common.common_screens import gone_screen
from bot.chat.kit.request import ScreenPlacement
from bot.chat.kit.routes import Call, call
from bot.chat.trainer.analysis.decision_list import decision_list, send_traffic_picture
from bot.chat.trainer.analysis.decision_page import decision_page
from bot.chat.trainer.assignments.results_page import assignment_results
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.member_pages import remove_member
from bot.locale import words
from bot.telegram import render
from scenarios.case_library import CaseLibrary
from scenarios.model import Scenario
from scenarios.rendering import units
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.authoring import editions
from storage.authoring.editions import Edition
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people.roles import EVERYWHERE
from tests.helpers.crowd import PlayedCase, crowd, keep
from tests.helpers.front_desk import front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.small_case import BASE, dream_job, edited
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, buttons, has, leads, text
from tests.pictures.cases import loaded, long_story

COHORT, GIVEN = "cohort-00001", "given-000001"
HERE, ALL = (
    call(decision_list, GIVEN, everywhere=False),
    call(decision_list, GIVEN, everywhere=True),
)
CASES = {"kinds": kinds_case(), "dream-job": dream_job()}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A trainer with a cohort to which the case of all kinds was given."""
    async with front_desk(database_url, CaseLibrary(CASES)) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("arabic", (TRAINER, AIRPORT), language="ar")
        await give(found, COHORT, GIVEN)
        yield found


async def give(
    staff: Staff, cohort: str, given: str, scenario: str = "kinds", by: str = "trainer"
) -> None:
    now = staff.desk.clock.now()

    def prepare(conn: Connection) -> None:
        if cohorts.get(conn, cohort) is None:
            cohorts.create(conn, Cohort(cohort, f"Gates {cohort}", AIRPORT, ZONE, now), by)
        due = now + timedelta(days=9)
        made = Assignment(given, cohort, scenario, "assessment", due, 70, by, now)
        assignments.create(conn, made)

    await staff.write(prepare)


async def finish(
    staff: Staff,
    people: Iterable[str],
    played: Iterable[PlayedCase],
    *,
    given: str | None = GIVEN,
    scenario: Scenario | None = None,
    cohort: str = COHORT,
    mode: str = "assessment",
) -> None:
    """Let people play something to its end; who is new joins the cohort."""
    at, names = staff.desk.clock.now(), list(people)

    def prepare(conn: Connection) -> None:
        like = conn.execute(select(t.people).where(t.people.c.id == "trainer")).mappings().one()
        known = set(conn.scalars(select(t.people.c.id)))
        new = [name for name in names if name not in known]
        if new:
            conn.execute(insert(t.people), [dict(like) | {"id": char} for char in new])
        for char in new:
            cohorts.join(conn, f"{cohort}-{char}", cohort, char, at)
        keep(conn, scenario or kinds_case(), zip(names, played, strict=False), given, at, mode)

    await staff.write(prepare)
    staff.desk.clock.passes(86_400)


def learners(n: int, first: int = 0) -> list[str]:
    return [f"learner-{first + index}" for index in range(n)]


async def shown(staff: Staff, action: Call = HERE) -> str:
    return text((await staff.taps("trainer", action)).screen)


def scene_of(action: Call) -> str | None:
    """The decision that a button leads to."""
    if isinstance(action, Call) and leads(action, decision_page):
        return str(action.arguments["scene_id"])
    return None


# --- the way there


async def test_an_assignment_leads_there_and_back(staff: Staff) -> None:
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    given = await staff.taps("trainer", call(assignment_results, GIVEN, 0))
    every = await staff.taps("trainer", button(given.screen, decision_list))
    assert every.place is ScreenPlacement.SAME
    assert "Common mistakes: Lost property" in text(every.screen)
    reply = await staff.taps("trainer", button(every.screen, decision_page))
    back = await staff.taps("trainer", button(reply.screen, decision_list))
    assert back.screen == every.screen
    assert has(back.screen, assignment_results)


async def test_picture_follows_its_text(staff: Staff) -> None:
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    reply = await staff.taps("trainer", call(send_traffic_picture, GIVEN, everywhere=False))
    assert "The thicker a line" in text(reply.screen)
    assert reply.then is not None
    (file,) = await reply.then()
    assert (file.name, file.picture) == ("kinds.png", True)
    width, height = struct.unpack(">II", file.content[16:24])
    assert width + height <= 10_000


@pytest.mark.slow
async def test_a_large_picture_comes_as_a_document(staff: Staff) -> None:
    """A phone shrinks photos until nothing can be read."""
    await give(staff, COHORT, "given-000002", "dream-job")
    played = crowd(dream_job(), 12)
    await finish(staff, learners(12), played, given="given-000002", scenario=dream_job())
    reply = await staff.taps(
        "trainer", call(send_traffic_picture, "given-000002", everywhere=False)
    )
    assert reply.then is not None
    (file,) = await reply.then()
    assert not file.picture


# --- what is counted


async def test_figures_match_the_group(staff: Staff) -> None:
    """Counted once more, by hand: the share of each choice and the mean credit."""
    played = crowd(kinds_case(), 20, 3)
    await finish(staff, learners(20), played)
    asked = sum(
        next(x.act for x in play.answered if x.scene == "counter") == "ask" for play in played
    )
    assert 1 < asked < 19
    said = await shown(staff, call(decision_page, GIVEN, everywhere=False, scene_id="counter"))
    lines = said.splitlines()
    share = lines[lines.index("✓ Ask about it") + 1]
    assert f" {round(100 * asked / 20)}% (" in share
    assert f"Average credit: {round(100 * asked / 20)}%" in said
    assert "20 people came this far. So few: read this as hints." in said
    assert "✗ Send her back · too little" in said
    wrong = sum(any(x.critical for x in play.answered if x.scene == "steps") for play in played)
    said = await shown(staff, call(decision_page, GIVEN, everywhere=False, scene_id="steps"))
    assert f"Could have endangered someone: {wrong} of 20 people" in said


async def test_neither_practice_nor_second_tries_nor_other_assignments_count(
    staff: Staff,
) -> None:
    await finish(staff, learners(10), crowd(kinds_case(), 10, 3))
    before = await shown(staff)
    good = crowd(kinds_case(), 30, 8, easy=9.0)
    await finish(staff, learners(10), good)  # again
    await finish(staff, learners(20, 10), good, given=None, mode="practice")
    await give(staff, "cohort-00002", "given-000002")
    await finish(staff, learners(9, 40), good, given="given-000002", cohort="cohort-00002")
    assert await shown(staff) == before


async def test_nothing_is_shown_under_five_and_then_in_fives(staff: Staff) -> None:
    """So that what the last one did cannot be told by looking before and after."""
    await finish(staff, learners(4), crowd(kinds_case(), 4))
    said = await shown(staff)
    assert "Nothing to show yet" in said
    assert "%" not in said
    for action in (
        call(decision_page, GIVEN, everywhere=False, scene_id="counter"),
        call(send_traffic_picture, GIVEN, everywhere=False),
    ):
        reply = await staff.taps("trainer", action)
        assert "Nothing to show yet" in text(reply.screen)
        assert reply.then is None
    await finish(staff, learners(1, 4), crowd(kinds_case(), 1, 9))
    five = await shown(staff)
    assert "the first try of 5 people" in five
    await finish(staff, learners(4, 5), crowd(kinds_case(), 4, 10))
    nine = await shown(staff)
    assert "4 more have finished" in nine
    figures = five.partition("Of all answers")[2]
    assert figures
    assert figures == nine.partition("Of all answers")[2]


async def test_leaving_changes_no_figure(staff: Staff) -> None:
    await finish(staff, learners(6), crowd(kinds_case(), 6))
    before = await shown(staff)
    await staff.taps("trainer", call(remove_member, COHORT, "learner-1", keep_place=False))
    assert await shown(staff) == before


async def test_unanimous_share_is_rounded_like_all_but_one(staff: Staff) -> None:
    """Or everybody would know of everybody."""
    best = crowd(kinds_case(), 1, easy=99.0)[0]
    await finish(staff, learners(5), [best] * 5)
    said = await shown(staff, call(decision_page, GIVEN, everywhere=False, scene_id="counter"))
    assert "80% or more" in said
    assert "100%" not in said.replace("to 100%", "")
    assert "20% or less" in said


async def test_all_cohorts_count_where_someone_trains_them(staff: Staff) -> None:
    await finish(staff, learners(7), crowd(kinds_case(), 7))
    await give(staff, "cohort-00002", "given-000002")
    await give(staff, "cohort-00003", "given-000003")
    await staff.person("other", (TRAINER, AIRPORT))
    await give(staff, "cohort-00004", "given-000004", by="other")
    for number, n in ((2, 11), (3, 4), (4, 20)):
        await finish(
            staff,
            learners(n, 100 * number),
            crowd(kinds_case(), n),
            given=f"given-{number:06}",
            cohort=f"cohort-{number:05}",
        )
    said = await shown(staff, ALL)
    assert "All my cohorts" in said
    assert "the first try of 15 people" in said  # five and ten
    assert "They come from 2 cohorts" in said


async def test_another_structure_is_not_mixed_in(staff: Staff) -> None:
    old = replace(kinds_case(), edition="e-old", structure_hash="s-old")
    now = staff.desk.clock.now()
    kept = Edition("e-old", "kinds", "s-old", {}, {}, "published", now)
    await staff.write(lambda conn: editions.keep(conn, kept))
    await finish(staff, learners(6), crowd(kinds_case(), 6))
    alone = await shown(staff)
    await finish(staff, learners(5, 6), crowd(kinds_case(), 5, 2), scenario=old)
    said = await shown(staff)
    assert "Some played another structure" in said
    assert "Some played another structure" not in alone
    assert said.partition("Of all answers")[2] == alone.partition("Of all answers")[2]


async def test_unreadable_edition_shows_nothing(staff: Staff) -> None:
    old = replace(kinds_case(), edition="e-old", structure_hash="s-old")
    now = staff.desk.clock.now()
    kept = Edition("e-old", "kinds", "s-old", {}, {}, "published", now)
    await staff.write(lambda conn: editions.keep(conn, kept))
    await finish(staff, learners(6), crowd(kinds_case(), 6), scenario=old)
    assert "Nothing to show yet" in await shown(staff)


async def test_a_decision_that_few_met_is_not_shown(staff: Staff) -> None:
    given = "given-000002"
    await give(staff, COHORT, given, "dream-job")
    played = crowd(dream_job(), 10, 2)
    await finish(staff, learners(10), played, given=given, scenario=dream_job())
    met = {
        scene: sum(any(x.scene == scene for x in play.answered) for play in played)
        for scene in dream_job().scenes
    }
    few = [scene for scene, n in met.items() if 0 < n < 5]
    assert few
    every = await staff.taps("trainer", call(decision_list, given, everywhere=False))
    assert "met by fewer than five people" in text(every.screen)
    offered = {scene_of(each.action) for each in buttons(every.screen)} - {None}
    assert offered == {scene for scene, n in met.items() if n >= 5}
    forged = await staff.taps(
        "trainer", call(decision_page, given, everywhere=False, scene_id=few[0])
    )
    assert "%" not in text(forged.screen)
    assert "fewer than five" in text(forged.screen)


async def test_five_who_finished_and_met_no_decision_together(staff: Staff) -> None:
    await finish(
        staff, learners(5), [PlayedCase(each.events[:1]) for each in crowd(kinds_case(), 5)]
    )
    every = await staff.taps("trainer", call(decision_list, GIVEN, everywhere=False))
    assert "first try of 5 people" in text(every.screen)
    assert "%" not in text(every.screen)


# --- how it looks


async def every_screen_fits(staff: Staff, person: str, given: str) -> None:
    every = call(decision_list, given, everywhere=True)
    below = [
        each.action
        for each in buttons((await staff.taps(person, every)).screen)
        if leads(each.action, decision_page) or leads(each.action, send_traffic_picture)
    ]
    assert len(below) > 1
    for action in (every, *below):
        screen = (await staff.taps(person, action)).screen
        assert screen is not None
        assert units(render.html(screen)) <= 4096
        render.keyboard(screen)


async def second_trainer(staff: Staff, person: str) -> None:
    row = {"cohort": COHORT, "person": person, "since": staff.desk.clock.now()}
    await staff.write(lambda conn: conn.execute(insert(t.cohort_trainers), row))


@pytest.mark.slow
@pytest.mark.parametrize("person", ["trainer", "arabic"])
async def test_every_screen_fits_into_a_message(staff: Staff, person: str) -> None:
    given = "given-000002"
    await give(staff, COHORT, given, "dream-job")
    await second_trainer(staff, "arabic")
    await finish(staff, learners(40), crowd(kinds_case(), 40))
    played = crowd(dream_job(), 40)
    await finish(staff, learners(40), played, given=given, scenario=dream_job())
    for each in (GIVEN, given):
        await every_screen_fits(staff, person, each)


LONG = "ط" * 300
WORDY = loaded(edited(('"Your first step?"', f'"{LONG}"'), of=BASE))
LONG_STORY = loaded(long_story().replace("What do you do at the gate now?", f"{LONG}?"))


@pytest.mark.parametrize("language", ENGLISH_FIRST)
@pytest.mark.parametrize("case", [WORDY, LONG_STORY], ids=["wordy", "long story"])
async def test_long_cases_with_long_words_fit_too(
    sqlite_url: str, language: str, case: Scenario
) -> None:
    """What trainers write may be longer than what we would."""
    async with front_desk(sqlite_url, CaseLibrary({case.id: case})) as desk:
        staff = Staff(desk)
        await staff.person("trainer", (TRAINER, AIRPORT), language=language)
        await give(staff, COHORT, GIVEN, case.id)
        await staff.write(lambda conn: cohorts.change(conn, COHORT, name="ط" * 60))
        await finish(staff, learners(44), crowd(case, 44), scenario=case)
        await every_screen_fits(staff, "trainer", GIVEN)


@pytest.mark.parametrize("person", ["trainer", "arabic"])
async def test_the_sign_is_explained_where_it_stands_alone(staff: Staff, person: str) -> None:
    given, case = "given-000002", dream_job()
    await give(staff, COHORT, given, case.id)
    await second_trainer(staff, "arabic")
    for first, people in ((0, 6), (6, 34)):
        await finish(
            staff, learners(people, first), crowd(case, 40)[:people], given=given, scenario=case
        )
        shown = await staff.taps(person, call(decision_list, given, everywhere=False))
        assert text(shown.screen).count("⚠") != 1


async def test_equal_questions_are_distinguished(staff: Staff) -> None:
    given = "given-000002"
    await give(staff, COHORT, given, "dream-job")
    played = crowd(dream_job(), 40)
    await finish(staff, learners(40), played, given=given, scenario=dream_job())
    every = (await staff.taps("trainer", call(decision_list, given, everywhere=False))).screen
    assert every is not None
    asked = re.findall(r"^\d+ · (.+)$", text(every), re.MULTILINE)
    assert len(asked) == sum(leads(button.action, decision_page) for button in every.buttons)
    assert len(set(asked)) == len(asked) > 8
    script = dream_job().script("en")
    prompts = [
        script.texts[f"{scene.decision.key}.prompt"][0].text
        for scene in dream_job().scenes.values()
        if scene.decision
    ]
    assert {prompt for prompt in prompts if prompts.count(prompt) == 1} & set(asked)
    twice = {prompt for prompt in prompts if prompts.count(prompt) > 1}
    assert not twice & set(asked), "those that share a prompt are told apart by their scene"


async def test_nobody_is_named(staff: Staff) -> None:
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    for action in (HERE, call(decision_page, GIVEN, everywhere=False, scene_id="counter")):
        assert "learner-" not in await shown(staff, action)


# --- whose it is


OTHERS = {
    "learner": (),
    "supervisor": ((SUPERVISOR, AIRPORT),),
    "other-trainer": ((TRAINER, AIRPORT),),
    "far-trainer": ((TRAINER, CLINICS),),
    "master": ((MASTER, EVERYWHERE),),
    "admin": ((ADMIN, AIRPORT),),
    "top-admin": ((ADMIN, EVERYWHERE),),
}


@pytest.mark.parametrize("person", OTHERS)
async def test_forged_taps_of_all_others_find_nothing(staff: Staff, person: str) -> None:
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    await staff.person(person, *OTHERS[person])
    for everywhere in (True, False):
        for action in (
            call(decision_list, GIVEN, everywhere),
            call(decision_page, GIVEN, everywhere, "counter"),
            call(send_traffic_picture, GIVEN, everywhere),
        ):
            reply = await staff.taps(person, action)
            assert reply.screen == gone_screen(words("en"))
            assert reply.then is None


async def test_missing_analysis_and_forbidden_one_look_alike(staff: Staff) -> None:
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    for action in (
        call(decision_list, "nothing-0000", everywhere=False),
        call(decision_page, GIVEN, everywhere=False, scene_id="nowhere"),
        call(decision_page, GIVEN, everywhere=True, scene_id="home"),
    ):
        assert (await staff.taps("trainer", action)).screen == gone_screen(words("en"))


async def test_revoked_right_ends_access(staff: Staff) -> None:
    """Also not for cohorts at an agency where someone is no trainer any longer."""
    await finish(staff, learners(12), crowd(kinds_case(), 12))
    assert "the first try" in await shown(staff, ALL)
    ended = t.roles.update().where(t.roles.c.person == "trainer")
    now = staff.desk.clock.now()
    await staff.write(lambda conn: conn.execute(ended.values(ended_at=now)))
    for action in (HERE, ALL, call(cohort_page, COHORT)):
        assert (await staff.taps("trainer", action)).screen == gone_screen(words("en"))


def test_the_crowd_of_these_tests_is_one() -> None:
    """People who differ, and the same ones each time."""
    group, other = crowd(kinds_case(), 9), crowd(kinds_case(), 9)
    assert group == other
    assert len({tuple(x.act for x in way.answered) for way in group}) > 3
    assert asdict(group[0])
