"""One's own learning: skills, programmes and certificates, and what is still to be done."""

from __future__ import annotations

from bot.app.certificates import own_certificates
from bot.app.certificates.programme_progress import ProgrammeProgress
from bot.app.progress.skills import own_skills
from bot.app.progress.study_week import study_week
from bot.app.progress.work_list import WorkItem, work_list
from bot.app.refreshers import refresher_settings
from bot.chat.learner.refresher_prompts import next_prompt_text
from bot.phrases.case_phrases import about_minutes, title_of
from bot.phrases.date_phrases import date_of, due_of
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.phrases.labels import title_in
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Values
from bot.web.kit.routes import page


@page("/learning", template="learning")
async def learning_page(ctx: AsyncContext) -> Values:
    work = await work_list(ctx.app.database, ctx.app.library, ctx.person, ctx.now)
    own = await ctx.read(_own)
    return {
        **own,
        "questions": work.questions,
        "assigned": [_item(ctx, each) for each in work.assigned],
        "under_way": [_item(ctx, each) for each in work.under_way],
    }


def _own(ctx: Context) -> dict[str, object]:
    words, week = ctx.words, study_week(ctx.conn, ctx.request)
    found = own_skills(ctx.conn, ctx.request, ctx.app.library)
    return {
        "skills": [
            {
                "name": competency_words(words, competency),
                "best": band_words(words, skill.best),
                "first": band_words(words, skill.first) if skill.has_grown else "",
            }
            for competency, skill in found.items()
        ],
        "programmes": [
            _programme(ctx, each) for each in own_certificates.progress(ctx.conn, ctx.request)
        ],
        "week": week,
        "refreshers": _refreshers(ctx),
    }


def _refreshers(ctx: Context) -> dict[str, object]:
    """What is likely to be remembered, and when the next question comes."""
    found = refresher_settings.overview(ctx.conn, ctx.request, ctx.app.library.known)
    asked = found.preferences.state == "on"
    return {
        "forecast": found.forecast if found.forecast.total else None,
        "next": (
            next_prompt_text(ctx.words, found.next_at, ctx.person, ctx.now)
            if asked
            else ctx.say("Short questions are off.")
        ),
        "cases": [title_of(ctx.words, case) for case in found.forecast.cases],
    }


def _programme(ctx: Context, progress: ProgrammeProgress) -> dict[str, object]:
    latest, zone = progress.latest, ctx.person.timezone
    return {
        "title": progress.programme.title.in_(ctx.words.language),
        "passed": progress.passed,
        "steps": len(progress.steps),
        "ahead": [
            (title_in(ctx.app.library, ctx.words, each.step.scenario), each.passed is not None)
            for each in progress.steps
        ],
        "code": (latest.shown_code if latest is not None and latest.revoked_at is None else ""),
        "good_until": (
            date_of(ctx.words, latest.expires_at, zone)
            if latest is not None and latest.is_valid(ctx.now)
            else ""
        ),
    }


def _item(ctx: AsyncContext, item: WorkItem) -> dict[str, object]:
    view = item.assignment
    return {
        "title": title_of(ctx.words, item.scenario),
        "minutes": about_minutes(ctx.words, item.minutes),
        "due": (
            due_of(ctx.words, view.assignment.due_at, ctx.now, ctx.person.timezone)
            if view is not None
            else ""
        ),
    }
