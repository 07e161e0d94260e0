"""One person's assigned work: bands and critical themes; the path only while it is shared."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.app.library import Library
from bot.chat.common import common_screens
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.routes import Call, call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.path_sharing import ask_share_path, own_paths, share_path
from bot.chat.trainer.cohorts.member_pages import member_page
from bot.chat.trainer.progress.cohort_progress import cohort_progress
from bot.chat.trainer.progress.member_progress import member_progress, shared_path, shared_paths
from bot.locale import words
from storage.assignments import assignments
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts
from storage.db import tables as t
from storage.people import names, people
from storage.personal_data import erasure
from storage.personal_data.personal_data import everything
from tests.helpers.following import BADLY, COHORT, WELL, gates, given, joins, played, tried
from tests.helpers.staff import AIRPORT, Staff, button, buttons, has, labels, text

GONE = common_screens.gone_screen(words("en"))


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with gates(database_url) as found:
        await joins(found, "sara", "Sara Ahmed")
        await joins(found, "yusuf", "Yusuf Hasan")
        await found.write(lambda conn: names.put(conn, "trainer", "latin", "Omar Ali"))
        yield found


def bare(said: str) -> str:
    return said.replace("\u2068", "").replace("\u2069", "")


async def page(staff: Staff, person: str = "sara", number: int = 0) -> str:
    """What a trainer reads of someone."""
    shown = await staff.taps("trainer", call(member_progress, COHORT, person, number))
    return bare(text(shown.screen))


async def test_a_few_taps_lead_from_progress_to_one_person(staff: Staff) -> None:
    await given(staff)
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    shown = await staff.taps("trainer", button(shown.screen, member_progress))
    page_text = bare(text(shown.screen))
    assert page_text.startswith("Sara Ahmed\nGates\nLost property, 16:10\nFor practice · due by")
    assert "Not started" in page_text
    assert button(shown.screen, member_page).arguments["person_id"] == "sara"


async def test_page_shows_bands_and_critical_topics_and_no_choice(
    staff: Staff,
) -> None:
    assignment = await given(staff)
    await played(staff, "sara", assignment, BADLY)
    said = await page(staff)
    assert "Done, not passed · tries: 1" in said
    assert "Recognise: " in said
    assert "To discuss, because someone could have been endangered:\n• Protect" in said
    for chosen in ("She signs", "signed for unseen", "Send her back", "%", "missed"):
        assert chosen not in said
    assert not has(
        (await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))).screen, shared_path
    )


@pytest.mark.parametrize(
    ("counts", "state", "critical"),
    [("first", "Done, not passed", True), ("best", "Passed", False), ("last", "Passed", False)],
)
async def test_page_shows_the_counting_try(
    staff: Staff, counts: str, state: str, critical: bool
) -> None:
    """And how many there were."""
    assignment = await given(staff, counts=counts)
    await played(staff, "sara", assignment, BADLY)
    staff.desk.clock.passes(60)
    await tried(staff, "sara", assignment, passed=True)
    said = await page(staff)
    assert f"{state} · tries: 2" in said
    assert ("To talk about" in said) is critical


async def test_practice_and_the_work_of_other_cohorts_are_not_there(staff: Staff) -> None:
    assignment = await given(staff)
    before = await page(staff)
    await staff.taps("sara", call(begin_case, "kinds"))
    await tried(staff, "sara", assignment, passed=False, assignment=None)
    await tried(staff, "yusuf", assignment, passed=True)
    assert await page(staff) == before
    assert "Learners' own practice is never shown." in before


async def test_page_omits_work_never_assigned_to_the_person(staff: Staff) -> None:
    await given(staff, whom=["yusuf"])
    assert "Nothing has been assigned to them yet." in await page(staff)
    assert "Not started" in await page(staff, "yusuf")


async def test_the_latest_work_comes_first_five_to_a_page(staff: Staff) -> None:
    for days in range(1, 8):
        await given(staff, days=days)
    first = await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))
    assert text(first.screen).count("Not started") == 5
    assert "2 December" in text(first.screen)
    second = await staff.taps("trainer", button(first.screen, member_progress))
    assert text(second.screen).count("Not started") == 2
    assert button(second.screen, member_progress) == call(member_progress, COHORT, "sara", 0)


async def finished(staff: Staff, answers: tuple[str, ...] = BADLY) -> tuple[Assignment, str]:
    assignment = await given(staff)
    return assignment, await played(staff, "sara", assignment, answers)


async def test_a_path_is_seen_only_while_it_is_shared(staff: Staff) -> None:
    """Nothing of it before; and not from the moment on in which it is taken back."""
    _, attempt = await finished(staff)
    path = call(shared_path, attempt, 0)
    shut = "Sara Ahmed\nThis path is not, or no longer, shared with you: the learner decides"
    assert text((await staff.taps("trainer", path)).screen).startswith(shut)

    debrief = await staff.taps("sara", call(look_back, attempt))
    asked = await staff.taps("sara", button(debrief.screen, ask_share_path))
    page_text = bare(text(asked.screen))
    assert "Your trainer does not see this path." in page_text
    assert "Trainers of this cohort: No name given, Omar Ali" in page_text
    assert text((await staff.taps("trainer", path)).screen).startswith(
        shut
    )  # asking is not sharing
    shared = await staff.taps("sara", button(asked.screen, share_path))
    assert "Your trainer sees this path, since Wednesday 25 November." in bare(text(shared.screen))

    shown = await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))
    assert "Path: Lost property, 16:10, 25 Nov" in bare(
        " ".join(listed.text for listed in buttons(shown.screen))
    )
    first = await staff.taps("trainer", button(shown.screen, shared_path))
    page_text = bare(text(first.screen))
    assert "1. Your first step?" in page_text
    assert "Chosen: Send her back" in page_text
    assert "What would have done more:\nAsk her what the bag looks like." in page_text
    assert "What is signed for unseen may be missing." in page_text
    second = await staff.taps("trainer", button(first.screen, shared_path))
    assert "4. A word with her?" in text(second.screen)
    assert button(second.screen, shared_path) == path
    other = await staff.taps("other", path)  # who trains the cohort as well
    assert other.screen == first.screen

    taken = await staff.taps("sara", button(shared.screen, share_path))
    assert "Your trainer does not see this path." in text(taken.screen)
    for reads in (path, button(first.screen, shared_path)):  # while its trainer is reading
        assert text((await staff.taps("trainer", reads)).screen).startswith(shut)
    assert (await staff.taps("yusuf", path)).screen == GONE
    await staff.write(lambda conn: people.set_language(conn, "trainer", "ar"))
    assert "لم يعد متاحًا" in text((await staff.taps("trainer", path)).screen)
    assert not has(
        (await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))).screen, shared_path
    )


async def test_shared_paths_are_found_from_progress_and_go_when_taken_back(staff: Staff) -> None:
    _, attempt = await finished(staff)
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert not has(shown.screen, shared_paths)
    await staff.taps("sara", call(share_path, attempt, on=True))
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert "1 path shared with you" in [bare(offered.text) for offered in buttons(shown.screen)]
    listed = await staff.taps("trainer", button(shown.screen, shared_paths))
    assert "Sara Ahmed · Lost property, 16:10 · 25 Nov" in labels(listed.screen)
    assert button(listed.screen, shared_path) == call(shared_path, attempt, 0)
    await staff.taps("sara", call(share_path, attempt, on=False))
    listed = await staff.taps("trainer", call(shared_paths, COHORT, 0))
    assert "Nobody shares a path now." in text(listed.screen)
    assert not has(listed.screen, shared_path)


async def test_a_path_of_a_case_that_became_a_test_is_shown_to_nobody(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The learner cannot stop sharing it any more, so the trainer does not see it either."""
    _, attempt = await finished(staff)
    await staff.taps("sara", call(share_path, attempt, on=True))
    scenarios = dict(staff.desk.parts.library.scenarios)
    scenarios["kinds"] = replace(scenarios["kinds"], use="test")
    monkeypatch.setattr(Library, "scenarios", scenarios)
    for person, path in (("sara", call(ask_share_path, attempt)),
                         ("trainer", call(shared_path, attempt, 0))):  # fmt: skip
        shown = (await staff.taps(person, path)).screen
        assert shown == common_screens.gone_screen(words("en"))


async def test_finished_work_of_a_withdrawn_assignment_stays(staff: Staff) -> None:
    """With its path, if it is shared; what they had not done is not there."""
    assignment, attempt = await finished(staff)
    other = await given(staff)
    await staff.taps("sara", call(share_path, attempt, on=True))
    now = staff.desk.clock.now()
    for each in (assignment, other):
        await staff.write(lambda conn, each=each: assignments.withdraw(conn, each.id, now))  # type: ignore[misc]
    shown = await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))
    page_text = bare(text(shown.screen))
    assert page_text.count("Lost property") == 1
    assert "withdrawn on Wednesday 25 November\nDone, not passed" in page_text
    assert button(shown.screen, shared_path) == call(shared_path, attempt, 0)


async def test_two_taps_share_once_and_the_day_stays(staff: Staff) -> None:
    _, attempt = await finished(staff)
    await staff.taps("sara", call(share_path, attempt, on=True))
    staff.desk.clock.passes(2 * 86_400)
    again = await staff.taps("sara", call(share_path, attempt, on=True))
    assert "since Wednesday 25 November" in bare(text(again.screen))


async def test_learners_see_the_view_that_others_have_of_them(staff: Staff) -> None:
    """From progress; with whom, path by path; and nothing of what they practise."""
    assert not has((await staff.says("sara", "/progress")).screen, own_paths)
    _, attempt = await finished(staff)
    progress = await staff.says("sara", "/progress")
    shown = await staff.taps("sara", button(progress.screen, own_paths))
    assert "Lost property, 16:10 · 25 Nov\n" in labels(shown.screen)
    await staff.taps("sara", call(share_path, attempt, on=True))
    shown = await staff.taps("sara", call(own_paths, 0))
    assert "Lost property, 16:10 · 25 Nov · shared\n" in labels(shown.screen)
    assert button(shown.screen, ask_share_path) == call(ask_share_path, attempt)


async def test_page_names_only_people_with_access(staff: Staff) -> None:
    """A trainer whose role has ended sees nothing, and is not said to."""
    await staff.write(lambda conn: names.put(conn, "other", "latin", "Huda Former"))
    _, attempt = await finished(staff)
    asked = await staff.taps("sara", call(ask_share_path, attempt))
    assert "Huda Former, Omar Ali" in bare(text(asked.screen))

    def ended(conn: Connection) -> None:
        own = t.roles.c.person == "other"
        conn.execute(t.roles.update().where(own).values(ended_at=staff.desk.clock.now()))

    await staff.write(ended)
    asked = await staff.taps("sara", call(ask_share_path, attempt))
    assert "Huda" not in text(asked.screen)
    await staff.taps("sara", call(share_path, attempt, on=True))
    assert (await staff.taps("other", call(shared_path, attempt, 0))).screen == GONE


async def test_a_path_is_gone_once_its_learner_has_left(
    staff: Staff,
) -> None:
    _, attempt = await finished(staff)
    await staff.taps("sara", call(share_path, attempt, on=True))
    assert (await staff.taps("trainer", call(shared_path, attempt, 0))).screen != GONE
    now = staff.desk.clock.now()
    await staff.write(lambda conn: cohorts.leave(conn, COHORT, "sara", now))
    for person, action in (
        ("trainer", call(shared_path, attempt, 0)),
        ("trainer", call(member_progress, COHORT, "sara", 0)),
        ("sara", call(ask_share_path, attempt)),
        ("sara", call(share_path, attempt, on=False)),
    ):
        assert (await staff.taps(person, action)).screen == GONE, action
    await staff.write(lambda conn: cohorts.join(conn, "m-again", COHORT, "sara", now))
    await staff.write(lambda conn: cohorts.change(conn, COHORT, archived_at=now))
    assert (await staff.taps("trainer", call(shared_path, attempt, 0))).screen == GONE


async def test_a_path_goes_with_its_learner(staff: Staff) -> None:
    """What stays as a number after erasing is shared with nobody; their copy says that it was."""
    _, attempt = await finished(staff)
    await staff.taps("sara", call(share_path, attempt, on=True))
    rows = await staff.read(lambda conn: everything(conn, "sara"))
    (kept,) = rows["attempts"]
    assert kept["shared_at"] is not None
    now = staff.desk.clock.now()
    await staff.write(lambda conn: erasure.erase(conn, "sara", now, lambda: "number-00001"))
    assert (await staff.taps("trainer", call(shared_path, attempt, 0))).screen == GONE
    assert (await staff.taps("trainer", call(shared_path, "number-00001", 0))).screen == GONE
    assert (await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))).screen == GONE
    (stays,) = await staff.read(lambda conn: conn.execute(t.attempts.select()).mappings().all())
    assert stays["shared_at"] is None


async def test_paths_that_cannot_be_shared(staff: Staff) -> None:
    """Practice, what is under way, somebody else's, and parts of a test."""
    assignment = await given(staff)
    test = await given(staff, test="test-0000001", part="before", mode="assessment")
    practice = await tried(staff, "sara", assignment, passed=True, assignment=None)
    running = await tried(staff, "sara", assignment)
    of_test = await tried(staff, "sara", test, passed=True)
    others = await tried(staff, "yusuf", assignment, passed=True)
    for attempt in (practice, running, of_test, others, "nothing-0000"):
        for action in (
            call(ask_share_path, attempt),
            call(share_path, attempt, on=True),
            call(share_path, attempt, on=False),
        ):
            assert (await staff.taps("sara", action)).screen == GONE, (attempt, action)
    shared = await staff.read(
        lambda conn: conn.execute(
            t.attempts.select().where(t.attempts.c.shared_at.is_not(None))
        ).all()
    )
    assert shared == []

    def forced(conn: Connection) -> None:  # even if it were kept as shared
        conn.execute(t.attempts.update().values(shared_at=staff.desk.clock.now()))

    await staff.write(forced)
    for attempt in (practice, running, of_test):
        assert (await staff.taps("trainer", call(shared_path, attempt, 0))).screen == GONE, attempt


async def test_forged_taps_of_all_others_find_nothing(staff: Staff) -> None:
    _, attempt = await finished(staff, WELL)
    await staff.taps("sara", call(share_path, attempt, on=True))
    await staff.person("stranger", ("trainer", AIRPORT))
    await staff.person("boss", ("admin", "*"))
    every: tuple[Call, ...] = (
        call(member_progress, COHORT, "sara", 0),
        call(shared_paths, COHORT, 0),
        call(shared_path, attempt, 0),
    )
    for on in (True, False):  # as long as it is shared, and once it is not
        await staff.taps("sara", call(share_path, attempt, on=on))
        for person in ("stranger", "supervisor", "far", "boss", "sara", "yusuf"):
            for action in every:
                assert (await staff.taps(person, action)).screen == GONE, (person, action)
    await staff.taps("sara", call(share_path, attempt, on=True))
    for action in (call(ask_share_path, attempt), call(share_path, attempt, on=False)):
        for person in ("trainer", "yusuf"):
            assert (await staff.taps(person, action)).screen == GONE, (person, action)
    for action in (
        call(member_progress, COHORT, "trainer", 0),
        call(member_progress, "nothing-0000", "sara", 0),
    ):
        assert (await staff.taps("trainer", action)).screen == GONE
    assert (await staff.taps("trainer", call(shared_path, attempt, 0))).screen != GONE


async def test_in_arabic(sqlite_url: str) -> None:
    async with gates(sqlite_url, "ar") as staff:
        await joins(staff, "sara", "Sara Ahmed")
        await staff.write(lambda conn: people.change(conn, "sara", language="ar"))
        await staff.write(lambda conn: names.put(conn, "sara", "arabic", "سارة أحمد"))
        assignment = await given(staff)
        attempt = await played(staff, "sara", assignment, BADLY)
        shared = await staff.taps("sara", call(share_path, attempt, on=True))
        assert "هذا المسار ظاهر للمدرّب منذ" in text(shared.screen)
        shown = await staff.taps("trainer", call(member_progress, COHORT, "sara", 0))
        told = "مواقف للنقاش، كان يمكن أن تعرّض شخصًا للخطر:\n\u200f• الحماية"
        assert told in text(shown.screen)
        path = await staff.taps("trainer", button(shown.screen, shared_path))
        assert "سارة أحمد" in text(path.screen)
        assert "ما خطوتك الأولى؟" in text(path.screen)


async def test_which_work_is_which_and_steps_stand_in_their_order(staff: Staff) -> None:
    """A case that is a step as well is told apart; a step whose turn has not come is not open."""
    of: dict[str, Any] = {"programme": "hotels", "series": "series-00001"}
    first = await given(staff, step=0, **of)
    await given(staff, step=1, **of)
    await given(staff, days=6, mode="assessment", pass_mark=0)
    said = await page(staff)
    assert said.index("Step 1 of 2: Hotels") < said.index("Step 2 of 2: Hotels")
    assert said.index("Step 2 of 2: Hotels") < said.index("Assessment · due by")
    assert said.count("Not open yet") == 1
    table = bare(text((await staff.taps("trainer", call(cohort_progress, COHORT, 0))).screen))
    assert "Lost property, 16:10 · assessment" in table
    assert "Lost property, 16:10 · Hotels and tourism: first steps" in table
    await tried(staff, "sara", first, passed=True)
    assert "Not open yet" not in await page(staff)
