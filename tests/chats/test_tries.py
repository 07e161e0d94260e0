"""Tries and steps: how often assigned work may be done, which try counts, whose turn it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.playing.replay_check import ReplayCheck
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import assignment_card, begin_assignment
from bot.chat.playing.play import resume_attempt
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import people
from storage.playing import attempts
from tests.helpers.assigned_work import AssignedWork, give
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.many_cases import play_kinds

STEPS = ("step-0000001", "step-0000002", "step-0000003")


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


async def tried(desk: FrontDesk, given: AssignedWork | str, *, well: bool) -> None:
    """Play it once more, to an end."""
    await desk.tap(
        given.begin if isinstance(given, AssignedWork) else call(begin_assignment, given)
    )
    desk.clock.passes(60)
    await play_kinds(desk, well=well)


def plain(said: str) -> str:
    return said.replace("\u2068", "").replace("\u2069", "")


async def card(desk: FrontDesk, given: str) -> str:
    await desk.tap(call(assignment_card, given))
    return plain(desk.words)


async def today(desk: FrontDesk) -> str:
    shown = (await desk.parts.router.command(desk.visitor(), "today")).screen
    assert shown is not None
    return plain("\n".join(line.text for line in shown.lines))


async def taken(desk: FrontDesk, given: str) -> int:
    """How many attempts there are at it."""
    return len(
        await desk.parts.database.read(
            lambda conn: [
                attempt for attempt in attempts.page(conn, None, 100) if attempt.assignment == given
            ]
        )
    )


async def test_card_and_today_show_the_remaining_tries(desk: FrontDesk) -> None:
    assignment = await give(desk, "practice", tries=2, counts="best")
    reply = await card(desk, assignment.id)
    assert "There are 2 tries. The best try counts." in reply
    assert "unfinished try doesn't count" in reply
    assert "2 tries left" in await today(desk)
    await tried(desk, assignment, well=False)
    assert "Not passed yet. 1 try is left." in await card(desk, assignment.id)
    assert "1 try left" in await today(desk)
    await tried(desk, assignment, well=False)
    assert "All 2 tries are used. Done, not passed." in await card(desk, assignment.id)
    assert desk.screen.buttons[0].text == "The result"
    assert "Assigned to you" not in await today(desk)

    await desk.tap(assignment.begin)  # an old button as well: the try that counts is shown
    assert await taken(desk, assignment.id) == 2


@pytest.mark.parametrize(("counts", "passed"), [("first", False), ("best", True), ("last", False)])
async def test_card_without_tries_left_shows_the_counting_try(
    desk: FrontDesk, counts: str, passed: bool
) -> None:
    assignment = await give(desk, "practice", tries=3, counts=counts)
    for well in (False, True, False):
        if counts == "first" and await taken(desk, assignment.id):
            break  # no further one could count
        await tried(desk, assignment, well=well)
    reply = await card(desk, assignment.id)
    assert ("Passed." in reply) is passed
    await desk.tap(assignment.begin)
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, desk.shows.attempt))
    assert found is not None
    assert found.result is not None
    assert found.result.passed is passed
    assert await taken(desk, assignment.id) == (1 if counts == "first" else 3)


async def test_an_abandoned_try_does_not_use_up_the_only_one(desk: FrontDesk) -> None:
    assignment = await give(desk, "assessment")
    await desk.tap(assignment.begin)
    left = desk.shows.attempt
    desk.clock.passes(timedelta(days=15).total_seconds())
    assert await desk.parts.attempt_expiry.close() == 1
    assert "There is one try." in await card(desk, assignment.id)
    assert desk.screen.buttons[0].text == "Begin"
    await desk.tap(assignment.begin)
    assert desk.shows.attempt != left


async def programme(desk: FrontDesk, change: Callable[[Assignment], Assignment]) -> None:
    """Give the learner a programme of three steps, all of them the one case there is."""
    now = desk.clock.now()
    first = Assignment(
        STEPS[0],
        "cohort-steps",
        "kinds",
        "practice",
        now + timedelta(days=7),
        70,
        None,
        now,
        programme="airports",
        series="series-00001",
        step=0,
    )

    def prepare(conn: Connection) -> None:
        person = people.by_account(conn, BOT, LEARNER)
        assert person is not None
        cohorts.create(conn, Cohort("cohort-steps", "Gates", "a", "Asia/Bahrain", now), person.id)
        cohorts.join(conn, "member-steps", "cohort-steps", person.id, now)
        for number, id_ in enumerate(STEPS):
            assignments.create(conn, change(replace(first, id=id_, step=number)))

    await desk.parts.database.write(prepare)


async def test_a_programme_is_one_line_in_today_that_says_where_one_is(desk: FrontDesk) -> None:
    """A step begins when the one before is passed; a forged tap begins none before."""
    await programme(desk, lambda entry: entry)
    assert (await today(desk)).count("Airports: first steps, step") == 1
    assert "Airports: first steps, step 1 of 3" in await today(desk)
    reply = await card(desk, STEPS[0])
    assert "Step 1 of 3: Airports: first steps. The next step opens when this one is pass" in reply

    await desk.tap(call(begin_assignment, STEPS[1]))
    assert "no longer here" in desk.words
    assert await taken(desk, STEPS[1]) == 0
    assert "Step 1 of 3" in await card(desk, STEPS[2])  # the one whose turn it is

    await tried(desk, STEPS[0], well=False)
    assert "step 1 of 3" in await today(desk)
    await tried(desk, STEPS[0], well=True)
    assert "step 2 of 3" in await today(desk)
    await tried(desk, STEPS[1], well=True)
    assert "opens" not in await card(desk, STEPS[2])  # there is none after it
    await tried(desk, STEPS[2], well=True)
    assert "Airports: first steps, step" not in await today(desk)


async def test_a_step_that_is_only_played_or_has_no_try_left_keeps_nobody(desk: FrontDesk) -> None:
    await programme(
        desk,
        lambda entry: (
            replace(entry, pass_mark=0) if entry.step == 0 else replace(entry, attempts=1)
        ),
    )
    reply = await card(desk, STEPS[0])
    assert "Just play it to the end." in reply
    assert "The next step opens when this one is done." in reply
    await tried(desk, STEPS[0], well=False)
    assert "step 2 of 3" in await today(desk)
    await tried(desk, STEPS[1], well=False)
    assert "step 3 of 3" in await today(desk)


async def test_attempt_paused_by_a_trainer_rests_until_resumed(desk: FrontDesk) -> None:
    """No tap moves it, it is not closed meanwhile, and afterwards play goes on where it was."""
    assignment = await give(desk, "practice")
    await desk.tap(assignment.begin)
    running, tap = desk.shows.attempt, desk.take("ask")

    def freeze(conn: Connection) -> None:
        assignments.withdraw(conn, assignment.id, desk.clock.now(), assignments.FREEZE)
        attempts.freeze(conn, running)

    await desk.parts.database.write(freeze)
    desk.clock.passes(60)
    for action in (tap, call(resume_attempt, running), assignment.begin):
        await desk.tap(action)
        assert "Your trainer has paused this work. Your place in it is kept." in desk.words
    desk.clock.passes(timedelta(days=20).total_seconds())
    assert await desk.parts.attempt_expiry.close() == 0
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    assert [attempt.wrong async for attempt in checking.attempts()] == [None]

    def thaw(conn: Connection) -> None:
        assignments.change(conn, [assignment.id], withdrawn_at=None, withdrawn_how=None)
        attempts.thaw(conn, running, desk.clock.now())

    await desk.parts.database.write(thaw)
    await desk.tap(assignment.begin)
    assert desk.shows.attempt == running
    await desk.tap(tap)
    assert desk.shows.turn == tap.arguments["turn"] + 1


async def test_another_pass_mark_is_no_damage_to_the_check(desk: FrontDesk) -> None:
    assignment = await give(desk, "practice", pass_mark=100)
    await tried(desk, assignment, well=False)
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    assert [attempt.wrong async for attempt in checking.attempts()] == [None]
