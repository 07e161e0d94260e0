"""A member of a cohort: their assigned work, never their practice."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.access.rights import Right
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.playing.records import result_of
from bot.app.progress import member_progress
from bot.app.progress.member_progress import AssignmentOutcome
from bot.fields import Key
from bot.phrases.date_phrases import due_of, short_day_of
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.phrases.display_names import display_names
from bot.phrases.labels import headed, mode_name, title_in
from bot.phrases.progress_phrases import state_words
from bot.web.kit.context import Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page
from storage.cohorts.cohorts import Cohort


@page("/cohorts/{cohort_id}/people/{person_id}", right=Right.SEE_COHORT, template="trainer/member")
def member_page(ctx: Context, cohort_id: Key, person_id: Key) -> Values:
    cohort, outcomes = member_progress.outcomes(ctx.conn, ctx.request, cohort_id, person_id)
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort_id))
    return {
        "cohort": cohort,
        "name": names[person_id],
        "outcomes": [_outcome(ctx, cohort, each) for each in outcomes],
    }


def _outcome(ctx: Context, cohort: Cohort, found: AssignmentOutcome) -> Mapping[str, object]:
    words, given = ctx.words, found.assignment
    bands = result_of(found.counted.result).bands if found.counted is not None else {}
    return {
        "id": given.id,
        "title": title_in(ctx.app.library, words, given.scenario),
        "asked": words.beside(
            headed(mode_name(words, given.mode)),
            due_of(words, given.due_at, ctx.now, cohort.timezone),
        ),
        "state": headed(state_words(words, found.state)),
        "tone": {"passed": "good", "late": "bad", "not-passed": "warn"}.get(found.state, ""),
        "tries": [short_day_of(words, each.ended_at, cohort.timezone) for each in found.tries],
        "bands": [
            (competency_words(words, competency), band_words(words, band))
            for competency, band in bands.items()
        ],
    }
