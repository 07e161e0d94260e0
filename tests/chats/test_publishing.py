"""The life of a scenario of one's own: sent, looked at, shared, published, changed, rolled back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, select

from bot.chat.admin.roles import role_list
from bot.chat.author.approval import (
    approval_list,
    approval_page,
    approve_scenario,
    ask_approve_scenario,
    ask_decline_scenario,
    request_approval,
)
from bot.chat.author.editions import ask_edition, edition_page, use_edition
from bot.chat.author.preview import play_edition, preview_edition
from bot.chat.author.retraction import (
    ask_delete_draft,
    ask_withdraw_scenario,
    delete_draft,
    withdraw_scenario,
)
from bot.chat.author.scenarios import scenario_list, scenario_page
from bot.chat.author.sharing import share_scenario, sharing_page
from bot.chat.common import common_screens
from bot.chat.debrief.debrief_overview import look_back
from bot.chat.kit.notices import NoticeText
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, call
from bot.chat.kit.screen import Screen
from bot.chat.learner.case_cards import begin_case, case_card
from bot.chat.playing.play import choose, continue_story
from bot.files import OutgoingFile
from bot.locale import words
from storage.authoring import approvals, editions, own_scenarios
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people import people
from storage.playing import attempts, outcomes
from storage.playing.attempts import PREVIEW
from storage.refreshers import memories
from tests.helpers.assigning_world import bare
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.notice_texts import notice_text
from tests.helpers.publishing import GATES, ID, case_zip, hands, publishers, sends, shares, zipped
from tests.helpers.small_case import ARABIC, BASE, edited
from tests.helpers.staff import ZONE, Staff, button, buttons, has, leads, text

TEXT_ONLY = edited(('text: "The hall is empty."', 'text: "The hall is dark."'))
STRUCTURE = edited(
    ("          credit: {refer: 0.5}", "          credit: {refer: 0.25}"),
    ("          credit: {recognise: 0.5}", "          credit: {recognise: 0.25}"),
)


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with publishers(database_url) as team:
        yield team


@pytest.fixture
async def small(sqlite_url: str) -> AsyncIterator[Staff]:
    """On one database, for what has nothing to do with it."""
    async with publishers(sqlite_url) as team:
        yield team


def labels(screen: Screen | None) -> list[str]:
    return [button.text for button in screen.buttons] if screen else []


async def begins(staff: Staff, person: str) -> Screen:
    """Begin the night desk as a learner does: by its card."""
    card = await staff.taps(person, call(case_card, ID))
    begun = await staff.taps(person, button(card.screen, begin_case))
    assert begun.screen is not None
    return begun.screen


async def plays(staff: Staff, person: str, screen: Screen, *acts: str) -> Screen:
    """Take choices, and go on at stops."""
    for act in acts:
        assert screen.shows is not None
        kind = continue_story if act == "go on" else choose
        action = next(
            button.action
            for button in screen.buttons
            if isinstance(button.action, Call)
            and leads(button.action, kind)
            and button.action.arguments.get("value", "go on") == act
        )
        reply = await staff.taps(person, action)
        assert reply.screen is not None
        screen = reply.screen
    return screen


async def edition_of_running(staff: Staff, person: str) -> str:
    found = await staff.read(lambda conn: attempts.running(conn, person))
    return str(found[0].edition)


async def state_of(staff: Staff, number: int) -> str:
    every = await staff.read(lambda conn: own_scenarios.of_scenario(conn, ID))
    edition = next(entry.edition for entry in every if entry.number == number)
    kept = await staff.read(lambda conn: editions.get(conn, edition))
    return str(kept.state)


async def tells(staff: Staff, what: str, person: str, approval: str) -> NoticeText | None:
    """What someone is told of a question to an admin."""
    return await notice_text(staff.desk.parts, what, person, {"approval": approval})


BEST = ("ask", "go on", "ring")


async def test_the_whole_life_of_a_scenario(staff: Staff) -> None:
    """Draft, shared, published, a new edition, rolled back; an attempt ends in its old edition."""
    kept = await sends(staff, "trainer", case_zip())
    assert "edition 1, a draft" in text(kept.screen)
    assert await state_of(staff, 1) == "draft"
    assert has((await staff.taps("sara", call(case_card, ID))).screen, begin_case) is False

    shared = await shares(staff)
    assert "Stop sharing with Gates" in labels(shared.screen)
    assert await state_of(staff, 1) == "shared"
    assert "Night desk, 22:40" in text((await staff.says("sara", "/today")).screen)
    running = await begins(staff, "sara")
    first = await edition_of_running(staff, "sara")
    assert not has((await staff.taps("lina", call(case_card, ID))).screen, begin_case)

    await staff.taps("trainer", call(request_approval, ID, 1, "agency"))
    (asked,) = await staff.read(approvals.waiting)
    await staff.taps("admin", call(approve_scenario, asked.id))
    assert await state_of(staff, 1) == "published"
    assert has((await staff.taps("lina", call(case_card, ID))).screen, begin_case)
    assert not has((await staff.taps("nora", call(case_card, ID))).screen, begin_case)

    changed = await hands(staff, "trainer", STRUCTURE, "scenario.yaml")
    assert "Saved as edition 2. Edition 1 stays in use" in text(changed.screen)
    assert "2 choices changed" in text(changed.screen)
    assert "How the case plays has changed" in text(changed.screen)
    beside = await staff.taps("trainer", call(edition_page, ID, 2))
    assert "1 attempt is under way and stays on edition 1." in text(beside.screen)
    assert not has(beside.screen, use_edition), "what is published changes with an admin alone"
    await staff.taps("trainer", call(use_edition, ID, 2, corrects=False))
    assert (await staff.read(own_scenarios.in_use))[ID] == first

    await staff.taps("trainer", call(request_approval, ID, 2, "everyone"))
    (asked,) = await staff.read(approvals.waiting)
    await staff.taps("top-admin", call(approve_scenario, asked.id))
    await begins(staff, "nora")
    assert await edition_of_running(staff, "nora") != first

    ended = await plays(staff, "sara", running, *BEST)
    assert has(ended, look_back), "the old attempt is played to its end in its own edition"
    (done,) = await staff.read(lambda conn: outcomes.ended(conn, "sara"))
    assert done.edition == first

    back = await staff.taps("trainer", call(edition_page, ID, 1))
    assert "1 attempt is under way and stays on edition 2." in text(back.screen)
    assert not has(back.screen, use_edition), "edition 1 was approved for the agency alone"
    await staff.taps("trainer", call(request_approval, ID, 1, "everyone"))
    (asked,) = await staff.read(approvals.waiting)
    await staff.taps("top-admin", call(approve_scenario, asked.id))
    again = await staff.taps("trainer", call(edition_page, ID, 2))
    rolled = await staff.taps("trainer", button(again.screen, use_edition))
    assert rolled.toast == "Edition 2 is in use now."
    rolled = await staff.taps("trainer", call(use_edition, ID, 1, corrects=False))
    assert rolled.toast == "Edition 1 is in use now."
    assert (await staff.read(own_scenarios.in_use))[ID] == first
    await begins(staff, "lina")
    assert await edition_of_running(staff, "lina") == first


async def test_only_texts_changed_and_running_attempts_may_go_on_in_them(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await shares(small)
    screen = await begins(small, "sara")
    small.desk.clock.passes(60)
    changed = await hands(small, "trainer", TEXT_ONLY, "scenario.yaml")
    assert "Only texts have changed" in text(changed.screen)
    assert "1 text changed (English)" in text(changed.screen)
    beside = await small.taps("trainer", call(edition_page, ID, 2))
    assert "1 attempt is under way and stays on edition 1." in text(beside.screen)
    assert labels(beside.screen)[:2] == [
        "Use edition 2 from now on",
        "Use it, also in attempts under way",
    ]
    await small.taps("trainer", call(use_edition, ID, 2, corrects=True))
    second = (await small.read(own_scenarios.in_use))[ID]
    await plays(small, "sara", screen, "ask")
    assert await edition_of_running(small, "sara") == second
    await small.taps(
        "trainer", call(use_edition, ID, 1, corrects=False)
    )  # and back: it stays there
    resumed = (await small.says("sara", "/resume")).screen
    assert resumed is not None
    await plays(small, "sara", resumed, "go on")
    assert await edition_of_running(small, "sara") == second


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_outdated_translation_is_reported(sqlite_url: str, language: str) -> None:
    both = {"en": "1 text changed in English but not in Arabic", "ar": "ولم تتغيّر ترجمته"}
    async with publishers(sqlite_url, language) as staff:
        await sends(staff, "trainer", case_zip())
        await shares(staff)  # with what is in use a new edition is compared
        alone = await hands(staff, "trainer", TEXT_ONLY, "scenario.yaml")
        assert both[language] in bare(text(alone.screen))
        arabic = ARABIC.replace("الردهة خالية.", "الردهة مظلمة.")
        followed = await hands(staff, "trainer", case_zip(TEXT_ONLY, arabic))
        assert both[language] not in bare(text(followed.screen))


async def test_an_earlier_edition_has_left_no_translation_behind(small: Staff) -> None:
    """Where one goes back to it there is nothing to be done."""
    await sends(small, "trainer", case_zip())
    await shares(small)
    await hands(small, "trainer", TEXT_ONLY, "scenario.yaml")
    await small.taps("trainer", call(use_edition, ID, 2, False))
    page_text = text((await small.taps("trainer", call(edition_page, ID, 1))).screen)
    assert "Compared with edition 2" in page_text
    assert "not in Arabic" not in page_text


async def test_reset_statistics_are_reported(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    page_text = text((await hands(small, "trainer", case_zip(STRUCTURE))).screen)
    assert "At 2 decisions, answers or credit changed: their statistics and refreshers" in page_text


async def test_a_structure_that_changed_reaches_no_attempt(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await shares(small)
    screen = await begins(small, "sara")
    first = await edition_of_running(small, "sara")
    await hands(small, "trainer", STRUCTURE, "scenario.yaml")
    beside = await small.taps("trainer", call(edition_page, ID, 2))
    assert "Use it, also in attempts under way" not in labels(beside.screen)
    await small.taps("trainer", call(use_edition, ID, 2, corrects=True))  # forged
    await plays(small, "sara", screen, "ask")
    assert await edition_of_running(small, "sara") == first


async def test_a_look_counts_nowhere(small: Staff) -> None:
    """No result, no memory, no notice of a like case; and it is one's own alone."""
    await sends(small, "trainer", case_zip())
    begun = (await small.taps("trainer", call(play_edition, ID, 1))).screen
    assert "A preview as learners see it" in text(begun)
    assert (await small.taps("trainer", call(play_edition, ID, 1))).screen == begun, "one at a time"
    assert begun is not None
    ended = await plays(small, "trainer", begun, "accuse", "go on", "wait")
    assert button(ended, scenario_page) == call(scenario_page, ID)

    def load(conn: Connection) -> tuple[object, object, list[str]]:
        kinds = select(t.due.c.kind).where(t.due.c.person == "trainer")
        found = outcomes.finished(conn, "trainer"), memories.of_person(conn, "trainer")
        return *found, list(conn.execute(kinds).scalars())

    finished, remembered, promised = await small.read(load)
    assert (finished, remembered, promised) == ({}, [], [])
    assert "Night desk" not in text((await small.says("trainer", "/progress")).screen)


async def test_a_look_at_another_edition_closes_the_one_before(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(play_edition, ID, 1))
    await hands(small, "trainer", TEXT_ONLY, "scenario.yaml")
    await small.taps("trainer", call(play_edition, ID, 2))
    (running,) = await small.read(lambda conn: attempts.running(conn, "trainer"))
    assert running.mode == PREVIEW
    assert (
        running.edition == (await small.read(lambda c: own_scenarios.of_scenario(c, ID)))[0].edition
    )


async def test_problems_are_reported_under_the_uploaded_name(small: Staff) -> None:
    wrong = edited(("go: lift\n        accuse", "go: nowhere\n        accuse"))
    for name, said in (("bad.yaml", "bad.yaml"), ("n" * 500 + ".yaml", "n" * 60)):
        page_text = text((await sends(small, "trainer", wrong, name)).screen)
        assert f"{said}, 43:11: There is no scene or ending `nowhere`." in page_text
        assert "scenario.yaml, " not in page_text


async def test_all_problems_are_reported_errors_first(small: Staff) -> None:
    wrong = edited(
        ("go: lift\n        accuse", "go: nowhere\n        accuse"),
        ("worth: {refer", "wrth: {refer"),
    )
    reply = await sends(small, "trainer", wrong, "scenario.yaml")
    page_text = text(reply.screen)
    assert page_text.startswith("Not yet playable\n2 errors must be fixed before it can be played.")
    assert "scenario.yaml, 43:11: There is no scene or ending `nowhere`." in page_text
    assert "`wrth` is not a key of the format. Did you mean `worth`?" in page_text
    assert await small.read(lambda conn: own_scenarios.get(conn, ID)) is None
    mended = await hands(small, "trainer", BASE, "scenario.yaml")  # no tap needed in between
    assert "edition 1, a draft" in text(mended.screen)


async def test_many_findings_come_as_a_file_besides(small: Staff) -> None:
    wrong = BASE
    for word in ("short", "credit", "feedback", "why", "error", "prompt", "sources", "outcome"):
        wrong = wrong.replace(f"{word}:", f"{word}x:")
    reply = await sends(small, "trainer", wrong, "scenario.yaml")
    assert "more are in the text file below." in text(reply.screen)
    assert reply.then is not None
    (file,) = await reply.then()
    lines = file.content.decode("utf-8-sig").strip().split("\n\n")
    assert len(lines) > 15
    assert all(line.startswith(("error: ", "warning: ")) for line in lines)
    assert sorted(lines, key=lambda line: line.startswith("warning")) == lines


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_findings_come_in_the_trainers_language(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        wrong = edited(("go: lift\n        accuse", "go: nowhere\n        accuse"))
        page_text = text((await sends(staff, "trainer", wrong, "scenario.yaml")).screen)
    assert {"en": "There is no scene or ending", "ar": "لا يوجد مشهد ولا نهاية"}[
        language
    ] in page_text


async def test_ids_of_the_library_and_of_others_are_refused(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    kinds = edited(("id: night-desk", "id: kinds"))
    for person, content in (("trainer", kinds), ("colleague", BASE), ("master", BASE)):
        page_text = text((await sends(small, person, content, "scenario.yaml")).screen)
        assert "Another author's case already has the id" in page_text, person
    assert len(await small.read(lambda conn: own_scenarios.of_scenario(conn, ID))) == 1
    await shares(small)  # now master trainers of the agency look after it too
    again = await sends(small, "master", TEXT_ONLY, "scenario.yaml")
    assert "edition 2" in text(again.screen)
    far = text((await sends(small, "far-trainer", BASE, "scenario.yaml")).screen)
    assert "Another author's case already has the id" in far


async def test_a_single_file_takes_the_place_of_one_and_leaves_the_other(small: Staff) -> None:
    alone = await sends(small, "trainer", ARABIC, "ar.yaml")
    assert "This is a translation." in text(alone.screen)
    await hands(small, "trainer", BASE, "scenario.yaml")
    await small.taps("trainer", call(ask_edition, ID))
    both = await hands(small, "trainer", ARABIC, "night.ar.yaml")
    assert "edition 2" in text(both.screen)
    again = await hands(small, "trainer", TEXT_ONLY, "scenario.yaml")
    assert "edition 3" in text(again.screen)
    newest = (await small.read(lambda conn: own_scenarios.of_scenario(conn, ID)))[0]
    kept = await small.read(lambda conn: editions.get(conn, newest.edition))
    assert kept.content["ar.yaml"] == ARABIC
    same = await hands(small, "trainer", case_zip(TEXT_ONLY))
    assert "This is identical to edition 3" in text(same.screen)


async def test_a_single_file_that_nobody_asked_for_is_completed_too(small: Staff) -> None:
    """Or its translation would be lost for a tap in between."""
    await sends(small, "trainer", case_zip())
    await small.says("trainer", "/today")
    page_text = text((await hands(small, "trainer", TEXT_ONLY, "scenario.yaml")).screen)
    assert "1 text changed (English)" in page_text
    assert "The language ar is gone" not in page_text
    alien = text((await sends(small, "colleague", TEXT_ONLY, "scenario.yaml")).screen)
    assert "Another author's case already has the id" in alien


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_incompatible_translation_is_reported(sqlite_url: str, language: str) -> None:
    """It was not sent this time: whoever sent the other file is not told to mend that."""
    fine = {"en": "The file is fine", "ar": "الملف المرسل سليم"}[language]
    longer = edited(
        ("\nendings:", '\n  attic:\n    text: "An attic."\n    go: lift\n\nendings:'),
        ("          go: lift\n        accuse:", "          go: attic\n        accuse:"),
    )
    async with publishers(sqlite_url, language) as staff:
        await sends(staff, "trainer", case_zip())
        page_text = text((await hands(staff, "trainer", longer, "scenario.yaml")).screen)
        assert "ar.yaml" in page_text
        assert fine in page_text
        broken = longer.replace("go: attic", "go: nowhere")
        page_text = text((await hands(staff, "trainer", broken, "scenario.yaml")).screen)
        assert fine not in page_text
        alone = text((await hands(staff, "trainer", zipped({"scenario.yaml": longer}))).screen)
        assert fine not in alone
        assert "2" in alone


async def test_a_case_of_another_id_is_no_edition_of_this(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(ask_edition, ID))
    other = await hands(small, "trainer", edited(("id: night-desk", "id: day-desk")), "x.yaml")
    assert "a new edition of night-desk was expected" in text(other.screen)


async def test_refusal_with_a_reason_reaches_the_author(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(request_approval, ID, 1, "agency"))
    await small.taps("trainer", call(request_approval, ID, 1, "agency"))  # tapped twice, asked once
    (asked,) = await small.read(approvals.waiting)
    shown = await small.taps("admin", call(approval_page, asked.id))
    assert "Asked for: edition 1, for the agency. Trainer" in text(shown.screen)
    assert has(shown.screen, play_edition)
    look = await small.taps("admin", call(play_edition, ID, 1))
    assert "A preview as learners see it" in text(look.screen)
    await small.taps("admin", call(ask_decline_scenario, asked.id))
    said = await small.says("admin", "The porter has no name.")
    assert "Declined." in text(said.screen)
    page = await small.taps("trainer", call(scenario_page, ID))
    assert "Declined, edition 1: The porter has no name." in text(page.screen)
    news = await tells(small, "scenario-decided", "trainer", asked.id)
    assert news is not None
    assert news.text == "“Night desk, 22:40” was not approved: The porter has no name."
    assert not has((await small.taps("admin", call(play_edition, ID, 1))).screen, choose)


async def test_approvers_are_notified_and_find_the_list(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(request_approval, ID, 1, "everyone"))
    (asked,) = await small.read(approvals.waiting)
    for person, told in (("top-admin", True), ("admin", False), ("far-admin", False)):
        news = await tells(small, "scenario-asked", person, asked.id)
        assert (news is not None) == told, person
    screen = (await small.says("top-admin", "/scenarios")).screen
    assert "1 case waiting for approval" in labels(screen)
    assert "Nothing is waiting for approval" in labels(
        (await small.says("admin", "/scenarios")).screen
    )


async def test_withdrawn_case_is_finished_and_not_started(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await shares(small)
    running = await begins(small, "sara")
    asked = await small.taps("trainer", call(ask_withdraw_scenario, ID))
    assert "1 attempt is under way and can be finished." in text(asked.screen)
    await small.taps("trainer", call(withdraw_scenario, ID))
    assert await state_of(small, 1) == "withdrawn"
    assert not has((await small.taps("lina", call(case_card, ID))).screen, begin_case)
    ended = await plays(small, "sara", running, *BEST)
    assert has(ended, look_back)
    assert not has((await small.taps("sara", call(case_card, ID))).screen, begin_case)
    await shares(small)
    assert has((await small.taps("sara", call(case_card, ID))).screen, begin_case)


async def test_deleted_draft_takes_its_records_along(staff: Staff) -> None:
    await sends(staff, "trainer", case_zip())
    await staff.taps("trainer", call(play_edition, ID, 1))
    await staff.taps("trainer", call(request_approval, ID, 1, "everyone"))
    (asked,) = await staff.read(approvals.waiting)
    own = (await staff.taps("trainer", call(scenario_page, ID))).screen
    sure = (await staff.taps("trainer", button(own, ask_delete_draft))).screen
    assert "This cannot be undone" in text(sure)
    left = await staff.taps("trainer", button(sure, delete_draft))
    assert left.toast == "The draft is deleted."
    assert "Night desk" not in text(left.screen)
    assert await staff.read(lambda conn: own_scenarios.get(conn, ID)) is None
    assert await staff.read(approvals.waiting) == []
    assert await tells(staff, "scenario-asked", "top-admin", asked.id) is None
    again = await hands(staff, "colleague", case_zip())
    assert "edition 1, a draft" in text(again.screen), "its id is free"


async def test_shared_case_has_no_delete_button(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await shares(small)
    for _ in range(2):
        own = (await small.taps("trainer", call(scenario_page, ID))).screen
        assert not has(own, ask_delete_draft)
        await small.taps("trainer", call(withdraw_scenario, ID))


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_preview_has_card_figures_and_picture(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        await sends(staff, "trainer", case_zip())
        own = (await staff.taps("trainer", call(scenario_page, ID))).screen
        seen = await staff.taps("trainer", button(own, preview_edition))
        speak = words(language)
        page_text = text(seen.screen)
        assert page_text.startswith({"en": "Night desk, 22:40", "ar": "مكتب الليل"}[language])
        assert speak.count("{n} decision in all", "{n} decisions in all", 2) in page_text
        assert (
            speak.count("{n} decision on the best path", "{n} decisions on the best path", 2)
            in page_text
        )
        assert {"en": "English, Arabic", "ar": "الإنجليزية، العربية"}[language] in page_text
        assert has(seen.screen, play_edition)
        assert seen.then is not None
        (file,) = await seen.then()
        assert isinstance(file, OutgoingFile)
        assert file.name == "night-desk-1.png"
        assert file.content.startswith(b"\x89PNG")


async def test_admin_sees_preview_of_a_request_and_returns(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(request_approval, ID, 1, "agency"))
    (asked,) = await small.read(approvals.waiting)
    roles = await small.taps("admin", call(role_list))
    assert "1 case waiting for approval" in [each.text for each in buttons(roles.screen)]
    assert button(roles.screen, approval_list) == call(approval_list)
    weighed = (await small.taps("admin", call(approval_page, asked.id))).screen
    seen = await small.taps("admin", button(weighed, preview_edition))
    assert has(seen.screen, approval_list)
    assert not has(seen.screen, scenario_page)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_missing_language_is_reported(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        note = {"en": "In one language only: English.", "ar": "لغتها الوحيدة حتى الآن:"}[language]
        assert note in text((await sends(staff, "trainer", BASE, "scenario.yaml")).screen)
        for action in (call(sharing_page, ID), call(preview_edition, ID, 1)):
            assert note in text((await staff.taps("trainer", action)).screen), action
        await staff.taps("trainer", call(request_approval, ID, 1, "everyone"))
        (asked,) = await staff.read(approvals.waiting)
        assert note in text((await staff.taps("top-admin", call(approval_page, asked.id))).screen)
        assert note not in text((await hands(staff, "trainer", case_zip())).screen)
        assert note not in text((await staff.taps("trainer", call(preview_edition, ID, 2))).screen)


async def test_fifty_cohorts_are_reached_a_page_at_a_time(small: Staff) -> None:
    now = small.desk.clock.now()

    def save(conn: Connection) -> None:
        for n in range(10, 59):
            cohort = Cohort(f"cohort-00{n}", f"Gates {n}", "airport-company", ZONE, now)
            cohorts.create(conn, cohort, "trainer")

    await small.write(save)
    await sends(small, "trainer", case_zip())
    met: list[str] = []
    for page in range(3):
        screen = (await small.taps("trainer", call(sharing_page, ID, page))).screen
        assert screen is not None
        shown = [each.action for each in screen.buttons]
        met += [
            action.arguments["cohort_id"]
            for action in shown
            if isinstance(action, Call) and leads(action, share_scenario)
        ]
    assert len(set(met)) == len(met) == 50
    after = (await small.taps("trainer", call(share_scenario, ID, met[-1], on=True))).screen
    assert after is not None
    assert call(share_scenario, ID, met[-1], on=False) in [
        button.action for button in after.buttons
    ]
    gone = (await small.taps("trainer", call(sharing_page, ID, 7))).screen
    assert gone == (await small.taps("trainer", call(sharing_page, ID))).screen


@pytest.mark.slow
async def test_many_cases_are_reached_a_page_at_a_time(small: Staff) -> None:
    for n in range(23):
        await sends(small, "trainer", edited(("id: night-desk", f"id: desk-{n}")), "x.yaml")
    first = (await small.says("trainer", "/scenarios")).screen
    second = (await small.taps("trainer", button(first, scenario_list))).screen
    shown = [
        {listed.action for listed in each.buttons if leads(listed.action, scenario_page)}
        for each in (first, second)
        if each
    ]
    assert [len(group) for group in shown] == [20, 3]
    assert len(shown[0] | shown[1]) == 23


async def test_owner_ends_sharing_with_a_foreign_cohort(small: Staff) -> None:
    """A master trainer shared it with a cohort of theirs; it is the owner's case still."""
    now = small.desk.clock.now()
    theirs = Cohort("cohort-theirs", "Theirs", "airport-company", ZONE, now)
    await small.write(lambda conn: cohorts.create(conn, theirs, "master"))
    await sends(small, "trainer", case_zip())
    await shares(small)
    await small.taps("master", call(share_scenario, ID, theirs.id, on=True))
    screen = (await small.taps("trainer", call(sharing_page, ID))).screen
    assert "Stop sharing with Theirs" in labels(screen)
    after = (await small.taps("trainer", call(share_scenario, ID, theirs.id, on=False))).screen
    assert not any("Theirs" in label for label in labels(after))
    again = (await small.taps("trainer", call(share_scenario, ID, theirs.id, on=True))).screen
    assert again == common_screens.gone_screen(words("en"))


async def test_no_longer_shared_is_no_longer_practised(small: Staff) -> None:
    await sends(small, "trainer", case_zip())
    await shares(small)
    assert has((await small.taps("sara", call(case_card, ID))).screen, begin_case)
    await shares(small, on=False)
    assert not has((await small.taps("sara", call(case_card, ID))).screen, begin_case)
    assert (
        await small.taps("sara", call(begin_case, ID))
    ).screen is not None  # forged: begins nothing
    assert await small.read(lambda conn: attempts.running(conn, "sara")) == []


async def test_an_edition_in_use_is_known_after_a_restart(sqlite_url: str) -> None:
    """And to a second process, which has never seen the file."""
    async with publishers(sqlite_url) as staff:
        await sends(staff, "trainer", case_zip())
        await shares(staff)
        library = staff.desk.parts.library
        other = type(library)(staff.desk.parts.database, library._shelf)
        sara = await staff.read(lambda conn: people.get(conn, "sara"))
        found = await staff.read(lambda conn: other.shared_with(conn, sara))
        assert list(found) == [ID]
        await other.refresh()
        assert ID in other.known


async def test_learners_and_supervisors_have_no_such_command(small: Staff) -> None:
    for person in ("sara", "supervisor"):
        unknown = common_screens.unknown_command_screen(words("en"), None)
        assert (await small.says(person, "/scenarios")).screen == unknown
        gone: Reply = await small.taps(person, call(scenario_list))
        assert gone.screen == common_screens.gone_screen(words("en"))


async def test_shared_with_a_cohort_of_others_by_a_forged_tap_is_nothing(small: Staff) -> None:
    await sends(small, "colleague", case_zip())
    forged = await small.taps("colleague", call(share_scenario, ID, GATES, on=True))
    assert forged.screen == common_screens.gone_screen(words("en"))
    assert await small.read(own_scenarios.in_use) == {}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_names_of_unread_files_do_no_harm(sqlite_url: str, language: str) -> None:
    async with publishers(sqlite_url, language) as staff:
        strange = {f"{n}" * 300 + ".txt": "x" for n in range(8)} | {"note\u202egnp.txt": "x"}
        content = zipped({"scenario.yaml": BASE, **strange})
        page_text = text((await sends(staff, "trainer", content)).screen)
        assert "\u202e" not in page_text
        assert "0" * 60 in page_text
        assert "0" * 61 not in page_text
        assert "7" * 60 not in page_text


def copied(*edits: tuple[str, str]) -> bytes:
    """The night desk under another id, as whoever sends a copy of it packs it."""
    return case_zip(edited(("id: night-desk", "id: night-shift"), *edits))


NEW_TITLE = ('title: "Night desk, 22:40"', 'title: "Late shift, 23:10"')


async def published(staff: Staff, trainer: str, reach: str) -> None:
    """A trainer's night desk is published, by an admin of all agencies."""
    await sends(staff, trainer, case_zip())
    await staff.taps(trainer, call(request_approval, ID, 1, reach))
    (asked,) = await staff.read(approvals.waiting)
    await staff.taps("top-admin", call(approve_scenario, asked.id))


async def test_an_admin_is_asked_before_a_case_is_published(small: Staff) -> None:
    """For whom, and who asked; nothing changes before the second tap."""
    await sends(small, "trainer", case_zip())
    await small.taps("trainer", call(request_approval, ID, 1, "everyone"))
    (asked,) = await small.read(approvals.waiting)
    shown = await small.taps("top-admin", call(approval_page, asked.id))
    sure = await small.taps("top-admin", button(shown.screen, ask_approve_scenario))
    assert await small.read(own_scenarios.in_use) == {}
    page_text = text(sure.screen)
    assert "Publish edition 1 for everyone?" in page_text
    assert "everyone at every agency can practise it" in page_text
    assert "Asked for by Trainer, Bahrain Airport Company." in page_text
    assert "Nearly a copy" not in page_text
    assert button(sure.screen, approval_page) == call(approval_page, asked.id)
    done = await small.taps("top-admin", button(sure.screen, approve_scenario))
    assert "Edition 1 is published for everyone." in text(done.screen)
    assert set(await small.read(own_scenarios.in_use)) == {ID}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_near_copy_is_shown_to_author_and_approver(sqlite_url: str, language: str) -> None:
    """With what was left behind in its translation, by name where that is the title."""
    async with publishers(sqlite_url, language) as staff:
        await published(staff, "far-trainer", "everyone")
        say = words(language).say
        copy = say(
            "Nearly a copy: {percent}% of its wording is already in “{title}”.",
            percent=100,  # all of the Arabic
            title="Night desk, 22:40" if language == "en" else "مكتب الليل، 22:40",
        )
        title = say(
            "The title changed too: in {other} it is still “{title}”.",
            other=words(language).tongue("ar"),
            title="مكتب الليل، 22:40",
        )
        sent = await sends(staff, "trainer", copied(NEW_TITLE))
        await staff.taps("trainer", call(request_approval, "night-shift", 1, "agency"))
        (asked,) = await staff.read(approvals.waiting)
        weighed = await staff.taps("admin", call(approval_page, asked.id))
        sure = await staff.taps("admin", call(ask_approve_scenario, asked.id))
        for screen in (sent.screen, weighed.screen, sure.screen):
            assert bare(copy) in bare(text(screen))
            assert bare(title) in bare(text(screen))


async def test_a_case_that_only_others_may_see_is_not_named(small: Staff) -> None:
    await sends(small, "far-trainer", case_zip())
    drafted = await sends(small, "trainer", copied())
    assert "Nearly a copy" not in text(drafted.screen)
    await published(small, "far-trainer", "agency")
    elsewhere = await sends(small, "trainer", copied(NEW_TITLE))
    assert "Nearly a copy" not in text(elsewhere.screen)


async def test_stale_title_is_reported_before_publishing(small: Staff) -> None:
    """Also where no edition is in use that it could be compared with."""
    await sends(small, "trainer", case_zip())
    await hands(small, "trainer", edited(NEW_TITLE), "scenario.yaml")
    await small.taps("trainer", call(request_approval, ID, 2, "agency"))
    (asked,) = await small.read(approvals.waiting)
    sure = text((await small.taps("admin", call(ask_approve_scenario, asked.id))).screen)
    assert "1 text changed in English but not in Arabic" in sure
    assert "in Arabic it is still “مكتب الليل، 22:40”" in bare(sure)
