"""The assigned work of one person, and the paths that members share with their trainers."""

from __future__ import annotations

from collections.abc import Iterator

import structlog

from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.errors import UNPLAYABLE, NotFound
from bot.app.playing import past_attempts
from bot.app.playing.past_attempts import PastAttempt
from bot.app.playing.records import result_of
from bot.app.progress import member_progress as progress
from bot.app.progress.error_themes import Theme
from bot.app.progress.member_progress import AssignmentOutcome
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.chat.trainer.assignments.assignment_phrases import withdrawn_on
from bot.fields import Key, Number
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words
from bot.locale import words as words_in
from bot.phrases.assigned_work_phrases import programme_title
from bot.phrases.date_phrases import due_of, short_day_of
from bot.phrases.debrief_phrases import (
    band_words,
    better_list,
    competency_words,
    done_words,
    reason_words,
)
from bot.phrases.display_names import display_names
from bot.phrases.labels import headed, mode_name, title_in
from bot.phrases.progress_phrases import counted, state_words
from scenarios.debrief import Moment
from storage.cohorts.cohorts import Cohort

ASSIGNMENTS = 5  # on a screen
PATHS = 10
STEPS = 3  # of a path on a screen: a message has 4,096 letters

log = structlog.get_logger()


@tap("wx", right=Right.SEE_COHORT)
def member_progress(ctx: Context, cohort_id: Key, person_id: Key, page: Number) -> Screen:
    """A member's assigned work; nothing of their practice."""
    say = ctx.say
    cohort, outcomes = progress.outcomes(ctx.conn, ctx.request, cohort_id, person_id)
    listed = paged(
        ctx.words,
        outcomes,
        page,
        lambda label, to: button(label, member_progress, cohort_id, person_id, to),
        ASSIGNMENTS,
    )
    return screen(
        title(display_names(ctx.words, cohort_people(ctx.conn, cohort_id))[person_id]),
        note(cohort.name),
        [_outcome(ctx, cohort, outcome) for outcome in listed.items],
        not outcomes and text(say("Nothing has been assigned to them yet.")),
        note(say("Learners' own practice is never shown.")),
        [_path_buttons(ctx, cohort, outcome) for outcome in listed.items],
        listed.turns,
        button(say("Back"), "member_page", cohort_id, person_id),
    )


def _outcome(ctx: Context, cohort: Cohort, outcome: AssignmentOutcome) -> Iterator[Line]:
    say, assignment = ctx.say, outcome.assignment
    asked = [
        headed(mode_name(ctx.words, assignment.mode)),
        due_of(ctx.words, assignment.due_at, ctx.now, cohort.timezone),
    ]
    if assignment.withdrawn_at is not None:
        asked.append(withdrawn_on(ctx.words, assignment, cohort))
    state = [headed(state_words(ctx.words, outcome.state))]
    if outcome.tries:
        state.append(counted(ctx.words, say("tries"), len(outcome.tries)))
    lines = [" · ".join(asked), " · ".join(state)]
    if assignment.programme is not None and assignment.step is not None:
        step = say(
            "Step {n} of {all}: {programme}.",
            n=assignment.step + 1,
            all=outcome.steps,
            programme=programme_title(ctx.words, assignment.programme),
        )
        lines.insert(0, step)
    if outcome.counted is not None:
        lines += [
            f"{competency_words(ctx.words, competency)}: {band_words(ctx.words, band)}"
            for competency, band in result_of(outcome.counted.result).bands.items()
        ]
    yield heading(title_in(ctx.app.library, ctx.words, assignment.scenario))
    yield text("\n".join(lines))
    themes = progress.critical_themes(
        ctx.conn, ctx.app.library, ctx.words.language, outcome.counted
    )
    if themes:
        lead = say("To discuss, because someone could have been endangered:")
        bullets = (ctx.words.bullet(theme_words(ctx.words, theme)) for theme in themes)
        yield text("\n".join((lead, *bullets)))


def theme_words(words: Words, theme: Theme) -> str:
    """The theme of a critical moment."""
    about = words.listed(competency_words(words, each) for each in theme.competencies)
    return f"{about}: {words.listed(theme.signs)}" if theme.signs else about


def _path_buttons(ctx: Context, cohort: Cohort, outcome: AssignmentOutcome) -> Iterator[Button]:
    name = title_in(ctx.app.library, ctx.words, outcome.assignment.scenario)
    for ended in outcome.tries:
        if ended.shared:
            day = short_day_of(ctx.words, ended.ended_at, cohort.timezone)
            label = ctx.say("Path: {title}, {day}", title=name, day=day)
            yield button(label, shared_path, ended.attempt, 0)


@tap("wz", right=Right.SEE_COHORT)
def shared_paths(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    say = ctx.say
    cohort, paths = progress.shared_paths_of(ctx.conn, ctx.request, cohort_id)
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort_id))
    listed = paged(
        ctx.words, paths, page, lambda label, to: button(label, shared_paths, cohort_id, to), PATHS
    )
    return screen(
        title(cohort.name),
        note(say("Paths shared with you")),
        not listed.items and text(say("Nobody shares a path now.")),
        note(say("A learner may stop sharing at any time.")),
        [
            button(
                ctx.words.beside(
                    names[path.person],
                    title_in(ctx.app.library, ctx.words, path.scenario),
                    short_day_of(ctx.words, path.ended_at, cohort.timezone),
                ),
                shared_path,
                path.attempt,
                0,
            )
            for path in listed.items
        ],
        listed.turns,
        button(say("Back"), "cohort_progress", cohort_id, 0),
    )


@tap("wh", right=Right.SEE_COHORT)
def shared_path(ctx: Context, attempt_id: Key, page: Number) -> Screen:
    """The steps of an attempt, while its learner shares it and is in the cohort."""
    say = ctx.say
    cohort, person_id, shared = progress.shared_steps(
        ctx.conn, ctx.request, ctx.app.library, attempt_id
    )
    name = display_names(ctx.words, cohort_people(ctx.conn, cohort.id))[person_id]
    back = button(say("Back"), member_progress, cohort.id, person_id, 0)
    if shared is None:
        closed = say(
            "This path is not, or no longer, shared with you: the learner decides and"
            " may change their mind at any time."
        )
        return screen(title(name), text(closed), back)
    try:
        past = past_attempts.past_attempt(
            shared.attempt, shared.scenario, shared.events, ctx.words.language
        )
    except UNPLAYABLE as error:
        log.warning("shared path not rendered", error=type(error).__name__)
        raise NotFound from error
    return path_screen(name, past, page, back)


def path_screen(name: str, past: PastAttempt, page: int, back: Button) -> Screen:
    """Some steps of a path: what was asked, what was chosen, what would have done more."""
    words, attempt_id = words_in(past.language), past.attempt.id
    numbered = list(enumerate(past.moments, 1))
    listed = paged(
        words, numbered, page, lambda label, to: button(label, shared_path, attempt_id, to), STEPS
    )
    return screen(
        title(name),
        note(words.beside(past.title, words.say("shared with you"))),
        [_step(past, moment, number) for number, moment in listed.items],
        listed.turns,
        back,
    )


def _step(past: PastAttempt, moment: Moment, number: int) -> Iterator[Line]:
    words, told = words_in(past.language), past.told(moment)
    yield heading(words.say("{n}. {prompt}", n=number, prompt=told.prompt))
    yield Line(
        LineRole.CHOSEN, words.say("Chosen: {choice}", choice=done_words(words, told.chosen))
    )
    if told.better:
        yield text("\n".join((words.say("What would have done more:"), *better_list(words, told))))
    for reason in told.critical:
        yield Line(LineRole.CRITICAL, reason_words(reason))
