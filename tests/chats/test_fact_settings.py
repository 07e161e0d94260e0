"""What the law of a place asks: admins confirm it in the chat, and attempts begin with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.app.access.rights import ADMIN, TRAINER
from bot.app.agencies.contact_admin import VALIDITY
from bot.app.agencies.contact_confirmations import CONFIRMED
from bot.app.agencies.contact_expiry import EXPIRES
from bot.app.agencies.contact_records import catalogue_names
from bot.app.agencies.local_settings import in_place_of
from bot.app.authoring.scenario_downloads import PRESENT
from bot.app.live_session import session_flow
from bot.app.live_session.session_flow import after_stop
from bot.app.playing import past_attempts, records
from bot.app.playing.past_attempts import PastAttempt
from bot.app.playing.replay_check import ReplayCheck, ReplayFault
from bot.chat.admin.contact_entry import (
    ask_contact_confirmer,
    ask_contact_text,
    ask_value_source,
)
from bot.chat.admin.local_contacts import (
    ask_withdraw_contact,
    contact_list,
    contact_page,
    withdraw_contact,
)
from bot.chat.debrief.debrief_moments import retry_moment
from bot.chat.kit.notices import NoticeText
from bot.chat.kit.routes import call
from bot.chat.learner.case_cards import begin_case
from bot.chat.trainer.invitations.paper_entry import submit_paper
from bot.chat.trainer.scenario_downloads import download_scenario
from bot.locale import words
from scenarios import position
from scenarios.case_library import CaseLibrary
from scenarios.catalogue import UNCONFIRMED, catalogue
from scenarios.languages import REQUIRED, localized
from storage.agencies import local_contacts
from storage.agencies.local_contacts import EVERYWHERE, Fact
from storage.db.tables import attempts as attempt_rows
from storage.db.tables import events as event_rows
from storage.db.tables import people as people_rows
from storage.people import people
from storage.playing import attempts, events
from storage.playing.attempts import Attempt
from tests.chats.test_training_screens import fits
from tests.helpers.auditing import rows
from tests.helpers.front_desk import BOT, LEARNER, FrontDesk, front_desk
from tests.helpers.live_session import a_class, opened
from tests.helpers.notice_texts import notice_text
from tests.helpers.paper_answers import answers, prepared
from tests.helpers.place_case import FACT, place_case
from tests.helpers.staff import AIRPORT, CLINICS, Staff, button, has, labels, text

CASE = place_case()
SHELF = CaseLibrary({CASE.id: CASE})
PLACE = catalogue_names().index(FACT)
SETTING = catalogue().settings[FACT]
LAW = "Law 1, article 2; asked on 1 May"
WHO = "Huda Ali, legal adviser"
THIRD = {UNCONFIRMED: "call", "none": "force", "injury": "force", "all": "report"}


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[FrontDesk]:
    async with front_desk(database_url, SHELF) as found:
        yield found


@pytest.fixture
async def staff(desk: FrontDesk) -> Staff:
    """An admin of the airport in each language, another one, and one of the clinics."""
    found = Staff(desk)
    for language in REQUIRED:
        await found.person(f"law-{language}", (ADMIN, AIRPORT), language=language)
    await found.person("far", (ADMIN, CLINICS))
    return found


async def confirmed(desk: FrontDesk, value: str, agency: str = EVERYWHERE, days: int = 30) -> None:
    """Somebody answers for this value."""
    now = desk.clock.now()

    def prepare(conn: Connection) -> None:
        texts = SETTING.values[value].text
        fact = local_contacts.add(conn, agency, FACT, texts, LAW, now, value)
        local_contacts.confirm(conn, fact, WHO, now, now + timedelta(days=days))

    await desk.parts.database.write(prepare)


async def good(staff: Staff, agency: str = AIRPORT) -> Fact | None:
    now = staff.desk.clock.now()
    found: Fact | None = await staff.read(
        lambda conn: local_contacts.valid_fact(conn, agency, FACT, now)
    )
    return found


async def begin(desk: FrontDesk) -> str:
    """Begin the case, and go on to its second decision; gives the attempt."""
    await desk.tap(call(begin_case, CASE.id))
    await desk.tap(desk.take("ask"))
    await desk.tap(desk.go_on())
    return desk.shows.attempt


async def kept(desk: FrontDesk, attempt_id: str) -> Attempt:
    found = await desk.parts.database.read(lambda conn: attempts.get(conn, attempt_id))
    assert found is not None
    return found


async def value_of(desk: FrontDesk, attempt_id: str) -> str:
    """The value with which an attempt is played, as its position and its start both tell."""
    attempt = await kept(desk, attempt_id)
    happened = await desk.parts.database.read(lambda conn: events.of(conn, attempt_id))
    place = CASE.place_at(position.read(attempt.position).state)
    assert records.in_place(CASE, happened).place == place
    return place[FACT]


async def checked(desk: FrontDesk) -> list[ReplayFault | None]:
    checking = ReplayCheck(desk.parts.database, desk.parts.library)
    return [attempt.wrong async for attempt in checking.attempts()]


# Attempts.


async def test_an_attempt_keeps_the_value_with_which_it_began(desk: FrontDesk) -> None:
    """One under way before a change ends as it began; the next one begins with the new value."""
    before = await begin(desk)
    await confirmed(desk, "all")
    assert await value_of(desk, before) == UNCONFIRMED
    refused = desk.take("report")
    await desk.tap(refused)
    assert (await kept(desk, before)).state == "running"
    await desk.tap(desk.take("ring"))

    after = await begin(desk)
    assert await value_of(desk, after) == "all"
    await confirmed(desk, "none")  # a newer version holds from then on alone
    await desk.tap(desk.take("report"))
    assert "The law was kept." in desk.words

    late = await begin(desk)
    assert await value_of(desk, late) == "none"
    await desk.tap(desk.take("force"))
    assert SETTING.values["none"].text["en"] in desk.words

    results = [(await kept(desk, attempt)).result for attempt in (before, after, late)]
    assert [(r.score, r.passed, len(r.detail["critical"])) for r in results if r] == [
        (100, True, 0),
        (100, True, 0),
        (57, False, 1),
    ]
    assert await checked(desk) == [None, None, None]


@pytest.mark.parametrize("value", SETTING.names)
async def test_each_value_offers_its_own_act(desk: FrontDesk, value: str) -> None:
    """And no other, whatever button is forged. Unconfirmed, it is no critical error."""
    if value != UNCONFIRMED:
        await confirmed(desk, value)
    attempt_id = await begin(desk)
    for act in {"call", "force", "report"} - {THIRD[value]}:
        await desk.tap(desk.take(act))
        assert (await kept(desk, attempt_id)).state == "running"
    await desk.tap(desk.take(THIRD[value]))
    ended = await kept(desk, attempt_id)
    assert ended.result is not None
    assert bool(ended.result.detail["critical"]) is (THIRD[value] == "force")
    assert await checked(desk) == [None]


async def test_expired_or_unconfirmed_fact_setting_is_ignored(desk: FrontDesk) -> None:
    await confirmed(desk, "all", days=1)

    def enter(conn: Connection) -> None:
        texts = SETTING.values["none"].text
        local_contacts.add(conn, EVERYWHERE, FACT, texts, LAW, desk.clock.now(), "none")

    await desk.parts.database.write(enter)
    assert await value_of(desk, await begin(desk)) == "all"
    await desk.tap(desk.take("ring"))
    desk.clock.passes(2 * 86_400)
    assert await value_of(desk, await begin(desk)) == UNCONFIRMED


async def test_the_fact_of_an_agency_precedes_the_general_one(desk: FrontDesk) -> None:
    await confirmed(desk, "all")
    await confirmed(desk, "none", AIRPORT)
    now = desk.clock.now()

    def load(conn: Connection) -> list[str]:
        places = (in_place_of(conn, CASE, agency, now) for agency in (AIRPORT, CLINICS, None))
        return [scenario.place[FACT] for scenario in places]

    assert await desk.parts.database.read(load) == ["none", "all", "all"]


async def test_looking_back_and_trying_again_are_in_the_same_place(desk: FrontDesk) -> None:
    """After the law was withdrawn, too."""
    await confirmed(desk, "all")
    attempt_id = await begin(desk)
    await desk.tap(desk.take("ring"))
    now = desk.clock.now()
    await desk.parts.database.write(
        lambda conn: local_contacts.withdraw(conn, EVERYWHERE, FACT, now)
    )
    assert (await kept(desk, attempt_id)).result.score == 87  # type: ignore[union-attr]

    def look(conn: Connection) -> PastAttempt:
        attempt = attempts.get(conn, attempt_id)
        assert attempt is not None
        return past_attempts.past_attempt(attempt, CASE, events.of(conn, attempt_id), "en")

    past = await desk.parts.database.read(look)
    *_, moment = past.moments
    assert moment.best == ("report",)
    await desk.tap(call(retry_moment, attempt_id, moment.turn))
    again = desk.shows.attempt
    assert again != attempt_id
    assert await value_of(desk, again) == "all"
    await desk.tap(desk.take("report"))
    assert (await kept(desk, again)).state == "ended"
    assert await checked(desk) == [None, None]


async def test_check_finds_a_changed_position(desk: FrontDesk) -> None:
    """Events are the truth: a start that tells of another place does not lead to the position."""
    await confirmed(desk, "all")
    attempt_id = await begin(desk)
    first = (event_rows.c.attempt == attempt_id, event_rows.c.seq == 0)

    def change(conn: Connection) -> None:
        assert conn.execute(select(event_rows.c.act).where(*first)).scalar_one() == {
            "place": {FACT: "all"}
        }
        conn.execute(update(event_rows).where(*first).values(act={"place": {FACT: "none"}}))

    await desk.parts.database.write(change)
    assert await checked(desk) == [ReplayFault.POSITION]


async def test_the_learners_agency_counts(desk: FrontDesk) -> None:
    await confirmed(desk, "injury", AIRPORT)

    def move(conn: Connection) -> None:
        learner = people.by_account(conn, BOT, LEARNER)
        assert learner is not None
        moved = update(people_rows).where(people_rows.c.id == learner.id)
        conn.execute(moved.values(agency=AIRPORT))

    assert await value_of(desk, await begin(desk)) == UNCONFIRMED
    await desk.tap(desk.take("ring"))
    await desk.parts.database.write(move)
    assert await value_of(desk, await begin(desk)) == "injury"


# In the chat of admins.


@pytest.mark.parametrize("language", REQUIRED)
async def test_admin_answers_and_confirms_a_fact_setting(staff: Staff, language: str) -> None:
    """The question, a choice, where it is from, and who answers for it."""
    admin, speak = f"law-{language}", words(language)
    listed = (await staff.taps(admin, call(contact_list, AIRPORT))).screen
    shown = (await staff.taps(admin, call(contact_page, AIRPORT, PLACE))).screen
    assert listed is not None
    assert shown is not None
    assert localized(SETTING.question, language) in text(shown)
    assert not has(shown, ask_contact_confirmer)
    assert not has(shown, ask_contact_text)
    for value in SETTING.values.values():
        assert localized(value.label, language) in labels(shown)
    for screen in (listed, shown):
        fits(screen)

    asked = (await staff.taps(admin, call(ask_value_source, AIRPORT, PLACE, 3))).screen
    assert localized(SETTING.values["all"].label, language) in text(asked)
    shown = (await staff.says(admin, LAW)).screen
    assert await good(staff) is None
    assert LAW in text(shown)

    asked = (await staff.taps(admin, button(shown, ask_contact_confirmer))).screen
    assert localized(SETTING.question, language) in text(asked)
    shown = (await staff.says(admin, WHO)).screen
    assert speak.say("What cases follow now") in text(shown)
    fact = await good(staff)
    assert fact is not None
    assert (fact.setting, fact.source, fact.confirmed_by) == ("all", LAW, WHO)
    assert fact.texts == SETTING.values["all"].text
    assert fact.expires_at == staff.desk.clock.now() + VALIDITY[6]

    asked = (await staff.taps(admin, button(shown, ask_withdraw_contact))).screen
    assert speak.say("Mark as unconfirmed") in labels(asked)
    shown = (await staff.taps(admin, button(asked, withdraw_contact))).screen
    assert await good(staff) is None
    assert has(shown, ask_contact_confirmer)
    since = speak.say("unconfirmed again since {day}", day="").rstrip("\u2068\u2069 ")
    assert since in text(shown).lower()
    deeds = [entry.deed for entry in await staff.read(rows)]
    assert deeds == ["typed fact-value", "typed fact-by", "withdraw-contact"]


@pytest.mark.parametrize(
    "action",
    [
        call(ask_contact_text, AIRPORT, PLACE),  # it has no text to type
        call(ask_value_source, AIRPORT, PLACE, 0),  # unconfirmed is no answer
        call(ask_value_source, AIRPORT, PLACE, 4),
        call(ask_value_source, AIRPORT, 0, 1),  # a line has no values
        call(ask_value_source, CLINICS, PLACE, 1),  # another agency's
        call(ask_value_source, AIRPORT, 99, 1),
    ],
)
async def test_a_forged_button_changes_nothing(staff: Staff, action: object) -> None:
    await staff.taps("law-en", action)  # type: ignore[arg-type]
    await staff.says("law-en", LAW)
    assert await staff.read(local_contacts.everything) == []


async def test_a_trainer_answers_nothing(staff: Staff) -> None:
    await staff.person("teacher", (TRAINER, AIRPORT))
    await staff.taps("teacher", call(ask_value_source, AIRPORT, PLACE, 1))
    await staff.says("teacher", LAW)
    assert await staff.read(local_contacts.everything) == []


async def test_a_source_that_cannot_be_is_asked_again(staff: Staff) -> None:
    await staff.taps("law-en", call(ask_value_source, AIRPORT, PLACE, 1))
    await staff.says("law-en", "x" * 300)
    assert await staff.read(local_contacts.everything) == []
    await staff.says("law-en", LAW)
    (fact,) = await staff.read(local_contacts.everything)
    assert fact.setting == "none"


@pytest.mark.parametrize("language", REQUIRED)
async def test_other_admins_are_notified(staff: Staff, language: str) -> None:
    """What it is now, and when it expires and has expired."""
    await confirmed(staff.desk, "all", AIRPORT)
    admin = f"law-{language}"

    async def told(what: str) -> str:
        facts = {"what": what, "agency": AIRPORT, "name": FACT}
        note = await notice_text(staff.desk.parts, what, admin, facts)
        assert isinstance(note, NoticeText)
        return note.text

    assert localized(SETTING.values["all"].label, language) in await told(CONFIRMED)
    soon = await told(EXPIRES)
    staff.desk.clock.passes(31 * 86_400)
    over = await told(EXPIRES)
    wanted = "unconfirmed" if language == "en" else "غير مؤكَّدة"
    assert soon != over
    assert wanted in soon
    assert wanted in over


# A class, and paper.


async def test_a_class_is_in_the_place_of_its_cohort(staff: Staff) -> None:
    """As it was when the session was prepared; its answers are judged by that, too."""
    await staff.person("trainer", (TRAINER, AIRPORT))
    await a_class(staff)
    await confirmed(staff.desk, "all", AIRPORT)
    session = await opened(staff, CASE.id)
    await confirmed(staff.desk, "none", AIRPORT)
    at = position.read(session.position)
    assert CASE.place_at(at.state) == {FACT: "all"}

    for act in ("ask", ""):
        after = session_flow.after_choice(CASE, at, [act]) if act else after_stop(CASE, at)
        assert after is not None
        at = after
    assert "report" in session_flow.offered(CASE, at)
    at = session_flow.after_choice(CASE, at, ["ring"]) or at
    moment = session_flow.last_moment(CASE, at, ["ask", "ring"])
    assert moment is not None
    assert moment.best == ("report",)


async def test_on_paper_nothing_is_confirmed(staff: Staff) -> None:
    """The sheet was printed before, and does not know what is confirmed when it is entered."""
    await staff.person("trainer", (TRAINER, AIRPORT))
    await confirmed(staff.desk, "all")
    _, place = await prepared(staff, case=CASE.id)
    shown = await answers(staff, place)
    await staff.taps("trainer", button(shown.screen, submit_paper))
    (attempt_id,) = await staff.read(
        lambda conn: conn.execute(select(attempt_rows.c.id)).scalars().all()
    )
    assert await value_of(staff.desk, attempt_id) == UNCONFIRMED
    assert await checked(staff.desk) == [None]


async def test_a_page_without_a_network_is_made_for_the_agency(staff: Staff) -> None:
    """Its table has what is offered there, and nothing of other places."""
    await staff.person("teacher", (TRAINER, AIRPORT), agency=AIRPORT)
    told = {"all": "Tell her what the law asks", UNCONFIRMED: "whatever she says"}

    async def page() -> str:
        tapped = await staff.taps("teacher", call(download_scenario, CASE.id, PRESENT, "page"))
        assert tapped.later is not None
        made = await tapped.later()
        assert made.then is not None
        (file,) = await made.then()
        return file.content.decode()

    before = await page()
    await confirmed(staff.desk, "all", AIRPORT)
    after = await page()
    assert told[UNCONFIRMED] in before
    assert told["all"] not in before
    assert told["all"] in after
    assert told[UNCONFIRMED] not in after
