"""How a cohort stands: in words, as a picture, for the room, and for a supervisor."""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from bot.chat.common import common_screens
from bot.chat.kit.routes import Call, call
from bot.chat.learner.today import today_page
from bot.chat.trainer.cohorts.cohort_pages import cohort_page
from bot.chat.trainer.invitations.roster_places import place_page
from bot.chat.trainer.progress.cohort_progress import (
    anonymous_progress,
    cohort_progress,
    progress_picture,
)
from bot.chat.trainer.progress.team import team_coverage_page, team_list, team_page
from bot.locale import words
from storage.cohorts import cohorts, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.roster import Place
from tests.helpers.following import COHORT, gates, given, joins, tried
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, button, buttons, has, labels, text

PEOPLE = {"sara": "Sara Ahmed", "yusuf": "Yusuf Hasan", "lina": "Lina Omar", "omar": "Omar Ali"}


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    async with gates(database_url) as found:
        for person, name in PEOPLE.items():
            await joins(found, person, name)
        yield found


async def test_everybody_has_a_button_with_counts_of_their_work(staff: Staff) -> None:
    """Passed, not passed, late; what was never asked of someone is not counted."""
    first = await given(staff, days=-1, created_at=staff.desk.clock.now() - timedelta(days=9))
    second, third = await given(staff), await given(staff, days=9, whom=["sara", "lina"])
    staff.desk.clock.passes(60)
    await joins(staff, "late", "Adam Late")  # after the first was due
    await joins(staff, "early", "Eve Early", first.created_at)
    await tried(staff, "sara", second, passed=True)
    await tried(staff, "yusuf", second, passed=False)
    await tried(staff, "lina", second)
    await tried(staff, "lina", third, passed=True)

    shown = await staff.taps("trainer", button((await cohort(staff)).screen, cohort_progress))
    page_text = text(shown.screen)
    listed = labels(shown.screen)
    assert "Sara Ahmed · 1 of 2 passed\n" in listed
    assert "Yusuf Hasan · 0 of 1 passed · 1 not passed\n" in listed
    assert "Lina Omar · 1 of 2 passed\n" in listed
    assert "Omar Ali · 0 of 1 passed\n" in listed
    assert "Adam Late · 0 of 1 passed\n" in listed
    assert "Eve Early · 0 of 2 passed · 1 late\n" in listed
    assert "Done: 2 of 6 · passed: 1" in page_text  # the second
    assert "Done: 1 of 2 · passed: 1" in page_text  # the third, given to two of them
    everybody = [*PEOPLE.values(), "Adam Late", "Eve Early"]
    assert sorted(everybody) == sorted(everybody, key=listed.index)
    assert not any(name in page_text for name in everybody), "a name stands once, on its button"


async def cohort(staff: Staff, person: str = "trainer"):  # type: ignore[no-untyped-def]
    return await staff.taps(person, call(cohort_page, COHORT))


async def test_roster_placeholder_is_listed_and_not_counted(staff: Staff) -> None:
    """After all others, as not here yet; of what was given to some by name there is nothing."""
    await given(staff)
    await given(staff, days=8, whom=["sara"])
    place = Place("place-000001", COHORT, {"latin": "Amina Said"}, None, staff.desk.clock.now())
    before = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    await staff.write(lambda conn: roster.add(conn, place))
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert text(shown.screen) == text(before.screen)
    assert "Amina Said · not here yet" in labels(shown.screen)
    assert button(shown.screen, place_page) == call(place_page, "place-000001")
    drawn = await staff.taps("trainer", call(progress_picture, COHORT, 0, 0))
    assert "5 people" in text(drawn.screen)
    room = [(await staff.taps("trainer", call(anonymous_progress, COHORT, 0))).screen]
    assert "Amina" not in text(room[0])


async def test_practice_and_withdrawn_work_are_not_listed(staff: Staff) -> None:
    assignment = await given(staff)
    await tried(staff, "sara", assignment, passed=True, assignment=None)  # practice of her own
    await given(staff, withdrawn_at=staff.desk.clock.now())
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert "Sara Ahmed · 0 of 1 passed" in labels(shown.screen)
    assert text(shown.screen).count("Done: ") == 1


async def test_with_nothing_given_or_nobody_in_it_there_is_no_picture(staff: Staff) -> None:
    reply = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert "has been given nothing yet" in text(reply.screen)
    assert not has(reply.screen, progress_picture)
    gone = await staff.taps("trainer", call(progress_picture, COHORT, 0, 0))
    assert gone.screen == common_screens.gone_screen(words("en"))
    await given(staff)

    def everybody_leaves(conn: Connection) -> None:
        for person in PEOPLE:
            cohorts.leave(conn, COHORT, person, staff.desk.clock.now())

    await staff.write(everybody_leaves)
    reply = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert "Nobody is in it yet." in text(reply.screen)


async def test_the_picture_follows_forty_people_at_a_time(staff: Staff) -> None:
    """And a part that is no more there, as on an old button, is gone."""
    await given(staff)
    for number in range(41 - len(PEOPLE)):
        await joins(staff, f"one-{number}", f"Number {chr(65 + number % 26)}{chr(97 + number)}")
    shown = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    first = await staff.taps("trainer", button(shown.screen, progress_picture))
    assert "1–40 of 41 people" in text(first.screen)
    second = await staff.taps("trainer", button(first.screen, progress_picture))
    assert "41–41 of 41 people" in text(second.screen)
    assert not has(second.screen, progress_picture)
    for reply in (first, second):
        assert reply.then is not None
        (file,) = await reply.then()
        assert file.picture
        assert struct.unpack(">I", file.content[16:20]) == (1080,)
    gone = await staff.taps("trainer", call(progress_picture, COHORT, 2, 0))
    assert gone.screen == common_screens.gone_screen(words("en"))


async def test_the_latest_eight_are_shown_and_earlier_ones_a_tap_away(staff: Staff) -> None:
    made = [await given(staff, days=number + 1) for number in range(10)]
    await tried(staff, "sara", made[0], passed=True)
    latest = await staff.taps("trainer", call(cohort_progress, COHORT, 0))
    assert "Sara Ahmed · 0 of 8 passed" in labels(latest.screen)
    assert text(latest.screen).count("Done: ") == 8
    earlier = await staff.taps("trainer", call(cohort_progress, COHORT, 0, 1))
    assert "Sara Ahmed · 1 of 2 passed" in labels(earlier.screen)
    assert text(earlier.screen).count("Done: ") == 2
    nothing = await staff.taps("trainer", call(cohort_progress, COHORT, 0, 9))
    assert "given nothing" in text(nothing.screen)


async def test_the_room_sees_no_name_and_no_group_under_five(staff: Staff) -> None:
    """Four people are not shown at all; of eight with one late, only what can be told."""
    assignment = await given(staff)
    shown = await staff.taps("trainer", call(anonymous_progress, COHORT, 0))
    assert "fewer than five" in text(shown.screen)
    assert shown.then is None
    for number in range(4):
        await joins(staff, f"one-{number}", f"Number {chr(65 + number)}")
    for person in ("sara", "yusuf", "lina", "omar", "one-0", "one-1", "one-2"):
        await tried(staff, person, assignment, passed=True)
    shown = await staff.taps("trainer", call(anonymous_progress, COHORT, 0))
    assert "done, but for a few" in text(shown.screen)
    assert "7" not in text(shown.screen)
    for name in PEOPLE.values():
        assert name not in text(shown.screen)
    assert shown.aside, "the words say all of it"
    assert shown.then is not None
    (file,) = await shown.then()
    assert file.picture
    assert (file.name, file.caption) == ("room.png", "Gates")


async def test_a_supervisor_sees_done_and_due_and_nothing_else(staff: Staff) -> None:
    """No result, no band, no path: only who has done it, who is late, who still has time."""
    late, due = await given(staff, days=0), await given(staff)
    staff.desk.clock.passes(60)
    await tried(staff, "sara", late, passed=True)
    await tried(staff, "yusuf", late, passed=False)
    await tried(staff, "lina", due)
    today = await staff.says("supervisor", "/today")
    shown = await staff.taps("supervisor", button(today.screen, team_list))
    assert "Gates · 4 members" in labels(shown.screen)
    assert has(shown.screen, today_page)
    team = await staff.taps("supervisor", button(shown.screen, team_page))
    assert "2 of 4 · 2 late" in labels(team.screen)
    assert "0 of 4 · " in labels(team.screen)
    cover = await staff.taps("supervisor", call(team_coverage_page, late.id, 0))
    assert "Late: 2\n• Lina Omar\n• Omar Ali\nDone: 2\n• Sara Ahmed\n• Yusuf Hasan" in (
        text(cover.screen)
    )
    for reply in (shown, team, cover):
        assert "passed" not in text(reply.screen)
        assert "secure" not in text(reply.screen)
        assert reply.then is None


async def test_supervisor_sees_steps_by_programme_with_the_current_one(
    staff: Staff,
) -> None:
    first, second = [
        await given(staff, series="s", step=step, programme="gates", pass_mark=0)
        for step in range(2)
    ]
    await tried(staff, "sara", first, passed=True)
    team = labels((await staff.taps("supervisor", call(team_page, COHORT))).screen)
    assert "1 of 4 · " in team
    assert "0 of 4 · " in team
    assert "late" not in team
    cover = text((await staff.taps("supervisor", call(team_coverage_page, second.id, 0))).screen)
    assert "Still due: 1\n• Sara Ahmed\nNot open yet: 3\n• Lina Omar" in cover


async def test_a_supervisor_of_all_agencies_sees_all_of_them_in_pages(staff: Staff) -> None:
    await staff.person("top", ("supervisor", "*"))

    def save(conn: Connection) -> None:
        for number in range(21):
            made = Cohort(
                f"clinic-{number:05}", f"Clinic {number}", CLINICS, ZONE, staff.desk.clock.at
            )
            cohorts.create(conn, made, "trainer")

    await staff.write(save)
    first = await staff.says("top", "/team")
    second = await staff.taps("top", button(first.screen, team_list))
    assert "all agencies" in text(first.screen)
    named = [listed.text for shown in (first, second) for listed in buttons(shown.screen)]
    assert len({name for name in named if name.startswith("Clinic")}) == 21
    assert "Gates · 4 members" in named
    far = await staff.says("far", "/team")
    assert "Gates" not in text(far.screen)


OF_TRAINERS: tuple[Call, ...] = (
    call(cohort_progress, COHORT, 0),
    call(progress_picture, COHORT, 0, 0),
    call(anonymous_progress, COHORT, 0),
)


async def test_forged_taps_find_nothing(staff: Staff) -> None:
    """Neither what a trainer sees nor what a supervisor sees is there for anyone else."""
    assignment = await given(staff)
    of_supervisors: tuple[Call, ...] = (
        call(team_page, COHORT),
        call(team_coverage_page, assignment.id, 0),
    )
    nothing: tuple[Call, ...] = (
        call(team_page, "nothing-0000"),
        call(team_coverage_page, "nothing-0000", 0),
    )
    gone = common_screens.gone_screen(words("en"))
    await staff.person("stranger", ("trainer", AIRPORT))
    await staff.person("boss", ("admin", "*"))
    for person in ("stranger", "supervisor", "far", "sara", "boss"):
        for action in OF_TRAINERS:
            assert (await staff.taps(person, action)).screen == gone, (person, action)
    for person in ("stranger", "trainer", "far", "sara", "boss"):
        for action in of_supervisors:
            assert (await staff.taps(person, action)).screen == gone, (person, action)
    for person in ("stranger", "trainer", "sara", "boss"):
        assert (await staff.taps(person, call(team_list, 0))).screen == gone
        unknown = (await staff.says(person, "/team")).screen
        assert unknown == common_screens.unknown_command_screen(words("en"), None)
    for action in nothing:
        assert (await staff.taps("supervisor", action)).screen == gone
    assert "/team" in text((await staff.says("supervisor", "/help")).screen)
    assert "/team" not in text((await staff.says("trainer", "/help")).screen)


async def test_queries_do_not_grow_with_people(staff: Staff) -> None:
    """A cohort of four and one of forty cost the same number of queries."""
    assignment = await given(staff)
    await tried(staff, "sara", assignment, passed=True)
    actions = (
        call(cohort_progress, COHORT, 0),
        call(anonymous_progress, COHORT, 0),
        call(team_page, COHORT),
        call(team_coverage_page, assignment.id, 0),
    )

    async def queries() -> list[int]:
        found = []
        for action in actions:
            seen: list[str] = []
            with _watched(staff, seen):
                await staff.taps("supervisor" if "team" in action.name else "trainer", action)
            found.append(len(seen))
        return found

    await queries()  # the very first act begins the audit
    few = await queries()
    for number in range(36):
        await joins(staff, f"one-{number}", f"Number {chr(65 + number)}")
        await tried(staff, f"one-{number}", assignment, passed=True)
    assert await queries() == few


class _watched:
    """Notes every statement while it lasts."""

    def __init__(self, staff: Staff, seen: list[str]) -> None:
        from sqlalchemy import Engine

        self._engine, self._seen = Engine, seen

    def _note(self, conn, cursor, statement, *more) -> None:  # type: ignore[no-untyped-def]
        self._seen.append(statement)

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._note)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)
