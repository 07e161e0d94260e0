"""Every route that needs a right, tried by everyone on what is theirs and on what is not.

Routes come from `ROUTES`, what they are called with from `tests.helpers.rights_world`, and who may
from `RIGHTS`. A new route needs a line here only where that table does not tell who is served.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app.access.rights import ADMIN, MASTER, RIGHTS, TRAINER, Right, may
from bot.chat.admin.account_sign_out import sign_out_person
from bot.chat.admin.agencies import (
    ask_agency_name,
    ask_close_agency,
    close_agency,
    rename_agency,
    reopen_agency,
    tick_job,
)
from bot.chat.admin.agency_totals import enter_figure, totals_year
from bot.chat.admin.contact_entry import ask_contact_confirmer
from bot.chat.admin.erasure import erasure_page
from bot.chat.admin.forecasts import forecast_page
from bot.chat.admin.health import show_health
from bot.chat.admin.local_contacts import contact_list, contact_page, withdraw_contact
from bot.chat.admin.new_agency import (
    add_agency,
    pick_country,
    take_agency_id,
    take_agency_name,
    type_country,
)
from bot.chat.admin.roles import choose_role_agency, invite_to_role, take_back_role
from bot.chat.author.retraction import ask_delete_draft, delete_draft
from bot.chat.author.sharing import share_scenario
from bot.chat.common import common_screens
from bot.chat.kit.routes import Route, RouteKind, call
from bot.chat.learner.path_sharing import ask_share_path, own_paths, share_path
from bot.chat.routes import ROUTES
from bot.chat.trainer.assignments.audience_page import (
    apply_audience,
    preview_audience,
    tick_candidate,
)
from bot.chat.trainer.assignments.change_page import change_options, change_pass_mark, change_tries
from bot.chat.trainer.assignments.earlier_buttons import (
    assign_case,
)
from bot.chat.trainer.assignments.plan_page import (
    plan_case,
    plan_page,
    plan_programme,
    set_plan_counts,
    set_plan_mark,
    set_plan_mode,
    set_plan_tries,
)
from bot.chat.trainer.assignments.preview_page import (
    assign_plan,
)
from bot.chat.trainer.assignments.results_page import programme_results
from bot.chat.trainer.assignments.withdrawal_page import withdraw_assignment_how
from bot.chat.trainer.cohorts.calendar_page import ask_days
from bot.chat.trainer.cohorts.cohort_pages import ask_cohort_name, cohort_page
from bot.chat.trainer.cohorts.cohort_settings import archived_cohorts, ask_new_cohort_name
from bot.chat.trainer.cohorts.member_moves import move_member
from bot.chat.trainer.cohorts.member_pages import remove_member
from bot.chat.trainer.cohorts.roster_sign_out import ask_sign_out_place
from bot.chat.trainer.cohorts.trainer_pages import add_trainer, ask_add_trainer, remove_trainer
from bot.chat.trainer.invitations.open_links import limit_link, make_slide, set_link_expiry
from bot.chat.trainer.invitations.paper_entry import (
    finish_paper_answer,
    mark_paper_option,
    submit_paper,
    take_paper_answer,
)
from bot.chat.trainer.live_session.attendance import remove_attendee, set_attending
from bot.chat.trainer.programmes import programme_page, send_guide
from bot.chat.trainer.readiness import set_retention
from bot.chat.trainer.trainer_promotion import (
    ask_make_master,
    lend_cohort,
    make_master,
    make_trainer,
    name_trainee,
)
from bot.locale import words
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people import roles
from storage.people.roles import EVERYWHERE
from tests.helpers import paper_answers
from tests.helpers.auditing import deed_of
from tests.helpers.databases import copied
from tests.helpers.front_desk import front_desk
from tests.helpers.rights_trials import RollbackDatabase, RouteTrials, TrialResult
from tests.helpers.rights_world import NAMES, NOTHING, OWNERS, PEOPLE, world
from tests.helpers.staff import AIRPORT, ZONE, Staff

pytestmark = pytest.mark.asyncio(loop_scope="module")

ONLY_FOR_ALL_AGENCIES = {
    add_agency,
    pick_country,
    ask_agency_name,
    ask_close_agency,
    close_agency,
    reopen_agency,
    rename_agency,
    take_agency_id,
    take_agency_name,
    type_country,
    forecast_page,
    show_health,
}
"""What concerns all agencies takes the right for all of them."""
ONLY_ON_OWN = {
    ask_delete_draft,  # master trainers look after what is in use, and do not see drafts
    delete_draft,
    share_scenario,  # with a cohort of one's own
    name_trainee,  # out of a cohort of one's own
    lend_cohort,  # which is one's own
}
"""What a right over the whole agency allows only with one's own."""
NEVER_ON_OWN = {Right.OBSERVE}
"""Rights that nobody has over their own: another master trainer observes a master trainer."""
ONLY_WHERE_THERE_IS_ONE = {archived_cohorts}
"""A list that is refused to those who have nothing to list."""
SERVED_ELSEWHERE = {
    make_trainer,  # what somebody must have shown for these takes months: see test_cascade.py
    ask_make_master,
    make_master,
}
"""What nobody in this world is served: all are refused."""

NOT_LOOKED_UP = {
    pick_country,  # of an agency that is about to be made
    remove_member,  # whoever is not there any more is as gone as was asked for
    remove_trainer,
    remove_attendee,
    set_attending,
}
"""What is served with an id of nothing."""
LATER = date(2026, 12, 9)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def trials(sqlite_template: Path) -> AsyncIterator[RouteTrials]:
    with copied(sqlite_template) as url:
        async with world(url) as found:
            with closing(RollbackDatabase(url)) as undoing:
                yield RouteTrials(found, undoing)


def routes(kind: RouteKind) -> list[Route]:
    found = [route for route in ROUTES if route.kind is kind and route.right is not None]
    assert found
    return found


def owners_for(trials: RouteTrials, person: str, route: Route) -> list[str]:
    """Themselves, someone else of their agency, and someone of another, where there are such.

    Of these only the first, where somebody has the right nowhere: what they name is not looked at.
    """
    home = next((agency for _, agency in PEOPLE[person] if agency != EVERYWHERE), AIRPORT)
    others = [owner for owner in OWNERS if owner != person]
    near = [owner for owner in others if OWNERS[owner] == home]
    far = [owner for owner in others if OWNERS[owner] != home]
    found = [*([person] if person in OWNERS else []), *near[:1], *far[:1]]
    return found if has_somewhere(trials, person, route) else found[:1]


def has_somewhere(trials: RouteTrials, person: str, route: Route) -> bool:
    """Whether one of someone's roles has the right of a route, over whatever it be."""
    return any(route.right in RIGHTS[role.role] for role in trials.world.roles[person])


def is_allowed(trials: RouteTrials, route: Route, person: str, owner: str | None) -> bool:
    """Whether someone is to be served with what is an owner's; None for what is nobody's."""
    right, held = route.right, trials.world.roles[person]
    assert right is not None
    if route.handler in SERVED_ELSEWHERE:
        return False
    if route.handler in ONLY_FOR_ALL_AGENCIES:
        return may(held, right, EVERYWHERE)
    if owner is None:
        has_some = route.handler not in ONLY_WHERE_THERE_IS_ONE or person in OWNERS
        return has_some and has_somewhere(trials, person, route)
    own = person == owner
    if (own and right in NEVER_ON_OWN) or (not own and route.handler in ONLY_ON_OWN):
        return False
    return may(held, right, OWNERS[owner], own=own)


def mistakes(route: Route, person: str, tried: TrialResult, *, allowed: bool) -> Iterator[str]:
    """What is wrong with how someone was answered."""
    if tried.refused == allowed:
        yield "is refused" if allowed else "is served"
    if not allowed and tried.changed:
        yield f"changes {', '.join(sorted(tried.changed))}"
    if tried.changed and not tried.recorded:
        yield "changes something that is not recorded"
    if not tried.recorded and any(name in tried.shown for name in NAMES):
        yield "is shown names, which is not recorded"
    if tried.recorded - ({(person, deed_of(route))} if allowed else set()):
        yield f"is recorded as {tried.recorded}"


@pytest.mark.parametrize("kind", RouteKind)
async def test_everyone_is_served_according_to_the_rights_table(
    trials: RouteTrials, kind: RouteKind
) -> None:
    """Who may not is answered exactly as if there were no such thing, and changes nothing.

    What changes something, or shows people of a cohort by their names, is recorded.
    """
    found = []
    for route in routes(kind):
        served = await trials.served(route, lambda *each: is_allowed(trials, *each))
        if served is None and route.handler not in SERVED_ELSEWHERE:
            found.append(f"{route.name} is served to nobody: {trials.describe(route)}")
        candidate = served.candidate if served else 0
        for person in PEOPLE:
            owners = owners_for(trials, person, route)
            for owner, values in trials.calls(route, candidate, owners):
                tried = await trials.tried(person, route, values)
                allowed = is_allowed(trials, route, person, owner)
                wrong = mistakes(route, person, tried, allowed=allowed)
                found += [f"{route.name}: {person} {each} with {values}" for each in wrong]
    assert not found, "\n".join(found)


async def test_missing_and_forbidden_targets_look_alike(trials: RouteTrials) -> None:
    """Nobody can tell what is not theirs from what is not there, beside what is theirs either."""
    found = []
    for route in routes(RouteKind.TAP):
        served = await trials.served(route, lambda *each: is_allowed(trials, *each))
        if served is None or route.handler in NOT_LOOKED_UP:
            continue
        person = served.person
        for owner, values in trials.replaced(route, served):
            if owner is None or not is_allowed(trials, route, person, owner):
                tried = await trials.tried(person, route, values)
                wrong = mistakes(route, person, tried, allowed=False)
                found += [f"{route.name}: {person} {each} with {values}" for each in wrong]
    assert not found, "\n".join(found)


async def test_old_button_about_a_removed_person_changes_nothing(trials: RouteTrials) -> None:
    own, far = trials.world.belongings["trainer"], trials.world.belongings["far-trainer"]
    (cohort, *_), (session, *_) = own["cohort_id"], own["session_id"]
    for person in (NOTHING, far["person_id"][0]):
        for action in (
            call(remove_member, cohort, person, keep_place=False),
            call(remove_trainer, cohort, person),
            call(set_attending, session, person, there=True, page=0),
            call(remove_attendee, session, person, 0),
        ):
            assert not (await trials.tapped("trainer", action)).changed, action


async def test_forged_values_are_refused(trials: RouteTrials) -> None:
    """Also to those who may: as if there were no such thing."""
    own = {name: values[0] for name, values in trials.world.belongings["trainer"].items()}
    every = trials.world.belongings["trainer"]
    cohort, member, place = own["cohort_id"], own["person_id"], own["place_id"]
    given, limited, _ = every["assignment_id"]
    plan, change = every["plan_id"]
    whole, last = every["place_id"][-1], len(paper_answers.whole("").acts)
    step = await trials.world.staff.read(
        lambda conn: assignments.of_series(conn, own["series_id"])[0].id
    )
    refused = (
        ("trainer", call(move_member, cohort, member, cohort)),
        ("trainer", call(add_trainer, cohort, member)),  # who has no role
        ("trainer", call(ask_add_trainer, cohort, member)),
        ("trainer", call(plan_programme, cohort, "no-such")),
        ("trainer", call(plan_programme, cohort, "health")),  # whose cases are not here
        ("trainer", call(plan_case, cohort, "no-such-case")),
        ("trainer", call(assign_case, cohort, "no-such-case", "practice", LATER)),
        ("trainer", call(set_plan_mark, plan, 1)),
        ("trainer", call(set_plan_tries, plan, 99)),
        ("trainer", call(set_plan_counts, plan, "mine")),
        ("trainer", call(set_plan_mode, plan, "taster")),
        ("trainer", call(tick_candidate, plan, "learner", on=True, page=0)),  # is not in the cohort
        ("trainer", call(preview_audience, plan)),  # of a new assignment
        ("trainer", call(apply_audience, plan, NOTHING)),
        ("trainer", call(plan_page, change)),  # of one that is made
        ("trainer", call(assign_plan, change)),
        ("trainer", call(programme_results, given, 0)),
        ("trainer", call(withdraw_assignment_how, given, "gently")),
        ("trainer", call(change_options, given, "mode")),
        ("trainer", call(change_pass_mark, given, 1, sure=True)),
        ("trainer", call(change_pass_mark, step, 80, sure=True)),  # a programme has its own
        ("trainer", call(change_tries, limited, 99, sure=True)),
        ("trainer", call(change_tries, given, 1, sure=True)),  # which is fewer
        ("trainer", call(set_retention, cohort, 99)),
        ("trainer", call(ask_days, cohort, "birthdays")),
        ("trainer", call(programme_page, "no-such")),
        ("trainer", call(send_guide, "no-such")),
        ("trainer", call(take_paper_answer, place, 0, 0)),  # nothing is being entered
        ("trainer", call(mark_paper_option, whole, last, 0, on=True)),
        ("trainer", call(finish_paper_answer, whole, last)),
        ("trainer", call(submit_paper, whole, 1)),  # not what the screen said
        ("trainer", call(submit_paper, place, 0)),
        ("trainer", call(set_link_expiry, cohort, own["mark"], 9999)),
        ("trainer", call(limit_link, cohort, own["mark"], 9999)),
        ("trainer", call(make_slide, "u" * 22)),
        ("trainer", call(ask_cohort_name, "no-such-agency")),
        ("trainer", call(ask_sign_out_place, place)),  # which nobody has taken
        ("focal", call(totals_year, AIRPORT, 2001)),
        ("focal", call(enter_figure, AIRPORT, "2026-12", "referrals", 7)),  # is yet to come
        ("focal", call(enter_figure, AIRPORT, "2001-01", "referrals", 7)),
        ("focal", call(enter_figure, AIRPORT, "2026-10", "arrests", 7)),
        ("admin", call(erasure_page, "learner")),  # who is of no agency
        ("admin", call(sign_out_person, "learner")),
        ("top-admin", call(sign_out_person, "top-admin")),
        ("top-admin", call(invite_to_role, TRAINER, "no-such-agency")),
        ("top-admin", call(close_agency, "no-such-agency")),
        ("top-admin", call(ask_agency_name, AIRPORT, "fr")),
        ("top-admin", call(tick_job, AIRPORT, 999, on=True)),
        ("top-admin", call(contact_page, AIRPORT, 99)),
        ("top-admin", call(ask_contact_confirmer, AIRPORT, 0, 1, 7)),
    )
    for person, action in refused:
        tried = await trials.tapped(person, action)
        assert tried.refused, (person, action)
        assert not tried.changed, (person, action)


async def test_an_admin_of_one_agency_does_nothing_for_all_of_them(trials: RouteTrials) -> None:
    for action in (
        call(choose_role_agency, ADMIN),
        call(invite_to_role, ADMIN, AIRPORT),
        call(invite_to_role, MASTER, AIRPORT),
        call(invite_to_role, TRAINER, EVERYWHERE),
        call(contact_list, EVERYWHERE),
        call(withdraw_contact, EVERYWHERE, 0),
    ):
        assert (await trials.tapped("admin", action)).refused, action
        assert not (await trials.tapped("top-admin", action)).refused, action


async def test_learner_alone_shares_their_path(trials: RouteTrials) -> None:
    """Their trainer can neither share a path in their place nor keep it shared."""
    own = trials.world.belongings["trainer"]
    (member, *_), (attempt,) = own["person_id"], own["attempt_id"]
    for action in (
        call(ask_share_path, attempt),
        call(share_path, attempt, on=False),
    ):
        for person in PEOPLE:
            tried = await trials.tapped(person, action)
            assert tried.refused, (person, action)
            assert not tried.changed, (person, action)
        assert not (await trials.tapped(member, action)).refused, action
        nothing = call(action.name, NOTHING, *action.values[1:])
        assert (await trials.tapped(member, nothing)).refused, nothing
    for person in PEOPLE:  # of anyone's own there is always a page
        assert not (await trials.tapped(person, call(own_paths, 0))).refused, person


async def test_revoked_role_ends_access_at_once(sqlite_url: str) -> None:
    """Neither for a tap nor for the answer to a question that was asked before."""
    async with front_desk(sqlite_url) as desk:
        staff = Staff(desk)
        for person, role in (("trainer", TRAINER), ("admin", ADMIN)):
            await staff.person(person, (role, AIRPORT))
        cohort = Cohort("cohort-00001", "Gates", AIRPORT, ZONE, desk.clock.now())
        await staff.write(lambda conn: cohorts.create(conn, cohort, "trainer"))
        page, gone = call(cohort_page, cohort.id), common_screens.gone_screen(words("en"))
        assert (await staff.taps("trainer", page)).screen != gone
        await staff.taps("trainer", call(ask_new_cohort_name, cohort.id))
        (role,) = await staff.read(lambda conn: roles.of(conn, "trainer"))
        await staff.taps("admin", call(take_back_role, role.id))
        unasked = (await staff.says("admin", "Halls")).screen
        assert (await staff.says("trainer", "Halls")).screen == unasked
        assert (await staff.taps("trainer", page)).screen == gone
        kept = await staff.read(lambda conn: cohorts.get(conn, cohort.id))
        assert kept == cohort
