"""Assessments: the story alone is told, and nothing counts before it is confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case, case_card, case_content_note, play_again
from bot.chat.learner.onboarding.start import choose_language
from bot.chat.learner.today import today_below
from bot.chat.playing.play import change_answer, choose, confirm_answer, resume_attempt
from storage.playing import attempts, drafts, events
from storage.playing.attempts import Attempt
from storage.playing.events import Event
from tests.helpers.assigned_work import AssignedWork, give
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.many_cases import play_kinds
from tests.helpers.staff import leads


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url) as front:
        yield front


@pytest.fixture
async def given(desk: FrontDesk) -> AssignedWork:
    """An assessment that is under way, before its first question."""
    value = await give(desk)
    await desk.tap(value.begin)
    return value


def actions(desk: FrontDesk) -> list[Call]:
    return [button.action for button in desk.screen.buttons]


def labels(desk: FrontDesk) -> list[str]:
    return [button.text for button in desk.screen.buttons]


def confirm(desk: FrontDesk) -> Call:
    (found,) = (action for action in actions(desk) if leads(action, confirm_answer))
    return found


def change(desk: FrontDesk) -> Call:
    return call(change_answer, desk.shows.attempt, desk.shows.turn)


async def happened(desk: FrontDesk, attempt: str) -> list[Event]:
    return await desk.parts.database.read(partial(events.of, attempt_id=attempt))


async def kept(desk: FrontDesk, attempt: str) -> Attempt:
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, attempt))
    assert found is not None
    return found


async def answer(desk: FrontDesk, *parts: str) -> None:
    """Answer what is asked, and confirm it."""
    if len(parts) == 1 and not parts[0].startswith("+"):
        await desk.tap(desk.take(parts[0]))
    else:
        for part in parts:
            await desk.tap(desk.mark(part.removeprefix("+")))
        await desk.tap(desk.finish())
    desk.clock.passes(30)
    await desk.tap(confirm(desk))


async def play(desk: FrontDesk, order: tuple[str, ...] = ("+name", "+open", "+sign")) -> str:
    """Play to the end, as is best but for the order; gives the attempt."""
    attempt = desk.shows.attempt
    await answer(desk, "ask")
    await answer(desk, "+blue", "+tag")
    await desk.tap(desk.go_on())
    await answer(desk, *order)
    await desk.tap(desk.take("flight"))
    await desk.tap(desk.take("keys"))
    await answer(desk, "4")
    return attempt


async def test_a_choice_is_shown_and_counts_when_it_is_confirmed(
    desk: FrontDesk, given: AssignedWork
) -> None:
    """In place; until then there is a draft and no event, and it may be changed."""
    attempt, turn = desk.shows.attempt, desk.shows.turn
    await desk.tap(desk.take("send"))
    assert "Chosen: B · Send her back" in desk.words
    assert labels(desk) == ["Confirm", "Change"]
    assert [event.kind for event in await happened(desk, attempt)] == ["started"]
    await desk.tap(change(desk))
    assert "Chosen" not in desk.words
    await desk.tap(desk.take("ask"))
    assert desk.shows.turn == turn
    await desk.tap(confirm(desk))

    assert desk.shows.turn == turn + 1
    assert [event.act for event in await happened(desk, attempt)][1:] == [{"act": "ask"}]


async def test_assessment_shows_the_story_alone(desk: FrontDesk, given: AssignedWork) -> None:
    """No feedback, no reason, no sentence on danger; but what someone answers is story."""
    await answer(desk, "send")
    assert "You chose: Send her back" in desk.words
    assert "She looks at the clock." not in desk.words
    assert "Nobody was helped by that." not in desk.words
    assert "Four things lie on the shelf." in desk.words
    await answer(desk, "+blue", "+hat")
    assert "You ticked: Blue bag, Straw hat" in desk.words
    assert "Also there" not in desk.words
    assert "She named no hat." not in desk.words
    await desk.tap(desk.go_on())
    await answer(desk, "+name", "+sign", "+open")
    assert "A surer order" not in desk.words
    assert "What is signed for unseen may be missing." not in desk.words
    await desk.tap(desk.take("keys"))
    assert "Nothing, she says." in desk.words


async def test_there_is_no_time_limit(desk: FrontDesk, given: AssignedWork) -> None:
    assert "seconds" not in desk.words
    assert desk.shows.seconds is None
    desk.clock.passes(3600)
    assert await desk.overtime.send() == 0
    await answer(desk, "ask")
    assert len(await happened(desk, desk.shows.attempt)) == 2


async def test_ticks_are_done_and_then_confirmed(desk: FrontDesk, given: AssignedWork) -> None:
    """Changing leads back to the ticks, which stay; none at all is confirmed as well."""
    await answer(desk, "ask")
    turn = desk.shows.turn
    await desk.tap(desk.finish())
    assert "Nothing is ticked." in desk.words
    await desk.tap(change(desk))
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.mark("hat"))
    await desk.tap(desk.finish())
    assert "Chosen: A, C" in desk.words
    await desk.tap(change(desk))
    assert sum("●" in label for label in labels(desk)) == 2
    await desk.tap(desk.finish())
    await desk.tap(confirm(desk))

    assert desk.shows.turn == turn + 1


async def test_an_order_is_confirmed_when_it_is_whole(desk: FrontDesk, given: AssignedWork) -> None:
    await answer(desk, "ask")
    await answer(desk, "+blue", "+tag")
    await desk.tap(desk.go_on())
    await desk.tap(desk.mark("name"))
    reply = await desk.tap(desk.finish())  # forged: the button comes with the last step
    assert reply.toast == "This cannot be chosen here."
    await desk.tap(desk.mark("open"))  # the last step sets itself
    await desk.tap(desk.finish())
    assert "Your order:\n1 · Her name\n2 · Open together\n3 · She signs." in desk.words
    assert labels(desk) == ["Confirm", "Change"]
    await desk.tap(change(desk))
    assert labels(desk) == ["Done", "Undo"]


async def test_a_question_counts_at_once_and_leaving_is_confirmed(
    desk: FrontDesk, given: AssignedWork
) -> None:
    await answer(desk, "ask")
    await answer(desk, "+blue", "+tag")
    await desk.tap(desk.go_on())
    await answer(desk, "+name", "+open", "+sign")
    turn = desk.shows.turn
    await desk.tap(desk.take("flight"))
    assert desk.shows.turn == turn + 1
    await desk.tap(desk.take("."))
    assert "Chosen: End the talk" in desk.words
    assert desk.shows.turn == turn + 1
    await desk.tap(change(desk))
    assert labels(desk)[-1] == "End the talk"
    await desk.tap(desk.take("."))
    await desk.tap(confirm(desk))
    assert "You ended the talk." in desk.words
    await desk.tap(desk.take("4"))
    assert "Chosen: 4 · rather sure" in desk.words


async def test_stale_confirm_button_does_not_confirm_a_newer_choice(
    desk: FrontDesk, given: AssignedWork
) -> None:
    """What is confirmed is what was shown; else it is shown as it is."""
    await desk.tap(desk.take("ask"))
    old = confirm(desk)
    await desk.tap(desk.take("send"))
    await desk.tap(old)
    assert "Chosen: B · Send her back" in desk.words
    await desk.tap(change(desk))
    await desk.tap(old)
    assert "Chosen" not in desk.words
    assert len(await happened(desk, desk.shows.attempt)) == 1


async def test_an_old_confirm_of_ticks_that_changed_shows_the_ticks(
    desk: FrontDesk, given: AssignedWork
) -> None:
    await answer(desk, "ask")
    await desk.tap(desk.mark("blue"))
    await desk.tap(desk.mark("tag"))
    await desk.tap(desk.finish())
    old, turn = confirm(desk), desk.shows.turn
    await desk.tap(desk.mark("hat"))
    await desk.tap(old)

    assert desk.shows.turn == turn
    assert sum("●" in label for label in labels(desk)) == 3


async def test_confirming_twice_counts_once(desk: FrontDesk, given: AssignedWork) -> None:
    """At the same moment from two phones, and again later."""
    await desk.tap(desk.take("ask"))
    again = confirm(desk)
    await asyncio.gather(desk.tap(again), desk.tap(again))
    desk.clock.passes(60)
    reply = await desk.tap(again)

    assert reply.toast == "This step is done already."
    assert "Four things lie on the shelf." in desk.words
    assert len(await happened(desk, desk.shows.attempt)) == 2


async def test_repeated_update_shows_the_pending_answer(
    desk: FrontDesk, given: AssignedWork
) -> None:
    """The screen that waits is owed by nobody, so whoever brings the tap again draws it."""
    visitor = desk.visitor()
    take = desk.take("ask")
    first = await desk.parts.router.tap(visitor, take)
    second = await desk.parts.router.tap(visitor, take)

    assert first.screen is not None
    assert second.screen == first.screen


async def test_unconfirmed_choice_survives_pause_and_language_change(
    desk: FrontDesk, given: AssignedWork
) -> None:
    await desk.tap(desk.take("send"))
    attempt = desk.shows.attempt
    await desk.parts.router.command(desk.visitor(), "pause")
    await desk.tap(call(resume_attempt, attempt))
    assert labels(desk) == ["Confirm", "Change"]
    await desk.tap(call(choose_language, "ar"))
    assert labels(desk) == ["تأكيد", "تغيير"]
    await desk.tap(confirm(desk))
    assert [(event.act, event.language) for event in await happened(desk, attempt)][1:] == [
        ({"act": "send"}, "ar")
    ]


@pytest.mark.parametrize("act", ["ask", "send", "nothing", "timed-out", ".", "4"])
async def test_a_forged_confirm_counts_for_nothing(desk: FrontDesk, act: str) -> None:
    """Without a choice that waits, of another turn, and where nothing is confirmed."""
    await desk.tap(call(begin_case, "kinds"))
    practice = desk.shows.attempt
    await desk.tap((await give(desk)).begin)
    attempt, turn = desk.shows.attempt, desk.shows.turn
    for forged in (
        call(confirm_answer, attempt, turn, act),
        call(confirm_answer, attempt, turn + 1, act),
    ):
        await desk.tap(forged)
    await desk.tap(call(confirm_answer, "AAAAAAAAAAAA", turn, act))
    reply = await desk.tap(call(confirm_answer, practice, 0, act))
    await desk.tap(call(change_answer, practice, 0))

    assert reply.toast == "This cannot be chosen here."
    assert practice != attempt
    assert [len(await happened(desk, key)) for key in (attempt, practice)] == [1, 1]


async def test_forged_choice_is_not_stored_for_confirmation(
    desk: FrontDesk, given: AssignedWork
) -> None:
    for act in ("nothing", "timed-out", "."):
        reply = await desk.tap(call(choose, desk.shows.attempt, 0, act))
        assert reply.toast == "This cannot be chosen here."
    draft = await desk.parts.database.read(lambda conn: drafts.get(conn, desk.shows.attempt, 0))
    assert draft == ()


async def test_everybody_reads_the_choices_in_the_same_order(desk: FrontDesk) -> None:
    """As the author wrote them; steps in an order that gives nothing away."""
    orders, steps = set(), set()
    for _ in range(6):
        await desk.tap((await give(desk)).begin)
        orders.add(tuple(labels(desk)))
        await answer(desk, "ask")
        await answer(desk, "+blue", "+tag")
        await desk.tap(desk.go_on())
        steps.add(tuple(labels(desk)))

    assert orders == {
        ("A · Ask her what the bag looks like.", "B · Send her to the end of the queue.")
    }
    (pair,) = steps
    assert [label.partition(" · ")[2] for label in pair] != [
        "Ask for her name.",
        "Open the bag together.",
        "She signs.",
    ]


async def test_first_finished_assessment_counts_and_is_shown_again(
    desk: FrontDesk, given: AssignedWork
) -> None:
    """The first that was finished counts; beginning again shows how that stands."""
    attempt = await play(desk)
    desk.clock.passes(60)
    await desk.tap(given.begin)

    assert desk.shows.attempt == attempt
    ended = await kept(desk, attempt)
    assert (ended.state, ended.mode, ended.assignment) == ("ended", "assessment", given.id)
    assert ended.result is not None
    assert ended.result.passed
    draft = await desk.parts.database.read(lambda conn: drafts.get(conn, attempt, ended.turn))
    assert draft == ()


async def test_begun_twice_it_is_one_attempt(desk: FrontDesk) -> None:
    """Also where two taps come at once, and beside a try for practice that was under way before."""
    await desk.tap(call(begin_case, "kinds"))
    practice = desk.shows.attempt
    assignment = await give(desk)
    await desk.tap(assignment.begin)
    attempt = desk.shows.attempt
    assert attempt != practice
    value = await give(desk)
    replies = await asyncio.gather(*(desk.tap(value.begin, arrives=False) for _ in range(3)))
    begun = {reply.screen.shows.attempt for reply in replies if reply.screen and reply.screen.shows}
    assert len(begun) == 1
    await desk.tap(assignment.begin)
    assert desk.shows.attempt == attempt


@pytest.mark.parametrize(("mark", "passed"), [(80, True), (95, False)])
async def test_the_pass_mark_is_that_of_the_assignment(
    desk: FrontDesk, mark: int, passed: bool
) -> None:
    value = await give(desk, pass_mark=mark)
    await desk.tap(value.begin)
    attempt = await play(desk, ("+open", "+name", "+sign"))
    ended = await kept(desk, attempt)

    assert ended.result is not None
    assert 80 <= ended.result.score < 95
    assert ended.result.passed is passed


@pytest.mark.parametrize(
    "opened",
    [call(case_card, "kinds"), call(case_content_note, "kinds"), call(begin_case, "kinds")],
)
async def test_case_due_for_assessment_cannot_be_practised(desk: FrontDesk, opened: Call) -> None:
    """Wherever it is opened, by an old button too, its assessment comes; then it is practice."""
    await give(desk, "practice")  # due first, and yet the assessment comes before it
    desk.clock.passes(60)
    assignment = await give(desk)
    await desk.tap(opened)
    assert "Assessment: you see only the story" in desk.words
    assert assignment.begin in actions(desk)
    assert call(begin_case, "kinds") not in actions(desk)

    await desk.tap(assignment.begin)
    await play(desk)
    await desk.tap(opened)
    assert "It may be played any number of times" in desk.words


async def test_case_without_open_assessment_becomes_practice(
    desk: FrontDesk, given: AssignedWork
) -> None:
    await play(desk)
    await desk.tap(call(case_card, "kinds"))
    assert call(begin_case, "kinds") in actions(desk)
    await desk.tap(call(begin_case, "kinds"))
    assert (await kept(desk, desk.shows.attempt)).assignment is None


async def test_work_of_other_cohorts_keeps_nobody_from_practising(desk: FrontDesk) -> None:
    await give(desk, member=False)
    await desk.tap(call(begin_case, "kinds"))
    assert (await kept(desk, desk.shows.attempt)).mode == "practice"


async def test_ending_names_assessment_and_trainers_view(
    desk: FrontDesk, given: AssignedWork
) -> None:
    """And offers no other try, for there is none; practice of the same case does."""
    await play(desk)
    assert "This was the assessment. Your trainer sees" in desk.words
    first, second = actions(desk)
    assert leads(first, look_back)
    assert leads(second, today_below)
    await desk.tap(call(choose_language, "ar"))
    await desk.tap(given.begin)
    assert "كان هذا هو التقييم" in desk.words

    await desk.tap(call(begin_case, "kinds"))
    await play_kinds(desk)
    assert "التقييم" not in desk.words
    assert any(leads(action, play_again) for action in actions(desk))


async def test_failed_assessment_offers_no_other_try(desk: FrontDesk) -> None:
    value = await give(desk, pass_mark=95)
    await desk.tap(value.begin)
    await play(desk, ("+open", "+name", "+sign"))
    assert "Not passed." in desk.words
    assert "Another try" not in desk.words
