"""Settings of a cohort: its name, and whether it is archived."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.cohorts import cohort_admin
from bot.app.onboarding.pasted_names import CohortNameError
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import answer, button, danger, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.chat.trainer.cohorts.cohort_pages import (
    cohort_list,
    cohort_page,
    invalid_name,
    name_wanted,
)
from bot.fields import Key, Number
from bot.lines import note, text, title
from bot.locale import Words
from bot.phrases.date_phrases import day_of, short_day_of
from storage.cohorts.cohorts import Cohort


@tap("jo", right=Right.KEEP_COHORT)
def cohort_settings(ctx: Context, cohort_id: Key) -> Screen:
    say, found = ctx.say, cohort_admin.settings(ctx.conn, ctx.request, cohort_id)
    cohort = found.cohort
    since = say("Since {day}", day=day_of(ctx.words, cohort.created_at, cohort.timezone))
    trainers = ctx.words.count("{n} trainer", "{n} trainers", found.trainers)
    return screen(
        title(cohort.name),
        note(found.agency_names.get(ctx.words.language, cohort.agency)),
        text(f"{since} · {trainers}"),
        button(say("Rename"), ask_new_cohort_name, cohort_id),
        button(say("Trainers"), "cohort_trainers", cohort_id),
        danger(button(say("Archive"), ask_archive_cohort, cohort_id)),
        button(say("Back to the cohort"), cohort_page, cohort_id),
    )


@tap("jn", right=Right.KEEP_COHORT, writes=True)
def ask_new_cohort_name(ctx: Context, cohort_id: Key) -> Screen:
    cohort = cohort_admin.own_cohort(ctx.conn, ctx.request, cohort_id)
    ask(ctx, rename_cohort, cohort_id)
    return screen(
        title(ctx.say("A new name for {cohort}?", cohort=cohort.name)),
        text(name_wanted(ctx.words)),
        button(ctx.say("Back"), cohort_settings, cohort_id),
    )


@answer("cohort-new-name", right=Right.KEEP_COHORT)
def rename_cohort(ctx: Context, typed: str, cohort_id: Key) -> Screen:
    try:
        before, name = cohort_admin.rename(ctx.conn, ctx.request, cohort_id, typed)
    except CohortNameError as error:
        back = button(ctx.say("Back"), cohort_settings, cohort_id)
        raise invalid_name(ctx.words, error, back) from None
    return screen(
        title(name),
        text(ctx.say("It was “{cohort}” until now. Links and codes still work.", cohort=before)),
        main(button(ctx.say("Back to the cohort"), cohort_page, cohort_id)),
    )


@tap("ja", right=Right.KEEP_COHORT)
def ask_archive_cohort(ctx: Context, cohort_id: Key) -> Screen:
    say, found = ctx.say, cohort_admin.archive_effects(ctx.conn, ctx.request, cohort_id)
    counts = [ctx.words.count("{n} member", "{n} members", found.members)]
    if found.assignments:
        counts.append(ctx.words.count("{n} assignment", "{n} assignments", found.assignments))
    return confirm(
        say("Archive {cohort}?", cohort=found.cohort.name),
        " · ".join(counts),
        say(
            "Its work is no longer due, nobody is reminded, and its links and codes "
            "stop working. Results are kept, and you can restore it at any time."
        ),
        yes=danger(button(say("Yes, archive"), archive_cohort, cohort_id)),
        back=button(say("Back"), cohort_settings, cohort_id),
    )


@tap("jx", right=Right.KEEP_COHORT, writes=True)
def archive_cohort(ctx: Context, cohort_id: Key) -> Screen:
    cohort = cohort_admin.archive(ctx.conn, ctx.request, cohort_id)
    return screen(
        title(cohort.name),
        text(ctx.say("It is archived.")),
        button(ctx.say("Restore it"), restore_cohort, cohort_id),
        button(ctx.say("All cohorts"), cohort_list),
    )


@tap("jl", right=Right.KEEP_COHORT)
def archived_cohorts(ctx: Context, page: Number = 0) -> Screen:
    """The archived cohorts, each with the way back."""
    say, found = ctx.say, cohort_admin.archived(ctx.conn, ctx.request)
    listed = paged(ctx.words, found, page, lambda label, to: button(label, archived_cohorts, to))
    return screen(
        title(say("Archived cohorts")),
        note(say("Tap a name to restore it.")),
        [
            button(_archived(ctx.words, cohort), restore_cohort, cohort.id)
            for cohort in listed.items
        ],
        listed.turns,
        button(say("All cohorts"), cohort_list),
    )


def _archived(words: Words, cohort: Cohort) -> str:
    assert cohort.archived_at is not None
    day = short_day_of(words, cohort.archived_at, cohort.timezone)
    return words.beside(cohort.name, words.say("since {day}", day=day))


@tap("jb", right=Right.KEEP_COHORT, writes=True)
def restore_cohort(ctx: Context, cohort_id: Key) -> Screen:
    cohort = cohort_admin.restore(ctx.conn, ctx.request, cohort_id)
    return screen(
        title(cohort.name),
        text(ctx.say("It is restored. Its open work is due again.")),
        main(button(ctx.say("Back to the cohort"), cohort_page, cohort_id)),
        button(ctx.say("Archived cohorts"), archived_cohorts),
    )
