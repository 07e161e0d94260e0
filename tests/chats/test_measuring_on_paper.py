"""A test on paper: drawn like everybody's, printed, entered, counted, and taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import permutations

import pytest
from sqlalchemy import select

from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.own_assessments import own_assessment
from bot.chat.trainer.assessments.assessment_gains import assessment_gains
from bot.chat.trainer.assessments.assessment_page import assessment_page
from bot.chat.trainer.assessments.assessment_planning import preview_assessment, start_assessment
from bot.chat.trainer.assessments.paper_takers import (
    admit_paper_taker,
    paper_candidates,
    paper_takers,
    send_paper_sheets,
)
from bot.chat.trainer.invitations.paper_entry import begin_paper, paper_work_list, submit_paper
from bot.chat.trainer.invitations.personal_codes import renew_code
from bot.locale import words
from scenarios.assessments.gains import FEWEST
from storage.authoring import sign_offs
from storage.authoring.sign_offs import SignOff
from storage.cohorts import cohorts, roster
from storage.db import tables as t
from storage.people import people
from tests.helpers import pdf_text
from tests.helpers.measuring import (
    AFTER,
    BEFORE,
    COHORT,
    FORMS,
    START,
    cohort_of,
    form,
    joins,
    name,
    part_of,
    plays,
    started,
    takers,
    took,
    until,
)
from tests.helpers.paper_answers import next_tap
from tests.helpers.staff import Staff, button, buttons, has, text
from tests.helpers.training import opens, token

GONE = common_screens.gone_screen(words("en"))
LIST = "Name\nMaryam Hasan\nOmar Ali\n"


@asynccontextmanager
async def a_class(url: str) -> AsyncIterator[Staff]:
    """Ten people with phones, and two on the list without."""
    async with cohort_of(url, 10) as found:
        await found.hands_list(COHORT, LIST)
        yield found


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url) as found:
        yield found


@pytest.fixture
async def lite(sqlite_url: str) -> AsyncIterator[Staff]:
    """The same for what hangs on no database."""
    async with a_class(sqlite_url) as found:
        yield found


async def places(staff: Staff) -> list[roster.Place]:
    found: list[roster.Place] = await staff.read(lambda conn: roster.of_cohort(conn, COHORT))
    return found


async def taken_in(staff: Staff) -> list[str]:
    """Both of the list take part on paper; gives who they are."""
    for place in await places(staff):
        await staff.taps("trainer", call(admit_paper_taker, place.id, 0))
    return [str(spot.person) for spot in await places(staff)]


async def enters(staff: Staff, place: str, given: str) -> Reply:
    """The trainer enters a whole sheet, the first letter everywhere."""
    shown = await staff.taps("trainer", call(begin_paper, place, given))
    for _ in range(40):
        if has(shown.screen, submit_paper):
            return await staff.taps("trainer", button(shown.screen, submit_paper))
        shown = await staff.taps("trainer", next_tap(shown))
    raise AssertionError("it never ends")


async def test_from_the_list_to_answers_that_count(staff: Staff) -> None:
    """Of ten who took both parts one did it on paper; nobody reads how it went."""
    shown = await staff.taps(
        "trainer", call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 180)
    )
    assert "10 people take part." in text(shown.screen)
    assert "2 people have not joined yet" in text(shown.screen)
    shown = await staff.taps("trainer", button(shown.screen, paper_candidates))
    await taken_in(staff)
    shown = await staff.taps("trainer", call(paper_candidates, COHORT, 0))
    assert not has(shown.screen, admit_paper_taker)
    assert "• Maryam Hasan\n• Omar Ali" in text(shown.screen)
    shown = await staff.taps(
        "trainer", call(preview_assessment, COHORT, "airports", BEFORE, AFTER, 180)
    )
    assert "12 people take part. Can be messaged now: 10 of 12." in text(shown.screen)
    assert "2 of them take it on paper" in text(shown.screen)
    test = await started(staff)
    orders = Counter(
        (taker["before"], taker["after"], taker["delayed"])
        for taker in (await takers(staff)).values()
    )
    assert orders == dict.fromkeys(permutations(FORMS), 2)

    shown = await staff.taps("trainer", call(assessment_page, test.id))
    shown = await staff.taps("trainer", button(shown.screen, paper_takers))
    place, other = await places(staff)
    mine = await part_of(staff, str(place.person), "before")
    title = form(mine.scenario).script("en").texts["title"][0].text
    assert f"• Maryam Hasan · {title}" in text(shown.screen)
    begin = call(begin_paper, place.id, mine.id)
    assert begin in [listed.action for listed in buttons(shown.screen)]
    entered = await enters(staff, place.id, mine.id)
    assert "passed" not in text(entered.screen)
    shown = await staff.taps("trainer", button(entered.screen, paper_takers))
    assert "Maryam Hasan: done" in text(shown.screen)
    assert [listed.action for listed in buttons(shown.screen)].count(begin) == 0

    for number in range(FEWEST - 1):
        await took(staff, name(number), "before")
    await until(staff, test.spans["after"].opens_at)
    assert (await staff.taps("trainer", call(begin_paper, other.id, mine.id))).screen == GONE
    later = await part_of(staff, str(place.person), "after")
    assert later.scenario != mine.scenario
    await enters(staff, place.id, later.id)
    for number in range(FEWEST - 1):
        await took(staff, name(number), "after")
    await until(staff, test.spans["after"].due_at)
    shown = await staff.taps("trainer", call(assessment_gains, test.id))
    assert "Both taken in time: 10 of 12" in text(shown.screen)
    assert "95% interval" in text(shown.screen)


async def test_sheets_cover_the_open_part_of_unfinished_participants(
    lite: Staff,
) -> None:
    maryam, omar = await taken_in(lite)
    test = await started(lite)
    for part in ("before", "after"):
        await until(lite, test.spans[part].opens_at)
        wanted = {(await part_of(lite, name, part)).scenario for name in (maryam, omar)}
        sent = await lite.taps("trainer", call(send_paper_sheets, test.id))
        assert sent.then is not None
        files = await sent.then()
        assert {file.name for file in files} == {
            f"{case}-{language}.pdf" for case in wanted for language in ("en", "ar")
        }
        assert all(file.content.startswith(b"%PDF") for file in files)
        await took(lite, maryam, part)
        await took(lite, omar, part)
        assert (await lite.taps("trainer", call(send_paper_sheets, test.id))).then is None
    await until(lite, test.spans["after"].due_at)  # and before the third opens
    shown = await lite.taps("trainer", call(paper_takers, test.id, 0))
    assert "No part is open now" in text(shown.screen)
    assert "airports" not in text(shown.screen)


async def test_the_sheets_say_which_experts_have_read_them(lite: Staff) -> None:
    maryam, _ = await taken_in(lite)
    test = await started(lite)
    await until(lite, test.spans["before"].opens_at)
    case = (await part_of(lite, maryam, "before")).scenario
    edition, at = lite.desk.parts.library.scenarios[case].edition, test.spans["before"].opens_at
    sign_off = SignOff("a", case, edition, ["en"], "law", "Dr Huda Ali", None, at)
    await lite.write(lambda conn: sign_offs.add(conn, sign_off))
    sent = await lite.taps("trainer", call(send_paper_sheets, test.id))
    assert sent.then is not None
    (sheet,) = (file for file in await sent.then() if file.name == f"{case}-en.pdf")
    assert "Reviewedby1expert," in pdf_text.texts(sheet.content)[0]


async def test_late_placeholder_gets_the_remaining_order(lite: Staff) -> None:
    """And of a single part that is left nobody gets anything, nor is anybody there twice."""
    test = await started(lite)
    first, second = await places(lite)
    await lite.taps("trainer", call(admit_paper_taker, first.id, 0))
    await lite.taps("trainer", call(admit_paper_taker, first.id, 0))
    maryam = str((await places(lite))[0].person)
    assert (await takers(lite))[maryam].keys() == {"before", "after", "delayed"}
    await until(lite, test.spans["after"].due_at)
    await lite.taps("trainer", call(admit_paper_taker, second.id, 0))
    omar = str((await places(lite))[1].person)
    assert omar not in await takers(lite)
    inside = await lite.read(lambda conn: cohorts.members(conn, COHORT))
    assert len(inside) == 12
    assert {maryam, omar} <= {entry.id for entry in inside}


async def test_a_cohort_without_a_phone_is_measured(sqlite_url: str) -> None:
    async with cohort_of(sqlite_url, 0) as staff:
        await staff.hands_list(COHORT, LIST)
        shown = await staff.taps("trainer", START)
        assert "Nobody is in the cohort yet" in text(shown.screen)
        assert has(shown.screen, paper_candidates)
        both = await taken_in(staff)
        await staff.taps("trainer", call(start_assessment, COHORT, "airports", BEFORE, AFTER, 0))
        assert set(await takers(staff)) == set(both)
        rows = select(t.due.c.person).where(t.due.c.kind == "notice")
        told = await staff.read(lambda conn: set(conn.execute(rows).scalars()))
        assert told == {"trainer"}  # nobody else can be told anything


async def test_joining_participant_keeps_their_order_and_is_notified_once(staff: Staff) -> None:
    maryam, _ = await taken_in(staff)
    test = await started(staff)
    place = (await places(staff))[0]
    order = (await takers(staff))[maryam]
    await enters(staff, place.id, (await part_of(staff, maryam, "before")).id)
    await staff.person("maryam", name="Maryam Hasan")
    await opens(staff, "maryam", token(await staff.taps("trainer", call(renew_code, place.id))))
    found = await takers(staff)
    assert found["maryam"] == order
    assert maryam not in found
    rows = select(t.due.c.payload).where(t.due.c.person == "maryam", t.due.c.kind == "notice")
    waits = await staff.read(lambda conn: conn.execute(rows).scalars().all())
    later = {(await part_of(staff, "maryam", part)).id for part in ("before", "after", "delayed")}
    assert {wait["assignment"] for wait in waits if "assignment" in wait} == later
    shown = await staff.taps("trainer", call(assessment_page, test.id))
    assert "Done: 1 of 12" in text(shown.screen)
    await until(staff, test.spans["after"].opens_at)
    await plays(staff, "maryam", await part_of(staff, "maryam", "after"))
    await until(staff, test.ends_at)
    own = await staff.taps("maryam", call(own_assessment, test.id))
    assert "Before the course" in text(own.screen)


async def test_phone_participant_keeps_their_order(staff: Staff) -> None:
    """What was entered for their place stays theirs, and is no part of it: they met that form."""
    maryam, _ = await taken_in(staff)
    test = await started(staff)
    place = (await places(staff))[0]
    await enters(staff, place.id, (await part_of(staff, maryam, "before")).id)
    code = token(await staff.taps("trainer", call(renew_code, place.id)))
    orders = await takers(staff)
    other = next(  # whose first case is another one
        index
        for index in map(name, range(FEWEST))
        if orders[index]["before"] != orders[maryam]["before"]
    )
    await opens(staff, other, code)
    assert (await takers(staff))[other] == orders[other]
    assert len(await takers(staff)) == 11
    for number in range(FEWEST):
        await took(staff, name(number), "before")
    await until(staff, test.spans["after"].opens_at)
    for number in range(FEWEST):
        await took(staff, name(number), "after")
    await until(staff, test.spans["after"].due_at)
    shown = await staff.taps("trainer", call(assessment_gains, test.id))
    assert "Too few people: 10 are needed, there are 9." in text(shown.screen)


async def test_candidate_trainer_can_neither_print_nor_enter_the_test(lite: Staff) -> None:
    await joins(lite, "trainer")
    maryam, _ = await taken_in(lite)
    test = await started(lite)
    shown = await lite.taps("trainer", call(paper_takers, test.id, 0))
    assert "You are taking such a test yourself" in text(shown.screen)
    assert not has(shown.screen, begin_paper)
    assert (await lite.taps("trainer", call(send_paper_sheets, test.id))).then is None
    place, mine = (await places(lite))[0].id, await part_of(lite, maryam, "before")
    assert not has((await lite.taps("trainer", call(paper_work_list, place))).screen, begin_paper)
    assert (await lite.taps("trainer", call(begin_paper, place, mine.id))).screen == GONE


async def test_joined_person_is_not_admitted_on_paper(lite: Staff) -> None:
    place = (await places(lite))[0]
    await lite.person("maryam", name="Maryam Hasan")
    await opens(lite, "maryam", token(await lite.taps("trainer", call(renew_code, place.id))))
    assert (await lite.taps("trainer", call(admit_paper_taker, place.id, 0))).screen == GONE
    assert await lite.read(lambda conn: people.has_account(conn, "maryam"))
