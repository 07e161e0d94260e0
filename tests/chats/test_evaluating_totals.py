"""What an agency counts each month: typed in digits, corrected with history, reminded of once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, FOCAL, SUPERVISOR, TRAINER
from bot.app.agencies.agency_records import LONGEST
from bot.app.agencies.totals_reminder import TotalsReminder
from bot.app.person_names import MOST as MOST_NAME
from bot.chat.admin.agency_totals import (
    ask_figure,
    enter_figure,
    totals_month,
    totals_page,
    totals_year,
)
from bot.chat.admin.roles import choose_role_agency, invite_to_role, take_back_role
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.routes import ROUTES
from bot.locale import words
from scenarios.catalogue import work
from scenarios.languages import REQUIRED
from storage.agencies import agencies, agency_figures
from storage.agencies.agencies import Agency
from storage.agencies.agency_figures import (
    COMPLAINTS,
    FIGURES,
    MOST,
    PROTECTED,
    REFERRALS,
    UNFOUNDED,
)
from storage.db.months import month_range
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import fits
from tests.helpers.assigning_world import bare, notices
from tests.helpers.auditing import rows
from tests.helpers.front_desk import front_desk
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, buttons, has, leads, text

OCTOBER, NOVEMBER = "2026-10", "2026-11"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """It is Wednesday 25 November in Bahrain; a focal point in each language, and an admin."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        await found.person("focal-en", (FOCAL, AIRPORT), name="Sara Ahmed")
        await found.person("focal-ar", (FOCAL, AIRPORT), language="ar", name="Yusuf Ali")
        await found.person("admin", (ADMIN, AIRPORT))
        yield found


async def stands(staff: Staff, month: str = OCTOBER) -> dict[str, int | None]:
    found = await staff.read(lambda conn: agency_figures.newest(conn, [AIRPORT], month, month))
    return {figure: entry.number for (_, _, figure), entry in found.items()}


def labels(screen: Screen | None) -> list[str]:
    return [bare(button.text) for button in buttons(screen)]


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_number_is_typed_and_confirmed(staff: Staff, language: str) -> None:
    """From the year to the month, the question, the digits, and yes."""
    say, who = words(language).say, f"focal-{language}"
    year = (await staff.says(who, "/totals")).screen
    assert say("Monthly totals") in text(year)
    assert say("Referrals passed on") in bare(text(year))
    assert len([listed for listed in buttons(year) if leads(listed.action, totals_month)]) == 10
    month = (await staff.taps(who, button(year, totals_month))).screen
    assert button(year, totals_month) == call(totals_month, AIRPORT, OCTOBER)
    assert text(month).count(say("not entered yet")) == 4
    asked = (await staff.taps(who, button(month, ask_figure))).screen
    assert say("How many referrals did the agency pass on in this month?") in text(asked)
    typed = {"en": " 12 ", "ar": "١٢"}[language]
    sure = (await staff.says(who, typed)).screen
    assert await stands(staff) == {}
    assert f"{say('Referrals passed on')}: 12" in bare(text(sure))
    kept = (await staff.taps(who, button(sure, enter_figure))).screen
    assert "12" in text(kept)
    assert await stands(staff) == {REFERRALS: 12}


@pytest.mark.parametrize("language", REQUIRED)
async def test_invalid_number_is_asked_again(staff: Staff, language: str) -> None:
    say, who = words(language).say, f"focal-{language}"
    await staff.taps(who, call(ask_figure, AIRPORT, OCTOBER, COMPLAINTS))
    for typed in ("about 3", "-1", "3.5", "", "three", "100000", "1" * 400, "½", "٣،٥", "3 4"):
        asked = (await staff.says(who, typed)).screen
        assert say("That is not a number. Type digits only, such as 12.") in (bare(text(asked))), (
            typed
        )
        assert button(asked, enter_figure).arguments["number"] is None
    sure = (await staff.says(who, "۰")).screen
    assert button(sure, enter_figure).arguments["number"] == 0
    assert await stands(staff) == {}


async def test_not_known_is_not_nought_and_not_missing(staff: Staff) -> None:
    """Three signs in the year, and three words in the month."""
    asked = (await staff.taps("focal-en", call(ask_figure, AIRPORT, OCTOBER, PROTECTED))).screen
    await staff.taps("focal-en", button(asked, enter_figure))
    await staff.taps("focal-en", call(enter_figure, AIRPORT, OCTOBER, COMPLAINTS, 0))
    await staff.taps("focal-en", call(enter_figure, AIRPORT, OCTOBER, REFERRALS, 7))
    await staff.taps("focal-en", call(enter_figure, AIRPORT, "2026-09", REFERRALS, 2))

    assert await stands(staff) == {PROTECTED: None, COMPLAINTS: 0, REFERRALS: 7}
    shown = (await staff.taps("focal-en", call(totals_page))).screen
    year = text(shown)
    assert "October · 7 · ? · – · 0" in labels(shown)
    assert "Together · 9 · – · – · 0" in year
    month = text((await staff.taps("focal-en", call(totals_month, AIRPORT, OCTOBER))).screen)
    assert "Cases that reached protection\nnot known · 25 November 2026 · Sara Ahmed" in month
    assert "Referrals found unfounded\nnot entered yet" in month


async def test_correction_shows_the_previous_value_and_is_audited(staff: Staff) -> None:
    """Who and when, for the admin too, who can enter nothing."""
    await staff.taps("focal-en", call(enter_figure, AIRPORT, OCTOBER, REFERRALS, 7))
    staff.desk.clock.passes(86_400)
    await staff.taps("focal-ar", call(enter_figure, AIRPORT, OCTOBER, REFERRALS, 9))
    await staff.taps("focal-ar", call(enter_figure, AIRPORT, OCTOBER, REFERRALS, 9))

    month = (await staff.taps("admin", call(totals_month, AIRPORT, OCTOBER))).screen
    assert (
        "9 · 26 November 2026 · Yusuf Ali\nbefore that: 7 · 25 November 2026 · Sara Ahmed"
        in bare(text(month))
    )
    assert not has(month, ask_figure)
    assert has(month, totals_year)
    made = [member for member in await staff.read(rows) if member.deed == "enter-figure"]
    assert [(entry.person, entry.role, entry.act, entry.object) for entry in made][:2] == [
        ("focal-en", FOCAL, "enter-totals", AIRPORT),
        ("focal-ar", FOCAL, "enter-totals", AIRPORT),
    ]


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_number_from_the_server_says_so(staff: Staff, language: str) -> None:
    now = staff.desk.clock.now()
    await staff.write(
        lambda conn: agency_figures.enter(conn, AIRPORT, OCTOBER, REFERRALS, 4, None, now)
    )
    month = (await staff.taps(f"focal-{language}", call(totals_month, AIRPORT, OCTOBER))).screen
    said = words(language).say("on the server, or by someone since erased")
    assert text(month).count(said) == 1


async def test_revoked_role_ends_the_entry(staff: Staff) -> None:
    await staff.taps("focal-en", call(ask_figure, AIRPORT, OCTOBER, REFERRALS))
    given = await staff.taps("admin", call(take_back_role, "role-2000-00"))
    assert given.toast
    answer = await staff.says("focal-en", "12")
    assert not has(answer.screen, enter_figure)
    assert await stands(staff) == {}


async def test_an_admin_of_an_agency_invites_its_focal_point(staff: Staff) -> None:
    """There, and nowhere else; the invitation makes one, whose help tells of the command."""
    shown = (await staff.says("admin", "/admin")).screen
    assert call(choose_role_agency, FOCAL) in [button.action for button in buttons(shown)]
    made = (await staff.taps("admin", call(invite_to_role, FOCAL, AIRPORT))).screen
    assert "focal point" in text(made)
    token = text(made).split("start=")[1].split()[0]
    await staff.person("nora")
    came = await staff.says("nora", f"/start {token}")
    assert "Your role: focal point" in text(came.screen)
    assert "/totals" in text((await staff.says("nora", "/help")).screen)
    assert has((await staff.says("nora", "/today")).screen, totals_page)
    elsewhere = await staff.taps("admin", call(invite_to_role, FOCAL, CLINICS))
    assert "start=" not in text(elsewhere.screen)


async def test_one_of_several_agencies_is_chosen(staff: Staff) -> None:
    await staff.person("both", (FOCAL, AIRPORT), (FOCAL, CLINICS))
    await staff.person("top", (ADMIN, EVERYWHERE))
    for who, many in (("both", 2), ("top", len(work.catalogue_agencies()))):
        shown = (await staff.says(who, "/totals")).screen
        chosen = [button.action for button in buttons(shown) if leads(button.action, totals_year)]
        assert len(chosen) == many
        year = (await staff.taps(who, chosen[0])).screen
        assert "2026" in text(year)


async def test_earlier_years_are_editable_and_future_months_are_not(staff: Staff) -> None:
    year = (await staff.says("focal-en", "/totals")).screen
    assert "November" not in labels(year)
    for _ in range(4):
        earlier = labels(year).index("Previous year")
        year = (await staff.taps("focal-en", buttons(year)[earlier].action)).screen
    assert "2022" in text(year)
    assert "Previous year" not in labels(year)
    assert any(label.startswith("December · ") for label in labels(year))


async def test_in_january_there_is_last_year(staff: Staff) -> None:
    """No month of the new one is over."""
    staff.desk.clock.at = datetime(2027, 1, 2, 9, tzinfo=UTC)
    year = (await staff.says("focal-en", "/totals")).screen
    assert "2026" in text(year)
    assert labels(year)[0].startswith("December · ")


async def told(staff: Staff, days: float) -> list[tuple[int, datetime, Screen]]:
    """Let so many days pass by the hour; who is reminded of totals, and when."""
    found: list[tuple[int, datetime, Screen]] = []
    monthly, telling = TotalsReminder(staff.desk.parts.database, staff.desk.clock), notices(staff)
    for _ in range(round(days * 24)):
        staff.desk.clock.passes(3600)
        await monthly.queue_reminders()
        before = len(staff.desk.post.sent)
        await telling.send()
        await telling.flush()
        found += [
            (message.chat, staff.desk.clock.at, message.screen)
            for message in staff.desk.post.sent[before:]
            if has(message.screen, totals_month)
        ]
    return found


async def complete(staff: Staff, month: str) -> None:
    for figure in FIGURES:
        await staff.taps("focal-en", call(enter_figure, AIRPORT, month, figure, None))


@pytest.mark.slow
async def test_focal_points_are_reminded_once_a_month_and_nobody_else(staff: Staff) -> None:
    """From the third day on, in their hours; with the way to what is missing."""
    await staff.person("boss", (SUPERVISOR, AIRPORT))
    await staff.person("trainer", (TRAINER, AIRPORT))
    await complete(staff, OCTOBER)
    assert await told(staff, 7) == []  # to the second of December
    found = await told(staff, 26)
    assert sorted(number for number, _, _ in found) == [
        staff.account("focal-en"),
        staff.account("focal-ar"),
    ]
    assert {at.day for _, at, _ in found} <= {3, 4, 5, 6}
    english = next(screen for chat, _, screen in found if chat == staff.account("focal-en"))
    assert "some totals for November are still missing" in text(english)
    assert button(english, totals_month) == call(totals_month, AIRPORT, NOVEMBER)
    arabic = next(screen for chat, _, screen in found if chat == staff.account("focal-ar"))
    assert "لم تُدخل أعداد شهر نوفمبر كلها بعد" in bare(text(arabic))
    again = await told(staff, 12)  # into January
    assert len(again) == 2
    for own in (staff.account("focal-en"), staff.account("focal-ar")):
        moments = [at for chat, at, _ in (*found, *again) if chat == own]
        assert all(later - moment > timedelta(days=25) for moment, later in pairwise(moments))


@pytest.mark.slow
async def test_entered_totals_need_no_reminder(staff: Staff) -> None:
    """Also where it was entered between the promise and the hour in which it could be told."""
    await complete(staff, OCTOBER)
    staff.desk.clock.at = datetime(2026, 12, 4, 0, tzinfo=UTC)  # three at night in Bahrain
    assert await TotalsReminder(staff.desk.parts.database, staff.desk.clock).queue_reminders() == 2
    await complete(staff, NOVEMBER)
    assert await told(staff, 20) == []


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_the_fullest_screens_fit_in_a_message(staff: Staff, language: str) -> None:
    """A whole year of the largest numbers, each corrected again and again."""
    agency_id, now = "a" * 40, staff.desk.clock.now()
    who = await staff.person("whole", (FOCAL, agency_id), language=language, name="W" * MOST_NAME)

    def fill(conn: Connection) -> None:
        agencies.add(conn, Agency(agency_id, "BH", dict.fromkeys(REQUIRED, "ج" * LONGEST), now))
        for month in month_range("2025-01", "2025-12"):
            for figure in FIGURES:
                for number in range(MOST - 5, MOST + 1):
                    agency_figures.enter(conn, agency_id, month, figure, number, who, now)

    await staff.write(fill)
    for tap in (call(totals_year, agency_id, 2025), call(totals_month, agency_id, "2025-09")):
        shown = (await staff.taps(who, tap)).screen
        assert shown is not None
        assert str(MOST) in "\n".join((text(shown), *labels(shown)))
        fits(shown)
    for figure in FIGURES:
        await staff.taps(who, call(ask_figure, agency_id, "2025-09", figure))
        for typed in ("much", str(MOST)):
            shown = (await staff.says(who, typed)).screen
            assert shown is not None
            assert has(shown, enter_figure)
            fits(shown)


async def test_another_number_can_be_typed_before_one_is_entered(staff: Staff) -> None:
    await staff.taps("focal-en", call(ask_figure, AIRPORT, OCTOBER, REFERRALS))
    await staff.says("focal-en", "12")
    sure = (await staff.says("focal-en", "21")).screen
    await staff.taps("focal-en", button(sure, enter_figure))
    assert await stands(staff) == {REFERRALS: 21}
    assert not has((await staff.says("focal-en", "5")).screen, enter_figure)


def test_a_button_says_each_figure_and_no_number() -> None:
    for figure in (REFERRALS, PROTECTED, UNFOUNDED, COMPLAINTS):
        for number in (None, 0, MOST):
            action = call(enter_figure, "a" * 40, "2026-12", figure, number)
            assert ROUTES.read(action.data) == action
