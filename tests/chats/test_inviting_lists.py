"""A list that comes as a file: told row by row, entered only when its trainer says so."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.app.cohorts.roster_sheet import MOST_ROWS
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import call
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.invitations.personal_codes import renew_all_codes, renew_code
from bot.chat.trainer.invitations.roster_places import place_page
from bot.chat.trainer.invitations.roster_upload import (
    MOST_TOLD,
    ask_another_roster_file,
    ask_roster_file,
    choose_roster_job,
    discard_roster,
    enter_roster,
)
from storage.cohorts import pending_lists, roster
from storage.people import people
from tests.helpers.assigning_world import bare
from tests.helpers.live_session import actions
from tests.helpers.staff import Staff, button, buttons, has, text
from tests.helpers.training import DAY, a_cohort, airport, codes, members, opens, token

HEAD = "Name in Latin letters,Name in Arabic letters,Job,Staff number\n"
LIST = HEAD + "Sara Ahmed,سارة أحمد,Nursing,A-1\nOmar Ali,,Astronaut,\n12345,,,\n,,Nursing,\n"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


async def sends(staff: Staff, cohort: str, content: str | bytes) -> Reply:
    await staff.taps("trainer", call(ask_roster_file, cohort))
    return await staff.hands("trainer", content.encode() if isinstance(content, str) else content)


async def places(staff: Staff, cohort: str) -> list[roster.Place]:
    found: list[roster.Place] = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    return found


async def test_a_list_is_entered_when_its_trainer_says_so(staff: Staff) -> None:
    """With both names, the job and the number; each gets a code and a card."""
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, LIST)
    page_text = bare(text(reply.screen))
    assert "2 valid rows · 2 rows with problems" in page_text
    assert (
        "Columns that are read: Name in Latin letters, Name in Arabic letters, Job, Staff number\n"
        "Names: Sara Ahmed, سارة أحمد, Omar Ali" in page_text
    )
    assert "• row 4: no name in Latin letters: 12345\n• row 5: no name: Nursing" in page_text
    assert "• Astronaut (1)" in page_text
    assert reply.then is None
    assert await places(staff, cohort) == []

    entered = await staff.taps("trainer", button(reply.screen, enter_roster))
    assert "2 rows are entered, each with a personal code." in text(entered.screen)
    assert entered.place is ScreenPlacement.SAME  # where it said that nothing is entered yet
    made = await codes(entered)
    found = await places(staff, cohort)
    assert [(dict(place.names), place.job, place.number) for place in found] == [
        ({"latin": "Sara Ahmed", "arabic": "سارة أحمد"}, "nursing", "A-1"),
        ({"latin": "Omar Ali"}, None, None),
    ]
    await opens(staff, "sara", made["Sara Ahmed"])
    assert await members(staff, cohort) == ["sara"]


async def test_the_codes_on_the_cards_are_good_as_well(staff: Staff) -> None:
    """Twelve letters, as long as the link; told in the files and nowhere else."""
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, LIST)
    entered = await staff.taps("trainer", button(reply.screen, enter_roster))
    assert entered.then is not None
    assert has(entered.lost, renew_all_codes), "codes that stand in no file are to be made anew"
    _, file, _ = await entered.then()
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0] == ["Name", "Personal link", "Short code", "Staff number"]
    name, _, typed, number = rows[1]
    assert (name, number) == ("Sara Ahmed", "A-1")
    staff.desk.clock.passes(20 * DAY)
    shown = await staff.says("sara", typed)
    assert "for: Sara Ahmed" in text(shown.screen)
    await staff.taps("sara", buttons(shown.screen)[0].action)
    assert await members(staff, cohort) == ["sara"]


async def test_likely_duplicates_are_asked_about_and_never_merged(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    first = await sends(staff, cohort, "Name\nSara Ahmed\nSara Ahmed\nOmar Ali\n")
    assert "row 3 is the same as row 2" in text(first.screen)
    offered = actions(first.screen, enter_roster)
    assert [entry.arguments["every"] for entry in offered] == [False, True]
    await staff.taps("trainer", offered[0])
    assert len(await places(staff, cohort)) == 2

    staff.desk.clock.passes(60)
    again = await sends(staff, cohort, "Name\nSara Ahmed\nLina Omar\n")
    assert "row 2: that name is on the list already" in text(again.screen)
    *_, every = actions(again.screen, enter_roster)
    await staff.taps("trainer", every)
    names = [place.names["latin"] for place in await places(staff, cohort)]
    assert names == ["Sara Ahmed", "Omar Ali", "Sara Ahmed", "Lina Omar"]


async def test_double_tap_enters_a_roster_once(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    old = await sends(staff, cohort, "Name\nOmar Ali\n")
    reply = await sends(staff, cohort, "Name\nSara Ahmed\n")
    for tap in (old, reply, reply):
        await asyncio.gather(
            *(staff.taps("trainer", button(tap.screen, enter_roster)) for _ in range(2))
        )
    assert [place.names["latin"] for place in await places(staff, cohort)] == ["Sara Ahmed"]


async def test_roster_draft_can_be_discarded_and_expires(
    staff: Staff,
) -> None:
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, "Name\nSara Ahmed\n")
    await staff.taps("trainer", button(reply.screen, discard_roster))
    await staff.taps("trainer", button(reply.screen, enter_roster))
    late = await sends(staff, cohort, "Name\nSara Ahmed\n")
    staff.desk.clock.passes(DAY + 1)
    await staff.taps("trainer", button(late.screen, enter_roster))
    assert await places(staff, cohort) == []
    await staff.desk.parts.housekeeping.purge()
    listed = button(late.screen, enter_roster).arguments["list_id"]
    assert await staff.read(lambda conn: pending_lists.get(conn, "trainer", listed)) is None


def huge() -> bytes:
    """A small file that unpacks to a large one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 3_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"First name,Last name\nSara,Ahmed\n", "No column of names"),
        (b"Name,Job\n\n", "There are no rows below"),
        (("Name\n" + "Sara Ahmed\n" * (MOST_ROWS + 1)).encode(), "more than 1000 rows"),
        (huge(), "far more in this file than 1000 rows take"),
    ],
)
async def test_unreadable_roster_is_explained_and_asked_again(
    staff: Staff, content: bytes, said: str
) -> None:
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, content)
    assert said in text(reply.screen)
    assert not has(reply.screen, enter_roster)
    good = await staff.hands("trainer", b"Name\nSara Ahmed\n")
    assert "1 valid row" in text(good.screen)


async def test_after_a_file_without_a_good_row_another_is_still_awaited(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    wrong = await sends(staff, cohort, "Name\n" + "12345\n" * (MOST_TOLD + 1))
    assert "0 valid rows" in text(wrong.screen)
    assert not has(wrong.screen, enter_roster)
    assert wrong.then is not None
    assert [file.name for file in await wrong.then()] == ["rows-Gates-2026-11-25.xlsx"]
    good = await staff.hands("trainer", b"Name\nSara Ahmed\n")
    assert "1 valid row" in text(good.screen)


async def test_many_wrong_rows_come_as_a_file_too(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    many = MOST_TOLD + 8
    reply = await sends(staff, cohort, "Name\n" + "123\n" * many)
    assert text(reply.screen).count("\n• row ") == MOST_TOLD
    assert reply.then is not None
    (file,) = await reply.then()
    page: Any = load_workbook(io.BytesIO(file.content)).active
    rows = list(page.iter_rows(values_only=True))
    assert rows[-1] == (str(many + 1), f"row {many + 1}: not a name: 123")
    assert len(rows) == many + 1


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_files_to_fill_in_come_in_both_languages(staff: Staff, language: str) -> None:
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    cohort = await a_cohort(staff)
    asked = await staff.taps("trainer", call(ask_roster_file, cohort))
    assert asked.then is not None
    sent = await asked.then()
    others = [lang for lang in ("en", "ar") if lang != language]
    assert [file.name for file in sent] == [f"list-{lang}.xlsx" for lang in (language, *others)]
    captions = {"en": "A list to fill in and send back here", "ar": "قائمة تُملأ ثم تُرسل إلى هنا"}
    assert [file.caption for file in sent] == [captions[lang] for lang in (language, *others)]
    told = await staff.hands("trainer", sent[0].content)
    assert not has(told.screen, enter_roster)


async def test_another_file_is_asked_for_without_files_to_fill_in(staff: Staff) -> None:
    """They are in the chat already; and the next file is taken."""
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, LIST)
    asked = await staff.taps("trainer", button(reply.screen, ask_another_roster_file))
    assert asked.then is None
    again = await staff.hands("trainer", b"Name\nSara Ahmed\n")
    assert has(again.screen, enter_roster)


async def test_a_file_is_taken_only_while_the_right_lasts(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.write(lambda conn: people.change(conn, "sara", awaits=f"list:{cohort}"))
    await staff.hands("sara", b"Name\nSara Ahmed\n")
    assert await staff.read(lambda conn: pending_lists.get(conn, "sara", "x")) is None
    reply = await sends(staff, cohort, "Name\nOmar Ali\n")
    forged = button(reply.screen, enter_roster)
    await staff.taps("sara", forged)
    assert await places(staff, cohort) == []


async def test_a_renewed_code_comes_with_its_card(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    reply = await sends(staff, cohort, "Name\nOmar Ali\n")
    await staff.taps("trainer", button(reply.screen, enter_roster))
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    place = await staff.taps("trainer", button(shown.screen, place_page))
    renewed = await staff.taps("trainer", button(place.screen, renew_code))
    assert renewed.then is not None
    (card,) = await renewed.then()
    assert card.content.startswith(b"%PDF")
    assert "The code above works" in text(renewed.lost), "so nothing is lost with the card"
    assert f"?start={token(renewed)}" in text(renewed.screen)
    assert "/join " in text(renewed.screen)


async def test_job_title_is_chosen_once_for_all_its_rows(staff: Staff) -> None:
    """Common titles are recognised in both languages; the rest is asked by kind, not by row."""
    cohort = await a_cohort(staff)
    reply = await sends(
        staff,
        cohort,
        "Name,Job\nSara Ahmed,Nurse\nLina Omar,تمريض\nOmar Ali,طب\nAdam Said,Reception\n"
        "Eve Hasan,reception \nMona Ali,Astronaut\n",
    )
    page_text = bare(text(reply.screen))
    assert "• Reception (2)\n• Astronaut (1)" in page_text
    asked = await staff.taps("trainer", button(reply.screen, choose_roster_job))
    assert "Which field of work is “Reception”?" in text(asked.screen)
    (hotels,) = [each.action for each in buttons(asked.screen) if each.text == "Hotels"]
    left = await staff.taps("trainer", hotels)
    assert "Reception" not in text(left.screen)
    assert "Astronaut (1)" in bare(text(left.screen))
    again = await staff.taps("trainer", hotels)  # a double tap changes nothing
    assert again.screen == left.screen
    await staff.taps("trainer", button(left.screen, enter_roster))
    places = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    jobs = [place.job for place in places]
    assert jobs == ["nursing", "nursing", "medicine", "hotels", "hotels", None]


async def test_files_bear_the_name_of_the_cohort_and_the_day(staff: Staff) -> None:
    cohort = await a_cohort(staff, "Gates/2: «ليل»")
    reply = await sends(staff, cohort, "Name\nSara Ahmed\n")
    entered = await staff.taps("trainer", button(reply.screen, enter_roster))
    assert entered.then is not None
    names = [file.name for file in await entered.then()]
    assert names == [
        "codes-Gates-2-ليل-2026-11-25.xlsx",
        "codes-Gates-2-ليل-2026-11-25.csv",
        "cards-Gates-2-ليل-2026-11-25.pdf",
    ]
