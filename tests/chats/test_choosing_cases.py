"""Choosing a case for a cohort: by several fields at once, or by a part of its title."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.trainer.assignments.case_choice import choose_case_to_assign
from bot.chat.trainer.assignments.case_list import ask_case_title, choose_case_fields
from bot.chat.trainer.assignments.plan_page import plan_case
from bot.chat.trainer.live_session.session_opening import ask_session_place, session_cases
from tests.helpers.assigning_world import COHORT, a_class
from tests.helpers.running import library
from tests.helpers.staff import Staff, button, buttons, has, labels, leads, text


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with a_class(sqlite_url, shelf=library()) as found:
        yield found


def chosen(reply: Reply) -> list[str]:
    """The fields that are marked."""
    return [line[2:].split(" · ")[0] for line in labels(reply.screen).split("\n") if line[0] == "●"]


async def test_a_case_is_listed_with_its_field_and_length(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(choose_case_to_assign, COHORT, 0))
    first = labels(shown.screen).split("\n")[0]
    assert first.startswith("Airports · ")
    assert first.endswith(" min")


async def test_fields_are_chosen_together(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(choose_case_to_assign, COHORT, 0))
    fields = await staff.taps("trainer", button(shown.screen, choose_case_fields))
    assert chosen(fields) == ["Airports"]
    for name in ("Health", "Labour inspection"):
        (add,) = [each for each in buttons(fields.screen) if each.text.startswith(f"○ {name}")]
        fields = await staff.taps("trainer", add.action)
    assert chosen(fields) == ["Airports", "Health", "Labour inspection"]
    shown = await staff.taps("trainer", button(fields.screen, choose_case_to_assign))
    assert "Fields: Airports, Health, Labour inspection" in text(shown.screen)
    listed = set()
    for page in range(9):
        action = call(choose_case_to_assign, COHORT, page, shown_fields(shown))
        cases = [
            each.text.split(" · ")[0]
            for each in buttons((await staff.taps("trainer", action)).screen)
            if leads(each.action, plan_case)
        ]
        listed |= set(cases)
    assert listed == {"Airports", "Health", "Labour inspection"}


def shown_fields(reply: Reply) -> frozenset[str]:
    found: frozenset[str] = button(reply.screen, choose_case_fields).arguments["fields"]
    return found


async def test_a_case_is_found_by_a_part_of_its_title(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(choose_case_to_assign, COHORT, 0))
    await staff.taps("trainer", button(shown.screen, ask_case_title))
    none = await staff.says("trainer", "zzz")
    assert "No case was found" in text(none.screen)
    found = await staff.says("trainer", "COUNTER  11")
    assert button(found.screen, plan_case) == call(plan_case, COHORT, "pink-bag")
    by_field = await staff.says("trainer", "labour")
    assert labels(by_field.screen).startswith("Labour inspection · ")


async def test_a_case_for_a_class_is_found_the_same_way(staff: Staff) -> None:
    shown = await staff.taps("trainer", call(session_cases, COHORT, 0))
    await staff.taps("trainer", button(shown.screen, ask_case_title))
    found = await staff.says("trainer", "counter 11")
    assert has(found.screen, ask_session_place)
    assert not has(found.screen, plan_case)
