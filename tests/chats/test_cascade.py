"""From a trainee to a trainer to a master trainer, and what forged taps find on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.access.rights import MASTER, TRAINEE, TRAINER
from bot.app.certificates.trainer_lineage import MASTERLY, Trainer
from bot.chat import common_screens
from bot.chat.kit.screen import Screen
from bot.chat.learner.today.actions import ShowToday
from bot.chat.trainer.cohort_settings.actions import RemoveTrainer
from bot.chat.trainer.cohorts.actions import ShowCohort, ShowMembers
from bot.chat.trainer.live_session.actions import ChooseRoomCase, ShowSessions
from bot.chat.trainer.trainer_pathway.actions import (
    AskEndTrainee,
    AskMakeMaster,
    ChooseClass,
    ChooseTrainee,
    EndTrainee,
    LetLead,
    MakeMaster,
    MakeTrainer,
    NameTrainee,
    SendTree,
    ShowCascade,
    ShowOwnWay,
    ShowTrainer,
)
from bot.chat.trainer.trainer_pathway.pathway_screens import CascadeScreens, Rights, Seen
from bot.locale import words
from storage.certificates.trainer_pathway import TrainedPerson
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import tables as t
from storage.people import roles
from tests.chats.test_certifying import bare, told
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
from tests.helpers.room import actions
from tests.helpers.staff import AIRPORT, ZONE, Staff, button, has, text


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with college(sqlite_url) as one:
        await a_circle(one, "sara", "yusuf")
        yield one


async def named(staff: Staff, person: str = "sara") -> None:
    """Someone is a trainee who may lead a case with the gates."""
    await passes_programme(staff, person)
    await staff.taps("master", NameTrainee(CIRCLE, person))
    await staff.taps("master", LetLead(GATES, person))


async def made(staff: Staff, person: str = "sara") -> None:
    """Someone has shown all of it, and is made a trainer."""
    await named(staff, person)
    await takes_delayed(staff, person)
    await signs(staff, "master", await leads(staff, person))
    await staff.taps("master", MakeTrainer(person))


SAID = {
    "en": ("0 of 3", "2 of 3", "All of it is there", "You are a trainer now"),
    "ar": ("0 من 3", "2 من 3", "اكتملت الأجزاء الثلاثة", "لديك الآن دور التدريب"),
}


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_from_a_member_to_a_trainer(database_url: str, language: str) -> None:
    """Named, a class lent, three parts shown, made a trainer by a master trainer; and told."""
    none, two, ready, news = SAID[language]
    async with college(database_url, language) as staff:
        await a_circle(staff, "sara", "yusuf")
        await staff.says("master", "/trainers")
        given = (await staff.taps("master", ChooseTrainee(0))).screen
        assert not has(given, NameTrainee)  # the programme was not given yet
        await passes_programme(staff, "yusuf")
        screen = (await staff.taps("master", ChooseTrainee(0))).screen
        assert actions(screen, NameTrainee) == [
            NameTrainee(CIRCLE, "sara"),
            NameTrainee(CIRCLE, "yusuf"),
        ]
        await recorded_taps(staff, "master", NameTrainee(CIRCLE, "sara"))
        assert await held(staff, "sara") == [TRAINEE]
        assert none in _bare((await staff.says("master", "/trainers")).screen)

        shown = (await staff.taps("master", ShowTrainer("sara"))).screen
        shown = (await staff.taps("master", button(shown, ChooseClass))).screen
        await recorded_taps(staff, "master", LetLead(GATES, "sara"))
        own = (await staff.says("sara", "/trainers")).screen
        assert text(own).count("○") == 3
        assert has(own, ChooseRoomCase)

        await passes_programme(staff, "sara")
        await signs(staff, "master", await leads(staff, "sara"))
        assert two in _bare((await staff.says("master", "/trainers")).screen)
        shown = (await staff.taps("master", ShowTrainer("sara"))).screen
        assert not has(shown, MakeTrainer)
        staff.desk.clock.passes(86_400 * 180)
        await takes_delayed(staff, "sara")
        assert ready in text((await staff.says("sara", "/trainers")).screen)

        shown = (await staff.taps("master", ShowTrainer("sara"))).screen
        await recorded_taps(staff, "master", button(shown, MakeTrainer))
        assert await held(staff, "sara") == [TRAINER]
        (role,) = await staff.read(lambda conn: roles.of(conn, "sara"))
        assert (role.granted_by, role.agency) == ("master", AIRPORT)
        assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
        assert any(news in one for one in await told(staff))
        assert has((await staff.says("master", "/trainers")).screen, SendTree)


def _bare(screen: Screen | None) -> str:
    return bare(text(screen))


async def test_what_is_lent_is_a_class_to_lead_and_nothing_else(staff: Staff) -> None:
    """A trainee leads a case with it, and sees no member and no work of theirs."""
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    for action in (ShowMembers(GATES, 0), ShowCohort(CIRCLE), ChooseRoomCase(CIRCLE, 0)):
        assert (await staff.taps("sara", action)).screen == gone, action
    page = (await staff.taps("sara", ShowCohort(GATES))).screen
    assert page is not None
    assert "You may lead a case" in text(page)
    assert {type(one.action) for one in page.buttons} == {ChooseRoomCase, ShowOwnWay, ShowToday}
    await leads(staff, "sara")
    assert has((await staff.taps("sara", ShowCohort(GATES))).screen, ShowSessions)
    assert (await staff.taps("sara", ChooseRoomCase(GATES, 0))).screen != gone


async def test_without_one_of_the_three_nobody_is_made_a_trainer(staff: Staff) -> None:
    """A session that was signed as not yet, a test in time, a certificate that holds."""
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    await takes_delayed(staff, "sara", late=True)
    session = await leads(staff, "sara")
    assert (await staff.taps("master", MakeTrainer("sara"))).screen == gone
    await signs(staff, "master", session, well=False)
    assert (await staff.taps("master", MakeTrainer("sara"))).screen == gone
    await signs(staff, "master", await leads(staff, "sara"))
    assert (await staff.taps("master", MakeTrainer("sara"))).screen == gone  # its test was late
    assert await held(staff, "sara") == [TRAINEE]


async def test_the_later_test_is_the_one_that_the_programme_names(staff: Staff) -> None:
    """Another cohort's test says nothing of what the programme for trainers teaches."""
    await named(staff)
    await signs(staff, "master", await leads(staff, "sara"))
    await takes_delayed(staff, "sara", form="airports-form-c")
    shown = await staff.says("sara", "/trainers")
    assert "○ The test of “Labour inspection” is taken again" in text(shown.screen)
    assert not has((await staff.taps("master", ShowTrainer("sara"))).screen, MakeTrainer)


async def test_a_certificate_that_ran_out_makes_no_trainer(staff: Staff) -> None:
    await named(staff)
    await takes_delayed(staff, "sara")
    await signs(staff, "master", await leads(staff, "sara"))
    (paper,) = await of(staff, "sara")
    at(staff, paper.expires_at)
    gone = common_screens.gone_screen(words("en"))
    assert (await staff.taps("master", MakeTrainer("sara"))).screen == gone
    at(staff, paper.expires_at - timedelta(seconds=1))
    assert (await staff.taps("master", MakeTrainer("sara"))).screen != gone


async def test_a_trainee_who_stops_has_nothing_lent_any_more(staff: Staff) -> None:
    await named(staff)
    shown = (await staff.taps("master", ShowTrainer("sara"))).screen
    asked = (await staff.taps("master", button(shown, AskEndTrainee))).screen
    await recorded_taps(staff, "master", button(asked, EndTrainee))
    assert await held(staff, "sara") == []
    assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
    assert "no such command" in text((await staff.says("sara", "/trainers")).screen)


async def test_an_admin_makes_a_master_trainer_after_three_signed_sessions(staff: Staff) -> None:
    """Never of themselves, and never before."""
    await made(staff)
    shown = (await staff.taps("admin", ShowTrainer("sara"))).screen
    assert not has(shown, AskMakeMaster)

    class_ = Cohort("own-00000001", "Her own", AIRPORT, ZONE, staff.desk.clock.now())
    await staff.write(lambda conn: cohorts.create(conn, class_, "sara"))
    for _ in range(MASTERLY - 1):
        staff.desk.clock.passes(60)
        await signs(staff, "master", await leads(staff, "sara", "own-00000001"))
    shown = (await staff.taps("admin", ShowTrainer("sara"))).screen
    asked = (await staff.taps("admin", button(shown, AskMakeMaster))).screen
    gone = common_screens.gone_screen(words("en"))
    assert (await staff.taps("master", MakeMaster("sara"))).screen == gone
    await recorded_taps(staff, "admin", button(asked, MakeMaster))
    assert await held(staff, "sara") == [TRAINER, MASTER]
    assert (await staff.taps("sara", ShowCascade(0))).screen != gone


async def test_the_tree_comes_as_a_picture(staff: Staff) -> None:
    await made(staff)
    reply = await staff.taps("master", SendTree())
    assert reply.then is not None
    (picture,) = await reply.then()
    assert picture.picture
    assert picture.content.startswith(b"\x89PNG")


OTHERS = ("sara", "yusuf", "lina", "trainer", "supervisor", "master", "far-master", "admin")


@pytest.mark.parametrize("person", [*OTHERS, "far-admin", "top-admin"])
async def test_forged_taps_find_nothing_and_change_nothing(staff: Staff, person: str) -> None:
    """Trainees are named and made by a master trainer of the agency out of their own cohorts."""
    await named(staff)
    await takes_delayed(staff, "sara")
    gone = common_screens.gone_screen(words("en"))
    before = await staff.read(lambda conn: conn.execute(t.roles.select()).all())
    seen = (ShowTrainer("sara"), ChooseClass("sara"), AskEndTrainee("sara"))
    acts = (NameTrainee(CIRCLE, "yusuf"), LetLead(GATES, "sara"), EndTrainee("sara"))
    making = (MakeTrainer("sara"), AskMakeMaster("trainer"), MakeMaster("trainer"))
    for action in (*seen, *acts, *making):
        looks = isinstance(action, ShowTrainer) and person in ("master", "admin", "top-admin")
        if person != "master" or action in making:
            reply = await staff.taps(person, action)
            assert (reply.screen != gone) == looks, (person, action)
    after = await staff.read(lambda conn: conn.execute(t.roles.select()).all())
    assert after == before
    listed = (await staff.taps(person, ShowCascade(0))).screen
    sees = person in ("master", "admin", "top-admin", "far-master", "far-admin")
    assert (listed != gone) == sees
    assert ("Sara" in text(listed)) == (person in ("master", "admin", "top-admin"))
    assert ((await staff.taps(person, SendTree())).screen != gone) == sees
    mine = (await staff.taps(person, ShowOwnWay())).screen
    assert (mine != gone) == (person in ("sara", "trainer", "master", "far-master"))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_full_page_of_long_names_fits_a_message(language: str) -> None:
    """Twenty names of sixty letters, with all that is said of each."""
    now = datetime(2026, 9, 26, 12, tzinfo=UTC)
    done = TrainedPerson(now, now + timedelta(days=700), now, 1, now, 1)
    seen = [
        Seen(Trainer(f"p{n}", MASTER, AIRPORT, now, None, done), "ع" * 60, "airport")
        for n in range(45)
    ]
    told = CascadeScreens(words(language), ZONE, now)
    for page in range(3):
        screen = told.everybody(seen, page, Rights(make_trainer=True))
        assert len(text(screen)) < 4_096
        assert len(screen.buttons) <= 25
    assert has(told.everybody(seen, 0, Rights()), ShowCascade)
    assert text(told.everybody([], 0, Rights()))


async def test_only_own_cohorts_are_lent_and_only_members_named(staff: Staff) -> None:
    await named(staff)
    gone = common_screens.gone_screen(words("en"))
    for action in (
        LetLead("cohort-00001", "sara"),  # somebody else's
        LetLead("nothing-0000", "sara"),
        LetLead(GATES, "yusuf"),  # no trainee
        NameTrainee(GATES, "lina"),  # was not given the programme
        NameTrainee(CIRCLE, "lina"),  # is not in it
        NameTrainee(CIRCLE, "sara"),  # is one already
        ShowTrainer("nobody-at-all"),
    ):
        assert (await staff.taps("master", action)).screen == gone, action


async def test_a_class_is_never_left_to_a_trainee_alone(staff: Staff) -> None:
    """Its last trainer stays, however many it is lent to."""
    await named(staff)
    await staff.taps("master", RemoveTrainer(GATES, "master"))
    assert await staff.read(lambda conn: cohorts.trains(conn, GATES, "master"))
    await staff.taps("master", RemoveTrainer(GATES, "sara"))
    assert not await staff.read(lambda conn: cohorts.trains(conn, GATES, "sara"))
