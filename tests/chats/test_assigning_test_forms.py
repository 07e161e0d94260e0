"""Test forms belong to tests before and after a course: alone they can be neither given nor shared.

The result of a form met alone would stay sealed, whatever the card of assigned work promises.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.app.playing.modes import ASSESSMENT, PRACTICE
from bot.chat.author.sharing import share_scenario, sharing_page
from bot.chat.common_screens import gone_screen
from bot.chat.kit.actions import Action
from bot.chat.kit.routes import call
from bot.chat.trainer.assignments.actions import (
    Assign,
    ChooseDue,
    ChooseMode,
    ChooseScenario,
    PlanCase,
    TryAssigning,
)
from bot.chat.trainer.live_session.actions import ChooseRoomCase
from bot.locale import words
from scenarios.case_library import load_shelf
from storage.assignments import assignments
from storage.authoring import scenario_shares
from tests.helpers.assigned import COHORT, LAST, a_class
from tests.helpers.makers import ARABIC, BASE, edited
from tests.helpers.publishing import GATES, ID, case_zip, publishers, sends
from tests.helpers.staff import Staff, buttons, has, text

LIBRARY = load_shelf()
FORM = "airports-form-a"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with a_class(database_url, shelf=LIBRARY) as found:
        yield found


async def offered(staff: Staff, first: ChooseScenario | ChooseRoomCase) -> set[str]:
    """The ids of the cases on every page of a list of them."""
    found: set[str] = set()
    seen: list[Action] = []
    ahead: list[Action] = [first]
    while ahead:
        seen.append(page := ahead.pop())
        shown = (await staff.taps("trainer", page)).screen
        for one in buttons(shown):
            found |= {one.action.scenario} if hasattr(one.action, "scenario") else set()
            if isinstance(one.action, type(first)) and one.action not in seen:
                ahead.append(one.action)
    return found


@pytest.mark.parametrize("first", [ChooseScenario(COHORT, 0), ChooseRoomCase(COHORT, 0)])
async def test_no_list_offers_a_test_form(
    staff: Staff, first: ChooseScenario | ChooseRoomCase
) -> None:
    practised = {one.id for one in LIBRARY if one.use != "test" and one.track != "start"}
    assert await offered(staff, first) == practised


@pytest.mark.parametrize(
    "forged",
    [
        ChooseMode(COHORT, FORM),
        ChooseDue(COHORT, FORM, ASSESSMENT),
        TryAssigning(COHORT, FORM, ASSESSMENT, LAST),
        Assign(COHORT, FORM, ASSESSMENT, LAST),
        Assign(COHORT, FORM, PRACTICE, LAST),
        PlanCase(COHORT, FORM, ASSESSMENT, LAST),
    ],
    ids=lambda one: type(one).__name__,
)
async def test_a_forged_tap_assigns_no_test_form(staff: Staff, forged: Any) -> None:
    allowed = replace(forged, scenario="dream-job")
    refused = await staff.taps("trainer", forged)
    assert refused.screen == gone_screen(words("en"))
    assert await staff.read(lambda conn: assignments.of_cohort(conn, COHORT)) == []
    assert (await staff.taps("trainer", allowed)).screen != gone_screen(words("en"))


async def test_a_test_form_of_ones_own_is_shared_with_nobody(database_url: str) -> None:
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
