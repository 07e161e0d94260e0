"""Test forms belong to tests before and after a course: alone they can be neither given nor shared.

The result of a form met alone would stay sealed, whatever the card of assigned work promises.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.author.sharing import share_scenario, sharing_page
from bot.chat.common.common_screens import gone_screen
from bot.chat.kit.audit_names import audit_name
from bot.chat.kit.routes import Call, call
from bot.chat.trainer.assignments.case_choice import choose_case_to_assign
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
    choose_due_day,
    plan_case_until,
    preview_assignment,
)
from bot.chat.trainer.assignments.plan_page import plan_case
from bot.chat.trainer.live_session.session_opening import session_cases
from bot.locale import words
from scenarios.case_library import load_library
from scenarios.catalogue.tracks import tracks
from storage.assignments import assignments
from storage.authoring import scenario_shares
from storage.playing.attempts import ASSESSMENT, PRACTICE
from tests.helpers.assigning_world import COHORT, LAST, a_class
from tests.helpers.publishing import GATES, ID, case_zip, publishers, sends
from tests.helpers.small_case import ARABIC, BASE, edited
from tests.helpers.staff import Staff, buttons, has, text

LIBRARY = load_library()
FORM = "airports-form-a"


EVERY_FIELD = frozenset(tracks())


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url, shelf=LIBRARY) as found:
        yield found


async def offered(staff: Staff, first: Call) -> set[str]:
    """The ids of the cases on every page of a list of them."""
    found: set[str] = set()
    seen: list[Call] = []
    ahead: list[Call] = [first]
    while ahead:
        seen.append(page := ahead.pop())
        shown = (await staff.taps("trainer", page)).screen
        actions = [each.action for each in buttons(shown)]
        found |= {case for case in map(scenario_of, actions) if case is not None}
        ahead += [
            each for each in actions if audit_name(each) == audit_name(first) and each not in seen
        ]
    return found


def scenario_of(action: Call) -> str | None:
    return action.arguments.get("scenario_id")


@pytest.mark.parametrize(
    "first",
    [
        call(choose_case_to_assign, COHORT, 0, EVERY_FIELD),
        call(session_cases, COHORT, 0, EVERY_FIELD),
    ],
)
async def test_no_list_offers_a_test_form(staff: Staff, first: Call) -> None:
    practised = {case.id for case in LIBRARY if case.use != "test" and case.track != "start"}
    assert await offered(staff, first) == practised


@pytest.mark.parametrize(
    "forged",
    [
        call(plan_case, COHORT, FORM),
        call(choose_due_day, COHORT, FORM, ASSESSMENT),
        call(preview_assignment, COHORT, FORM, ASSESSMENT, LAST),
        call(assign_case, COHORT, FORM, ASSESSMENT, LAST),
        call(assign_case, COHORT, FORM, PRACTICE, LAST),
        call(plan_case_until, COHORT, FORM, ASSESSMENT, LAST),
    ],
    ids=audit_name,
)
async def test_a_forged_tap_assigns_no_test_form(staff: Staff, forged: Call) -> None:
    allowed = Call(forged.name, (COHORT, "dream-job", *forged.values[2:]))
    refused = await staff.taps("trainer", forged)
    assert refused.screen == gone_screen(words("en"))
    assert await staff.read(lambda conn: assignments.of_cohort(conn, COHORT)) == []
    assert (await staff.taps("trainer", allowed)).screen != gone_screen(words("en"))


async def test_own_test_form_is_shared_with_nobody(database_url: str) -> None:
    """The page of its sharing says why, and offers no cohort."""
    async with publishers(database_url) as staff:
        await sends(
            staff, "trainer", case_zip(edited(("track: hotels", "track: hotels\nuse: test")))
        )
        shown = await staff.taps("trainer", call(sharing_page, ID, 0))
        assert "This case is a test form (use: test)." in text(shown.screen)
        assert "can assign it" not in text(shown.screen)
        assert not has(shown.screen, share_scenario)
        await staff.taps("trainer", call(share_scenario, ID, GATES, True))
        assert await staff.read(lambda conn: scenario_shares.cohorts_of(conn, ID)) == []

        await sends(staff, "trainer", case_zip(BASE, ARABIC))
        assert has((await staff.taps("trainer", call(sharing_page, ID, 0))).screen, share_scenario)
