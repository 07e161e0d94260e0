"""A trainer's cohorts: the list, a new one, and the page of each."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.assessments import assessment_admin
from bot.app.assessments.assessment_admin import AssessmentDetails
from bot.app.assignments.assignment_counts import AssignmentCounts
from bot.app.cohorts import cohort_admin
from bot.app.cohorts.cohort_admin import OwnCohorts
from bot.app.onboarding.pasted_names import MOST_LETTERS, CohortNameError
from bot.app.progress import cohort_overview
from bot.app.progress.cohort_overview import CohortOverview
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, command, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import results_link
from bot.fields import AgencyId, Key, Number
from bot.lines import note, text, title
from bot.locale import Words
from bot.phrases.assessment_phrases import part_name, track_name
from bot.phrases.date_phrases import short_day_of
from bot.phrases.labels import listed_assignment, name_of_agency


@command("cohorts", right=Right.SEE_COHORT)
def show_cohorts(ctx: Context, _typed: str) -> Screen:
    return cohort_list(ctx)


@tap("cl", right=Right.SEE_COHORT)
def cohort_list(ctx: Context, page: Number = 0) -> Screen:
    say, own = ctx.say, cohort_admin.own(ctx.conn, ctx.request)
    listed = paged(ctx.words, own.cohorts, page, lambda label, to: button(label, cohort_list, to))
    return screen(
        title(say("Cohorts")),
        text(_summary(ctx.words, own)),
        [button(cohort.name, cohort_page, cohort.id) for cohort in listed.items],
        listed.turns,
        _new_cohort_buttons(ctx.words, own),
        own.archived > 0 and button(say("Archived cohorts"), "archived_cohorts"),
        button(say("Today"), "today_page"),
    )


def _summary(words: Words, own: OwnCohorts) -> str:
    if own.cohorts:
        return words.say("Your groups of learners.")
    if own.archived:
        return words.count(
            "Your only cohort is archived.",
            "All {n} of your cohorts are archived.",
            own.archived,
        )
    return words.say("You have no cohort yet.")


def _new_cohort_buttons(words: Words, own: OwnCohorts) -> Iterator[Button]:
    if len(own.agencies) == 1:
        new = button(words.say("New cohort"), ask_cohort_name, own.agencies[0].id)
        yield new if own.cohorts else main(new)
        return
    for agency in own.agencies:
        label = words.say("New cohort: {agency}", agency=name_of_agency(words, agency))
        yield button(label, ask_cohort_name, agency.id)


@tap("cn", right=Right.CREATE_COHORT, writes=True)
def ask_cohort_name(ctx: Context, agency_id: AgencyId) -> Screen:
    agency = cohort_admin.creatable(ctx.conn, ctx.request, agency_id)
    ask(ctx, create_cohort, agency_id)
    return screen(
        title(ctx.say("A name for the cohort?")),
        text(ctx.say("At: {agency}", agency=name_of_agency(ctx.words, agency))),
        text(name_wanted(ctx.words)),
        button(ctx.say("Back"), cohort_list),
    )


@answer("cohort-name", right=Right.CREATE_COHORT)
def create_cohort(ctx: Context, typed: str, agency_id: AgencyId) -> Screen:
    cohort_id = ctx.app.dice.id()
    try:
        cohort_admin.create(ctx.conn, ctx.request, agency_id, typed, cohort_id)
    except CohortNameError as error:
        raise invalid_name(ctx.words, error, button(ctx.say("Back"), cohort_list)) from None
    return cohort_page(ctx, cohort_id)


def name_wanted(words: Words) -> str:
    return words.say(
        "Just type it here, at most {n} letters. Its learners see it too.", n=MOST_LETTERS
    )


def invalid_name(words: Words, error: CohortNameError, back: Button) -> RefusalError:
    """The refusal of a name that no cohort can have."""
    reason = (
        words.say("That is longer than {n} letters. Please type a shorter name.", n=MOST_LETTERS)
        if error.too_long
        else words.say("A name needs letters or numbers. Please type it again.")
    )
    return RefusalError(screen(text(reason), back))


@tap("co", right=Right.LEAD_ROOM)
def cohort_page(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    """A cohort at a glance; what it was assigned a page at a time."""
    say, found = ctx.say, cohort_overview.overview(ctx.conn, ctx.request, cohort_id)
    cohort = found.cohort
    agency = found.agency_names.get(ctx.words.language, cohort.agency)
    if found.lead_only:
        return screen(
            title(cohort.name),
            note(agency),
            text(say("You may lead a case with this class.")),
            _session_buttons(ctx, found),
            button(say("Your path to becoming a trainer"), "my_pathway"),
            button(say("Today"), "today_page"),
        )
    tests = assessment_admin.under_way(ctx.conn, ctx.request, ctx.app.library, cohort_id)
    listed = paged(
        ctx.words, found.assigned, page, lambda label, to: button(label, cohort_page, cohort.id, to)
    )
    assign = button(say("Assign a case"), "choose_case_to_assign", cohort.id, 0)
    invite = button(say("Invite"), "invitation_page", cohort.id)
    return screen(
        title(cohort.name),
        note(agency),
        text(members_words(ctx.words, found.members, found.expected)),
        bool(found.assigned)
        and text(say("Assigned work shows its last day and how many have done it.")),
        (main(assign), invite) if found.members else (assign, main(invite)),
        _session_buttons(ctx, found),
        button(say("Members"), "member_list", cohort.id, 0),
        [_assignment_button(ctx, found, given) for given in listed.items],
        listed.turns,
        [_test_button(ctx, test) for test in tests],
        found.withdrawn > 0 and button(say("Withdrawn work"), "withdrawn_assignments", cohort.id),
        button(say("Progress"), "cohort_progress", cohort.id, 0),
        button(say("Measure what was learnt"), "assessment_list", cohort.id),
        button(say("Retention"), "readiness_page", cohort.id, 0),
        button(say("Days and hours"), "calendar_page", cohort.id),
        button(say("Settings"), "cohort_settings", cohort.id),
        button(say("All cohorts"), cohort_list),
    )


def members_words(words: Words, members: int, expected: int) -> str:
    counts = [words.count("{n} member", "{n} members", members)]
    if expected:
        counts.append(words.count("{n} more is expected", "{n} more are expected", expected))
    return " · ".join(counts)


def _session_buttons(ctx: Context, found: CohortOverview) -> Iterator[Button]:
    say, cohort = ctx.say, found.cohort
    if found.running is not None:
        yield button(say("Back to the session"), "session_page", found.running)
    else:
        yield button(say("Run a case with the class"), "session_cases", cohort.id, 0)
    if found.sessions:
        yield button(say("Past sessions"), "session_list", cohort.id)


def _assignment_button(ctx: Context, found: CohortOverview, given: AssignmentCounts) -> Button:
    label = listed_assignment(ctx.app.library, ctx.words, given, found.cohort.timezone)
    return Button(label, results_link(given.assignment))


def _test_button(ctx: Context, found: AssessmentDetails) -> Button:
    """Leads to a test, with the part that is open or the next one."""
    ahead = next(part for part in found.parts if ctx.now < part.span.due_at)
    label = ctx.say("Test: {field}", field=track_name(ctx.words, found.track))
    state = (
        ctx.say("{done} of {all}", done=ahead.done, all=ahead.takers)
        if ctx.now >= ahead.span.opens_at
        else short_day_of(ctx.words, ahead.span.opens_at, found.cohort.timezone)
    )
    label = ctx.words.beside(label, part_name(ctx.words, ahead.part), state)
    return button(label, "assessment_page", found.test.id)
