"""How people come into a cohort: by links and by personal codes."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator

import pytest
from openpyxl import load_workbook

from bot.app.onboarding.pasted_names import MOST_JOB, MOST_NAMES
from bot.chat.kit.routes import call
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.invitations.open_links import invitation_page, make_link, revoke_links
from bot.chat.trainer.invitations.personal_codes import ask_names, renew_all_codes, renew_code
from bot.chat.trainer.invitations.roster_places import place_page
from storage.cohorts import invitations, roster
from storage.people import people
from tests.chats.test_training_screens import fits
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import Staff, button, buttons, labels, text
from tests.helpers.training import DAY, a_cohort, airport, codes, members, opens, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with airport(database_url) as found:
        yield found


async def test_a_link_brings_anyone_until_it_is_taken_back(staff: Staff) -> None:
    """As many as like; who joined with it stays when the link goes."""
    cohort = await a_cohort(staff)
    first = await staff.taps("trainer", call(make_link, cohort))
    second = await staff.taps("trainer", call(make_link, cohort))
    assert "Gates" in text(first.screen)
    assert "2 active links" in text(
        (await staff.taps("trainer", call(invitation_page, cohort))).screen
    )
    for person in ("sara", "yusuf"):
        await staff.says(person, f"/start {token(first)}")
    assert await members(staff, cohort) == ["sara", "yusuf"]

    after = await staff.taps("trainer", call(revoke_links, cohort))
    assert "out" not in text(after.screen)
    await staff.person("late")
    for link in (first, second):
        await staff.says("late", f"/start {token(link)}")
    assert await members(staff, cohort) == ["sara", "yusuf"]


async def test_a_link_lasts_thirty_days(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", call(make_link, cohort))
    staff.desk.clock.passes(30 * DAY)
    await staff.says("sara", f"/start {token(made)}")
    assert await members(staff, cohort) == []
    assert "out" not in text((await staff.taps("trainer", call(invitation_page, cohort))).screen)


async def test_names_become_places_with_personal_codes(staff: Staff) -> None:
    """Arabic and Latin, with or without a field of work; each code takes its person in."""
    cohort = await a_cohort(staff)
    asked = await staff.taps("trainer", call(ask_names, cohort))
    assert "Nursing" in text(asked.screen).partition("Fields of work: ")[2]
    reply = await staff.says(
        "trainer", "Sara Ahmed, Nursing\n\nعمر علي، التمريض\nLina Omar, astronaut\n12345\nJo"
    )
    page_text = text(reply.screen)
    assert page_text.startswith("4 personal codes")
    assert "Skipped line 5: not a name" in page_text
    assert "1 field of work was not recognised" in page_text
    assert "Nursing" in page_text.partition("Fields of work: ")[2]
    assert "• line 4: astronaut" in page_text
    made = await codes(reply)
    assert list(made) == ["Sara Ahmed", "عمر علي", "Lina Omar", "Jo"]

    places = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    assert [(dict(place.names), place.job) for place in places] == [
        ({"latin": "Sara Ahmed"}, "nursing"),
        ({"arabic": "عمر علي"}, "nursing"),
        ({"latin": "Lina Omar"}, None),
        ({"latin": "Jo"}, None),
    ]
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    assert "Sara Ahmed · not here yet" in labels(shown.screen)

    await opens(staff, "yusuf", made["Lina Omar"])
    assert await members(staff, cohort) == ["yusuf"]
    overview = text((await staff.taps("trainer", call(cohort_page, cohort))).screen)
    assert "1 member · 3 more are expected" in overview


async def test_resent_roster_makes_no_second_codes(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    for new in ("2 personal codes", "1 personal code"):
        await staff.taps("trainer", call(ask_names, cohort))
        lines = "Sara Ahmed\nOmar Ali" + ("" if new.startswith("2") else "\nLina Omar\nLina Omar")
        page_text = text((await staff.says("trainer", lines)).screen)
        assert page_text.startswith(new)
    assert "3 names are already on the list" in page_text
    assert len(await staff.read(lambda conn: roster.of_cohort(conn, cohort))) == 3


async def test_a_list_too_long_or_without_names_is_asked_for_again(
    staff: Staff,
) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    long = await staff.says("trainer", "\n".join(["Sara Ahmed"] * (MOST_NAMES + 1)))
    assert f"more than {MOST_NAMES} lines" in text(long.screen)
    none = await staff.says("trainer", "12345\n=cmd()\n<b>")
    assert "No name was found" in text(none.screen)
    assert "Not allowed in a name: 4 5 = ( ) < >" in text(none.screen)
    plus = await staff.says("trainer", "+Nora Isa")
    assert "Not allowed in a name: +\n" in text(plus.screen)
    assert await staff.read(lambda conn: roster.of_cohort(conn, cohort)) == []
    assert text((await staff.says("trainer", "Sara Ahmed")).screen).startswith("1 personal code")


@pytest.mark.slow
async def test_a_hundred_names_get_a_hundred_codes(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    letters = "abcdefghij"
    lines = [f"Name {letter}{other}" for letter in letters for other in letters]
    made = await codes(await staff.says("trainer", "\n".join(lines)))
    assert list(made) == lines
    assert len(set(made.values())) == MOST_NAMES
    shown = await staff.taps("trainer", call(member_list, cohort, 4))
    assert "Name jj" in labels(shown.screen)
    assert call(member_list, cohort, 5) not in [button.action for button in buttons(shown.screen)]


async def test_a_renewed_code_takes_the_place_of_the_old_one(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    made = await codes(await staff.says("trainer", "Sara Ahmed\nLina Omar"))
    shown = await staff.taps("trainer", call(member_list, cohort, 0))
    place = await staff.taps("trainer", button(shown.screen, place_page))
    assert text(place.screen).startswith("Sara Ahmed\nGates\nNot joined yet.")
    renewed = await staff.taps("trainer", button(place.screen, renew_code))
    assert "For: Sara Ahmed" in text(renewed.screen)

    await opens(staff, "sara", made["Sara Ahmed"])
    assert await members(staff, cohort) == []
    await opens(staff, "sara", token(renewed))
    assert await members(staff, cohort) == ["sara"]

    # When the file was lost: all who have not come get new ones, and nobody else does.
    fresh = await codes(await staff.taps("trainer", call(renew_all_codes, cohort)))
    assert list(fresh) == ["Lina Omar"]
    await opens(staff, "yusuf", made["Lina Omar"])
    assert await members(staff, cohort) == ["sara"]
    await opens(staff, "yusuf", fresh["Lina Omar"])
    assert await members(staff, cohort) == ["sara", "yusuf"]


async def test_one_of_simultaneously_renewed_codes_is_valid(staff: Staff) -> None:
    """And so with a list that is sent twice at once."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    sent = await asyncio.gather(*(staff.says("trainer", "Sara Ahmed") for _ in range(3)))
    assert sum(text(reply.screen).startswith("1 personal code") for reply in sent) == 1
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    await asyncio.gather(*(staff.taps("trainer", call(renew_code, place.id)) for _ in range(4)))
    await asyncio.gather(*(staff.taps("trainer", call(renew_all_codes, cohort)) for _ in range(2)))
    made = await staff.read(lambda conn: invitations.of_cohort(conn, cohort))
    assert len([entry for entry in made if entry.revoked_at is None]) == 1


async def test_missing_fields_of_work_are_named_with_their_lines(staff: Staff) -> None:
    """As they were written, and nothing else of them: no marks of direction, and not a book."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    typed = f"Sara Ahmed, Nursing\n\nLina Omar, astro\u202enaut\n3. عمر علي، {'x' * 99}"
    page_text = text((await staff.says("trainer", typed)).screen)
    assert "2 fields of work were not recognised" in page_text
    assert f"\n• line 3: astronaut\n• line 4: {'x' * 30}\n" in f"{page_text}\n"


async def test_both_files_say_the_same_and_arabic_stands_from_the_right(staff: Staff) -> None:
    await staff.write(lambda conn: people.change(conn, "trainer", language="ar"))
    cohort = await a_cohort(staff)
    await staff.taps("trainer", call(ask_names, cohort))
    reply = await staff.says("trainer", "عمر علي\nSara Ahmed")
    assert reply.then is not None
    workbook, text_file, _ = await reply.then()
    page = load_workbook(io.BytesIO(workbook.content)).active
    assert page is not None
    assert page.sheet_view.rightToLeft
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert rows == list(csv.reader(io.StringIO(text_file.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["الاسم", "عمر علي", "Sara Ahmed"]


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_the_report_of_the_fullest_list_fits_in_a_message(
    staff: Staff, language: str
) -> None:
    """Half of the longest names are on the list already, and the other half are no names."""
    await staff.write(lambda conn: people.change(conn, "trainer", language=language))
    cohort = await a_cohort(staff)
    half = MOST_NAMES // 2
    names = [
        f"{'ن' * 40}{'ب' * (number % 10 + 1)} {'ت' * (number // 10 + 1)}" for number in range(half)
    ]
    jobs = [f"{name}, {'ظ' * MOST_JOB}" for name in names]
    strange = ["<&>'\"#%=+@" * 3] * half
    for lines in (names, [*jobs, *strange]):
        await staff.taps("trainer", call(ask_names, cohort))
        reply = await staff.says("trainer", "\n".join(lines))
        assert reply.screen is not None
        fits(reply.screen)
    assert reply.then is None
    assert len(await staff.read(lambda conn: roster.of_cohort(conn, cohort))) == half
