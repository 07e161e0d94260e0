"""Local lines in the bot: entered, confirmed, taken back, and told of before they expire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.app.access.rights import ADMIN
from bot.app.agencies.agency_records import LONGEST as LONGEST_NAME
from bot.app.agencies.contact_admin import VALIDITY
from bot.app.agencies.contact_confirmations import CONFIRMED
from bot.app.agencies.contact_expiry import EXPIRES, ContactExpiry
from bot.app.agencies.contact_records import LONGEST, catalogue_names
from bot.chat.admin.agencies import agency_page
from bot.chat.admin.contact_entry import ask_contact_confirmer, ask_contact_text
from bot.chat.admin.local_contacts import (
    ask_withdraw_contact,
    contact_list,
    contact_page,
    withdraw_contact,
)
from bot.chat.kit.notices import NoticeText
from bot.chat.kit.routes import call
from bot.locale import words
from bot.phrases.contact_phrases import contact_name
from scenarios.languages import REQUIRED
from storage.agencies import agencies, local_contacts
from storage.agencies.agencies import Agency
from storage.agencies.local_contacts import Fact
from storage.db.tables import due
from storage.people.roles import EVERYWHERE
from tests.chats.test_training_screens import fits
from tests.helpers.assigning_world import bare
from tests.helpers.auditing import rows
from tests.helpers.front_desk import front_desk
from tests.helpers.notice_texts import notice_text
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, has, text

LINE, PLACE = "agency-line", catalogue_names().index("agency-line")
TEXTS = {"en": "the duty desk, 1700 0000", "ar": "مكتب المناوبة، 1700 0000"}
WHO = "Huda Ali, duty manager"


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """An admin of the airport in each language, one of all agencies, and one of the clinics."""
    async with front_desk(database_url) as desk:
        found = Staff(desk)
        for language in REQUIRED:
            await found.person(f"local-{language}", (ADMIN, AIRPORT), language=language)
        await found.person("top", (ADMIN, EVERYWHERE))
        await found.person("far", (ADMIN, CLINICS))
        yield found


async def good(staff: Staff, agency: str = AIRPORT) -> Fact | None:
    now = staff.desk.clock.now()
    found: Fact | None = await staff.read(
        lambda conn: local_contacts.valid_fact(conn, agency, LINE, now)
    )
    return found


async def entered(staff: Staff, person: str, agency: str = AIRPORT) -> None:
    await staff.taps(person, call(ask_contact_text, agency, PLACE))
    for typed in (*TEXTS.values(), "the handbook of May"):
        await staff.says(person, typed)


async def confirmed(staff: Staff, person: str, agency: str = AIRPORT, version: int = 1) -> None:
    await entered(staff, person, agency)
    await staff.taps(person, call(ask_contact_confirmer, agency, PLACE, version, 6))
    await staff.says(person, WHO)


async def wording(staff: Staff, person: str, position: int) -> str:
    """The sentences that are read before a contact is confirmed."""
    asked = await staff.taps(person, call(ask_contact_confirmer, AIRPORT, position, 1, 6))
    return bare(text(asked.screen))


@pytest.mark.parametrize("language", REQUIRED)
async def test_a_line_is_entered_confirmed_and_taken_back(staff: Staff, language: str) -> None:
    """Nobody sees it before it is confirmed; then with who answers for it, for half a year."""
    admin, speak = f"local-{language}", words(language)
    office = (await staff.taps(admin, call(agency_page, AIRPORT))).screen
    listed = (await staff.taps(admin, button(office, contact_list))).screen
    assert text(listed).count(speak.say("not entered yet")) == len(catalogue_names())
    shown = (await staff.taps(admin, call(contact_page, AIRPORT, PLACE))).screen
    assert not has(shown, ask_contact_confirmer)
    asked = (await staff.taps(admin, button(shown, ask_contact_text))).screen
    assert speak.tongue("en") in text(asked)
    asked = (await staff.says(admin, TEXTS["en"])).screen
    assert speak.tongue("ar") in text(asked)
    await staff.says(admin, f"\u202e{TEXTS['ar']}\n")
    shown = (await staff.says(admin, "the handbook of May")).screen
    assert "1700" in text(shown)
    assert await good(staff) is None

    asked = (await staff.taps(admin, button(shown, ask_contact_confirmer))).screen
    assert "1700" in text(asked)
    shown = (await staff.says(admin, WHO)).screen
    assert WHO.split(",", maxsplit=1)[0] in text(shown)
    fact = await good(staff)
    assert fact is not None
    assert (dict(fact.texts), fact.confirmed_by) == (TEXTS, WHO)
    assert fact.expires_at == staff.desk.clock.now() + VALIDITY[6]
    real = text((await staff.says(admin, "/support")).screen)
    assert "1700" not in real  # that is another line

    asked = (await staff.taps(admin, button(shown, ask_withdraw_contact))).screen
    shown = (await staff.taps(admin, button(asked, withdraw_contact))).screen
    assert await good(staff) is None
    assert has(shown, ask_contact_confirmer)
    deeds = [member.deed for member in await staff.read(rows)]
    assert deeds == ["typed fact-text", "typed fact-by", "withdraw-contact"]


@pytest.mark.parametrize("language", REQUIRED)
async def test_invalid_or_foreign_links_are_rejected(staff: Staff, language: str) -> None:
    admin, say = f"local-{language}", words(language).say
    await staff.taps(admin, call(ask_contact_text, AIRPORT, PLACE))
    no_links = say("Links and account names are not allowed here. Type it again without them.")
    for typed in ("call https://x.example", "t.me/somebody", "www.x.example", "write to @some_one"):
        assert text((await staff.says(admin, typed)).screen) == no_links
    no_line = say(
        "Please use one line of at most {n} letters and digits, and type it again.", n=LONGEST
    )
    for typed in ("\u202e\u200b", "…", "x" * (LONGEST + 1)):
        assert text((await staff.says(admin, typed)).screen) == no_line
    assert await staff.read(local_contacts.everything) == []


async def test_an_old_button_confirms_no_newer_text(staff: Staff) -> None:
    """Who read the first version answers for the first alone; what is typed then is nothing."""
    await entered(staff, "top")
    asked = call(ask_contact_confirmer, AIRPORT, PLACE, 1, 12)
    await staff.taps("local-en", asked)
    await entered(staff, "top")
    await staff.says("local-en", WHO)
    await staff.taps("local-en", asked)
    await staff.says("local-en", WHO)
    assert await good(staff) is None


async def test_facts_for_all_agencies_need_an_admin_of_all(staff: Staff) -> None:
    """It stands in for what an agency has not got."""
    await confirmed(staff, "far", EVERYWHERE)
    assert await good(staff) is None
    await confirmed(staff, "top", EVERYWHERE)
    assert await good(staff) is not None
    listed = text((await staff.taps("far", call(contact_list, CLINICS))).screen)
    assert "your" not in listed.lower()  # whoever reads it may be of another agency
    assert "The agency's line" in listed
    assert "as for all agencies" in listed
    await staff.taps("far", call(withdraw_contact, CLINICS, PLACE))
    assert await good(staff, CLINICS) is not None


@pytest.mark.parametrize("language", REQUIRED)
async def test_admins_are_reminded_around_the_expiry(staff: Staff, language: str) -> None:
    """Once each; not when it was confirmed again meanwhile, or taken back."""
    await confirmed(staff, "local-en")
    clock = staff.desk.clock
    expiring = ContactExpiry(staff.desk.parts.database, clock)
    admins = len(REQUIRED)

    async def told() -> str | None:
        facts = {"agency": AIRPORT, "name": LINE}
        found = await notice_text(staff.desk.parts, EXPIRES, f"local-{language}", facts)
        return found.text if found else None

    assert await expiring.queue_reminders() == 0
    assert await told() is None
    for days in (150, 23, 7):
        clock.passes(days * 86_400)
        assert await expiring.queue_reminders() == admins
        assert await expiring.queue_reminders() == 0
        assert contact_name(words(language), LINE) in (await told() or "")
    kept = await staff.read(lambda conn: conn.execute(due.select()).all())
    whom = {entry.person for entry in kept if (entry.payload or {}).get("what") == EXPIRES}
    assert whom == {f"local-{lang}" for lang in REQUIRED}
    await staff.taps("local-en", call(ask_contact_confirmer, AIRPORT, PLACE, 1, 6))
    await staff.says("local-en", WHO)
    assert await told() is None
    await staff.taps("local-en", call(withdraw_contact, AIRPORT, PLACE))
    assert await expiring.queue_reminders() == 0
    assert await told() is None


@pytest.mark.parametrize("language", REQUIRED)
async def test_the_longest_texts_fit_on_screens(staff: Staff, language: str) -> None:
    """Whatever is entered last differs from what learners read now, and expires soon."""
    agency_id, long, now = "a" * 40, "ظ" * LONGEST, staff.desk.clock.now()
    await staff.person("whole", (ADMIN, EVERYWHERE), language=language)

    def fill(conn: Connection) -> None:
        agency = Agency(agency_id, "BH", dict.fromkeys(REQUIRED, long[:LONGEST_NAME]), now)
        agencies.add(conn, agency)
        for name in catalogue_names():
            texts = dict.fromkeys(REQUIRED, long)
            shown = local_contacts.add(conn, agency_id, name, texts, long, now)
            local_contacts.confirm(conn, shown, long, now, now + timedelta(days=20))
            local_contacts.add(conn, agency_id, name, texts, long, now)

    await staff.write(fill)
    taps = [
        call(contact_list, agency_id),
        call(contact_page, agency_id, PLACE),
        call(ask_contact_text, agency_id, PLACE),
        call(ask_withdraw_contact, agency_id, PLACE),
        *(
            call(ask_contact_confirmer, agency_id, each, 2, 6)
            for each in range(len(catalogue_names()))
        ),
    ]
    for tap in taps:
        shown = (await staff.taps("whole", tap)).screen
        assert shown is not None
        fits(shown)


@pytest.mark.parametrize("language", REQUIRED)
async def test_before_a_line_is_confirmed_its_sentences_are_read(
    staff: Staff, language: str
) -> None:
    """In both languages, as learners will read them: so a text that fits in none is seen."""
    admin, police = f"local-{language}", catalogue_names().index("police")
    await staff.taps(admin, call(ask_contact_text, AIRPORT, PLACE))
    for typed in ("call the police on 999", "مكتب المناوبة، 1700 0000", "a call in May"):
        await staff.says(admin, typed)
    asked = bare(
        text((await staff.taps(admin, call(ask_contact_confirmer, AIRPORT, PLACE, 1, 6))).screen)
    )
    assert "please turn to call the police on 999. This chat" in asked
    assert "فمكانه مكتب المناوبة، 1700 0000. ولا" in asked
    assert await good(staff) is None

    await staff.taps(admin, call(ask_contact_text, AIRPORT, police))
    for typed in ("the police on 999", "الشرطة على 999", "a call in May"):
        await staff.says(admin, typed)
    asked = bare(
        text((await staff.taps(admin, call(ask_contact_confirmer, AIRPORT, police, 1, 6))).screen)
    )
    assert "In danger now: first the police on 999." in asked
    assert "the child protection line or the police on 999" in asked


@pytest.mark.parametrize("language", REQUIRED)
async def test_other_admins_are_sent_the_learners_view_of_a_new_fact(
    staff: Staff, language: str
) -> None:
    """So two read it, wherever there are two; nothing is said of what is shown no more."""
    other = next(f"local-{lang}" for lang in REQUIRED if lang != language)
    await confirmed(staff, other)

    async def told(person: str) -> NoticeText | None:
        facts = {"agency": AIRPORT, "name": LINE}
        return await notice_text(staff.desk.parts, CONFIRMED, person, facts)

    kept = await staff.read(lambda conn: conn.execute(select(due)).all())
    assert {entry.person for entry in kept if entry.payload["what"] == CONFIRMED} == {
        f"local-{language}"
    }
    news = await told(f"local-{language}")
    assert news is not None
    assert TEXTS[language] in bare(news.text)
    assert news.button is not None
    assert news.button.action == call(contact_page, AIRPORT, PLACE)
    assert await told("far") is None
    await staff.taps(f"local-{language}", call(withdraw_contact, AIRPORT, PLACE))
    assert await told(f"local-{language}") is None


async def test_admins_of_all_agencies_review_the_only_agency_admin(staff: Staff) -> None:
    await confirmed(staff, "far", CLINICS)
    kept = await staff.read(lambda conn: conn.execute(select(due)).all())
    assert {entry.person for entry in kept if entry.payload["what"] == CONFIRMED} == {"top"}
