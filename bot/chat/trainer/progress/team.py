"""Coverage for supervisors: who has done their agency's assigned work."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.access.rights import Right
from bot.app.assessments.parallel_forms import track_of
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.progress import team_coverage
from bot.app.progress.team_coverage import COVERS, Cover, Coverage
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, command, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Key, Number
from bot.lines import Line, heading, note, text, title
from bot.phrases.assessment_phrases import part_name, track_name
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import due_of, last_day_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import agency_name, headed, title_in
from bot.phrases.progress_phrases import counted
from storage.cohorts.cohorts import Cohort

PEOPLE = 30  # on a screen


@command("team", right=Right.SEE_TEAM)
def show_teams(ctx: Context, _typed: str) -> Screen:
    return team_list(ctx, 0)


@tap("wt", right=Right.SEE_TEAM)
def team_list(ctx: Context, page: Number) -> Screen:
    say = ctx.say
    agencies, cohorts = team_coverage.supervised(ctx.conn, ctx.request)
    listed = paged(ctx.words, cohorts, page, lambda label, to: button(label, team_list, to))
    return screen(
        title(say("Team")),
        note(ctx.words.listed(agency_name(ctx, each) for each in agencies)),
        not listed.items and text(say("There is no cohort here yet.")),
        [
            button(
                ctx.words.beside(
                    cohort.name, ctx.words.count("{n} member", "{n} members", cohort.members)
                ),
                team_page,
                cohort.id,
            )
            for cohort in listed.items
        ],
        listed.turns,
        button(say("Today"), "today_page"),
    )


@tap("wc", right=Right.SEE_TEAM)
def team_page(ctx: Context, cohort_id: Key) -> Screen:
    """A cohort's assigned work, and the number who have done it."""
    cohort, found = team_coverage.team(ctx.conn, ctx.request, cohort_id)
    return screen(
        title(cohort.name),
        text(
            ctx.say("Each shows how many have done it, then how many are late or its last day.")
            if found
            else ctx.say("Nothing has been assigned to this cohort yet.")
        ),
        [
            button(_summary(ctx, cohort, coverage), team_coverage_page, coverage.assignment.id, 0)
            for coverage in found
        ],
        button(ctx.say("All cohorts"), team_list, 0),
    )


def _summary(ctx: Context, cohort: Cohort, coverage: Coverage) -> str:
    """Its title, how many have done it, and how many are late, or else its last day.

    The programme that a case is a step of is left out, so that the label fits a small screen.
    """
    counts, say = coverage.counts, ctx.say
    done = say("{done} of {all}", done=counts["done"], all=len(coverage.people))
    late = counts["late"]
    state = (
        ctx.words.count("{n} late", "{n} late", late)
        if late
        else last_day_of(ctx.words, coverage.assignment.due_at, cohort.timezone)
    )
    return ctx.words.beside(_title(ctx, coverage, programme=False), done, state)


def _cover_words(ctx: Context, cover: Cover) -> str:
    names: dict[Cover, str] = {
        "late": headed(ctx.say("late")),
        "due": ctx.say("Still due"),
        "waits": headed(ctx.say("not open yet")),
        "missed": ctx.say("Not done"),
        "done": headed(ctx.say("done")),
    }
    return names[cover]


def _title(ctx: Context, coverage: Coverage, *, programme: bool = True) -> str:
    """The title; of a test part the same for all forms."""
    assignment, words, library = coverage.assignment, ctx.words, ctx.app.library
    if coverage.test is not None:
        track = track_of(library.scenarios, coverage.test.forms)
        return words.beside(track_name(words, track), part_name(words, assignment.part or ""))
    name = title_in(library, words, assignment.scenario)
    if assignment.programme is None or not programme:
        return name
    return words.beside(programme_title(words, assignment.programme), name)


@tap("wa", right=Right.SEE_TEAM)
def team_coverage_page(ctx: Context, assignment_id: Key, page: Number) -> Screen:
    """The people who have and have not done an assignment, late ones first; without results."""
    cohort, coverage = team_coverage.coverage_of(ctx.conn, ctx.request, assignment_id)
    everybody = cohort_people(ctx.conn, cohort.id, coverage.people, numbers=False)
    names = display_names(ctx.words, everybody)
    people = sorted(
        ((names[person_id], cover) for person_id, cover in coverage.people.items()),
        key=lambda named: (COVERS.index(named[1]), named[0].casefold()),
    )
    listed = paged(
        ctx.words,
        people,
        page,
        lambda label, to: button(label, team_coverage_page, assignment_id, to),
        PEOPLE,
    )

    def groups() -> Iterator[Line]:
        for cover in COVERS:
            group = [ctx.words.bullet(name) for name, each in listed.items if each == cover]
            if group:
                yield heading(counted(ctx.words, _cover_words(ctx, cover), coverage.counts[cover]))
                yield text("\n".join(group))

    return screen(
        title(ctx.words.beside(cohort.name, _title(ctx, coverage))),
        note(due_of(ctx.words, coverage.assignment.due_at, ctx.now, cohort.timezone)),
        groups(),
        not people and text(ctx.say("Nobody is in it yet.")),
        listed.turns,
        button(ctx.say("Back to the cohort"), team_page, cohort.id),
    )
