"""Three questions about work: once, at their time, in people's hours, counted and nobody's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app.evaluation.work_survey import AFTER, UNTIL
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.helplines import support
from bot.chat.learner.own_erasure import confirm_erase, erase_me
from bot.chat.learner.personal_settings import set_language
from bot.chat.learner.work_survey import answer_work_survey, leave_work_survey, show_work_survey
from bot.outbox.delivery import SendOutcome
from storage.agencies import survey_tallies
from storage.agencies.survey_tallies import CONCERN, PASSED_ON, PRACTICE, UNSURE
from storage.refreshers import prompts
from storage.refreshers.prompts import RefresherPreferences
from tests.chats.test_debrief import GOOD, labels, on
from tests.helpers.assigned_work import AssignedWork, give
from tests.helpers.assigning_world import bare, notices
from tests.helpers.database_contents import contents
from tests.helpers.front_desk import FrontDesk, front_desk
from tests.helpers.staff import Staff, button, has, text

DAY = timedelta(days=1)


@pytest.fixture
async def desk(sqlite_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(sqlite_url) as front:
        yield front


async def finished(desk: FrontDesk) -> AssignedWork:
    """Assigned work, done at its last moment."""
    assignment = await give(desk, "practice")
    await desk.tap(assignment.begin)
    await on(desk, GOOD)
    return assignment


async def told(desk: FrontDesk) -> list[Screen]:
    """What is told now about work."""
    before, telling = len(desk.post.sent), notices(Staff(desk))
    await telling.send()
    await telling.flush()
    return [
        message.screen
        for message in desk.post.sent[before:]
        if has(message.screen, show_work_survey)
    ]


async def until(desk: FrontDesk, days: float) -> list[tuple[float, Screen]]:
    """Let so many days pass, six hours at a time; what was told about work, and on which day."""
    found = []
    for quarter in range(round(days * 4)):
        desk.clock.passes(6 * 3600)
        found += [(quarter / 4, screen) for screen in await told(desk)]
    return found


async def asked(desk: FrontDesk) -> Screen:
    """Finish work, and get the message of the sixtieth day."""
    await finished(desk)
    desk.clock.passes(AFTER.total_seconds())
    ((_, message),) = await until(desk, 2)
    return message


async def counted(desk: FrontDesk) -> dict[str, int]:
    """How many answers there are to each."""
    rows = (await desk.parts.database.read(contents))["tallies"]
    found = {}
    for row in rows:
        _, item, _, _, value, people = row.strip("()").replace("'", "").split(", ")
        found[f"{item} {value}"] = int(people)
    return found


async def test_they_come_once_from_the_sixtieth_day_on(desk: FrontDesk) -> None:
    """In the learner's hours, as a message that says what becomes of the answers."""
    await finished(desk)
    assert await until(desk, 59) == []
    ((day, message),) = await until(desk, 35)
    assert 0 <= day < 3
    page_text = text(message)
    assert "answers are only counted, your name is not kept with them" in page_text
    assert "nothing is asked about any case or person" in page_text
    assert "new here for you" in message.lines[0].text
    assert labels(message)[:2] == ["Three short questions", "Skip them"]


async def test_after_the_ninetieth_day_they_come_no_more(desk: FrontDesk) -> None:
    """As when the program did not run meanwhile."""
    await finished(desk)
    desk.clock.passes(UNTIL.total_seconds() + 60)
    assert await until(desk, 3) == []


@pytest.mark.slow
async def test_own_practice_brings_no_survey(desk: FrontDesk) -> None:
    await desk.tap(call(begin_case, "kinds"))
    await on(desk, GOOD)
    assert await until(desk, 62) == []


@pytest.mark.slow
async def test_more_work_meanwhile_moves_nothing_and_adds_nothing(desk: FrontDesk) -> None:
    """Work that is finished within a year brings none either; later work does."""
    await finished(desk)
    desk.clock.passes((30 * DAY).total_seconds())
    await finished(desk)
    ((day, _),) = await until(desk, 70)
    assert 29 <= day < 33
    desk.clock.passes((150 * DAY).total_seconds())
    await finished(desk)
    assert await until(desk, 92) == []
    desk.clock.passes((60 * DAY).total_seconds())
    await finished(desk)
    assert len(await until(desk, 92)) == 1


async def test_all_three_are_put_one_after_the_other(desk: FrontDesk) -> None:
    message = await asked(desk)
    await desk.tap(button(message, show_work_survey))
    assert desk.screen.lines[0].text == "About your work: 1 of 3"
    assert "write nothing about a real person" in desk.words
    assert labels(desk.screen) == ["No, nobody", "Once", "More than once", "Skip them"]
    await desk.tap(call(answer_work_survey, CONCERN, "several"))
    assert labels(desk.screen)[:3] == ["Yes, it was", "Not every time", "No, it was not"]
    await desk.tap(call(answer_work_survey, PASSED_ON, "partly"))
    assert labels(desk.screen)[:2] == ["Not clear yet", "Clear"]
    await desk.tap(call(answer_work_survey, UNSURE, "no"))
    assert "These questions are over" in desk.words
    assert await counted(desk) == {"concern several": 1, "passed-on partly": 1, "unsure no": 1}


async def test_the_same_in_arabic(desk: FrontDesk) -> None:
    await desk.tap(call(set_language, "ar"))
    message = await asked(desk)
    assert "تُحصى الإجابات فقط" in bare(text(message))
    await desk.tap(button(message, show_work_survey))
    assert bare(desk.screen.lines[0].text) == "عن العمل: 1 من 3"
    await desk.tap(call(answer_work_survey, CONCERN, "one"))
    await desk.tap(call(answer_work_survey, PASSED_ON, "yes"))
    await desk.tap(call(answer_work_survey, UNSURE, "no"))
    assert "انتهت هذه الأسئلة" in bare(text(desk.screen))


async def test_without_a_concern_there_is_none_to_pass_on(desk: FrontDesk) -> None:
    await desk.tap(button(await asked(desk), show_work_survey))
    await desk.tap(call(answer_work_survey, CONCERN, "none"))
    assert labels(desk.screen)[:2] == ["Not clear yet", "Clear"]
    await desk.tap(call(answer_work_survey, UNSURE, "no"))
    assert await counted(desk) == {"concern none": 1, "unsure no": 1}


async def test_the_question_after_no_concern_stays_the_open_one(desk: FrontDesk) -> None:
    """A second tap on the same answer does not bring the question that was left out."""
    await desk.tap(button(await asked(desk), show_work_survey))
    for _ in range(2):
        await desk.tap(call(answer_work_survey, CONCERN, "none"))
        assert desk.screen.lines[0].text == "About your work: 3 of 3"
    assert await counted(desk) == {"concern none": 1}


async def test_unsure_respondent_is_shown_the_referral_path(desk: FrontDesk) -> None:
    await desk.tap(button(await asked(desk), show_work_survey))
    for request in (
        call(answer_work_survey, CONCERN, "one"),
        call(answer_work_survey, PASSED_ON, "no"),
        call(answer_work_survey, UNSURE, "yes"),
    ):
        await desk.tap(request)
    assert "This is how to pass it on" in desk.words
    assert "For a real case" in desk.words
    assert has(desk.screen, support)


async def test_an_answer_counts_once_and_in_order(desk: FrontDesk) -> None:
    """Old buttons lead to what is open; nothing is answered twice."""
    await desk.tap(button(await asked(desk), show_work_survey))
    for request in (
        call(answer_work_survey, CONCERN, "one"),
        call(answer_work_survey, CONCERN, "one"),
        call(answer_work_survey, CONCERN, "none"),
        call(answer_work_survey, PASSED_ON, "maybe"),
        call(answer_work_survey, "useful", "much"),
    ):
        await desk.tap(request)
        assert desk.screen.lines[0].text == "About your work: 2 of 3"
    assert await counted(desk) == {"concern one": 1}


async def test_left_out_they_are_over(desk: FrontDesk) -> None:
    await desk.tap(button(await asked(desk), leave_work_survey))
    assert "These questions are over" in desk.words
    await desk.tap(call(answer_work_survey, CONCERN, "one"))
    assert "These questions are over" in desk.words
    assert await counted(desk) == {}


async def test_a_message_of_long_ago_asks_no_more(desk: FrontDesk) -> None:
    """What is answered half a year later says nothing of these weeks."""
    message = await asked(desk)
    desk.clock.passes((100 * DAY).total_seconds())
    await desk.tap(button(message, show_work_survey))
    assert "These questions are over" in desk.words
    await desk.tap(call(answer_work_survey, CONCERN, "one"))
    assert await counted(desk) == {}


async def test_only_people_asked_are_counted(desk: FrontDesk) -> None:
    await desk.tap(call(show_work_survey))
    await desk.tap(call(answer_work_survey, CONCERN, "one"))
    assert "These questions are over" in desk.words
    assert await counted(desk) == {}


async def test_learner_without_refreshers_gets_no_survey(desk: FrontDesk) -> None:
    assignment = await finished(desk)
    kept = RefresherPreferences(assignment.person, "stopped")
    await desk.parts.database.write(lambda conn: prompts.keep_preferences(conn, kept))
    assert await until(desk, 92) == []


async def test_paused_learner_gets_the_survey_afterwards(desk: FrontDesk) -> None:
    """If the ninetieth day is not over by then."""
    assignment = await finished(desk)
    pause = desk.clock.now() + 75 * DAY

    def save(conn: Connection) -> None:
        prompts.keep_preferences(
            conn, RefresherPreferences(assignment.person, "on", snoozed_until=pause)
        )

    await desk.parts.database.write(save)
    ((day, _),) = await until(desk, 92)
    assert 75 <= day < 78


@pytest.mark.slow
async def test_a_pause_beyond_the_ninetieth_day_leaves_them_out(desk: FrontDesk) -> None:
    assignment = await finished(desk)
    kept = RefresherPreferences(assignment.person, "on", snoozed_until=desk.clock.now() + 95 * DAY)
    await desk.parts.database.write(lambda conn: prompts.keep_preferences(conn, kept))
    assert await until(desk, 98) == []


async def test_undelivered_survey_is_sent_again(desk: FrontDesk) -> None:
    """That it was to be told is noted before it is sent; it must not count as told for that."""
    await finished(desk)
    desk.clock.passes(AFTER.total_seconds())
    show, lost = desk.post.show, []

    def fails(
        chat: int,
        screen: Screen,
        settled: object,
        retire: int | None = None,
        *,
        bulk: bool = False,
    ) -> None:
        lost.append(screen)
        settled(SendOutcome())  # type: ignore[operator]

    desk.post.show = fails  # type: ignore[method-assign]
    await until(desk, 1)
    assert [has(entry, show_work_survey) for entry in lost]
    desk.post.show = show  # type: ignore[method-assign]
    assert len(await until(desk, 3)) == 1


async def test_survey_answers_are_anonymous(desk: FrontDesk) -> None:
    """Whatever was answered, the same is kept of its giver; erasing leaves the numbers."""
    await desk.tap(button(await asked(desk), show_work_survey))
    await desk.tap(call(answer_work_survey, CONCERN, "several"))
    rows = await desk.parts.database.read(contents)
    (asked_,) = [row for row in rows["asked"] if "'work'" in row]
    person = asked_.split("'")[1]
    assert asked_.endswith(", 1)")
    assert not [row for row in rows["tallies"] if person in row]
    await desk.tap(call(confirm_erase))
    await desk.tap(button(desk.screen, erase_me))
    assert await counted(desk) == {"concern several": 1}
    rows = await desk.parts.database.read(contents)
    assert rows["asked"] == []
    assert not [row for row in rows["due"] if person in row]


async def test_few_answers_are_hidden(desk: FrontDesk) -> None:
    await desk.tap(button(await asked(desk), show_work_survey))
    await desk.tap(call(answer_work_survey, CONCERN, "several"))
    found = await desk.parts.database.read(
        lambda conn: survey_tallies.answers(conn, PRACTICE, "2026-01", "2028-01")
    )
    assert found == {}
