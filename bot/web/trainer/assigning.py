"""Assigning a case or a programme: the choices, what they would do, and the act itself.

The choices stand in the address, so a page with its dry run can be kept and sent to a colleague.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.app.access.rights import Right
from bot.app.assignments import assigning, assignment_plan, planning
from bot.app.assignments.assigning import NobodyChosen, Preview
from bot.app.assignments.assignment_plan import MARKS, MODES, TRIES, Plan
from bot.app.assignments.due_days import WrongDay, today_in
from bot.app.assignments.planning import DEFAULT_TIME
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.errors import NotFound
from bot.fields import Key
from bot.phrases.assigned_work_phrases import how_often, how_passed
from bot.phrases.case_phrases import field_name, title_of
from bot.phrases.date_phrases import due_of, moment_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import headed, mode_name, title_in
from bot.web.kit.context import Context
from bot.web.kit.forms import Form, FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from storage.assignments.assignments import PASS_MARK, Assignment
from storage.cohorts.cohorts import Cohort
from storage.playing.attempts import PRACTICE

_CASE, _PROGRAMME = "case", "programme"
_UNLIMITED = "any"
_USUAL = ""
"""The tries that are usual in the mode."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a form, as they were sent."""

    what: str
    mode: str
    last_day: str
    mark: str
    tries: str
    whom: Sequence[str]


@page("/cohorts/{cohort_id}/assign", right=Right.ASSIGN, template="trainer/assign")
def assign_page(ctx: Context, cohort_id: Key) -> Values:
    """The form, and below it what assigning would do, once a case was chosen."""
    say, words, library = ctx.say, ctx.words, ctx.app.library
    offered = planning.assignable_cases(ctx.conn, ctx.request, library, cohort_id)
    programmes, cohort = planning.assignable_programmes(ctx.conn, ctx.request, library, cohort_id)
    rank = {field.id: place for place, field in enumerate(offered.fields)}
    cases = sorted(
        offered.cases.values(), key=lambda case: (rank.get(case.track, len(rank)), case.id)
    )
    chosen = _choices(ctx, ctx.form if ctx.errors else ctx.fields, cohort)
    return {
        "cohort": cohort,
        "chosen": chosen,
        "programmes": [
            (f"{_PROGRAMME}:{each.id}", each.title.in_(words.language)) for each in programmes
        ],
        "cases": [
            (f"{_CASE}:{each.id}", words.beside(field_name(words, each), title_of(words, each)))
            for each in cases
        ],
        "modes": [(mode, headed(mode_name(words, mode))) for mode in MODES],
        "marks": [(str(mark), say("{mark}%", mark=mark)) for mark in MARKS],
        "tries": [
            (_USUAL, say("as usual")),
            *((str(tries), str(tries)) for tries in TRIES if tries is not None),
            (_UNLIMITED, say("as many as they like")),
        ],
        "people": _people(ctx, cohort, chosen),
        "preview": _preview(ctx, cohort, chosen) if chosen.what and not ctx.errors else None,
    }


@act("/cohorts/{cohort_id}/assign", right=Right.ASSIGN, form=assign_page)
def assign_work(ctx: Context, cohort_id: Key) -> Redirect:
    library = ctx.app.library
    cohort = planning.assignable_cases(ctx.conn, ctx.request, library, cohort_id).cohort
    plan = _plan(ctx, cohort, _choices(ctx, ctx.form, cohort))
    try:
        found = assigning.assign(ctx.conn, ctx.request, library, ctx.app.dice, plan)
    except WrongDay:
        raise FormError(last_day=_wrong_day(ctx)) from None
    except NobodyChosen:
        raise FormError(whom=ctx.say("Please tick somebody.")) from None
    notice = (
        ctx.say("Assigned.")
        if found.is_new
        else ctx.say("This is already assigned until the same day.")
    )
    return redirect("assignment_page", found.first.id, notice=notice)


def _choices(ctx: Context, form: Form, cohort: Cohort) -> Choices:
    usual = today_in(ctx.now, cohort.timezone) + DEFAULT_TIME
    return Choices(
        form.text("what"),
        form.text("mode") or PRACTICE,
        form.text("last_day") or usual.isoformat(),
        form.text("mark") or str(PASS_MARK),
        form.text("tries"),
        form.ticked("whom"),
    )


def _plan(ctx: Context, cohort: Cohort, chosen: Choices) -> Plan:
    """The plan that the choices make.

    Raises:
        FormError: A choice is missing, or none of those on offer.
    """
    say = ctx.say
    kind, _, name = chosen.what.partition(":")
    if kind not in (_CASE, _PROGRAMME) or not name:
        raise FormError(what=say("Please choose a case or a programme."))
    try:
        last_day = date.fromisoformat(chosen.last_day)
    except ValueError:
        raise FormError(last_day=_wrong_day(ctx)) from None
    try:
        if kind == _CASE:
            plan = assignment_plan.of_case(cohort.id, name, PRACTICE, last_day)
            plan = plan.with_mode(chosen.mode).with_pass_mark(_number(chosen.mark))
        else:
            plan = assignment_plan.of_programme(cohort.id, name, last_day)
        if chosen.tries:
            unlimited = chosen.tries == _UNLIMITED
            plan = plan.with_tries(None if unlimited else _number(chosen.tries))
    except NotFound:
        raise FormError(form=say("One of the choices is not available.")) from None
    return replace(plan, whom=tuple(chosen.whom)) if chosen.whom else plan


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _wrong_day(ctx: Context) -> str:
    return ctx.say("This cannot be the last day: it has passed or is more than a year away.")


def _people(ctx: Context, cohort: Cohort, chosen: Choices) -> Sequence[Mapping[str, object]]:
    """Those who can be ticked."""
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort.id))
    plan = assignment_plan.of_case(cohort.id, "", PRACTICE, date.max)
    plan = replace(plan, whom=tuple(chosen.whom))
    candidates = planning.open_plan(ctx.conn, "", plan, cohort).candidates
    return [
        {"id": each.id, "name": names[each.id], "ticked": each.ticked, "expected": each.expected}
        for each in sorted(candidates, key=lambda each: names[each.id].casefold())
    ]


def _preview(ctx: Context, cohort: Cohort, chosen: Choices) -> Mapping[str, object]:
    """What assigning would do, or why it cannot be."""
    try:
        plan = _plan(ctx, cohort, chosen)
        found = assigning.preview(ctx.conn, ctx.request, ctx.app.library, ctx.bot, plan)
    except FormError as error:
        return {"problems": list(error.errors.values())}
    except WrongDay:
        return {"problems": [_wrong_day(ctx)]}
    except NotFound:
        return {"problems": [ctx.say("Please choose a case or a programme.")]}
    if found.is_duplicate:
        return {"problems": [ctx.say("This is already assigned until the same day.")]}
    return {"problems": [], "lines": _effects(ctx, found), "warnings": _warnings(ctx, found)}


def _effects(ctx: Context, found: Preview) -> list[str]:
    say, words, reach = ctx.say, ctx.words, found.audience.reach
    first = found.rows[0]
    due = due_of(words, first.due_at, ctx.now, found.cohort.timezone)
    lines = [words.beside(headed(mode_name(words, first.mode)), due)]
    if first.programme is None:
        lines.append(f"{how_passed(words, first)} {how_often(words, first)}")
    else:
        titles = [title_in(ctx.app.library, words, row.scenario) for row in found.rows]
        lines.append(words.listed(titles))
    told = words.count("{n} person is told.", "{n} people are told.", len(reach.recipients))
    if reach.first is not None:
        when = moment_of(words, reach.first, ctx.now, found.cohort.timezone)
        first_told = say("The first message: {when}.", when=when)
        told = f"{told} {first_told}"
    lines.append(told)
    unreachable = reach.blocked + reach.accountless
    if unreachable:
        lines.append(
            words.count(
                "{n} person can't be reached in the chat.",
                "{n} people can't be reached in the chat.",
                unreachable,
            )
        )
    if found.audience.expected:
        lines.append(
            words.count(
                "{n} more gets it when they join.",
                "{n} more get it when they join.",
                found.audience.expected,
            )
        )
    return lines


def _warnings(ctx: Context, found: Preview) -> list[str]:
    """Existing assignments of the same case or programme, or in the other mode."""
    say = ctx.say
    same = [
        say("This case is already assigned: {mode}, {due}.", **_state(ctx, found, given))
        if given.programme is None
        else say("This programme is already assigned: {mode}, {due}.", **_state(ctx, found, given))
        for given in found.open_already
    ]
    other = [
        say(
            "“{title}” is already assigned: {mode}, {due}. People who practise it will know the "
            "reasons when they are assessed on it.",
            title=title_in(ctx.app.library, ctx.words, given.scenario),
            **_state(ctx, found, given),
        )
        for given in found.other_mode
    ]
    return same + other


def _state(ctx: Context, found: Preview, given: Assignment) -> dict[str, str]:
    due = due_of(ctx.words, given.due_at, ctx.now, found.cohort.timezone)
    return {"mode": mode_name(ctx.words, given.mode), "due": due}
