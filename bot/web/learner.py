"""One's own learning: skills, programmes and certificates, and what is still to be done."""

from __future__ import annotations

import asyncio

from bot.app.certificates import own_certificates
from bot.app.certificates.programme_progress import ProgrammeProgress
from bot.app.errors import NotFound
from bot.app.personal_data.personal_settings import own_names
from bot.app.progress.skills import own_skills
from bot.app.progress.study_week import study_week
from bot.app.progress.work_list import WorkItem, work_list
from bot.app.refreshers import refresher_settings
from bot.fields import Key
from bot.phrases.case_phrases import about_minutes, title_of
from bot.phrases.certificate_paper import CODED, page_of
from bot.phrases.date_phrases import date_of, due_of
from bot.phrases.debrief_phrases import band_words, competency_words
from bot.phrases.labels import title_in
from bot.phrases.refresher_phrases import next_prompt_text
from bot.pictures import certificate as pictures
from bot.pictures.certificate import Page
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.responses import Download, Values
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
    named = bool(own_names(ctx.conn, ctx.request))
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
            _programme(ctx, each, named=named)
            for each in own_certificates.progress(ctx.conn, ctx.request)
        ],
        "week": week,
        "refreshers": _refreshers(ctx),
    }


def _refreshers(ctx: Context) -> dict[str, object]:
    """The forecast of what the learner remembers, and the time of the next prompt."""
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


def _programme(ctx: Context, progress: ProgrammeProgress, *, named: bool) -> dict[str, object]:
    latest, zone = progress.latest, ctx.person.timezone
    return {
        "title": progress.programme.title.in_(ctx.words.language),
        "passed": progress.passed,
        "steps": len(progress.steps),
        "ahead": [
            (title_in(ctx.app.library, ctx.words, each.step.scenario), each.passed is not None)
            for each in progress.steps
        ],
        "certificate": (
            latest.id if latest is not None and latest.revoked_at is None and named else ""
        ),
        "code": (latest.shown_code if latest is not None and latest.revoked_at is None else ""),
        "good_until": (
            date_of(ctx.words, latest.expires_at, zone)
            if latest is not None and latest.is_valid(ctx.now)
            else ""
        ),
    }


@page("/learning/certificates/{certificate_id}.pdf", template="")
async def own_certificate_file(ctx: AsyncContext, certificate_id: Key) -> Download:
    """One's own certificate, to print."""

    def paper(at: Context) -> tuple[str, Page]:
        own = own_certificates.get(at.conn, at.request, certificate_id)
        if not own.names:  # the chat asks for one when it is taken there
            raise NotFound
        found, links = own.certificate, at.app.links
        link = links.deep_link(CODED + found.code)
        shown = page_of(found, own.names, link, links.username, at.person.timezone)
        return found.programme, shown

    programme, printed = await ctx.read(paper)
    content = await asyncio.to_thread(pictures.pdf, printed)
    return Download(f"basira-{programme}.pdf", "application/pdf", content)


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
