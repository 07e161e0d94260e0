"""From a trainee to a trainer to a master trainer, and what forged taps find on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app.access.rights import ADMIN, MASTER, TRAINEE, TRAINER
from bot.app.certificates.trainer_lineage import MASTERLY
from bot.chat.common import common_screens
from bot.chat.kit.routes import call
from bot.chat.kit.screen import Screen
from bot.chat.learner.today import today_page
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.cohorts.trainer_pages import remove_trainer
from bot.chat.trainer.live_session.session_opening import session_cases
from bot.chat.trainer.live_session.session_records import session_list
from bot.chat.trainer.trainer_pathway import my_pathway, trainer_list, trainer_page, trainer_tree
from bot.chat.trainer.trainer_promotion import (
    ask_end_trainee,
    ask_make_master,
    choose_lent_cohort,
    choose_trainee,
    end_trainee,
    lend_cohort,
    make_master,
    make_trainer,
    name_trainee,
)
from bot.locale import words
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import roles
from tests.chats.test_certifying import bare, told
from tests.chats.test_training_screens import fits
from tests.helpers.auditing import recorded_taps
from tests.helpers.cascade import (
    CIRCLE,
    GATES,
    a_circle,
    held,
    leads,
    passes_programme,
    signs,
    takes_delayed,
)
from tests.helpers.certifying import at, college, of
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, buttons, has, labels, text


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with college(sqlite_url) as team:
        await a_circle(team, "sara", "yusuf")
        yield team


async def named(staff: Staff, person: str = "sara") -> None:
    """Someone is a trainee who may lead a case with the gates."""
    await passes_programme(staff, person)
    await staff.taps("master", call(name_trainee, CIRCLE, person))
    await staff.taps("master", call(lend_cohort, GATES, person))


async def made(staff: Staff, person: str = "sara") -> None:
    """Someone has shown all of it, and is made a trainer."""
    await named(staff, person)
    await takes_delayed(staff, person)
    await signs(staff, "master", await leads(staff, person))
    await staff.taps("master", call(make_trainer, person))


SAID = {
    "en": ("0 of 3", "2 of 3", "Everything is complete", "You are a trainer now"),
    "ar": ("0 من 3", "2 من 3", "اكتملت الأجزاء الثلاثة", "لديك الآن دور التدريب"),
}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_a_member_to_a_trainer(database_url: str, language: str) -> None:
    """Named, a class lent, three parts shown, made a trainer by a master trainer; and told."""
    none, two, ready, news = SAID[language]
    async with college(database_url, language) as staff:
        await a_circle(staff, "sara", "yusuf")
        await staff.says("master", "/trainers")
        given = (await staff.taps("master", call(choose_trainee, 0))).screen
        assert not has(given, name_trainee)  # the programme was not given yet
        await passes_programme(staff, "yusuf")
        screen = (await staff.taps("master", call(choose_trainee, 0))).screen
        assert [each.action for each in buttons(screen)][:2] == [
            call(name_trainee, CIRCLE, "sara"),
            call(name_trainee, CIRCLE, "yusuf"),
        ]
        await recorded_taps(staff, "master", call(name_trainee, CIRCLE, "sara"))
        assert await held(staff, "sara") == [TRAINEE]
        assert none in labels((await staff.says("master", "/trainers")).screen)

        shown = (await staff.taps("master", call(trainer_page, "sara"))).screen
        shown = (await staff.taps("master", button(shown, choose_lent_cohort))).screen
        await recorded_taps(staff, "master", call(lend_cohort, GATES, "sara"))
        own = (await staff.says("sara", "/trainers")).screen
        assert text(own).count("○") == 3
        assert has(own, session_cases)

        await passes_programme(staff, "sara")
        await signs(staff, "master", await leads(staff, "sara"))
        assert two in labels((await staff.says("master", "/trainers")).screen)
        shown = (await staff.taps("master", call(trainer_page, "sara"))).screen
        assert not has(shown, make_trainer)
        staff.desk.clock.passes(86_400 * 180)
        await takes_delayed(staff, "sara")
        assert ready in text((await staff.says("sara", "/trainers")).screen)

        shown = (await staff.taps("master", call(trainer_page, "sara"))).screen
        await recorded_taps(staff, "master", button(shown, make_trainer))
        assert await held(staff, "sara") == [TRAINER]
        (role,) = await staff.read(lambda conn: roles.of(conn, "sara"))
        assert (role.granted_by, role.agency) == ("master", AIRPORT)
        assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
        assert any(news in person for person in await told(staff))
        assert has((await staff.says("master", "/trainers")).screen, trainer_tree)


def _bare(screen: Screen | None) -> str:
    return bare(text(screen))


async def test_lent_class_grants_nothing_else(staff: Staff) -> None:
    """A trainee leads a case with it, and sees no member and no work of theirs."""
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    for action in (
        call(member_list, GATES, 0),
        call(cohort_page, CIRCLE),
        call(session_cases, CIRCLE, 0),
    ):
        assert (await staff.taps("sara", action)).screen == gone, action
    page = (await staff.taps("sara", call(cohort_page, GATES))).screen
    assert page is not None
    assert "You may lead a case" in text(page)
    assert len(page.buttons) == 3
    assert all(has(page, target) for target in (session_cases, my_pathway, today_page))
    await leads(staff, "sara")
    assert has((await staff.taps("sara", call(cohort_page, GATES))).screen, session_list)
    assert (await staff.taps("sara", call(session_cases, GATES, 0))).screen != gone


async def test_without_one_of_the_three_nobody_is_made_a_trainer(staff: Staff) -> None:
    """A session that was signed as not yet, a test in time, a certificate that holds."""
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    await takes_delayed(staff, "sara", late=True)
    session = await leads(staff, "sara")
    assert (await staff.taps("master", call(make_trainer, "sara"))).screen == gone
    await signs(staff, "master", session, well=False)
    assert (await staff.taps("master", call(make_trainer, "sara"))).screen == gone
    await signs(staff, "master", await leads(staff, "sara"))
    assert (
        await staff.taps("master", call(make_trainer, "sara"))
    ).screen == gone  # its test was late
    assert await held(staff, "sara") == [TRAINEE]


async def test_later_test_is_named_by_the_programme(staff: Staff) -> None:
    """Another cohort's test says nothing of what the programme for trainers teaches."""
    await named(staff)
    await signs(staff, "master", await leads(staff, "sara"))
    await takes_delayed(staff, "sara", form="airports-form-c")
    shown = await staff.says("sara", "/trainers")
    assert "○ Test of “Labour inspection” taken again" in text(shown.screen)
    assert not has((await staff.taps("master", call(trainer_page, "sara"))).screen, make_trainer)


async def test_a_certificate_that_ran_out_makes_no_trainer(staff: Staff) -> None:
    await named(staff)
    await takes_delayed(staff, "sara")
    await signs(staff, "master", await leads(staff, "sara"))
    (paper,) = await of(staff, "sara")
    at(staff, paper.expires_at)
    gone = common_screens.gone_screen(words("en"))
    assert (await staff.taps("master", call(make_trainer, "sara"))).screen == gone
    at(staff, paper.expires_at - timedelta(seconds=1))
    assert (await staff.taps("master", call(make_trainer, "sara"))).screen != gone


async def test_trainee_loses_lent_rights_on_leaving(staff: Staff) -> None:
    await named(staff)
    shown = (await staff.taps("master", call(trainer_page, "sara"))).screen
    asked = (await staff.taps("master", button(shown, ask_end_trainee))).screen
    await recorded_taps(staff, "master", button(asked, end_trainee))
    assert await held(staff, "sara") == []
    assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
    assert "no such command" in text((await staff.says("sara", "/trainers")).screen)


async def test_an_admin_makes_a_master_trainer_after_three_signed_sessions(staff: Staff) -> None:
    """Never of themselves, and never before."""
    await made(staff)
    shown = (await staff.taps("admin", call(trainer_page, "sara"))).screen
    assert not has(shown, ask_make_master)

    class_ = Cohort("own-00000001", "Her own", AIRPORT, ZONE, staff.desk.clock.now())
    await staff.write(lambda conn: cohorts.create(conn, class_, "sara"))
    for _ in range(MASTERLY - 1):
        staff.desk.clock.passes(60)
        await signs(staff, "master", await leads(staff, "sara", "own-00000001"))
    shown = (await staff.taps("admin", call(trainer_page, "sara"))).screen
    asked = (await staff.taps("admin", button(shown, ask_make_master))).screen
    gone = common_screens.gone_screen(words("en"))
    assert (await staff.taps("master", call(make_master, "sara"))).screen == gone
    await recorded_taps(staff, "admin", button(asked, make_master))
    assert await held(staff, "sara") == [TRAINER, MASTER]
    assert (await staff.taps("sara", call(trainer_list, 0))).screen != gone


async def test_the_tree_comes_as_a_picture(staff: Staff) -> None:
    await made(staff)
    reply = await staff.taps("master", call(trainer_tree))
    assert reply.then is not None
    (picture,) = await reply.then()
    assert picture.picture
    assert picture.content.startswith(b"\x89PNG")


PEOPLE = ("yusuf", "lina", "trainer", "supervisor", "far-master", "admin", "far-admin", "top-admin")


async def test_only_a_master_trainer_of_the_agency_makes_a_trainer(staff: Staff) -> None:
    """And only an admin of it a master trainer, of whom has shown enough."""
    await named(staff)
    await takes_delayed(staff, "sara")
    await signs(staff, "master", await leads(staff, "sara"))
    gone = common_screens.gone_screen(words("en"))
    for person in ("sara", *PEOPLE):
        assert (await staff.taps(person, call(make_trainer, "sara"))).screen == gone, person
    await staff.taps("master", call(make_trainer, "sara"))
    assert await held(staff, "sara") == [TRAINER]
    for person in ("sara", "master", *PEOPLE):
        for action in (call(ask_make_master, "sara"), call(make_master, "sara")):
            assert (await staff.taps(person, action)).screen == gone, (person, action)
    assert await held(staff, "sara") == [TRAINER]


async def test_trainers_are_listed_by_name_at_their_agency_alone(staff: Staff) -> None:
    await named(staff)
    for person in ("master", "admin", "top-admin", "far-master", "far-admin"):
        listed = (await staff.taps(person, call(trainer_list, 0))).screen
        assert ("Sara" in labels(listed)) == (not person.startswith("far")), person


async def test_only_trainers_have_a_pathway(staff: Staff) -> None:
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    for person in ("sara", "master", *PEOPLE):
        mine = (await staff.taps(person, call(my_pathway))).screen
        assert (mine != gone) == (person in ("sara", "trainer", "master", "far-master")), person


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_a_full_page_of_long_names_fits_a_message(sqlite_url: str, language: str) -> None:
    """Twenty names of sixty letters, with all that is said of each."""
    async with college(sqlite_url, language) as staff:
        for number in range(45):
            person = f"master-{number:05}"
            await staff.person(person, (MASTER, AIRPORT), language=language, name="ع" * 60)
        for page in range(3):
            screen = (await staff.taps("master", call(trainer_list, page))).screen
            assert screen is not None
            fits(screen)
            assert len(screen.buttons) <= 25
            assert has(screen, trainer_list)
            assert has(screen, choose_trainee)


async def test_an_agency_without_trainers_has_an_empty_list(staff: Staff) -> None:
    await staff.person("lonely", (ADMIN, "coast-guard"))
    listed = (await staff.taps("lonely", call(trainer_list, 0))).screen
    assert "Nobody is training here yet." in text(listed)
    assert not has(listed, trainer_tree)


async def test_only_own_cohorts_are_lent_and_only_members_named(staff: Staff) -> None:
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    for action in (
        call(lend_cohort, "cohort-00001", "sara"),  # somebody else's
        call(lend_cohort, "nothing-0000", "sara"),
        call(lend_cohort, GATES, "yusuf"),  # no trainee
        call(name_trainee, GATES, "lina"),  # was not given the programme
        call(name_trainee, CIRCLE, "lina"),  # is not in it
        call(name_trainee, CIRCLE, "sara"),  # is one already
        call(trainer_page, "nobody-at-all"),
    ):
        assert (await staff.taps("master", action)).screen == gone, action


async def test_a_class_is_never_left_to_a_trainee_alone(staff: Staff) -> None:
    """Its last trainer stays, however many it is lent to."""
    await named(staff)
    await staff.taps("master", call(remove_trainer, GATES, "master"))
    assert await staff.read(lambda conn: cohorts.trains(conn, GATES, "master"))
    await staff.taps("master", call(remove_trainer, GATES, "sara"))
    assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
