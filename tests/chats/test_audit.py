"""What is done with a role is recorded: who, by which right, what, on what; never a text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.app.assignments.assignment_plan import of_case, to_json
from bot.chat.admin.roles import invite_to_role
from bot.chat.kit.routes import call
from bot.chat.trainer.assignments.audience_page import tick_candidate, tick_everybody
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name
from bot.chat.trainer.cohorts.member_pages import member_list
from bot.chat.trainer.invitations.open_links import make_link
from bot.chat.trainer.invitations.roster_upload import ask_roster_file
from bot.chat.trainer.live_session.observation import observable_sessions
from bot.chat.trainer.live_session.session_records import session_list
from bot.chat.trainer.progress.member_progress import member_progress
from bot.chat.trainer.progress.team import team_list
from storage.assignments import assignment_plans
from storage.assignments.assignment_plans import AssignmentPlan
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.db import audit_log
from storage.db.audit_log import AuditEntry
from storage.people import people, roles
from storage.people.people import Account, Person
from tests.helpers.auditing import rows
from tests.helpers.front_desk import BOT, front_desk
from tests.helpers.staff import AIRPORT, ZONE, Staff, text

LATER = date(2026, 12, 9)


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        await found.person("admin", (ADMIN, AIRPORT))
        await found.person("sara")
        yield found


def told(entry: AuditEntry) -> tuple[str | None, ...]:
    return (entry.person, entry.role, entry.agency, entry.act, entry.deed, entry.kind, entry.object)


async def test_from_a_cohort_to_a_look_at_its_members(staff: Staff) -> None:
    """Taps, what is typed, and looks; what is only asked is no deed."""
    await staff.taps("trainer", call(ask_cohort_name, AIRPORT))
    assert await staff.read(rows) == []
    await staff.says("trainer", "Night shift at the gates")
    (cohort,) = await staff.read(lambda conn: cohorts.of_trainer(conn, "trainer"))
    await staff.taps("trainer", call(make_link, cohort.id))
    await staff.write(lambda conn: cohorts.join(conn, "m1", cohort.id, "sara", cohort.created_at))
    await staff.taps("trainer", call(member_progress, cohort.id, "sara", 0))
    await staff.taps("trainer", call(member_list, cohort.id, 0))
    await staff.taps("trainer", call(ask_roster_file, cohort.id))

    found = await staff.read(rows)
    by = ("trainer", "trainer", AIRPORT)
    assert [told(entry) for entry in found] == [
        (*by, "create-cohort", "typed cohort-name", "agency", AIRPORT),
        (*by, "invite", "make-link", "cohort", cohort.id),
        (*by, "see-cohort", "member-progress", "person", "sara"),
        (*by, "see-cohort", "member-list", "cohort", cohort.id),
    ]
    assert {entry.at for entry in found} == {staff.desk.clock.now()}
    assert {entry.origin for entry in found} == {"sandbox"}
    assert "Night shift" not in repr(found)
    assert [*audit_log.faults(found, await staff.read(audit_log.end))] == []


async def test_role_grant_and_acceptance_are_audited(staff: Staff) -> None:
    """By whom, and by whom; the token is no id, and is kept nowhere."""
    shown = text((await staff.taps("admin", call(invite_to_role, TRAINER, AIRPORT))).screen)
    token = shown.partition("start=")[2].split()[0]
    before = len(await staff.read(rows))
    await staff.says("sara", f"/start {token}")

    found = await staff.read(rows)
    assert before == 1
    assert [told(entry) for entry in found] == [
        ("admin", "admin", AIRPORT, "give-role", "invite-to-role", "agency", AIRPORT),
        ("sara", "trainer", AIRPORT, "take-up-role", "take-up-role", "person", "sara"),
    ]
    assert token not in repr(found)
    assert await staff.read(lambda conn: [role.role for role in roles.of(conn, "sara")]) == [
        TRAINER
    ]


async def test_own_and_refused_actions_are_not_audited(staff: Staff) -> None:
    """A learner's wishes, a trainer's own wishes, and forged taps."""
    for person in ("sara", "trainer"):
        for command in ("/start", "/settings", "/refresh", "/progress", "/mydata", "/cohorts"):
            await staff.says(person, command)
    await staff.taps("sara", call(ask_cohort_name, AIRPORT))
    await staff.taps("trainer", call(member_progress, "nothing-0000", "sara", 0))
    assert await staff.read(rows) == []


async def test_the_same_look_is_one_row_an_hour_and_ticks_are_one_look(staff: Staff) -> None:
    """Another cohort, another right or an hour later is another one; so is another person's."""
    now = staff.desk.clock.now()

    def save(conn: Connection) -> None:
        for cohort in ("cohort-00001", "cohort-00002"):
            cohorts.create(conn, Cohort(cohort, "Gates", AIRPORT, ZONE, now), "trainer")
        for number in range(5):
            person = f"learner-{number:04}"
            people.add(conn, Person(person, "en", ZONE, now), Account(BOT, 5000 + number, person))
            cohorts.join(conn, f"member-{number}", "cohort-00001", person, now)
        plan = of_case("cohort-00001", "kinds", "practice", LATER)
        row = AssignmentPlan("plan-0000001", "trainer", "cohort-00001", to_json(plan), now)
        assignment_plans.keep(conn, row)

    await staff.write(save)
    for _ in range(3):
        await staff.taps("trainer", call(member_list, "cohort-00001", 0))
    await staff.taps("trainer", call(member_list, "cohort-00002", 0))
    await staff.taps("trainer", call(tick_everybody, "plan-0000001", on=False))
    for number in range(5):
        await staff.taps(
            "trainer", call(tick_candidate, "plan-0000001", f"learner-{number:04}", on=True, page=0)
        )

    async def looks() -> list[tuple[str, str | None]]:
        return [(member.deed, member.object) for member in await staff.read(rows)]

    first = [
        ("member-list", "cohort-00001"),
        ("member-list", "cohort-00002"),
        ("tick-everybody", "cohort-00001"),
        ("tick-candidate", "cohort-00001"),
    ]
    assert await looks() == first
    staff.desk.clock.passes(3599)
    await staff.taps("trainer", call(member_list, "cohort-00001", 0))
    assert await looks() == first
    staff.desk.clock.passes(1)
    await staff.taps("trainer", call(member_list, "cohort-00001", 0))
    assert await looks() == [*first, first[0]]
    staff.desk.clock.passes(-7200)  # set back: nothing may go unseen for it
    await staff.taps("trainer", call(member_list, "cohort-00001", 0))
    assert await looks() == [*first, first[0], first[0]]


async def test_lists_of_sessions_and_teams_are_looks(staff: Staff) -> None:
    now = staff.desk.clock.now()
    await staff.person("lead", (SUPERVISOR, AIRPORT))
    made = Cohort("cohort-00001", "Gates", AIRPORT, ZONE, now)
    await staff.write(lambda conn: cohorts.create(conn, made, "trainer"))
    await staff.taps("trainer", call(session_list, "cohort-00001", 0))
    await staff.taps("lead", call(team_list, 0))
    await staff.person("master", (MASTER, AIRPORT))
    await staff.taps("master", call(observable_sessions, 0))
    found = [(member.person, member.deed) for member in await staff.read(rows)]
    assert found == [
        ("trainer", "session-list"),
        ("lead", "team-list"),
        ("master", "observable-sessions"),
    ]
