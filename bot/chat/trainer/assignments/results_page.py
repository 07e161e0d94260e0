"""The results of an assignment, and of a programme step by step, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.app.access.rights import Right
from bot.app.assignments import assignment_results as results
from bot.app.assignments.assignment_counts import AssignmentCounts
from bot.app.assignments.assignment_reach import PendingNotices
from bot.app.assignments.assignment_results import PersonResult
from bot.app.playing.records import result_of
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import (
    back_to_cohort,
    gone_words,
    head,
    mode_words,
    names_in,
    withdrawn_on,
)
from bot.chat.trainer.assignments.change_page import change_assignment
from bot.chat.trainer.assignments.reach_phrases import unreached
from bot.chat.trainer.assignments.withdrawal_page import end_buttons
from bot.fields import Key, Number
from bot.lines import Line, heading, note, text
from bot.locale import Words
from bot.phrases.date_phrases import due_of
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.phrases.issue_phrases import issue_names
from bot.phrases.labels import given_title, numbers, title_in
from storage.assignments.assignments import Assignment
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import ASSESSMENT
from storage.playing.issue_reports import ReportTally

PAGE_SIZE = 15


@tap("cf", right=Right.SEE_COHORT)
def assignment_results(ctx: Context, assignment_id: Key, page: Number) -> Screen:
    """The results of an assignment; of a withdrawn one, of those who have done it."""
    say, words = ctx.say, ctx.words
    found = results.assignment_results(ctx.conn, ctx.request, ctx.visitor.bot, assignment_id)
    given, cohort, withdrawn = found.assignment, found.cohort, found.assignment.withdrawn_at
    done = [each.results[0] for each in found.people if each.results]
    counts = AssignmentCounts(
        given, len(found.people), len(done), sum(each.passed for each in done)
    )
    listed = paged(
        words,
        [each for each in found.people if each.results or withdrawn is None],
        page,
        lambda label, to: button(label, assignment_results, given.id, to),
        PAGE_SIZE,
    )
    names = _names(ctx, cohort, found.people)
    return screen(
        head(ctx, cohort, title_in(ctx.app.library, words, given.scenario)),
        _state(ctx, given, cohort),
        text(numbers(words, counts)),
        withdrawn is None and _telling(words, found.untold),
        [text(_result(words, given, names, each)) for each in listed.items],
        _reports(words, found.reports),
        listed.turns,
        button(say("Common mistakes"), "decision_list", given.id, everywhere=False),
        _ends(words, given, cohort)
        if given.series is None
        else [
            button(say("The whole programme"), programme_results, given.series, 0),
            back_to_cohort(words, cohort),
        ],
    )


@tap("bp", right=Right.SEE_COHORT)
def programme_results(ctx: Context, series_id: Key, page: Number) -> Screen:
    """The progress of everyone in a programme, and links to each step."""
    say, words = ctx.say, ctx.words
    found = results.programme_results(ctx.conn, ctx.request, series_id)
    given, cohort = found.steps[0], found.cohort
    listed = paged(
        words,
        found.people,
        page,
        lambda label, to: button(label, programme_results, series_id, to),
    )
    names = _names(ctx, cohort, found.people)
    progress = (_progress(words, names, each, len(found.steps)) for each in listed.items)
    return screen(
        head(ctx, cohort, given_title(ctx.app.library, words, given)),
        _state(ctx, given, cohort),
        text(numbers(words, found.counts)),
        bool(listed.items) and text("\n".join(map(words.bullet, progress))),
        listed.turns,
        [
            button(
                say(
                    "{n}. {title}",
                    n=number,
                    title=title_in(ctx.app.library, words, step.scenario),
                ),
                assignment_results,
                step.id,
                0,
            )
            for number, step in enumerate(found.steps, 1)
        ],
        _ends(words, given, cohort),
    )


def _names(ctx: Context, cohort: Cohort, people: Sequence[PersonResult]) -> dict[str, str]:
    """Everybody's name; of those whom it is for no longer, with the reason."""
    gone = [each.person for each in people if not each.is_assigned]
    names = names_in(ctx, cohort, gone)
    for each in people:
        if not each.is_assigned:
            names[each.person] = gone_words(ctx.words, names[each.person], inside=each.is_member)
    return names


def _state(ctx: Context, assignment: Assignment, cohort: Cohort) -> Line:
    due = due_of(ctx.words, assignment.due_at, ctx.now, cohort.timezone)
    state = [mode_words(ctx.words, assignment.mode), due]
    if assignment.withdrawn_at is not None:
        state.append(withdrawn_on(ctx.words, assignment, cohort))
    return note(" · ".join(state))


def _ends(words: Words, assignment: Assignment, cohort: Cohort) -> Iterator[Button]:
    if assignment.withdrawn_at is None:
        yield button(words.say("Change"), change_assignment, assignment.id)
    yield from end_buttons(words, assignment, cohort)


def _telling(words: Words, untold: PendingNotices) -> Iterator[Line]:
    """The people whose notice is still waiting; nothing once it reached everyone reachable."""
    if untold.waiting:
        yield note(
            words.count(
                "{n} will be notified later, in their own hours and at least a day after their "
                "last message.",
                "{n} will be notified later, each in their own hours and at least a day after "
                "their last message.",
                untold.waiting,
            )
        )
        yield from unreached(words, untold.blocked, untold.accountless)


def _reports(words: Words, tallies: Sequence[ReportTally]) -> Iterator[Line]:
    """The issues that learners report with the case, counted; neither who nor where."""
    if tallies:
        names = issue_names(words)
        yield heading(words.say("Learners' reports on this case, in all cohorts"))
        yield text(
            "\n".join(
                words.say("{what}: {n}", what=names[tally.kind], n=tally.people)
                for tally in tallies
            )
        )


def _result(words: Words, assignment: Assignment, names: dict[str, str], each: PersonResult) -> str:
    say, name = words.say, names[each.person]
    if not each.results:
        return say("{name}: not done yet", name=name)
    (result,) = each.results
    is_final = (
        assignment.mode == ASSESSMENT or assignment.withdrawn_at is not None or not each.is_assigned
    )
    if result.passed:
        state = say("{name}: done and passed", name=name)
    elif is_final:
        state = say("{name}: done, not passed", name=name)
    else:
        state = say("{name}: done, not passed yet", name=name)
    bands = " · ".join(
        f"{competency_words(words, competency)}: {band_words(words, band)}"
        for competency, band in result_of(result).bands.items()
    )
    return f"{state}\n{bands}" if bands else state


def _progress(words: Words, names: dict[str, str], each: PersonResult, steps: int) -> str:
    """A person's progress in a number of steps."""
    name = names[each.person]
    if not each.results:
        return words.say("{name}: no step done yet", name=name)
    return words.say(
        "{name}: {done} of {all} steps done, {passed} passed",
        name=name,
        done=len(each.results),
        all=steps,
        passed=each.passed,
    )
