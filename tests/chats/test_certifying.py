"""A programme is passed, its certificate comes, is checked, runs out, is renewed, is taken back."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.app import notices
from bot.app.certificates import certificate_issuing
from bot.app.certificates.programme_progress import RENEWING
from bot.chat.common import common_screens
from bot.chat.common.visitor_lookup import find_person
from bot.chat.kit.request import Visitor
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.chat.learner.certificate_check import ask_revoke_certificate
from bot.chat.learner.own_certificates import (
    own_programme,
    own_programmes,
    send_badge,
    send_certificate,
    set_certificate_name,
)
from bot.locale import words
from bot.outbox.notice_sending import NoticeSender
from scenarios.programmes import Programme, Step, programmes
from storage.certificates import certificates
from storage.cohorts import short_codes
from storage.db import tables as t
from storage.db.ids import new_id
from tests.helpers.assigned_work import give
from tests.helpers.certifying import HOTELS, at, college, gives, of, passes, plays
from tests.helpers.front_desk import BOT, FakeMessenger, front_desk
from tests.helpers.many_cases import play_kinds
from tests.helpers.staff import Staff, button, has, text

TITLE = {"en": "Hotels and tourism: first steps", "ar": "الفنادق والسياحة: الخطوات الأولى"}


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with college(sqlite_url) as team:
        yield team


def bare(said: str) -> str:
    """A text without the marks that keep what runs otherwise where it belongs."""
    return said.translate(str.maketrans("", "", "\u2066\u2067\u2068\u2069"))


async def told(staff: Staff) -> list[str]:
    """What is told unasked now."""
    post = FakeMessenger()
    parts = staff.desk.parts
    teller = NoticeSender(BOT, parts.app, parts.texts, post)
    await teller.send()
    await teller.flush()
    return [bare(text(message.screen)) for message in post.sent]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_the_first_step_to_the_certificate(database_url: str, language: str) -> None:
    """What is passed and what is next; then the certificate, told once and sent when asked for."""
    async with college(database_url, language) as staff:
        assignment = await gives(staff)
        today = (await staff.says("sara", "/today")).screen
        shown = (await staff.taps("sara", button(today, own_programmes))).screen
        assert TITLE[language] in text(shown)
        first, second, third = assignment.values()
        await plays(staff, "sara", first)
        await plays(staff, "sara", second)
        screen = (await staff.taps("sara", button(shown, own_programme))).screen
        said = {"en": "2 of 3 steps passed", "ar": "الخطوات المجتازة: 2 من 3"}[language]
        assert said in bare(text(screen))
        assert text(screen).count("✓") == 2
        assert not has(screen, send_certificate)
        assert said in bare(text((await staff.says("sara", "/progress")).screen))
        assert await of(staff, "sara") == []

        await plays(staff, "sara", third)
        (certificate,) = await of(staff, "sara")
        assert len(certificate.editions) == 3
        news = {"en": "Here is your certificate", "ar": "شهادتك جاهزة"}[language]
        assert [news in said for said in await told(staff)] == [True]
        assert await told(staff) == []

        screen = (await staff.says("sara", "/certificates")).screen
        screen = (await staff.taps("sara", button(screen, own_programme))).screen
        reply = await staff.taps("sara", button(screen, send_certificate))
        assert reply.then is not None
        picture, printed = await reply.then()
        assert picture.picture
        assert picture.content.startswith(b"\x89PNG")
        assert printed.content.startswith(b"%PDF")
        assert picture.caption
        assert printed.caption
        reply = await staff.taps("sara", button(screen, send_badge))
        assert reply.then is not None
        (file,) = await reply.then()
        assert json.loads(file.content)["name"] == TITLE[language]
        assert "Open Badges 3.0" in file.caption


async def test_last_step_issues_the_certificate_at_once(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the unit that ended it."""
    small: Programme = programmes()[HOTELS].model_copy(
        update={"steps": (Step.model_validate({"scenario": "kinds", "pass": 70}),)}
    )
    monkeypatch.setattr(certificate_issuing, "programmes", lambda: {HOTELS: small})
    async with front_desk(sqlite_url) as desk:
        desk.clock.at = desk.clock.at.replace(hour=15)  # an hour in which people may be told
        assignment = await give(desk, "practice")

        def of_programme(conn: Connection) -> None:
            conn.execute(t.assignments.update().values(programme=HOTELS))

        await desk.parts.database.write(of_programme)
        read = desk.parts.database.read
        await desk.tap(assignment.begin)
        await play_kinds(desk, well=False)
        assert await read(lambda conn: certificates.of(conn, assignment.person)) == []
        await desk.tap(call(begin_case, "kinds"))
        await desk.tap(assignment.begin)
        assert not has(desk.screen, send_certificate)
        await play_kinds(desk)
        assert len(await read(lambda conn: certificates.of(conn, assignment.person))) == 1
        assert "Here is your certificate" in text(desk.screen)
        assert has(desk.screen, send_certificate)
        staff = Staff(desk)
        assert await told(staff) == []  # the screen has said it


async def test_only_assigned_tries_that_count_and_reach_the_programmes_mark_pass(
    staff: Staff,
) -> None:
    """A trainer's lower mark is theirs; and where the first try counts a later one does not."""
    example, first, second = (await gives(staff)).values()
    await plays(staff, "sara", example, passed=False)  # there it is enough to have played it
    await plays(staff, "sara", first, score=69)
    await plays(staff, "sara", second)
    assert await of(staff, "sara") == []
    lenient = await gives(staff, counts="first")
    again = lenient[first.scenario]
    await plays(staff, "sara", again, score=40, passed=False)
    await plays(staff, "sara", again, score=95)
    assert await of(staff, "sara") == []
    other = await gives(staff, "trainers")
    await plays(staff, "sara", other["room-614"], score=99)  # the same case, of another programme
    assert await of(staff, "sara") == []
    await plays(staff, "sara", first, score=70)
    assert len(await of(staff, "sara")) == 1


async def test_a_part_of_a_test_is_no_step(staff: Staff) -> None:
    given = await gives(staff, test="test-0000001", part="after", opens_at=None)
    for assignment in given.values():
        await plays(staff, "sara", assignment)
    assert await of(staff, "sara") == []


async def test_certificate_is_issued_once_and_renewed_near_its_end(staff: Staff) -> None:
    """What was passed in between counts for nothing; examples need no second look."""
    certificate = await passes(staff, "sara", await gives(staff))
    assert certificate.expires_at.date().isoformat() == "2027-11-25"
    await staff.taps("sara", call(own_programme, HOTELS))
    staff.desk.clock.passes(86_400 * 100)
    await passes(staff, "sara", await gives(staff))
    assert len(await of(staff, "sara")) == 1

    at(staff, certificate.expires_at - RENEWING)
    _, *marked = (await gives(staff)).values()
    screen = (await staff.taps("sara", call(own_programme, HOTELS))).screen
    assert "To renew it" in text(screen)
    assert text(screen).count("✓") == 1
    for step in marked:
        await plays(staff, "sara", step)
    new, old = await of(staff, "sara")
    assert (old.id, new.number) == (certificate.id, 1)
    assert new.code != old.code
    assert old.is_valid(staff.desk.clock.now())


async def test_holder_is_reminded_a_month_before_expiry(staff: Staff) -> None:
    """Once; and not of one that was taken back."""
    assignment = await gives(staff)
    certificate = await passes(staff, "sara", assignment)
    await passes(staff, "yusuf", assignment)
    assert len(await told(staff)) == 2
    at(staff, certificate.expires_at - timedelta(days=60))
    assert await told(staff) == []
    await passes(staff, "yusuf", await gives(staff))
    assert len(await told(staff)) == 1
    at(staff, (certificate.expires_at - certificate_issuing.BEFORE).replace(hour=15))
    (reminder,) = await told(staff)
    assert "is valid until 25 November 2027" in reminder
    staff.desk.clock.passes(86_400 * 2)
    assert await told(staff) == []


async def test_missing_name_is_asked_before_a_certificate(staff: Staff) -> None:
    """A name in letters, and then the certificate; what is no name is asked for again."""
    certificate = await passes(staff, "yusuf", await gives(staff))
    reply = await staff.taps("yusuf", call(send_certificate, certificate.id))
    assert reply.then is None
    reply = await staff.says("yusuf", "+973 1234")
    assert "Letters only, please." in text(reply.screen)
    reply = await staff.says("yusuf", "يوسف حسن")
    assert reply.then is not None
    assert (await staff.taps("yusuf", call(send_certificate, certificate.id))).then is not None


async def test_anyone_checks_a_code_and_leaves_nothing(staff: Staff) -> None:
    """By command or link, arrived or not; initials unless its holder says otherwise."""
    certificate = await passes(staff, "sara", await gives(staff))
    stranger = Visitor(BOT, 999_999, 77, "en")
    router = staff.desk.parts.router
    for typed in (certificate.code, short_codes.formatted(certificate.code).lower()):
        page_text = text((await router.command(stranger, "verify", typed)).screen)
        assert "This certificate is valid." in page_text
        assert "S. A." in page_text
        assert "Sara" not in page_text
    by_link = await router.command(stranger, "start", f"v_{certificate.code}")
    assert "This certificate is valid." in text(by_link.screen)
    assert await find_person(staff.desk.parts.app, stranger) is None

    await staff.taps("sara", call(set_certificate_name, certificate.id, whole=True))
    assert "Sara Ahmed" in text((await router.command(stranger, "verify", certificate.code)).screen)
    await staff.taps("sara", call(set_certificate_name, certificate.id, whole=False))
    assert "Sara" not in text((await router.command(stranger, "verify", certificate.code)).screen)

    at(staff, certificate.expires_at)
    assert "expired" in text((await router.command(stranger, "verify", certificate.code)).screen)
    assert "/verify" in text((await router.command(stranger, "verify", "")).screen)


async def test_after_the_bare_command_the_code_alone_will_do(staff: Staff) -> None:
    """Until one is found; and it is said what can be no code."""
    certificate = await passes(staff, "sara", await gives(staff))
    assert "type the code of the cert" in text((await staff.says("lina", "/verify")).screen)
    assert "not a certificate code" in text((await staff.says("lina", "AAAA-BBBB-CCCC")).screen)
    assert "No certificate has" in text((await staff.says("lina", "2222-2222-2222")).screen)
    assert "This certificate is valid." in text((await staff.says("lina", certificate.code)).screen)
    assert "only buttons, commands" in text((await staff.says("lina", certificate.code)).screen)
    assert "not a certificate code" in text(
        (await staff.says("lina", "/verify AAAA-BBBB-CCCC")).screen
    )


async def test_tries_typed_after_the_bare_command_are_counted(staff: Staff) -> None:
    certificate = await passes(staff, "sara", await gives(staff))
    await staff.says("lina", "/verify")
    for number in range(10):
        await staff.says("lina", f"{'2' * 11}{short_codes.LETTERS[number]}")
    assert "No certificate" in text((await staff.says("lina", certificate.code)).screen)


async def test_after_ten_wrong_codes_none_is_looked_at(staff: Staff) -> None:
    """By the account; the right one is as unknown as a wrong one, for an hour."""
    certificate = await passes(staff, "sara", await gives(staff))
    for number in range(10):
        page_text = text(
            (await staff.says("lina", f"/verify {'2' * 11}{short_codes.LETTERS[number]}")).screen
        )
        assert "No certificate has this code." in page_text
    assert "No certificate" in text(
        (await staff.says("lina", f"/verify {certificate.code}")).screen
    )
    assert "valid" in text((await staff.says("yusuf", f"/verify {certificate.code}")).screen)
    staff.desk.clock.passes(3601)
    assert "valid" in text((await staff.says("lina", f"/verify {certificate.code}")).screen)


@pytest.mark.parametrize("person", ["master", "admin", "top-admin"])
async def test_authorised_people_revoke_with_a_reason(staff: Staff, person: str) -> None:
    """Its holder is told why, has it no more, and passes anew for another one."""
    certificate = await passes(staff, "sara", await gives(staff))
    await told(staff)
    staff.desk.clock.passes(60)
    shown = (await staff.says(person, f"/verify {certificate.code}")).screen
    await staff.taps(person, button(shown, ask_revoke_certificate))
    assert "At most" in text((await staff.says(person, "x" * 301)).screen)
    said = text((await staff.says(person, "Somebody else\nplayed.")).screen)
    assert "was revoked" in said
    (gone,) = await of(staff, "sara")
    assert (gone.revoked_by, gone.reason) == (person, "Somebody else played.")
    shown = (await staff.says(person, f"/verify {certificate.code}")).screen
    assert "This certificate was revoked." in text(shown)
    assert "Somebody" not in text(shown)
    assert not has(shown, ask_revoke_certificate)
    staff.desk.clock.passes(86_400)
    assert ["Somebody else played." in said for said in await told(staff)] == [True]
    screen = (await staff.taps("sara", call(own_programme, HOTELS))).screen
    assert not has(screen, send_certificate)
    assert len(await of(staff, "sara")) == 1
    staff.desk.clock.passes(60)
    assert (await passes(staff, "sara", await gives(staff))).number == 1


OTHERS = ("sara", "yusuf", "lina", "trainer", "supervisor", "master", "far-master", "admin")


@pytest.mark.parametrize("person", [*OTHERS, "far-admin", "top-admin"])
async def test_forged_taps_find_nothing_and_change_nothing(staff: Staff, person: str) -> None:
    """Certificates are their holder's; only who may take one back is asked why."""
    certificate = await passes(staff, "sara", await gives(staff))
    gone = common_screens.gone_screen(words("en"))
    own = (
        call(send_certificate, certificate.id),
        call(send_badge, certificate.id),
        call(set_certificate_name, certificate.id, whole=True),
    )
    for action in (*own, call(ask_revoke_certificate, certificate.id)):
        reply = await staff.taps(person, action)
        theirs = person == "sara" if action in own else person in ("master", "admin", "top-admin")
        assert (reply.screen == gone) != theirs, (person, action)
    if person != "sara":
        assert await of(staff, "sara") == [certificate]
    for nothing in (
        call(send_certificate, "nothing-0000"),
        call(ask_revoke_certificate, "nothing-0000"),
        call(own_programme, "no"),
    ):
        assert (await staff.taps(person, nothing)).screen == gone
    member = person in ("sara", "yusuf")
    assert ((await staff.taps(person, call(own_programme, HOTELS))).screen == gone) != member


async def test_a_reason_counts_only_while_the_right_lasts(staff: Staff) -> None:
    certificate = await passes(staff, "sara", await gives(staff))
    await staff.taps("master", call(ask_revoke_certificate, certificate.id))
    ended = t.roles.update().where(t.roles.c.person == "master")
    now = staff.desk.clock.now()
    await staff.write(lambda conn: conn.execute(ended.values(ended_at=now)))
    await staff.says("master", "Because I say so")
    assert await of(staff, "sara") == [certificate]


async def test_revocation_cancels_certificate_notices(staff: Staff) -> None:
    """Neither news nor reminder of a certificate that was taken back."""
    certificate = await passes(staff, "sara", await gives(staff))
    await staff.taps("master", call(ask_revoke_certificate, certificate.id))
    await staff.says("master", "By mistake")
    kept = await staff.read(lambda conn: conn.execute(t.due.select()).mappings().all())
    about = [row["payload"]["what"] for row in kept if row["kind"] == notices.KIND]
    assert about == [certificate_issuing.REVOKED]


async def test_two_units_at_once_issue_one(staff: Staff) -> None:
    """The second finds the first's number taken."""
    certificate = await passes(staff, "sara", await gives(staff))
    twin = replace(certificate, id=new_id(), code=certificates.new_code())
    assert not await staff.write(lambda conn: certificates.issue(conn, twin))
    assert await of(staff, "sara") == [certificate]
