"""Steps shared by tests of trainers: cohorts, codes and members."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.access.rights import ADMIN, TRAINER
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import call
from bot.chat.learner.onboarding.start import take_place
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name
from bot.chat.trainer.invitations.open_links import invitation_page
from scenarios.case_library import CaseLibrary
from storage.cohorts import cohorts
from storage.people.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, Staff, button, has, text

DAY = 86_400
TOKEN = re.compile(r"\?start=([A-Za-z0-9_-]{22})")


@asynccontextmanager
async def airport(database_url: str, shelf: CaseLibrary | None = None) -> AsyncIterator[Staff]:
    """An admin, a trainer, and Sara and Yusuf without roles."""
    async with front_desk(database_url, shelf=shelf) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("admin", (ADMIN, EVERYWHERE), name="Mona Saleh")
        await found.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        await found.person("sara", name="Sara Ahmed")
        await found.person("yusuf", name="Yusuf Hasan")
        yield found


def token(reply: Reply) -> str:
    """The token of the link that stands on a screen."""
    found = TOKEN.search(text(reply.screen))
    assert found is not None, text(reply.screen)
    return found.group(1)


async def opens(staff: Staff, person: str, code: str) -> None:
    """Open a personal code, and take the place where that is asked."""
    shown = await staff.says(person, f"/start {code}")
    if has(shown.screen, take_place):
        await staff.taps(person, button(shown.screen, take_place))


async def a_cohort(staff: Staff, name: str = "Gates") -> str:
    """A new cohort of the trainer's; gives its id."""
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    shown = await staff.says("trainer", name)
    return str(button(shown.screen, invitation_page).arguments["cohort_id"])


async def members(staff: Staff, cohort: str) -> list[str]:
    found = await staff.read(lambda conn: cohorts.members(conn, cohort))
    return sorted(entry.id for entry in found)


async def codes(reply: Reply) -> dict[str, str]:
    """The names and codes in the file of a reply."""
    assert reply.then is not None
    workbook, file, printed = await reply.then()
    assert re.fullmatch(r"codes-[\w-]+-\d{4}-\d\d-\d\d\.xlsx", workbook.name)
    assert file.name == workbook.name.replace(".xlsx", ".csv")
    assert printed.name == workbook.name.replace("codes", "cards").replace(".xlsx", ".pdf")
    assert file.content.startswith(b"\xef\xbb\xbf")  # so that spreadsheets see Arabic letters
    assert printed.content.startswith(b"%PDF")
    _, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    return {name: link.partition("?start=")[2] for name, link, *_ in rows}
