"""What trainers do at a desk: assign, follow up, nudge; each act once, each error by its field."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from starlette.applications import Starlette

from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer.assigning import assign_page, assign_work
from bot.web.trainer.cohort_settings import archive_cohort, cohort_settings, rename_cohort
from bot.web.trainer.cohorts import cohort_list, cohort_page, nudge_members
from tests.helpers.assigning_world import COHORT, LAST, LEARNERS, a_class, open_work, told
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.staff import Staff

CHOICES = {
    "what": "case:kinds",
    "mode": "practice",
    "last_day": LAST.isoformat(),
    "tries": "",
    "mark": "80",
}


@dataclass(frozen=True)
class Desk:
    """A trainer at the console, and everybody's chats."""

    staff: Staff
    web: Starlette
    trainer: Tab


@pytest_asyncio.fixture
async def desk(sqlite_url: str) -> AsyncIterator[Desk]:
    async with a_class(sqlite_url) as staff:
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        yield Desk(staff, web, await signed_in(staff, web, "trainer"))


async def test_the_dry_run_changes_nothing_and_the_act_assigns_once(desk: Desk) -> None:
    shown = await desk.trainer.opens(assign_page, COHORT, **CHOICES)
    assert "3 people are told." in text(shown)
    assert "Nothing has been sent yet." in text(shown)
    assert not await open_work(desk.staff)

    for _ in range(2):
        done = await desk.trainer.sends(assign_work, COHORT, form=CHOICES)
        assert done.status_code == 303
    (given,) = await open_work(desk.staff)
    assert (given.scenario, given.pass_mark, given.mode) == ("kinds", 80, "practice")
    assert done.headers["location"] == f"/assignments/{given.id}"
    page = text(await desk.trainer.client.get(done.headers["location"]))
    assert "This is already assigned" in page
    assert page.count("not done yet") == len(LEARNERS)
    assert set(await told(desk.staff)) == set(LEARNERS)
    cohort = await desk.trainer.opens(cohort_page, COHORT)
    assert f'<a href="/assignments/{given.id}"' in cohort.text  # below the heading of its column
    assert f'<a href="/assignments/{given.id}/analysis"' in cohort.text


async def test_only_the_ticked_are_assigned(desk: Desk) -> None:
    form = {**CHOICES, "whom": ["sara", "lina"]}
    assert (await desk.trainer.sends(assign_work, COHORT, form=form)).status_code == 303
    assert set(await told(desk.staff)) == {"sara", "lina"}


async def test_a_choice_that_is_not_on_offer_is_named_beside_its_field(desk: Desk) -> None:
    wrong = {
        "what": ("", "Please choose a case or a programme."),
        "last_day": ("2020-01-01", "This cannot be the last day"),
        "mark": ("81", "One of the choices is not available."),
        "tries": ("99", "One of the choices is not available."),
        "mode": ("taster", "One of the choices is not available."),
        "whom": ("nobody-here", "Please tick somebody."),
    }
    for name, (value, sentence) in wrong.items():
        refused = await desk.trainer.sends(assign_work, COHORT, form={**CHOICES, name: value})
        assert refused.status_code == 422, name
        assert sentence in text(refused), name
    assert not await open_work(desk.staff)


async def test_ticked_people_are_nudged_once_a_day(desk: Desk) -> None:
    await desk.trainer.sends(assign_work, COHORT, form=CHOICES)
    await told(desk.staff)
    desk.staff.desk.clock.passes(86_400 * 20)
    trainer = await signed_in(desk.staff, desk.web, "trainer")  # the first session is over
    assert text(await trainer.opens(cohort_page, COHORT)).count("late") >= len(LEARNERS)
    ticked = {"people": ["sara", "yusuf"], "state": "late"}
    done = await trainer.sends(nudge_members, COHORT, form=ticked)
    assert done.status_code == 303
    assert done.headers["location"] == f"/cohorts/{COHORT}?state=late"  # the rows as they were
    again = await trainer.sends(nudge_members, COHORT, form={"people": ["sara"]})
    assert again.status_code == 422
    assert "Nobody was nudged" in text(again)


async def test_people_are_found_by_name_and_by_state(desk: Desk) -> None:
    await desk.trainer.sends(assign_work, COHORT, form=CHOICES)
    found = text(await desk.trainer.opens(cohort_page, COHORT, q="yus"))
    assert ("Yusuf Ahmed" in found, "Sara Ahmed" in found) == (True, False)
    late = text(await desk.trainer.opens(cohort_page, COHORT, state="late"))
    assert "There is nobody here." in late
    foreign = {"q": "<script>", "sort": "x", "state": "y", "after": "z"}
    hostile = await desk.trainer.opens(cohort_page, COHORT, **foreign)
    assert hostile.status_code == 200
    assert "<script>" not in hostile.text.replace("<script src", "")


async def test_a_cohort_is_renamed_and_archived(desk: Desk) -> None:
    was = (await desk.trainer.opens(cohort_settings, COHORT)).text
    (name,) = re.findall(r'name="was" value="([^"]*)"', was)
    empty = {"name": " ", "was": name}
    assert (await desk.trainer.sends(rename_cohort, COHORT, form=empty)).status_code == 422
    form = {"name": "Gate <12>", "was": name}
    done = await desk.trainer.sends(rename_cohort, COHORT, form=form)
    assert done.status_code == 303
    page = await desk.trainer.opens(cohort_settings, COHORT)
    assert "The cohort is now called “Gate &lt;12&gt;”." in page.text
    second = await desk.trainer.sends(rename_cohort, COHORT, form={**form, "name": "Gate 13"})
    assert second.status_code == 422
    assert "Somebody renamed it “Gate &lt;12&gt;” in the meantime." in text(second)
    assert 'value="Gate 13"' in second.text
    assert "It is called" not in (await desk.trainer.opens(cohort_settings, COHORT)).text
    assert (await desk.trainer.sends(archive_cohort, COHORT)).status_code == 303
    assert (await desk.trainer.opens(cohort_page, COHORT)).status_code == 404
    assert "is archived." in text(await desk.trainer.opens(cohort_list))
