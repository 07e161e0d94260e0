"""Settings of a cohort: its name, and whether it is archived."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.cohorts import cohort_admin
from bot.app.cohorts.cohort_admin import RenamedMeanwhile
from bot.app.onboarding.pasted_names import MOST_LETTERS, CohortNameError
from bot.fields import Key
from bot.locale import Words
from bot.phrases.date_phrases import day_of
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page


@page("/cohorts/{cohort_id}/settings", right=Right.KEEP_COHORT, template="trainer/cohort_settings")
def cohort_settings(ctx: Context, cohort_id: Key) -> Values:
    found = cohort_admin.settings(ctx.conn, ctx.request, cohort_id)
    effects = cohort_admin.archive_effects(ctx.conn, ctx.request, cohort_id)
    cohort = found.cohort
    return {
        "cohort": cohort,
        "agency": found.agency_names.get(ctx.words.language, cohort.agency),
        "since": day_of(ctx.words, cohort.created_at, cohort.timezone),
        "trainers": found.trainers,
        "effects": effects,
        "most": MOST_LETTERS,
    }


@act("/cohorts/{cohort_id}/rename", right=Right.KEEP_COHORT, form=cohort_settings)
def rename_cohort(ctx: Context, cohort_id: Key) -> Redirect:
    typed, seen = ctx.form.text("name"), ctx.form.text("was")
    try:
        _, name = cohort_admin.rename(ctx.conn, ctx.request, cohort_id, typed, seen)
    except CohortNameError as error:
        raise FormError(name=name_sentence(ctx.words, error)) from None
    except RenamedMeanwhile as renamed:
        sentence = ctx.say(
            "Somebody renamed it “{cohort}” in the meantime. Save again to overwrite that.",
            cohort=renamed.name,
        )
        raise FormError(name=sentence) from None
    notice = ctx.say(
        "The cohort is now called “{cohort}”. Its links and codes still work.", cohort=name
    )
    return redirect(cohort_settings, cohort_id, notice=notice)


@act("/cohorts/{cohort_id}/archive", right=Right.KEEP_COHORT, form=cohort_settings)
def archive_cohort(ctx: Context, cohort_id: Key) -> Redirect:
    cohort = cohort_admin.archive(ctx.conn, ctx.request, cohort_id)
    return redirect("cohort_list", notice=ctx.say("“{cohort}” is archived.", cohort=cohort.name))


@act("/cohorts/{cohort_id}/restore", right=Right.KEEP_COHORT)
def restore_cohort(ctx: Context, cohort_id: Key) -> Redirect:
    cohort = cohort_admin.restore(ctx.conn, ctx.request, cohort_id)
    notice = ctx.say("“{cohort}” is active again.", cohort=cohort.name)
    return redirect("cohort_page", cohort_id, notice=notice)


def name_sentence(words: Words, error: CohortNameError) -> str:
    """The problem with a cohort's name, in words."""
    if error.too_long:
        return words.say("A name can have at most {n} letters.", n=MOST_LETTERS)
    return words.say("A name needs letters or numbers.")
