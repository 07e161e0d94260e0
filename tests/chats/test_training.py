"""What trainers and admins do, at the desk: roles, cohorts, links, personal codes."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import Connection

from bot.services.arriving.actions import MoveHere, TakePlace
from bot.services.rights import ADMIN, SUPERVISOR, TRAINER
from bot.services.today.actions import ShowToday
from bot.services.training.actions import (
    AskNames,
    ChooseAgency,
    GiveRole,
    MakeLink,
    NewCohort,
    RemoveMember,
    RemoveNow,
    RenewCode,
    RenewCodes,
    RevokeLinks,
    ShowCohort,
    ShowCohorts,
    ShowInviting,
    ShowMember,
    ShowMembers,
    ShowPlace,
    ShowRole,
    ShowRoles,
    TakeRole,
)
from bot.services.training.files import as_csv, as_xlsx
from bot.services.training.lists import MOST_LETTERS, MOST_NAMES, cohort_name, pasted
from bot.services.visitor import Reply
from storage import cohorts, invitations, names, people, roles, roster
from storage.agencies import Job
from storage.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, has, text

DAY = 86_400
TOKEN = re.compile(r"\?start=([A-Za-z0-9_-]{22})")
UNSEEN = "\u202e\u200f\x00\n\t\ufeff"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with front_desk(database_url) as desk:
        desk.parts.links.username = "basira_bot"
        found = Staff(desk)
        await found.person("admin", (ADMIN, EVERYWHERE), name="Mona Saleh")
        await found.person("trainer", (TRAINER, AIRPORT), name="Omar Ali")
        await found.person("sara", name="Sara Ahmed")
        await found.person("yusuf", name="Yusuf Hasan")
        yield found


def token(reply: Reply) -> str:
    found = TOKEN.search(text(reply.screen))
    assert found is not None, text(reply.screen)
    return found.group(1)


async def opens(staff: Staff, person: str, code: str) -> None:
    """Open a personal code, and take the place where that is asked."""
    shown = await staff.says(person, f"/start {code}")
    if has(shown.screen, TakePlace):
        await staff.taps(person, button(shown.screen, TakePlace))


async def a_cohort(staff: Staff, name: str = "Gates") -> str:
    """A new cohort of the trainer's; gives its id."""
    await staff.taps("trainer", NewCohort(AIRPORT))
    shown = await staff.says("trainer", name)
    return str(button(shown.screen, ShowInviting).cohort)


async def members(staff: Staff, cohort: str) -> list[str]:
    found = await staff.read(lambda conn: cohorts.members(conn, cohort))
    return sorted(one.id for one in found)


async def held(staff: Staff, person: str) -> list[tuple[str, str]]:
    found = await staff.read(lambda conn: roles.of(conn, person))
    return [(one.role, one.agency) for one in found]


async def codes(reply: Reply) -> dict[str, str]:
    """The names and codes of the file that comes with a reply."""
    assert reply.then is not None
    workbook, file = await reply.then()
    assert [one.name for one in (workbook, file)] == ["codes.xlsx", "codes.csv"]
    assert file.content.startswith(b"\xef\xbb\xbf")  # so that spreadsheets see Arabic letters
    _, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
    return {name: link.partition("?start=")[2] for name, link in rows}


async def test_an_admin_makes_a_trainer_by_an_invitation(staff: Staff) -> None:
    """It names role and agency, is good for one person, and can be passed on as it is."""
    shown = await staff.says("admin", "/admin")
    assert "Mona Saleh: admin, all agencies" in text(shown.screen)
    assert "Omar Ali: trainer, Bahrain Airport Company" in text(shown.screen)

    asked = await staff.taps("admin", button(shown.screen, ChooseAgency))
    assert "Bahrain Airport Company" in [one.text for one in asked.screen.buttons]  # type: ignore[union-attr]
    made = await staff.taps("admin", GiveRole(TRAINER, CLINICS))
    assert "trainer, Primary Health Care Centres" in text(made.screen)
    assert "https://t.me/basira_bot?start=" in text(made.screen)

    await staff.says("sara", f"/start {token(made)}")
    await staff.says("yusuf", f"/start {token(made)}")
    assert await held(staff, "sara") == [(TRAINER, CLINICS)]
    assert await held(staff, "yusuf") == []
    assert "/cohorts" in text((await staff.says("sara", "/help")).screen)
    assert "/cohorts" not in text((await staff.says("yusuf", "/help")).screen)


async def test_today_leads_those_who_have_a_role_to_it_and_back(staff: Staff) -> None:
    """And nobody else; a role that ends takes its door along."""
    for person, door, others in (
        ("trainer", ShowCohorts, ShowRoles),
        ("admin", ShowRoles, ShowCohorts),
    ):
        today = (await staff.says(person, "/today")).screen
        assert has(today, door)
        assert not has(today, others)
        there = await staff.taps(person, button(today, door))
        assert has((await staff.taps(person, button(there.screen, ShowToday))).screen, door)
    learner = (await staff.says("sara", "/today")).screen
    assert not has(learner, ShowCohorts)
    assert not has(learner, ShowRoles)


async def test_an_invitation_into_a_role_lasts_a_week(staff: Staff) -> None:
    made = await staff.taps("admin", GiveRole(SUPERVISOR, AIRPORT))
    staff.desk.clock.passes(7 * DAY)
    await staff.says("sara", f"/start {token(made)}")
    assert await held(staff, "sara") == []


async def test_a_role_is_taken_back_and_the_last_admin_stays(staff: Staff) -> None:
    shown = await staff.says("admin", "/admin")
    trainer = next(
        one.action
        for one in shown.screen.buttons  # type: ignore[union-attr]
        if isinstance(one.action, ShowRole) and one.text.startswith("Omar")
    )
    one = await staff.taps("admin", trainer)
    assert "Omar Ali: trainer, Bahrain Airport Company" in text(one.screen)
    after = await staff.taps("admin", button(one.screen, TakeRole))
    assert after.toast == "The role was taken back."
    assert "Omar" not in text(after.screen)
    assert await held(staff, "trainer") == []

    own = await staff.taps("admin", button(after.screen, ShowRole))
    last = await staff.taps("admin", button(own.screen, TakeRole))
    assert "This is the last admin" in text(last.screen)
    assert await held(staff, "admin") == [(ADMIN, EVERYWHERE)]


async def test_two_admins_who_take_each_others_role_at_once_leave_one(staff: Staff) -> None:
    """Nobody can remove the last admin, not even two of them at the same moment."""
    await staff.person("other", (ADMIN, EVERYWHERE))
    roles_held = await staff.read(roles.everybody)
    of = {one.person: one.id for one in roles_held if one.role == ADMIN}
    await asyncio.gather(
        staff.taps("admin", TakeRole(of["other"])), staff.taps("other", TakeRole(of["admin"]))
    )
    left = [one for one in await staff.read(roles.everybody) if one.role == ADMIN]
    assert len(left) == 1


async def test_who_gives_up_their_own_role_is_told_and_sees_no_more(staff: Staff) -> None:
    await staff.person("other", (ADMIN, AIRPORT))
    shown = await staff.says("other", "/admin")
    assert "Mona" not in text(shown.screen)  # an admin of one agency sees that agency
    own = await staff.read(lambda conn: roles.of(conn, "other"))
    after = await staff.taps("other", TakeRole(own[0].id))
    assert text(after.screen) == "The role was taken back."
    assert not has(after.screen, ShowRoles)


async def test_a_trainer_makes_a_cohort_by_typing_its_name(staff: Staff) -> None:
    shown = await staff.says("trainer", "/cohorts")
    assert "There is no cohort of yours yet." in text(shown.screen)
    await staff.taps("trainer", button(shown.screen, NewCohort))
    made = await staff.says("trainer", "  Night\u202e shift \u0664 ")
    assert text(made.screen).startswith("Night shift ٤\nBahrain Airport Company\n0 members")
    (kept,) = await staff.read(lambda conn: cohorts.of_trainer(conn, "trainer"))
    assert (kept.name, kept.agency, kept.timezone) == ("Night shift ٤", AIRPORT, "Asia/Bahrain")

    # What is typed next is no answer to anything, and makes no second one.
    await staff.says("trainer", "Day shift")
    assert await staff.read(lambda conn: len(cohorts.of_trainer(conn, "trainer"))) == 1
    again = await staff.taps("trainer", ShowCohorts())
    assert button(again.screen, ShowCohort).cohort == kept.id


async def test_a_name_that_is_none_is_asked_for_again(staff: Staff) -> None:
    await staff.taps("trainer", NewCohort(AIRPORT))
    assert "letters or numbers" in text((await staff.says("trainer", "\u202e …")).screen)
    made = await staff.says("trainer", "Gates")
    assert text(made.screen).startswith("Gates")


async def test_what_is_typed_after_something_else_was_tapped_is_no_name(staff: Staff) -> None:
    await staff.taps("trainer", NewCohort(AIRPORT))
    await staff.taps("trainer", ShowCohorts())
    await staff.says("trainer", "Gates")
    assert await staff.read(lambda conn: cohorts.of_trainer(conn, "trainer")) == []


@given(st.text(max_size=300))
def test_names_of_cohorts_are_clean_whatever_was_typed(typed: str) -> None:
    name = cohort_name(typed)
    assert len(name) <= MOST_LETTERS
    assert name == " ".join(name.split())
    assert not set(name) & set(UNSEEN)
    assert cohort_name(name) == name


async def test_a_link_brings_anyone_until_it_is_taken_back(staff: Staff) -> None:
    """As many as like; who came by it stays when the link goes."""
    cohort = await a_cohort(staff)
    first = await staff.taps("trainer", MakeLink(cohort))
    second = await staff.taps("trainer", MakeLink(cohort))
    assert "Gates" in text(first.screen)
    assert "2 links are out" in text((await staff.taps("trainer", ShowInviting(cohort))).screen)
    for one in ("sara", "yusuf"):
        await staff.says(one, f"/start {token(first)}")
    assert await members(staff, cohort) == ["sara", "yusuf"]

    after = await staff.taps("trainer", RevokeLinks(cohort))
    assert "out" not in text(after.screen)
    await staff.person("late")
    for link in (first, second):
        await staff.says("late", f"/start {token(link)}")
    assert await members(staff, cohort) == ["sara", "yusuf"]


async def test_a_link_lasts_thirty_days(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    made = await staff.taps("trainer", MakeLink(cohort))
    staff.desk.clock.passes(30 * DAY)
    await staff.says("sara", f"/start {token(made)}")
    assert await members(staff, cohort) == []
    assert "out" not in text((await staff.taps("trainer", ShowInviting(cohort))).screen)


async def test_names_become_places_with_personal_codes(staff: Staff) -> None:
    """Arabic and Latin, with or without a field of work; each code takes its person in."""
    cohort = await a_cohort(staff)
    asked = await staff.taps("trainer", AskNames(cohort))
    assert "Nursing" in text(asked.screen).partition("Fields of work: ")[2]
    reply = await staff.says(
        "trainer", "Sara Ahmed, Nursing\n\nعمر علي، التمريض\nLina Omar, astronaut\n12345\nJo"
    )
    said = text(reply.screen)
    assert said.startswith("4 personal codes")
    assert "lines 5" in said
    assert "1 field of work is not known here" in said
    assert "• line 4: astronaut" in said
    made = await codes(reply)
    assert list(made) == ["Sara Ahmed", "عمر علي", "Lina Omar", "Jo"]

    places = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    assert [(dict(one.names), one.job) for one in places] == [
        ({"latin": "Sara Ahmed"}, "nursing"),
        ({"arabic": "عمر علي"}, "nursing"),
        ({"latin": "Lina Omar"}, None),
        ({"latin": "Jo"}, None),
    ]
    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    assert "Sara Ahmed: has not come yet" in text(shown.screen)

    await opens(staff, "yusuf", made["Lina Omar"])
    assert await members(staff, cohort) == ["yusuf"]
    overview = text((await staff.taps("trainer", ShowCohort(cohort))).screen)
    assert "1 member · 3 more are expected" in overview


async def test_a_list_that_is_sent_twice_makes_no_second_codes(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    for new in ("2 personal codes", "1 personal code"):
        await staff.taps("trainer", AskNames(cohort))
        lines = "Sara Ahmed\nOmar Ali" + ("" if new.startswith("2") else "\nLina Omar\nLina Omar")
        said = text((await staff.says("trainer", lines)).screen)
        assert said.startswith(new)
    assert "3 names are on the list already" in said
    assert len(await staff.read(lambda conn: roster.of_cohort(conn, cohort))) == 3


async def test_too_long_a_list_and_one_without_a_name_keep_nothing_and_are_asked_again(
    staff: Staff,
) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    long = await staff.says("trainer", "\n".join(["Sara Ahmed"] * (MOST_NAMES + 1)))
    assert f"more than {MOST_NAMES} lines" in text(long.screen)
    none = await staff.says("trainer", "12345\n=cmd()\n<b>")
    assert "No name could be read" in text(none.screen)
    assert await staff.read(lambda conn: roster.of_cohort(conn, cohort)) == []
    assert text((await staff.says("trainer", "Sara Ahmed")).screen).startswith("1 personal code")


async def test_a_hundred_names_get_a_hundred_codes(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    letters = "abcdefghij"
    lines = [f"Name {one}{other}" for one in letters for other in letters]
    made = await codes(await staff.says("trainer", "\n".join(lines)))
    assert list(made) == lines
    assert len(set(made.values())) == MOST_NAMES
    shown = await staff.taps("trainer", ShowMembers(cohort, 4))
    assert "Name jj" in text(shown.screen)
    assert not any(
        isinstance(one.action, ShowMembers)
        for one in shown.screen.buttons  # type: ignore[union-attr]
    )


async def test_a_renewed_code_takes_the_place_of_the_old_one(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    made = await codes(await staff.says("trainer", "Sara Ahmed\nLina Omar"))
    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    place = await staff.taps("trainer", button(shown.screen, ShowPlace))
    assert text(place.screen).startswith("Sara Ahmed\nHas not come yet.")
    renewed = await staff.taps("trainer", button(place.screen, RenewCode))
    assert "For: Sara Ahmed" in text(renewed.screen)

    await opens(staff, "sara", made["Sara Ahmed"])
    assert await members(staff, cohort) == []
    await opens(staff, "sara", token(renewed))
    assert await members(staff, cohort) == ["sara"]

    # When the file was lost: all who have not come get new ones, and nobody else does.
    fresh = await codes(await staff.taps("trainer", RenewCodes(cohort)))
    assert list(fresh) == ["Lina Omar"]
    await opens(staff, "yusuf", made["Lina Omar"])
    assert await members(staff, cohort) == ["sara"]
    await opens(staff, "yusuf", fresh["Lina Omar"])
    assert await members(staff, cohort) == ["sara", "yusuf"]


async def test_of_codes_that_are_renewed_at_once_one_is_good(staff: Staff) -> None:
    """And so with a list that is sent twice at once."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    sent = await asyncio.gather(*(staff.says("trainer", "Sara Ahmed") for _ in range(3)))
    assert sum(text(one.screen).startswith("1 personal code") for one in sent) == 1
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    await asyncio.gather(*(staff.taps("trainer", RenewCode(place.id)) for _ in range(4)))
    await asyncio.gather(*(staff.taps("trainer", RenewCodes(cohort)) for _ in range(2)))
    made = await staff.read(lambda conn: invitations.of_cohort(conn, cohort))
    assert len([one for one in made if one.revoked_at is None]) == 1


async def test_who_lost_their_phone_comes_back_with_a_new_code(staff: Staff) -> None:
    """The place moves to the new account; the old code could not do that."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    made = await codes(await staff.says("trainer", "Sara Ahmed"))
    await opens(staff, "sara", made["Sara Ahmed"])
    await opens(staff, "yusuf", made["Sara Ahmed"])
    assert await members(staff, cohort) == ["sara"]

    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    place = await staff.taps("trainer", button(shown.screen, ShowMember))
    assert "Has come." in text(place.screen)
    renewed = await staff.taps("trainer", button(place.screen, RenewCode))
    offered = await staff.says("yusuf", f"/start {token(renewed)}")
    assert await members(staff, cohort) == ["sara"]  # moving is asked first
    await staff.taps("yusuf", button(offered.screen, MoveHere))
    here = await staff.read(
        lambda conn: people.by_account(conn, 1, staff.visitor("yusuf").telegram_id)
    )
    assert here is not None
    assert here.id == "sara"
    assert await members(staff, cohort) == ["sara"]


async def asked_to_leave(staff: Staff, cohort: str) -> Reply:
    """The question, for the first who is in the cohort."""
    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    one = await staff.taps("trainer", button(shown.screen, ShowMember))
    assert one.screen is not None
    assert isinstance(one.screen.buttons[-1].action, RemoveMember)
    return await staff.taps("trainer", button(one.screen, RemoveMember))


async def test_someone_who_came_by_link_is_let_out_after_a_question(staff: Staff) -> None:
    """And told of the link that would bring them back."""
    cohort = await a_cohort(staff)
    link = token(await staff.taps("trainer", MakeLink(cohort)))
    await staff.says("sara", f"/start {link}")
    asked = await asked_to_leave(staff, cohort)
    assert text(asked.screen).startswith("Remove Sara Ahmed from Gates?")
    assert "A link is out" in text(asked.screen)
    assert await members(staff, cohort) == ["sara"]

    (yes,) = (
        one.action
        for one in asked.screen.buttons  # type: ignore[union-attr]
        if isinstance(one.action, RemoveNow)
    )
    for _ in range(2):  # a double tap
        after = await staff.taps("trainer", yes)
        assert text(after.screen).startswith("Gates\nRemoved.")
    assert await members(staff, cohort) == []
    await staff.says("sara", f"/start {link}")
    assert await members(staff, cohort) == ["sara"]
    await staff.taps("trainer", RevokeLinks(cohort))
    assert "A link is out" not in text((await asked_to_leave(staff, cohort)).screen)


async def test_who_is_removed_leaves_the_list_with_all_codes(staff: Staff) -> None:
    """And the name may be entered again, with a new code."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    made = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "yusuf", made["Lina Omar"])
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    renewed = token(await staff.taps("trainer", RenewCode(place.id)))
    await staff.taps("trainer", RemoveNow(cohort, "yusuf", keep_place=False))
    assert await staff.read(lambda conn: roster.of_cohort(conn, cohort)) == []
    for one in (made["Lina Omar"], renewed):
        await opens(staff, "yusuf", one)
        await opens(staff, "sara", one)
    assert await members(staff, cohort) == []

    await staff.taps("trainer", AskNames(cohort))
    fresh = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "sara", fresh["Lina Omar"])
    assert await members(staff, cohort) == ["sara"]


async def test_a_place_that_was_taken_by_mistake_is_kept_for_whose_it_is(staff: Staff) -> None:
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    made = await codes(await staff.says("trainer", "Lina Omar"))
    await opens(staff, "yusuf", made["Lina Omar"])
    (place,) = await staff.read(lambda conn: roster.of_cohort(conn, cohort))
    old = token(await staff.taps("trainer", RenewCode(place.id)))
    asked = await asked_to_leave(staff, cohort)
    assert "taken by mistake" in text(asked.screen)
    await staff.taps("trainer", RemoveNow(cohort, "yusuf", keep_place=True))
    await opens(staff, "yusuf", old)
    assert await members(staff, cohort) == []

    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    assert "Lina Omar: has not come yet" in text(shown.screen)
    waiting = await staff.taps("trainer", button(shown.screen, ShowPlace))
    new = token(await staff.taps("trainer", button(waiting.screen, RenewCode)))
    await opens(staff, "sara", new)
    assert await members(staff, cohort) == ["sara"]


async def test_members_stand_there_by_name(staff: Staff) -> None:
    """In the letters of the trainer's language where there are such; and without one, so said."""
    cohort = await a_cohort(staff)
    await staff.person("nameless")

    def unit(conn: Connection) -> None:
        names.put(conn, "sara", "arabic", "سارة أحمد")
        for number, one in enumerate(("sara", "nameless")):
            cohorts.join(conn, f"m{number}", cohort, one, staff.desk.clock.now())

    await staff.write(unit)
    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    assert "• Sara Ahmed\n• No name given" in text(shown.screen)
    await staff.write(lambda conn: people.speak(conn, "trainer", "ar"))
    shown = await staff.taps("trainer", ShowMembers(cohort, 0))
    assert "• سارة أحمد\n• بلا اسم" in text(shown.screen)


async def test_a_trainer_everywhere_chooses_the_agency(staff: Staff) -> None:
    await staff.person("far", (TRAINER, EVERYWHERE))
    shown = await staff.says("far", "/cohorts")
    assert "New cohort: Bahrain CSR Society" in [one.text for one in shown.screen.buttons]  # type: ignore[union-attr]
    await staff.taps("far", NewCohort("csr-society"))
    made = await staff.says("far", "Hotels")
    assert "Bahrain CSR Society" in text(made.screen)


JOBS = [Job("nursing", {"en": "Nursing", "ar": "التمريض"}, None)]  # type: ignore[arg-type]


@given(st.text(max_size=400))
def test_any_list_is_read_or_not_and_never_breaks(typed: str) -> None:
    read = pasted(typed, JOBS)
    assert len(read.people) <= MOST_NAMES
    for one in read.people:
        assert one.name.strip()
        assert not set(one.name) & set(UNSEEN)
        assert one.job in (None, "nursing")


@pytest.mark.parametrize(
    "line",
    [
        "1. {}",
        "1.{}",
        "2) {}",
        "(3) {}",
        "٣- {}",
        "۴ – {}",
        "12\t{}",
        "7 {}",
        "5، {}",
        "• {}",
        "- {}",
        "\u200f٦.\u200f {}",
        "8\ufe0f\u20e3 {}",
    ],
)
@pytest.mark.parametrize("name", ["فاطمة حسن", "Sara Ahmed"])
def test_a_number_or_a_dot_before_a_name_is_left_out(line: str, name: str) -> None:
    (one,) = pasted(line.format(f"{name}, nursing"), JOBS).people
    assert (one.name, one.job) == (name, "nursing")


@pytest.mark.parametrize("line", ["12345", "1.", "•", "880101234 Sara", "1. 2. ", "+97333112233"])
def test_a_number_is_still_no_name(line: str) -> None:
    assert pasted(line, JOBS).people == ()
    assert pasted(line, JOBS).unread == (1,)


async def test_fields_of_work_that_are_left_out_are_named_with_their_lines(staff: Staff) -> None:
    """As they were written, and nothing else of them: no marks of direction, and not a book."""
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    typed = f"Sara Ahmed, Nursing\n\nLina Omar, astro\u202enaut\n3. عمر علي، {'x' * 99}"
    said = text((await staff.says("trainer", typed)).screen)
    assert "2 fields of work are not known here" in said
    assert f"\n• line 3: astronaut\n• line 4: {'x' * 30}\n" in f"{said}\n"


HOSTILE = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=cmd|'/c calc'!A1", "https://t.me/x", "007"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_no_cell_is_reckoned(cell: str) -> None:
    """A spreadsheet shows it as text, and nothing is run."""
    ((shown,),) = csv.reader(io.StringIO(as_csv([[cell]]).decode("utf-8-sig"), newline=""))
    assert shown.removeprefix("'") == cell
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r"))
    found = load_workbook(io.BytesIO(as_xlsx([[cell]], "en"))).active
    assert found is not None
    kept = found.cell(1, 1)
    assert (kept.data_type, kept.hyperlink) == ("s", None)
    assert str(kept.value).replace("_x000D_", "\r").strip() == cell.strip()


async def test_both_files_say_the_same_and_arabic_stands_from_the_right(staff: Staff) -> None:
    await staff.write(lambda conn: people.change(conn, "trainer", language="ar"))
    cohort = await a_cohort(staff)
    await staff.taps("trainer", AskNames(cohort))
    reply = await staff.says("trainer", "عمر علي\nSara Ahmed")
    assert reply.then is not None
    workbook, text_file = await reply.then()
    page = load_workbook(io.BytesIO(workbook.content)).active
    assert page is not None
    assert page.sheet_view.rightToLeft
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    assert rows == list(csv.reader(io.StringIO(text_file.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["الاسم", "عمر علي", "Sara Ahmed"]
