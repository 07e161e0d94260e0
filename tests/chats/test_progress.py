"""Progress: what is done, how sure what is, what to look at again; for one's own eyes."""

from __future__ import annotations

import pytest

from bot.app.progress.skills import Skill, skills
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.learner.personal_settings import set_language
from bot.chat.learner.progress import finished_cases
from bot.chat.playing.play import confirm_answer
from bot.locale import words
from bot.phrases.debrief_phrases import competency_words
from bot.telegram import render
from scenarios.case_library import CaseLibrary
from scenarios.model import COMPETENCIES
from scenarios.score import Band, Result
from tests.helpers.assigned_work import give
from tests.helpers.front_desk import BOT, FrontDesk, at_counter, front_desk
from tests.helpers.kinds_case import kinds_case
from tests.helpers.many_cases import a_case, many_cases, play_kinds
from tests.helpers.staff import leads
from tests.helpers.staff import text as text_of


async def progress(desk: FrontDesk) -> str:
    reply = await desk.parts.router.command(desk.visitor(), "progress")
    assert reply.screen is not None
    desk.screen = reply.screen
    assert len(render.html(reply.screen)) < 1200
    return desk.words


async def test_before_anything_is_finished_it_says_so(sqlite_url: str) -> None:
    async with front_desk(sqlite_url) as desk:
        assert "your skills show here" in await progress(desk)
        await at_counter(desk)
        assert "your skills show here" in await progress(desk)


async def test_assigned_work_and_practice_are_counted(database_url: str) -> None:
    """Done, passed and to do; a case that is played twice is one case."""
    async with front_desk(database_url) as desk:
        first, _second = await give(desk, "practice"), await give(desk, "practice")
        assert "Assigned: 0 done · 0 passed · 2 to do" in await progress(desk)
        await desk.tap(first.begin)
        await play_kinds(desk, well=False)
        text = await progress(desk)
        assert "Assigned: 1 done · 0 passed · 1 to do" in text
        assert "All cases: 1 case · 0 passed" in text
        await desk.tap(first.begin)
        await play_kinds(desk)
        text = await progress(desk)
        assert "Assigned: 1 done · 1 passed · 1 to do" in text
        assert "All cases: 1 case · 1 passed" in text


async def test_bands_need_enough_decisions(sqlite_url: str) -> None:
    """And for the rest that it is too early to say; in both languages."""
    async with front_desk(sqlite_url) as desk:
        await at_counter(desk)
        await play_kinds(desk)
        text = await progress(desk)
        assert "●●●" in text
        assert "too few decisions yet" in text
        await desk.tap(call(set_language, "ar"))
        assert "مهاراتك" in await progress(desk)


async def test_dangerous_error_is_suggested_for_review_until_corrected(
    database_url: str,
) -> None:
    """Kindly, by the case; the last time counts, so it can be put right."""
    async with front_desk(database_url) as desk:
        await at_counter(desk)
        await play_kinds(desk, well=False)
        text = await progress(desk)
        assert "Worth another look" in text
        assert call(case_card, "kinds") in [button.action for button in desk.screen.buttons]
        desk.clock.passes(3600)
        await at_counter(desk)
        await play_kinds(desk)
        assert "Worth another look" not in await progress(desk)


async def test_a_harder_case_that_fails_takes_nothing_back(database_url: str) -> None:
    """An assessment that was passed stands; what failed is named as worth another try."""
    shelf = CaseLibrary({"kinds": kinds_case(), "harder": a_case("harder", level="advanced")})
    async with front_desk(database_url, shelf) as desk:
        assignment = await give(desk)
        await desk.tap(assignment.begin)
        for act in ("ask", "+blue", "+tag", "!", ">", "+name", "+open", "+sign", "!"):
            await assessed(desk, act)
        for act in ("flight", "keys", "4"):
            await assessed(desk, act)
        reached = standing(await progress(desk))
        assert set(reached.values()) == {"secure ●●●", "too few decisions yet"}
        assert "Worth another look" not in desk.words

        desk.clock.passes(3600)
        await desk.tap(call(begin_case, "harder"))
        for act in ("ask", "+hat", "!", ">", "+name", "+open", "+sign", "!", "keys", ".", "1"):
            await done(desk, act)
        text = await progress(desk)
        assert standing(text) == reached
        assert "Not passed yet:\n• Lost property, 16:10" in text
        assert call(case_card, "harder") in [button.action for button in desk.screen.buttons]


async def test_every_finished_case_can_be_looked_back_on(database_url: str) -> None:
    """From progress and from its card: the last try at each, by its player alone."""
    async with front_desk(database_url, many_cases(8)) as desk:
        last: list[str] = []
        for n in (*range(8), 3):
            await desk.tap(call(begin_case, f"case-{n}"))
            last.append(desk.shows.attempt)
            await play_kinds(desk, well=n != 2)
            desk.clock.passes(600)
        await progress(desk)
        await desk.tap(call(finished_cases, 0))
        seen = looks(desk)
        shown_labels = [button.text for button in desk.screen.buttons]
        assert sum("Lost property, 16:10 · not passed" in each for each in shown_labels) == 1
        await desk.tap(call(finished_cases, 1))
        seen += looks(desk)
        assert seen == [last[8], *(last[n] for n in (7, 6, 5, 4, 2, 1, 0))]

        await desk.tap(call(case_card, "case-3"))
        assert looks(desk) == [last[8]]
        shown = await desk.tap(call(look_back, last[8]))
        assert shown.screen is not None
        assert shown.screen.lines[0].text == "Looking back"
        stranger = Visitor(BOT, 2002, 999, "en")
        refused = await desk.parts.router.tap(stranger, call(look_back, last[8]))
        assert "Looking back" not in text_of(refused.screen)


async def test_nobody_sees_another_ones(sqlite_url: str) -> None:
    """The person comes from the account that asks."""
    async with front_desk(sqlite_url) as desk:
        await at_counter(desk)
        await play_kinds(desk)
        stranger = Visitor(BOT, 2002, 999, "en")
        reply = await desk.parts.router.command(stranger, "progress")
        assert reply.screen is not None
        assert "Write nothing about real people." in [line.text for line in reply.screen.lines]


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        ([Band.SECURE], Band.SECURE),
        ([Band.NOT_YET, Band.SECURE], Band.SECURE),
        ([Band.NOT_YET, Band.NEARLY, Band.NOT_YET], Band.NEARLY),
    ],
)
def test_best_result_of_all_attempts_stays(bands: list[Band], said: Band) -> None:
    """The best of all attempts counts, whichever came last."""
    results = [Result("safe", 50, False, {"refer": band}, 0, 0, 0, ()) for band in bands]
    assert skills(results) == {"refer": Skill(said, bands[0])}


async def test_review_suggestions_agree_with_the_competency_levels(sqlite_url: str) -> None:
    """All that stands as not yet secure, and nothing that stands as secure; cases by themselves."""
    async with front_desk(sqlite_url) as desk:
        await at_counter(desk)
        for act in ("ask", "+blue", "+tag", "!", ">", "+sign", "+open", "+name", "!", "blame", "."):
            await done(desk, act)
        await desk.tap(desk.take("4"))
        text = await progress(desk)
        standing = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
        unsure = [name for name, said in standing.items() if "●○" in said]
        assert "●●●" in text
        assert unsure
        assert standing["Not yet secure"] == words("en").listed(unsure)
        assert "A choice could have put someone at risk in:\n• Lost property, 16:10" in text


async def done(desk: FrontDesk, act: str) -> None:
    if act.startswith("+"):
        await desk.tap(desk.mark(act[1:]))
    elif act == ">":
        await desk.tap(desk.go_on())
    else:
        await desk.tap(desk.finish() if act == "!" else desk.take(act))


async def assessed(desk: FrontDesk, act: str) -> None:
    """Do an act, and confirm it where that is asked."""
    await done(desk, act)
    for button in desk.screen.buttons:
        if leads(button.action, confirm_answer):
            await desk.tap(button.action)


def standing(text: str) -> dict[str, str]:
    """What progress says of each competency."""
    names = [competency_words(words("en"), competency) for competency in COMPETENCIES]
    found = dict(line.split(": ", 1) for line in text.splitlines() if ": " in line)
    return {name: said for name, said in found.items() if name in names}


def looks(desk: FrontDesk) -> list[str]:
    """The attempts that a screen leads back to."""
    actions = [button.action for button in desk.screen.buttons]
    found = [each for each in actions if isinstance(each, Call) and leads(each, look_back)]
    return [each.arguments["attempt_id"] for each in found]
