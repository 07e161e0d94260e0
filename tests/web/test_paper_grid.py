"""Answers from paper of several people: read as a whole, counted once, each error at its cell."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from sqlalchemy import func, select

from bot.app.access.rights import TRAINER
from bot.app.paper_answers import paper_transcript, paper_typing
from bot.app.paper_answers.paper_transcript import Transcript
from bot.chat.kit.routes import call
from bot.chat.trainer.assessments.paper_takers import admit_paper_taker
from bot.chat.trainer.invitations.paper_entry import begin_paper
from bot.web.console import ConsoleOptions, asgi_app
from bot.web.trainer import paper
from scenarios.languages import LANGUAGES
from scenarios.model import Scenario
from storage.db import tables as t
from tests.helpers import paper_answers
from tests.helpers.console import TOKEN, URL, Tab, signed_in, text
from tests.helpers.front_desk import front_desk
from tests.helpers.measuring import COHORT as TESTED
from tests.helpers.measuring import cohort_of, form, part_of, started
from tests.helpers.paper_answers import GIVEN
from tests.helpers.staff import AIRPORT, Staff

WHOLE = ("A", "AB", "ABC", "-", "3")
"""A sheet of the case of all kinds, as it is typed."""


@dataclass(frozen=True)
class Desk:
    """A trainer at the grid, and two people without an account."""

    staff: Staff
    trainer: Tab
    cohort: str
    places: tuple[str, str]

    def form(self, *rows: tuple[str, ...], seen: str = "0") -> dict[str, object]:
        """What is sent for the people in order."""
        found: dict[str, object] = {"row": list(self.places)}
        for place, cells in zip(self.places, rows, strict=False):
            found |= {f"cell-{place}-{n}": cell for n, cell in enumerate(cells)}
        return found | {f"seen-{place}": seen for place in self.places}

    async def attempts(self) -> int:
        query = select(func.count()).where(t.attempts.c.entered_at.is_not(None))
        found: int = await self.staff.read(lambda conn: conn.execute(query).scalar_one())
        return found


@pytest_asyncio.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with front_desk(database_url) as front:
        staff = Staff(front)
        await staff.person("trainer", (TRAINER, AIRPORT))
        cohort, _ = await paper_answers.prepared(staff)
        first, second = await paper_answers.places(staff, cohort)
        web = asgi_app(front.parts.app, ConsoleOptions(URL, TOKEN))
        trainer = await signed_in(staff, web, "trainer")
        yield Desk(staff, trainer, cohort, (first.id, second.id))


async def test_all_rows_count_together_and_only_once(desk: Desk) -> None:
    page = text(await desk.trainer.opens(paper.paper_page, desk.cohort, GIVEN))
    assert ("Maryam Hasan" in page, "Omar Ali" in page) == (True, True)
    form = desk.form(WHOLE, WHOLE)
    done = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=form)
    assert done.status_code == 303, text(done)
    assert await desk.attempts() == 2
    again = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=form)
    assert again.status_code == 422
    assert "were entered in the meantime" in text(again)
    assert await desk.attempts() == 2


async def test_cell_error_keeps_typed_values_and_counts_nothing(
    desk: Desk,
) -> None:
    _, second = desk.places
    wrong = {
        0: (("Z", *WHOLE[1:]), "“Z” is not an answer to question 1.".replace("Z", "z")),
        1: (("A", "", *WHOLE[2:]), "Question 2 has no answer."),
        4: (WHOLE[:4], "Question 5 has no answer."),
    }
    for column, (cells, sentence) in wrong.items():
        form = desk.form(WHOLE, cells)
        refused = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=form)
        assert refused.status_code == 422
        assert sentence in text(refused)
        assert f'id="error-cell-{second}-{column}"' in refused.text
        assert refused.text.count('value="ABC"') == 1 + ("ABC" in cells)
        assert await desk.attempts() == 0


async def test_nothing_typed_and_foreign_rows_are_refused(desk: Desk) -> None:
    empty = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=desk.form())
    assert "Nothing was typed." in text(empty)
    form = {"row": ["place-foreign"], "cell-place-foreign-0": "A", "seen-place-foreign": "0"}
    refused = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=form)
    assert refused.status_code == 422
    assert await desk.attempts() == 0


async def test_entry_in_the_chat_is_not_overwritten(desk: Desk) -> None:
    form = desk.form(WHOLE, ())
    await desk.staff.taps("trainer", call(begin_paper, desk.places[0], GIVEN))
    page = text(await desk.trainer.opens(paper.paper_page, desk.cohort, GIVEN))
    assert "being entered in the chat" in page
    refused = await desk.trainer.sends(paper.enter_paper, desk.cohort, GIVEN, form=form)
    assert refused.status_code == 422
    assert await desk.attempts() == 0


def first_letters(scenario: Scenario) -> list[str]:
    """A sheet with the first answer that fits each question; a talk is a cell."""
    transcript = Transcript("", scenario.edition)
    cells: dict[str, str] = {}
    letters = [language.letters for language in LANGUAGES.values()]
    while not (state := paper_transcript.transcript_state(scenario, "en", transcript)).is_over:
        for cell in ("A", "1", "50", "ABC", "ABCD", "ABCDE", "ABCDEF", "-"):
            found = paper_typing.read(scenario, transcript, cell, letters)
            if found.taken == 1:
                transcript = found.transcript
                scene = state.at.scene
                cells[scene] = f"{cells.get(scene, '')} {cell}".strip()
                break
        else:
            raise AssertionError(cells)
    return list(cells.values())


async def test_paper_grid_lists_people_with_this_form(sqlite_url: str) -> None:
    async with cohort_of(sqlite_url, 10) as staff:
        await staff.hands_list(TESTED, "Name\nMaryam Hasan\nOmar Ali\n")
        for place in await paper_answers.places(staff, TESTED):
            await staff.taps("trainer", call(admit_paper_taker, place.id, 0))
        await started(staff)
        first, second = await paper_answers.places(staff, TESTED)
        mine = await part_of(staff, str(first.person), "before")
        web = asgi_app(staff.desk.parts.app, ConsoleOptions(URL, TOKEN))
        trainer = await signed_in(staff, web, "trainer")
        listed = await trainer.opens(paper.paper_list, TESTED)
        assert f"/paper/{mine.id}" in listed.text
        theirs = await part_of(staff, str(second.person), "before")
        page = await trainer.opens(paper.paper_page, TESTED, mine.id)
        assert f'name="cell-{first.id}-0"' in page.text
        assert (f'name="cell-{second.id}-0"' in page.text) == (theirs.id == mine.id)
        sheet = first_letters(form(mine.scenario))
        sent: dict[str, object] = {"row": [first.id], f"seen-{first.id}": "0"}
        sent |= {f"cell-{first.id}-{n}": cell for n, cell in enumerate(sheet)}
        done = await trainer.sends(paper.enter_paper, TESTED, mine.id, form=sent)
        assert done.status_code == 303, text(done)
        after = text(await trainer.opens(paper.paper_page, TESTED, mine.id))
        assert "nothing to enter" in after
        assert "passed" not in after  # how it went nobody reads before the test is over
