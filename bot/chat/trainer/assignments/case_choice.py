"""Choosing what to assign: a case or a programme. Both lead to the same plan."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.assignments import planning
from bot.chat.kit.context import Context
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.trainer.assignments.case_list import NO_FIELDS, Fields, cases_for_cohort
from bot.fields import Key, Number
from bot.lines import Line, LineRole, text, title


@tap("cs", right=Right.ASSIGN)
def choose_case_to_assign(
    ctx: Context, cohort_id: Key, page: Number, fields: Fields = NO_FIELDS
) -> Screen:
    return cases_for_cohort(ctx, cohort_id, page, fields, for_class=False)


@tap("ba", right=Right.ASSIGN)
def choose_programme_to_assign(ctx: Context, cohort_id: Key) -> Screen:
    say, words = ctx.say, ctx.words
    programmes, cohort = planning.assignable_programmes(
        ctx.conn, ctx.request, ctx.app.library, cohort_id
    )
    return screen(
        title(cohort.name),
        Line(LineRole.PROMPT, say("Which programme?")),
        not programmes and text(say("There is no programme here yet.")),
        [
            button(
                words.beside(
                    programme.title.in_(words.language),
                    words.count("{n} step", "{n} steps", len(programme.steps)),
                ),
                "plan_programme",
                cohort_id,
                programme.id,
            )
            for programme in programmes
        ],
        button(say("A single case"), choose_case_to_assign, cohort_id, 0),
        button(say("Back"), "cohort_page", cohort.id),
    )
