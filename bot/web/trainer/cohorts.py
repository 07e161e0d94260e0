"""Cohorts: the list, a new one, and one cohort as a table of people and their assigned work."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, cast

from babel.numbers import format_percent

from bot.app.access.checks import cohort_for
from bot.app.access.rights import Right
from bot.app.cohorts import cohort_admin, table_files
from bot.app.cohorts import cohort_list as listed_cohorts
from bot.app.cohorts.cohort_list import SORTS, CohortFilter, CohortWish, ListedCohort
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.onboarding.pasted_names import CohortNameError
from bot.app.paging import PageRequest, all_pages_of, page_of
from bot.app.progress import cohort_overview, nudges, work_states
from bot.app.progress.work_states import MemberStates, WorkState
from bot.fields import KEY, Key
from bot.phrases.date_phrases import day_in
from bot.phrases.display_names import display_names
from bot.phrases.labels import listed_title, name_of_agency
from bot.phrases.progress_phrases import due_words, state_words
from bot.web.kit.context import AsyncContext, Context, with_sent_query
from bot.web.kit.forms import FormError
from bot.web.kit.responses import CSV, Download, Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import (
    AFTER,
    PAGE,
    SEARCH,
    SORT,
    Cell,
    Column,
    Filter,
    Link,
    Row,
    Table,
    as_csv,
    read_query,
)
from bot.web.trainer.cohort_settings import name_sentence
from bot.web.trainer.named_tables import named_file_note, named_table
from storage.cohorts.cohorts import Cohort

_MOST_ROWS: Final = 10_000
_TONES: dict[WorkState, str] = {"passed": "good", "late": "bad", "not-passed": "warn"}
_STATES: tuple[WorkState, ...] = ("late", "not-begun", "not-passed", "under-way", "absent")


@page("/cohorts", right=Right.SEE_COHORT, template="trainer/cohort_list")
def cohort_list(ctx: Context) -> Values:
    own = cohort_admin.own(ctx.conn, ctx.request)
    return {
        "table": _cohorts(ctx),
        "agencies": [(each.id, name_of_agency(ctx.words, each)) for each in own.agencies],
        "new_id": _new_id(ctx),
    }


def _cohorts(ctx: Context, after: str | None = None) -> Table:
    say = ctx.say
    shows = {
        "all": say("active"),
        "late": say("with somebody late"),
        "nothing-assigned": say("without assigned work"),
        "archived": say("archived"),
    }
    query = read_query(ctx.query, SORTS, {"show": shows})
    wish = CohortWish(query.search, cast("CohortFilter", query.filters["show"]))
    wanted = PageRequest(PAGE, after or query.after, query.sort, query.descending)
    found = listed_cohorts.page(ctx.conn, ctx.request, wish, wanted)
    return Table(
        say("Your groups of learners"),
        [
            Column(say("Cohort"), "name"),
            Column(say("Members"), numeric=True),
            Column(say("Late"), "late", numeric=True),
            Column(say("Done, of what was due"), "completion", numeric=True),
            Column(say("Next due"), "next-due"),
        ],
        [_listed(ctx, each) for each in found.items],
        query,
        found.next,
        found.total,
        [Filter("show", say("Show"), list(shows.items()))],
        say("Search by name"),
        say("There is no such cohort."),
        address(cohort_list_csv),
    )


@act("/cohorts/csv", right=Right.SEE_COHORT)
async def cohort_list_csv(ctx: AsyncContext) -> Download:
    """All the cohorts that the list has with its filters, and what it says of them."""
    found = await with_sent_query(ctx).survey(_every_cohort)
    return Download(f"cohorts-{ctx.now:%Y-%m-%d}.csv", CSV, as_csv(found))


def _every_cohort(ctx: Context) -> Table:
    table = _cohorts(ctx)
    rows, cursor = [*table.rows], table.next
    while cursor is not None and len(rows) < _MOST_ROWS:
        further = _cohorts(ctx, cursor)
        rows, cursor = [*rows, *further.rows], further.next
    return replace(table, rows=rows)


def _listed(ctx: Context, found: ListedCohort) -> Row:
    cohort, late, done = found.cohort, found.due.late_people, found.completion
    is_archived = cohort.archived_at is not None
    return Row(
        [
            Cell(cohort.name, "" if is_archived else address(cohort_page, cohort.id)),
            Cell(str(found.people.members)),
            Cell(str(late), tone="bad" if late else ""),
            Cell("–" if done is None else format_percent(done, locale=ctx.words.language)),
            Cell("–" if found.next_due is None else day_in(ctx.words, found.next_due)),
        ]
    )


def _new_id(ctx: Context) -> str:
    """Of a new cohort: of its form, so that a form that is sent twice creates one."""
    sent = ctx.form.text("id")
    return sent if KEY.pattern.fullmatch(sent) else ctx.app.dice.id()


@act("/cohorts/new", right=Right.CREATE_COHORT, form=cohort_list)
def create_cohort(ctx: Context) -> Redirect:
    cohort_id = _new_id(ctx)
    try:
        cohort_admin.create(
            ctx.conn, ctx.request, ctx.form.text("agency"), ctx.form.text("name"), cohort_id
        )
    except CohortNameError as error:
        raise FormError(name=name_sentence(ctx.words, error)) from None
    return redirect(cohort_page, cohort_id)


@page("/cohorts/{cohort_id}", right=Right.SEE_COHORT, template="trainer/cohort")
def cohort_page(ctx: Context, cohort_id: Key) -> Values:
    """A cohort at a glance, and its people with the states of their work."""
    heading = cohort_overview.heading(ctx.conn, ctx.request, cohort_id)
    shown = with_sent_query(ctx) if ctx.errors else ctx
    return {"heading": heading, "table": _table(shown, cohort_id)}


def _table(ctx: Context, cohort_id: str, *, whole: bool = False) -> Table:
    """The people of a cohort, a page or all of them."""
    say = ctx.say
    found = work_states.progress_of(ctx.conn, ctx.request, cohort_id, 0)
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort_id))
    query = read_query(ctx.query, ["name"], {"state": ("", *_STATES)})
    titles = [listed_title(ctx.app.library, ctx.words, each.scenario) for each in found.assignments]
    members = (all_pages_of if whole else page_of)(
        (
            each
            for each in found.members
            if _is_shown(each, names[each.id], query.search, query.filters["state"])
        ),
        PageRequest(PAGE, query.after, query.sort, query.descending),
        {"name": lambda each: names[each.id].casefold()},
        lambda each: each.id,
    )
    return Table(
        say("People and their assigned work"),
        [
            Column(say("Name"), "name"),
            *(
                Column(
                    ctx.words.beside(title, due_words(ctx.words, each, found.cohort)),
                    links=(
                        Link(say("Results"), address("assignment_page", each.id)),
                        Link(say("Analysis"), address("analysis_page", each.id)),
                    ),
                )
                for title, each in zip(titles, found.assignments, strict=True)
            ),
        ],
        [_row(ctx, cohort_id, names[each.id], each) for each in members.items],
        query,
        members.next,
        members.total,
        filters=[
            Filter(
                "state",
                say("Show"),
                [
                    ("", say("everybody")),
                    *((each, state_words(ctx.words, each)) for each in _STATES),
                ],
            )
        ],
        search_label=say("Search by name"),
        empty=say("There is nobody here."),
        csv=address(cohort_csv, cohort_id),
        csv_note=named_file_note(ctx.words),
    )


@act("/cohorts/{cohort_id}/csv", right=Right.SEE_COHORT)
async def cohort_csv(ctx: AsyncContext, cohort_id: Key) -> Download:
    """All pages of the table as it is shown; logged, and told to those in it."""
    cohort, table = await with_sent_query(ctx).survey(lambda at: _shown(at, cohort_id))
    return await named_table(ctx, table_files.PROGRESS, cohort, table)


def _shown(ctx: Context, cohort_id: str) -> tuple[Cohort, Table]:
    cohort = cohort_for(ctx.conn, ctx.person, Right.SEE_COHORT, cohort_id)
    return cohort, _table(ctx, cohort_id, whole=True)


def _is_shown(member: MemberStates, name: str, search: str, state: str) -> bool:
    return search.casefold() in name.casefold() and (not state or state in member.states)


def _row(ctx: Context, cohort_id: str, name: str, member: MemberStates) -> Row:
    states = (
        Cell(state_words(ctx.words, each), tone=_TONES.get(each, "")) for each in member.states
    )
    if member.expected:
        return Row([Cell(name), *states])
    return Row([Cell(name, address("member_page", cohort_id, member.id)), *states], member.id)


@act("/cohorts/{cohort_id}/nudge", right=Right.ASSIGN, form=cohort_page)
def nudge_members(ctx: Context, cohort_id: Key) -> Redirect:
    """Nudge those who are ticked and late, or have not begun."""
    chosen = ctx.form.ticked("people")
    nudged = nudges.send_to(ctx.conn, ctx.request, ctx.bot, cohort_id, chosen)
    if not nudged:
        raise FormError(
            form=ctx.say(
                "Nobody was nudged: tick people who are late or have not begun, and who were not "
                "nudged in the last day."
            )
        )
    notice = ctx.count("{n} person was nudged.", "{n} people were nudged.", nudged)
    kept = (SEARCH, SORT, AFTER, "state")
    shown = {name: ctx.form.text(name) for name in kept if ctx.form.text(name)}
    return Redirect(address(cohort_page, cohort_id, **shown), notice)
