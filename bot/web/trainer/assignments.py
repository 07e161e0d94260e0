"""An assignment, and what came of it person by person."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.assignments import assignment_results
from bot.app.assignments.assignment_counts import AssignmentCounts
from bot.app.assignments.assignment_results import AssignmentResults, PersonResult
from bot.app.cohorts import table_files
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.paging import PageRequest, all_pages_of, page_of
from bot.app.playing.records import result_of
from bot.fields import Key
from bot.phrases.date_phrases import due_of
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.phrases.display_names import display_names
from bot.phrases.labels import headed, mode_name, numbers, title_in
from bot.web.kit.context import AsyncContext, Context, with_sent_query
from bot.web.kit.responses import Download, Values
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import PAGE, Cell, Column, Row, Table, read_query
from bot.web.trainer.named_tables import named_file_note, named_table
from scenarios.model import COMPETENCIES
from storage.cohorts.cohorts import Cohort


@page("/assignments/{assignment_id}", right=Right.SEE_COHORT, template="trainer/assignment")
def assignment_page(ctx: Context, assignment_id: Key) -> Values:
    words = ctx.words
    found = assignment_results.assignment_results(ctx.conn, ctx.request, ctx.bot, assignment_id)
    given, cohort = found.assignment, found.cohort
    done = [each.results[0] for each in found.people if each.results]
    counts = AssignmentCounts(
        given, len(found.people), len(done), sum(each.passed for each in done)
    )
    return {
        "title": title_in(ctx.app.library, words, given.scenario),
        "id": given.id,
        "cohort": cohort,
        "state": words.beside(
            headed(mode_name(words, given.mode)),
            due_of(words, given.due_at, ctx.now, cohort.timezone),
            numbers(words, counts),
        ),
        "table": _table(ctx, found),
    }


def _table(ctx: Context, found: AssignmentResults, *, whole: bool = False) -> Table:
    """The results person by person, a page or all of them."""
    words, cohort = ctx.words, found.cohort
    everybody = cohort_people(ctx.conn, cohort.id, [each.person for each in found.people])
    names = display_names(words, everybody)
    query = read_query(ctx.query, ["name"], {})
    people = (all_pages_of if whole else page_of)(
        (each for each in found.people if query.search.casefold() in names[each.person].casefold()),
        PageRequest(PAGE, query.after, query.sort, query.descending),
        {"name": lambda each: names[each.person].casefold()},
        lambda each: each.person,
    )
    return Table(
        ctx.say("Results"),
        [
            Column(ctx.say("Name"), "name"),
            Column(ctx.say("Result")),
            *(Column(competency_words(words, each)) for each in COMPETENCIES),
        ],
        [
            Row(_cells(ctx, cohort.id, names[each.person], each), each.person)
            for each in people.items
        ],
        query,
        people.next,
        people.total,
        search_label=ctx.say("Search by name"),
        empty=ctx.say("There is nobody here."),
        csv=address(assignment_csv, found.assignment.id),
        csv_note=named_file_note(words),
    )


@act("/assignments/{assignment_id}/csv", right=Right.SEE_COHORT)
async def assignment_csv(ctx: AsyncContext, assignment_id: Key) -> Download:
    """All pages of the results as they are shown; logged, and told to those in them."""
    cohort, table = await with_sent_query(ctx).survey(lambda at: _shown(at, assignment_id))
    return await named_table(ctx, table_files.RESULTS, cohort, table)


def _shown(ctx: Context, assignment_id: str) -> tuple[Cohort, Table]:
    found = assignment_results.assignment_results(ctx.conn, ctx.request, ctx.bot, assignment_id)
    return found.cohort, _table(ctx, found, whole=True)


def _cells(ctx: Context, cohort_id: str, name: str, found: PersonResult) -> list[Cell]:
    say, words = ctx.say, ctx.words
    first = Cell(name, address("member_page", cohort_id, found.person) if found.is_member else "")
    if not found.results:
        return [first, Cell(say("not done yet")), *(Cell("–") for _ in COMPETENCIES)]
    result = result_of(found.results[0])
    passed = (
        Cell(say("passed"), tone="good")
        if found.passed
        else Cell(say("done, not passed"), tone="warn")
    )
    bands = result.bands
    return [
        first,
        passed,
        *(Cell(band_words(words, bands[each]) if each in bands else "–") for each in COMPETENCIES),
    ]
