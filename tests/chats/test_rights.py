"""Rights: the whole table, and what happens to those who tap or write what is not theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import Connection, delete, insert, update

from bot.app.access import rights
from bot.app.access.rights import (
    ADMIN,
    FOCAL,
    MASTER,
    ROLES,
    SUPERVISOR,
    TRAINEE,
    TRAINER,
    Right,
    is_last_admin,
    may,
)
from bot.app.assignments.assignment_plan import kept, of_assignment, of_case
from bot.app.authoring.scenario_downloads import PRESENT
from bot.app.paper_answers import paper_transcript
from bot.app.personal_data.pending_erasure import LEFT
from bot.chat.admin.account_sign_out import (
    ask_sign_out_person,
    create_recovery_code,
    sign_out_person,
)
from bot.chat.admin.accounts import account_page, ask_lost_account
from bot.chat.admin.agencies import (
    agency_jobs,
    agency_list,
    agency_page,
    ask_agency_name,
    ask_close_agency,
    close_agency,
    reopen_agency,
    tick_job,
)
from bot.chat.admin.agency_pledge import ask_pledge, ask_pledge_officer, reopen_pledge
from bot.chat.admin.agency_totals import (
    ask_figure,
    enter_figure,
    totals_month,
    totals_page,
    totals_year,
)
from bot.chat.admin.contact_entry import ask_contact_confirmer, ask_contact_text
from bot.chat.admin.erasure import ask_erase_person, erase_person, erasure_page, stop_erasure
from bot.chat.admin.exports import export_agencies, export_dataset, export_datasets, export_spans
from bot.chat.admin.forecasts import forecast_page
from bot.chat.admin.impact_reports import report_agencies, report_periods, send_report
from bot.chat.admin.local_contacts import (
    ask_withdraw_contact,
    contact_list,
    contact_page,
    withdraw_contact,
)
from bot.chat.admin.new_agency import add_agency, pick_country
from bot.chat.admin.roles import (
    choose_role_agency,
    invite_to_role,
    role_list,
    role_page,
    take_back_role,
)
from bot.chat.common import common_screens
from bot.chat.kit.request import Reply
from bot.chat.kit.routes import Call, Kind, call
from bot.chat.learner.path_sharing import ask_share_path, own_paths, share_path
from bot.chat.routes import ROUTES
from bot.chat.trainer.analysis.decision_list import decision_list, send_traffic_picture
from bot.chat.trainer.analysis.decision_page import decision_page
from bot.chat.trainer.assignments.audience_page import (
    apply_audience,
    change_audience,
    plan_audience,
    preview_audience,
    tick_candidate,
    tick_everybody,
    tick_listed,
)
from bot.chat.trainer.assignments.case_choice import (
    choose_assignment_mode,
    choose_case_to_assign,
    choose_due_day,
    choose_programme_to_assign,
)
from bot.chat.trainer.assignments.change_page import (
    change_assignment,
    change_last_day,
    change_options,
    change_pass_mark,
    change_tries,
)
from bot.chat.trainer.assignments.plan_page import (
    plan_case,
    plan_options,
    plan_page,
    plan_programme,
    set_plan_counts,
    set_plan_day,
    set_plan_mark,
    set_plan_mode,
    set_plan_tries,
)
from bot.chat.trainer.assignments.preview_page import (
    assign_case,
    assign_plan,
    preview_assignment,
    preview_plan,
)
from bot.chat.trainer.assignments.results_page import assignment_results, programme_results
from bot.chat.trainer.assignments.withdrawal_page import (
    ask_resume_assignment,
    ask_withdraw_assignment,
    resume_assignment,
    stop_mistake,
    withdraw_assignment,
    withdraw_assignment_how,
    withdrawn_assignments,
)
from bot.chat.trainer.cohorts.calendar_page import ask_days, calendar_page, clear_days
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name, cohort_list, cohort_page
from bot.chat.trainer.cohorts.cohort_settings import (
    archive_cohort,
    archived_cohorts,
    ask_archive_cohort,
    ask_new_cohort_name,
    cohort_settings,
    restore_cohort,
)
from bot.chat.trainer.cohorts.member_moves import (
    choose_move,
    choose_place_move,
    move_member,
    move_place,
)
from bot.chat.trainer.cohorts.member_pages import (
    ask_remove_member,
    choose_member,
    member_list,
    member_page,
    remove_member,
)
from bot.chat.trainer.cohorts.roster_sign_out import ask_sign_out_place, sign_out_place
from bot.chat.trainer.cohorts.trainer_pages import (
    add_trainer,
    ask_add_trainer,
    ask_remove_trainer,
    choose_trainer,
    cohort_trainers,
    remove_trainer,
)
from bot.chat.trainer.invitations.open_links import (
    ask_link_limit,
    ask_revoke_link,
    ask_revoke_links,
    choose_link_expiry,
    invitation_page,
    limit_link,
    link_list,
    link_page,
    make_link,
    make_slide,
    revoke_link,
    revoke_links,
    set_link_expiry,
)
from bot.chat.trainer.invitations.paper_entry import (
    begin_paper,
    discard_paper,
    finish_paper_answer,
    mark_paper_option,
    paper_work_list,
    submit_paper,
    take_paper_answer,
    undo_paper_answer,
)
from bot.chat.trainer.invitations.personal_codes import (
    ask_names,
    renew_all_codes,
    renew_code,
    renew_taken_code,
)
from bot.chat.trainer.invitations.roster_places import ask_remove_place, place_page, remove_place
from bot.chat.trainer.invitations.roster_upload import (
    ask_another_roster_file,
    ask_roster_file,
    discard_roster,
    enter_roster,
)
from bot.chat.trainer.programmes import programme_list, programme_page, send_guide
from bot.chat.trainer.progress.cohort_progress import (
    anonymous_progress,
    cohort_progress,
    progress_picture,
)
from bot.chat.trainer.progress.member_progress import member_progress, shared_path, shared_paths
from bot.chat.trainer.progress.nudges import (
    pending_members,
    preview_nudge,
    send_nudge,
    start_nudge,
    tick_pending_group,
    tick_pending_member,
)
from bot.chat.trainer.progress.team import team_coverage_page, team_list, team_page
from bot.chat.trainer.readiness import readiness_page, retention_page, set_retention
from bot.chat.trainer.scenario_downloads import download_formats, download_list, download_scenario
from bot.locale import words
from storage.assignments import assignment_plans, assignments
from storage.assignments.assignment_plans import AssignmentPlan
from storage.assignments.assignments import Assignment
from storage.cohorts import cohorts, invitations, pending_lists, roster
from storage.cohorts.cohorts import Cohort
from storage.cohorts.invitations import Invitation
from storage.cohorts.pending_lists import PendingList
from storage.cohorts.roster import Place
from storage.db import tables as t
from storage.people.roles import EVERYWHERE, Role
from tests.chats.test_cascade import TAPS as trainer_pathway
from tests.chats.test_measuring_rights import TAPS as of_assessments
from tests.chats.test_publishing_rights import TRIED as publishing
from tests.chats.test_room_rights import TRIED as live_sessions
from tests.helpers import papers
from tests.helpers.auditing import recorded_taps
from tests.helpers.following import played
from tests.helpers.front_desk import front_desk
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff, text

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
COHORT_ACTS = {Right.SEE_COHORT, Right.KEEP_COHORT, Right.INVITE, Right.ASSIGN, Right.LEAD_ROOM}
MAKING_ACTS = {Right.CREATE_COHORT, Right.SEE_GUIDES, Right.WRITE_SCENARIO}
BY_ROLE = {
    Right.TAKE_CASE: {TRAINER, MASTER, ADMIN},
    Right.TAKE_TEST: {MASTER, ADMIN},
    Right.SEE_TOTALS: {FOCAL, ADMIN},
    Right.ENTER_TOTALS: {FOCAL},
}
ROLE_ACTS = {
    Right.SEE_ROLES,
    Right.GIVE_ROLE,
    Right.TAKE_ROLE,
    Right.SIGN_OUT,
    Right.ERASE,
    Right.KEEP_AGENCY,
    Right.SEE_REPORT,
    Right.TAKE_FILES,
    Right.SEE_HEALTH,
    Right.APPROVE_SCENARIO,
}


def held(role: str, agency: str, id: str = "r1") -> Role:  # noqa: A002
    return Role(id, "p1", role, agency, None, NOW)


def expected(role: str | None, act: Right, *, same: bool, own: bool) -> bool:
    """The table once more, in other words."""
    if act is Right.KEEP_SCENARIO:  # what others wrote only master trainers look after
        return same and (role == MASTER or (role == TRAINER and own))
    if act is Right.MAKE_TRAINER:
        return role == MASTER and same
    if act is Right.MAKE_MASTER:
        return role == ADMIN and same
    if role == TRAINEE:
        return same and (act is Right.SEE_GUIDES or (act is Right.LEAD_ROOM and own))
    if act in (Right.REVOKE_CERTIFICATE, Right.SEE_TRAINERS):
        return role in (MASTER, ADMIN) and same
    if act in BY_ROLE:
        return same and role in BY_ROLE[act]
    if act is Right.OBSERVE:
        return role == MASTER and same
    if role in (TRAINER, MASTER):
        return same and (act in MAKING_ACTS or (act in COHORT_ACTS and own))
    if role == SUPERVISOR:
        return same and act == Right.SEE_TEAM
    return role == ADMIN and same and act in ROLE_ACTS


@pytest.mark.parametrize("role", [None, *ROLES])
def test_the_whole_table(role: str | None) -> None:
    """Every role, every act, in one's own agency and another, with an own cohort and not."""
    for act, agency, here, own in product(
        Right, (AIRPORT, CLINICS, EVERYWHERE), (AIRPORT, CLINICS, EVERYWHERE), (True, False)
    ):
        has = [held(role, agency)] if role else []
        same = agency in (here, EVERYWHERE)
        wanted = expected(role, act, same=same, own=own)
        assert may(has, act, here, own=own) == wanted, (role, act, agency, here, own)


def test_several_roles_add_up_and_an_unknown_one_is_none() -> None:
    both = [held(SUPERVISOR, AIRPORT), held(TRAINER, CLINICS), held("king", EVERYWHERE)]
    assert may(both, Right.CREATE_COHORT, CLINICS)
    assert not may(both, Right.CREATE_COHORT, AIRPORT)
    assert rights.where(both, Right.CREATE_COHORT) == [CLINICS]
    assert rights.where(both, Right.SEE_COHORT) == []


def test_the_last_admin_is_known() -> None:
    """An admin of all agencies stands in for that of one, and not the other way round."""
    top, other, local = (
        held(ADMIN, EVERYWHERE, "a"),
        held(ADMIN, EVERYWHERE, "b"),
        held(ADMIN, AIRPORT, "c"),
    )
    assert is_last_admin(top, [top, local])
    assert not is_last_admin(top, [top, other])
    assert not is_last_admin(local, [top, local])
    assert is_last_admin(local, [local])
    assert not is_last_admin(held(TRAINER, AIRPORT), [])


COHORT, PLACE, GIVEN, ROLE = "cohort-00001", "place-000001", "given-000001", "role-2000-00"
LATER = date(2026, 12, 9)
LIMITED, STEP, SERIES, PLAN = "given-000002", "given-000003", "series-00001", "plan-0000001"
REGROUPING = "plan-0000002"  # for whom an assignment is to be
OF_ASSIGNERS: tuple[Call, ...] = (
    call(choose_programme_to_assign, COHORT),
    call(plan_case, COHORT, "kinds", "practice", LATER),
    call(plan_page, PLAN),
    call(plan_options, PLAN, "day"),
    call(set_plan_mode, PLAN, "assessment"),
    call(set_plan_day, PLAN, LATER),
    call(set_plan_mark, PLAN, 80),
    call(set_plan_tries, PLAN, 2),
    call(set_plan_counts, PLAN, "last"),
    call(plan_audience, PLAN, 0),
    call(tick_candidate, PLAN, "member", on=True, page=0),
    call(tick_everybody, PLAN, on=True),
    call(tick_listed, PLAN),
    call(preview_plan, PLAN),
    call(assign_plan, PLAN),
    call(programme_results, SERIES, 0),
    call(change_assignment, GIVEN),
    call(change_options, GIVEN, "day"),
    call(change_last_day, GIVEN, LATER, sure=True),
    call(change_pass_mark, GIVEN, 80, sure=True),
    call(change_tries, LIMITED, 3, sure=True),
    call(change_audience, GIVEN),
    call(preview_audience, REGROUPING),
    call(apply_audience, REGROUPING, "0" * 12),
    call(stop_mistake, LIMITED),
    call(withdraw_assignment_how, GIVEN, "freeze"),
    call(ask_resume_assignment, GIVEN),
    call(resume_assignment, GIVEN),
)
ON_PAPER, NOT_COMING, BY_PAPER = "place-000002", "place-000003", "given-000004"
TAKEN = "place-000004"  # by the member
OTHER_COHORT = "cohort-00003"  # of the same trainer
OF_ENTERING: tuple[Call, ...] = (
    call(paper_work_list, PLACE),
    call(begin_paper, PLACE, BY_PAPER),
    call(take_paper_answer, PLACE, 0, 0),
    call(mark_paper_option, PLACE, 1, 0, on=True),
    call(finish_paper_answer, PLACE, 1),
    call(undo_paper_answer, PLACE, 2),
    call(discard_paper, PLACE),
    call(submit_paper, ON_PAPER, len(papers.whole(BY_PAPER).acts)),
    call(ask_remove_place, NOT_COMING),
    call(remove_place, NOT_COMING),
)
PLAYED = "played-00001"  # by the member, who lets their trainer see it
OF_FOLLOWERS: tuple[Call, ...] = (
    call(cohort_progress, COHORT, 0),
    call(progress_picture, COHORT, 0, 0),
    call(anonymous_progress, COHORT, 0),
    call(start_nudge, COHORT),
    call(pending_members, COHORT, 0),
    call(tick_pending_member, COHORT, "member", on=False),
    call(tick_pending_group, COHORT, "ahead", on=False),
    call(preview_nudge, COHORT),
    call(send_nudge, COHORT, 1),
    call(member_progress, COHORT, "member", 0),
    call(shared_paths, COHORT, 0),
    call(shared_path, PLAYED, 0),
)
OF_SUPERVISORS: tuple[Call, ...] = (
    call(team_list, 0),
    call(team_page, COHORT),
    call(team_coverage_page, GIVEN, 0),
)
OCTOBER = "2026-10"
OF_WHO_SEE_TOTALS: tuple[Call, ...] = (
    call(totals_page),
    call(totals_year, AIRPORT, 0),
    call(totals_month, AIRPORT, OCTOBER),
)
OF_FOCAL_POINTS: tuple[Call, ...] = (
    call(ask_figure, AIRPORT, OCTOBER, "referrals"),
    call(enter_figure, AIRPORT, OCTOBER, "referrals", 7),
    call(enter_figure, AIRPORT, OCTOBER, "referrals", None),
)
OF_THE_MEMBER: tuple[Call, ...] = (
    call(ask_share_path, PLAYED),
    call(share_path, PLAYED, on=False),
)
OF_DOWNLOADERS: tuple[Call, ...] = (
    call(download_list, 0),
    call(download_formats, "kinds", PRESENT),
    call(download_scenario, "kinds", PRESENT, "yaml"),
)
TOKEN, WAITS = "t" * 22, "list-0000001"
MARK = invitations.digest(TOKEN)[:12]
OF_COHORT_KEEPERS: tuple[Call, ...] = (
    call(cohort_settings, COHORT),
    call(ask_new_cohort_name, COHORT),
    call(cohort_trainers, COHORT),
    call(choose_trainer, COHORT, 0),
    call(ask_add_trainer, COHORT, "other-trainer"),
    call(add_trainer, COHORT, "other-trainer"),
    call(ask_remove_trainer, COHORT, "other-trainer"),
    call(remove_trainer, COHORT, "other-trainer"),
    call(choose_move, COHORT, "member", 0),
    call(move_member, COHORT, "member", OTHER_COHORT),
    call(move_member, OTHER_COHORT, "member", COHORT),
    call(ask_archive_cohort, COHORT),
    call(archive_cohort, COHORT),
    call(archived_cohorts),
    call(restore_cohort, COHORT),
)
OF_TRAINERS: tuple[Call, ...] = (
    call(choose_place_move, NOT_COMING, 0),
    call(move_place, NOT_COMING, OTHER_COHORT),
    call(move_place, NOT_COMING, COHORT),
    call(decision_list, GIVEN, everywhere=False),
    call(decision_page, GIVEN, everywhere=True, scene_id="counter"),
    call(send_traffic_picture, GIVEN, everywhere=False),
    call(link_list, COHORT),
    call(link_page, COHORT, MARK),
    call(choose_link_expiry, COHORT, MARK),
    call(set_link_expiry, COHORT, MARK, 7),
    call(ask_link_limit, COHORT, MARK),
    call(limit_link, COHORT, MARK, 10),
    call(make_slide, TOKEN),
    call(ask_revoke_link, COHORT, MARK),
    call(ask_revoke_links, COHORT),
    call(revoke_link, COHORT, MARK),
    call(ask_roster_file, COHORT),
    call(ask_another_roster_file, COHORT),
    call(enter_roster, WAITS, every=True),
    call(discard_roster, COHORT),
    *OF_FOLLOWERS,
    *OF_ENTERING,
    *OF_ASSIGNERS,
    call(cohort_page, COHORT),
    call(invitation_page, COHORT),
    call(make_link, COHORT),
    call(revoke_links, COHORT),
    call(ask_names, COHORT),
    call(member_list, COHORT, 0),
    call(choose_member, COHORT, 0),
    call(member_page, COHORT, "member"),
    *OF_COHORT_KEEPERS,
    call(place_page, TAKEN),
    call(ask_sign_out_place, TAKEN),
    call(sign_out_place, TAKEN),
    call(ask_remove_member, COHORT, "member"),
    call(remove_member, COHORT, "member", keep_place=True),
    call(place_page, PLACE),
    call(renew_code, PLACE),
    call(renew_taken_code, PLACE),
    call(renew_all_codes, COHORT),
    call(choose_case_to_assign, COHORT, 0),
    call(choose_assignment_mode, COHORT, "kinds"),
    call(choose_due_day, COHORT, "kinds", "practice"),
    call(preview_assignment, COHORT, "kinds", "practice", LATER),
    call(assign_case, COHORT, "kinds", "practice", LATER),
    call(assignment_results, GIVEN, 0),
    call(ask_withdraw_assignment, GIVEN),
    call(withdraw_assignment, GIVEN),
    call(withdrawn_assignments, COHORT),
    call(readiness_page, COHORT, 30),
    call(retention_page, COHORT),
    call(set_retention, COHORT, 90),
    call(calendar_page, COHORT),
    call(ask_days, COHORT, "holidays"),
    call(clear_days, COHORT, "holidays", LATER),
)
OF_ALL_WHO_TRAIN: tuple[Call, ...] = (
    call(cohort_list),
    call(programme_list),
    call(programme_page, "health"),
    call(send_guide, "health"),
)
OF_MAKERS: tuple[Call, ...] = (*OF_ALL_WHO_TRAIN, call(ask_cohort_name, AIRPORT))
OF_ADMINS: tuple[Call, ...] = (
    call(role_list),
    call(choose_role_agency, TRAINER),
    call(invite_to_role, TRAINER, AIRPORT),
    call(role_page, ROLE),
    call(ask_lost_account),
    call(account_page, "elsewhere"),
    call(ask_sign_out_person, "elsewhere"),
    call(create_recovery_code, "elsewhere"),
    call(sign_out_person, "elsewhere"),
    call(erasure_page, "elsewhere"),
    call(ask_erase_person, "elsewhere", LEFT),
    call(erase_person, "elsewhere", LEFT, int(NOW.timestamp())),
    call(stop_erasure, "elsewhere"),
    call(account_page, "trainer"),
    call(ask_sign_out_person, "trainer"),
    call(sign_out_person, "trainer"),
    call(create_recovery_code, "trainer"),
    call(agency_list, 0),
    call(agency_page, AIRPORT),
    call(report_agencies),
    call(report_periods, AIRPORT),
    call(send_report, AIRPORT, 12),
    call(export_agencies),
    call(export_datasets, AIRPORT),
    call(export_spans, AIRPORT, "people", "csv"),
    call(export_dataset, AIRPORT, "people", "csv", "all"),
    call(agency_jobs, AIRPORT),
    call(tick_job, AIRPORT, 0, on=True),
    call(ask_pledge, AIRPORT),
    call(reopen_pledge, AIRPORT),
    call(ask_pledge_officer, AIRPORT, promised=True),
    call(contact_list, AIRPORT),
    call(contact_page, AIRPORT, 0),
    call(ask_contact_text, AIRPORT, 0),
    call(ask_contact_confirmer, AIRPORT, 0, 1, 6),
    call(ask_withdraw_contact, AIRPORT, 0),
    call(withdraw_contact, AIRPORT, 0),
    call(take_back_role, ROLE),
)
OF_TOP_ADMINS: tuple[Call, ...] = (
    call(forecast_page),
    call(invite_to_role, ADMIN, AIRPORT),
    call(invite_to_role, MASTER, EVERYWHERE),
    call(choose_role_agency, ADMIN),
    call(sign_out_person, "master"),
    call(add_agency),
    call(pick_country, "coast-guard", "BH"),
    call(ask_agency_name, AIRPORT, "en"),
    call(ask_close_agency, AIRPORT),
    call(close_agency, AIRPORT),
    call(reopen_agency, AIRPORT),
    call(contact_list, EVERYWHERE),
    call(withdraw_contact, EVERYWHERE, 0),
)
EVERY = (
    *(*OF_TRAINERS, *OF_MAKERS, *OF_ADMINS, *OF_TOP_ADMINS, *OF_SUPERVISORS, *OF_THE_MEMBER),
    *(*OF_WHO_SEE_TOTALS, *OF_FOCAL_POINTS, *OF_DOWNLOADERS),
)
OTHERS = {
    "learner": (),
    "elsewhere": (),  # in another cohort of the airport's
    "member": (),
    "supervisor": ((SUPERVISOR, AIRPORT),),
    "focal": ((FOCAL, AIRPORT),),
    "far-focal": ((FOCAL, CLINICS),),
    "other-trainer": ((TRAINER, AIRPORT),),
    "far-trainer": ((TRAINER, CLINICS),),
    "master": ((MASTER, EVERYWHERE),),
    "admin": ((ADMIN, AIRPORT),),
    "far-admin": ((ADMIN, CLINICS),),
    "top-admin": ((ADMIN, EVERYWHERE),),
}


@pytest.fixture
async def staff(sqlite_url: str) -> AsyncIterator[Staff]:
    """A trainer with a cohort in which everything there is exists, and all the others."""
    async with front_desk(sqlite_url) as desk:
        found = Staff(desk)
        await found.person("trainer", (TRAINER, AIRPORT))
        for one, roles_held in OTHERS.items():
            await found.person(one, *roles_held)
        now = desk.clock.now()
        given = Assignment(GIVEN, COHORT, "kinds", "practice", NOW, 70, "trainer", now)

        def unit(conn: Connection) -> None:
            cohorts.create(conn, Cohort(COHORT, "Gates", AIRPORT, ZONE, now), "trainer")
            cohorts.create(conn, Cohort("cohort-00002", "Desks", AIRPORT, ZONE, now), "master")
            cohorts.create(conn, Cohort(OTHER_COHORT, "Halls", AIRPORT, ZONE, now), "trainer")
            cohorts.join(conn, "m0", "cohort-00002", "elsewhere", now)
            cohorts.join(conn, "m1", COHORT, "member", now)
            roster.add(conn, Place(PLACE, COHORT, {"latin": "Maryam"}, None, now))
            assignments.create(conn, given)
            row = {"row": 2, "names": {"latin": "Maryam"}, "job": None, "number": None}
            rows = [{**row, "unknown_job": ""}]
            pending_lists.keep(conn, PendingList("trainer", WAITS, COHORT, rows, now))
            link = Invitation(invitations.digest(TOKEN), "cohort", now, COHORT)
            invitations.create(conn, replace(link, expires_at=now + timedelta(days=30)))
            assignments.create(conn, replace(given, id=LIMITED, attempts=1))
            step = replace(given, id=STEP, programme="health", series=SERIES, step=0)
            assignments.create(conn, step)
            assignments.create(conn, replace(given, id=BY_PAPER, due_at=now + timedelta(days=9)))
            roster.add(conn, Place(TAKEN, COHORT, {"latin": "Huda"}, None, now))
            roster.claim(conn, TAKEN, "member", now)
            for place in (ON_PAPER, NOT_COMING):
                roster.add(conn, Place(place, COHORT, {"latin": "Yusuf"}, None, now))
            roster.change(conn, ON_PAPER, paper=paper_transcript.kept(papers.whole(BY_PAPER)))
            plan = of_case(COHORT, "kinds", "practice", LATER)
            assignment_plans.keep(conn, AssignmentPlan(PLAN, "trainer", COHORT, kept(plan), now))
            cohort = Cohort(COHORT, "Gates", AIRPORT, ZONE, now)
            whom = kept(of_assignment(given, cohort, ["member"]))
            assignment_plans.keep(conn, AssignmentPlan(REGROUPING, "trainer", COHORT, whom, now))

        await found.write(unit)
        attempt = await played(found, "member", given)
        await found.write(lambda conn: _shared(conn, attempt, now))
        yield found


def _shared(conn: Connection, attempt: str, now: datetime) -> None:
    """What was played, under an id that is known, and shared with the trainer."""
    own = t.attempts.c.id == attempt
    row = conn.execute(t.attempts.select().where(own)).mappings().one()
    conn.execute(insert(t.attempts), {**row, "id": PLAYED, "shared_at": now})
    conn.execute(update(t.events).where(t.events.c.attempt == attempt).values(attempt=PLAYED))
    conn.execute(delete(t.attempts).where(own))


async def contents(staff: Staff) -> dict[str, list[object]]:
    """Everything that trainers and admins could change."""
    tables = (
        t.roles,
        t.cohorts,
        t.cohort_trainers,
        t.memberships,
        t.roster,
        t.invitations,
        t.lists,
        t.assignments,
        t.assignees,
        t.plans,
        t.spared,
        t.attempts,
        t.due,
        t.people,
        t.agencies,
        t.figures,
        t.facts,
    )
    found: dict[str, list[object]] = await staff.read(
        lambda conn: {one.name: sorted(map(str, conn.execute(one.select()))) for one in tables}
    )
    return found


def is_gone(reply: Reply) -> bool:
    return reply.screen == common_screens.gone_screen(words("en")) and reply.then is None


def may_touch(person: str, action: Call) -> bool:
    """Who of the others may do this, by what they are."""
    if action in OF_MAKERS:
        anywhere = {"far-trainer"} if action in OF_ALL_WHO_TRAIN else set()
        return person in {"other-trainer", "master"} | anywhere
    if action in OF_DOWNLOADERS:
        trainers = {"other-trainer", "far-trainer", "master"}
        return person in trainers | {"admin", "far-admin", "top-admin"}
    if action in (
        call(role_list),
        call(choose_role_agency, TRAINER),
        call(agency_list, 0),
        call(ask_lost_account),
        call(report_agencies),
        call(export_agencies),
    ):
        return person in {"admin", "far-admin", "top-admin"}
    if action in OF_ADMINS:
        return person in {"admin", "top-admin"}
    if action in OF_TOP_ADMINS:
        return person == "top-admin"
    if action in OF_SUPERVISORS:
        return person == "supervisor"
    if action == call(totals_page):
        return person in {"focal", "far-focal", "admin", "far-admin", "top-admin"}
    if action in OF_WHO_SEE_TOTALS:
        return person in {"focal", "admin", "top-admin"}
    if action in OF_FOCAL_POINTS:
        return person == "focal"
    return action in OF_THE_MEMBER and person == "member"


@pytest.mark.parametrize("person", OTHERS)
async def test_forged_taps_of_all_others_find_nothing_and_change_nothing(
    staff: Staff, person: str
) -> None:
    """Whoever may not is answered exactly as if there were no such thing."""
    before = await contents(staff)
    for action in EVERY:
        if not may_touch(person, action):
            assert is_gone(await staff.taps(person, action)), (person, action)
    assert await contents(staff) == before


async def test_what_is_not_there_is_answered_the_same_to_those_who_may(staff: Staff) -> None:
    """Nobody can tell a cohort that is not theirs from one that is not there."""
    nothing = "nothing-0000"
    missing: tuple[tuple[str, Call], ...] = (
        ("trainer", call(cohort_page, nothing)),
        ("trainer", call(place_page, nothing)),
        ("trainer", call(member_page, COHORT, "learner")),  # who is somewhere, and not in it
        ("trainer", call(ask_remove_member, COHORT, nothing)),
        ("trainer", call(remove_member, nothing, "member", keep_place=False)),
        ("trainer", call(choose_move, COHORT, "learner", 0)),
        ("trainer", call(move_member, COHORT, "learner", OTHER_COHORT)),
        ("trainer", call(move_member, COHORT, "member", COHORT)),
        ("trainer", call(move_member, COHORT, "member", "cohort-00002")),
        ("trainer", call(move_place, nothing, COHORT)),
        ("trainer", call(add_trainer, COHORT, "learner")),
        ("trainer", call(ask_add_trainer, COHORT, nothing)),
        ("trainer", call(ask_remove_trainer, COHORT, "learner")),
        ("trainer", call(archive_cohort, nothing)),
        ("trainer", call(archived_cohorts)),
        ("trainer", call(restore_cohort, nothing)),
        ("trainer", call(ask_withdraw_assignment, nothing)),
        ("trainer", call(withdraw_assignment, nothing)),
        ("trainer", call(cohort_progress, nothing, 0)),
        ("trainer", call(tick_pending_member, COHORT, "learner", on=False)),  # who is not in it
        ("trainer", call(send_nudge, nothing, 1)),
        ("trainer", call(member_progress, COHORT, "learner", 0)),
        ("trainer", call(member_progress, nothing, "member", 0)),
        ("trainer", call(shared_path, nothing, 0)),
        ("trainer", call(shared_paths, nothing, 0)),
        ("supervisor", call(team_page, nothing)),
        ("supervisor", call(team_coverage_page, nothing, 0)),
        ("focal", call(totals_year, "no-such-agency", 0)),
        ("focal", call(totals_year, AIRPORT, 2001)),
        ("focal", call(totals_month, CLINICS, OCTOBER)),
        ("focal", call(enter_figure, AIRPORT, "2026-12", "referrals", 7)),  # is yet to come
        ("focal", call(enter_figure, AIRPORT, "2001-01", "referrals", 7)),
        ("focal", call(enter_figure, AIRPORT, OCTOBER, "arrests", 7)),
        ("focal", call(enter_figure, CLINICS, OCTOBER, "referrals", 7)),
        ("member", call(ask_share_path, nothing)),
        ("member", call(share_path, nothing, on=True)),
        ("trainer", call(withdrawn_assignments, nothing)),
        ("trainer", call(assignment_results, nothing, 0)),
        ("trainer", call(choose_programme_to_assign, nothing)),
        ("trainer", call(plan_programme, COHORT, "no-such")),
        ("trainer", call(plan_programme, COHORT, "health")),  # whose cases are not here
        ("trainer", call(plan_case, COHORT, "no-such-case", "practice", LATER)),
        ("trainer", call(plan_case, nothing, "kinds", "practice", LATER)),
        ("trainer", call(plan_page, nothing)),
        ("trainer", call(set_plan_mark, PLAN, 1)),
        ("trainer", call(set_plan_tries, PLAN, 99)),
        ("trainer", call(set_plan_counts, PLAN, "mine")),
        ("trainer", call(set_plan_mode, PLAN, "taster")),
        (
            "trainer",
            call(tick_candidate, PLAN, "learner", on=True, page=0),
        ),  # who is not in the cohort
        ("trainer", call(preview_plan, nothing)),
        ("trainer", call(assign_plan, nothing)),
        ("trainer", call(programme_results, nothing, 0)),
        ("trainer", call(programme_results, GIVEN, 0)),
        ("trainer", call(stop_mistake, nothing)),
        ("trainer", call(withdraw_assignment_how, nothing, "stop")),
        ("trainer", call(withdraw_assignment_how, GIVEN, "gently")),
        ("trainer", call(ask_resume_assignment, nothing)),
        ("trainer", call(resume_assignment, nothing)),
        ("trainer", call(change_assignment, nothing)),
        ("trainer", call(change_options, GIVEN, "mode")),
        ("trainer", call(change_last_day, nothing, LATER, sure=True)),
        ("trainer", call(change_pass_mark, GIVEN, 1, sure=True)),
        ("trainer", call(change_pass_mark, STEP, 80, sure=True)),  # a programme has its own
        ("trainer", call(change_tries, LIMITED, 99, sure=True)),
        ("trainer", call(change_tries, GIVEN, 1, sure=True)),  # which is fewer
        ("trainer", call(change_audience, nothing)),
        ("trainer", call(preview_audience, nothing)),
        ("trainer", call(preview_audience, PLAN)),  # of a new assignment
        ("trainer", call(apply_audience, PLAN, nothing)),
        ("trainer", call(plan_page, REGROUPING)),  # of one that is made
        ("trainer", call(assign_plan, REGROUPING)),
        ("trainer", call(readiness_page, nothing, 0)),
        ("trainer", call(retention_page, nothing)),
        ("trainer", call(set_retention, nothing, 90)),
        ("trainer", call(set_retention, COHORT, 99)),  # no wish that is offered
        ("trainer", call(calendar_page, nothing)),
        ("trainer", call(ask_days, nothing, "holidays")),
        ("trainer", call(ask_days, COHORT, "birthdays")),
        ("trainer", call(clear_days, nothing, "holidays", LATER)),
        ("trainer", call(programme_page, "no-such")),
        ("trainer", call(send_guide, "no-such")),
        ("trainer", call(paper_work_list, nothing)),
        ("trainer", call(begin_paper, PLACE, nothing)),
        ("trainer", call(take_paper_answer, PLACE, 0, 0)),  # nothing is being entered
        ("trainer", call(take_paper_answer, nothing, 0, 0)),
        (
            "trainer",
            call(mark_paper_option, ON_PAPER, len(papers.whole(BY_PAPER).acts), 0, on=True),
        ),
        ("trainer", call(finish_paper_answer, ON_PAPER, len(papers.whole(BY_PAPER).acts))),
        ("trainer", call(submit_paper, ON_PAPER, 1)),  # not what the screen said
        ("trainer", call(submit_paper, PLACE, 0)),
        ("trainer", call(discard_paper, nothing)),
        ("trainer", call(remove_place, nothing)),
        ("trainer", call(link_page, COHORT, nothing)),
        ("trainer", call(set_link_expiry, COHORT, MARK, 9999)),
        ("trainer", call(limit_link, COHORT, MARK, 9999)),
        ("trainer", call(ask_revoke_link, COHORT, nothing)),
        ("trainer", call(revoke_link, COHORT, nothing)),
        ("trainer", call(enter_roster, nothing, every=False)),
        ("trainer", call(make_slide, "u" * 22)),
        ("trainer", call(ask_cohort_name, "no-such-agency")),
        ("trainer", call(assign_case, COHORT, "no-such-case", "practice", LATER)),
        ("top-admin", call(role_page, nothing)),
        ("top-admin", call(take_back_role, nothing)),
        ("top-admin", call(invite_to_role, TRAINER, "no-such-agency")),
        ("admin", call(erasure_page, "learner")),  # who is of no agency
        ("admin", call(sign_out_person, "learner")),  # who is of no agency
        ("far-admin", call(create_recovery_code, "member")),
        ("trainer", call(ask_sign_out_place, PLACE)),  # which nobody has taken
        ("trainer", call(sign_out_place, nothing)),
        ("top-admin", call(sign_out_person, "top-admin")),
        ("top-admin", call(create_recovery_code, nothing)),
        ("admin", call(invite_to_role, TRAINER, EVERYWHERE)),
        ("top-admin", call(agency_page, "no-such-agency")),
        ("top-admin", call(close_agency, "no-such-agency")),
        ("top-admin", call(ask_agency_name, AIRPORT, "fr")),
        ("top-admin", call(tick_job, AIRPORT, 999, on=True)),
        ("admin", call(agency_page, CLINICS)),
        ("admin", call(contact_list, CLINICS)),
        ("admin", call(ask_pledge, CLINICS)),
        ("admin", call(reopen_pledge, CLINICS)),
        ("admin", call(ask_pledge_officer, CLINICS, promised=True)),
        ("top-admin", call(ask_pledge, "no-such-agency")),
        ("top-admin", call(reopen_pledge, "no-such-agency")),
        ("top-admin", call(ask_pledge_officer, "no-such-agency", promised=False)),
        ("top-admin", call(contact_list, "no-such-agency")),
        ("top-admin", call(contact_page, AIRPORT, 99)),
        ("top-admin", call(ask_contact_confirmer, AIRPORT, 0, 1, 7)),
        ("admin", call(tick_job, CLINICS, 0, on=True)),
    )
    before = await contents(staff)
    for person, action in missing:
        assert is_gone(await staff.taps(person, action)), (person, action)
    assert await contents(staff) == before


async def test_those_who_may_are_served(staff: Staff) -> None:
    """The same taps, from those whose they are; so none of them is refused to everybody.

    And each that changes something, or shows the work of others, is recorded.
    """
    for action in OF_SUPERVISORS:
        assert not is_gone(await recorded_taps(staff, "supervisor", action)), action
    for action in (*OF_WHO_SEE_TOTALS, *OF_FOCAL_POINTS):
        assert not is_gone(await recorded_taps(staff, "focal", action)), action
    for action in (*OF_TRAINERS, *OF_MAKERS, *OF_DOWNLOADERS):
        assert not is_gone(await recorded_taps(staff, "trainer", action)), action
    for action in OF_ADMINS:
        assert not is_gone(await recorded_taps(staff, "admin", action)), action
    for action in OF_TOP_ADMINS:
        assert not is_gone(await recorded_taps(staff, "top-admin", action)), action


async def test_what_is_a_learners_own_to_share_is_theirs_alone(staff: Staff) -> None:
    """Their trainer can neither share a path in their place nor keep it shared."""
    before = await contents(staff)
    for action in OF_THE_MEMBER:
        assert is_gone(await staff.taps("trainer", action)), action
    assert await contents(staff) == before
    for action in OF_THE_MEMBER:
        assert not is_gone(await staff.taps("member", action)), action
    path = call(shared_path, PLAYED, 0)
    assert "This path is not open to you" in text((await staff.taps("trainer", path)).screen)
    for person in OTHERS:  # of anyone's own there is always a page
        assert is_gone(await staff.taps(person, path)), person
        assert not is_gone(await staff.taps(person, call(own_paths, 0))), person


def test_every_route_that_needs_a_right_is_tried() -> None:
    """Each is tapped by whoever may and whoever may not, here or in the test of its topic."""
    taps = (*EVERY, *trainer_pathway, *of_assessments)
    tried = (
        {action.name for action in taps if isinstance(action, Call)} | publishing | live_sessions
    )
    tried |= {plan_programme.__name__}  # no programme is whole on this shelf
    assert tried >= {route.name for route in ROUTES if route.kind is Kind.TAP and route.right}


@pytest.mark.parametrize("person", OTHERS)
async def test_commands_of_others_are_no_commands(staff: Staff, person: str) -> None:
    trains = person in {"other-trainer", "far-trainer", "master"}
    administers = person in {"admin", "far-admin", "top-admin"}
    of_roles = (("/cohorts", trains), ("/programmes", trains), ("/admin", administers))
    for command, theirs in of_roles:
        shown = (await staff.says(person, command)).screen
        assert (shown == common_screens.unknown_command_screen(words("en"), None)) != theirs


@pytest.mark.parametrize(
    ("awaits", "typed"),
    [
        (f"cohort-name:{AIRPORT}", "Gates"),
        (f"names:{COHORT}", "Sara Ahmed"),
        (f"places:{COHORT}:{MARK}", "12"),
        (f"cohort-days:{COHORT}:holidays", "2026-12-16"),
        (f"plan-day:{PLAN}", "2026-12-16"),
        (f"given-day:{GIVEN}", "2026-12-16"),
        ("lost", "Huda"),
        ("agency-id", "coast-guard"),
        ("agency-country:coast-guard", "BH"),
        ("agency-names:coast-guard:BH:", "Coast Guard"),
        ("agency-names:coast-guard:BH:Coast Guard", "خفر السواحل"),
        (f"agency-name:{AIRPORT}:en", "Airport"),
        (f"fact-text:{AIRPORT}:police:a desk\nمكتب", "the handbook"),
        (f"fact-by:{AIRPORT}:police:1:6", "Huda Ali, duty manager"),
        (f"agency-pledge:{AIRPORT}:promised", "Huda Ali, director"),
    ],
)
async def test_what_is_typed_counts_only_while_the_right_lasts(
    staff: Staff, awaits: str, typed: str
) -> None:
    """Rights are read on every act: a role that was taken back in between is no role."""
    await staff.person("late", (TRAINER, AIRPORT), awaits=awaits)

    def ended(conn: Connection) -> None:
        conn.execute(t.roles.update().where(t.roles.c.person == "late").values(ended_at=NOW))

    await staff.write(ended)
    before = await contents(staff)
    reply = await staff.says("late", typed)
    assert reply.screen == (await staff.says("learner", typed)).screen
    assert await contents(staff) == before


async def test_a_role_that_was_taken_back_counts_no_more_at_once(staff: Staff) -> None:
    assert not is_gone(await staff.taps("trainer", call(cohort_page, COHORT)))
    await staff.taps("admin", call(take_back_role, ROLE))
    assert is_gone(await staff.taps("trainer", call(cohort_page, COHORT)))
