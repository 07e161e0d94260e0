"""One's own progress, and the finished cases to look back on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.app.assessments import own_assessments
from bot.app.certificates import own_certificates
from bot.app.errors import EditionUnavailable
from bot.app.progress import personal_progress
from bot.app.progress.personal_progress import PersonalProgress
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.routes import button, command, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.chat.learner.own_assessments import own_assessment_buttons
from bot.chat.learner.own_certificates import own_programmes, programme_summary
from bot.chat.learner.path_sharing import own_paths
from bot.fields import Number
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.case_phrases import title_of
from bot.phrases.date_phrases import short_day_of
from bot.phrases.debrief_phrases import competency_words
from bot.phrases.skill_phrases import skill_line
from scenarios.model import COMPETENCIES
from storage.playing.outcomes import Outcome

CASES = 6  # on a page


@command("progress")
async def show_progress(ctx: AsyncContext, _typed: str) -> Screen:
    return await progress_page(ctx)


@tap("hv")
async def progress_page(ctx: AsyncContext) -> Screen:
    progress = await personal_progress.personal_progress(
        ctx.app.database, ctx.app.library, ctx.person, ctx.now
    )
    return await ctx.read(lambda c: _progress(c, progress))


def _progress(ctx: Context, progress: PersonalProgress) -> Screen:
    say, finished = ctx.say, progress.played.finished
    today = button(say("Today"), "today_page")
    tests = own_assessment_buttons(
        ctx.words, own_assessments.newest(ctx.conn, ctx.request, ctx.app.library)
    )
    programmes = own_certificates.progress(ctx.conn, ctx.request)
    if not finished and not progress.remaining and not programmes:
        return screen(
            title(say("Progress")),
            text(say("Finish a case, and your skills show here.")),
            main(button(say("Continue"), "continue_work")),
            tests,
            today,
        )
    return screen(
        title(say("Progress")),
        text("\n".join(_totals(ctx.words, progress))),
        bool(programmes)
        and (
            heading(say("Programmes")),
            [text(programme_summary(ctx, each)) for each in programmes],
        ),
        bool(finished)
        and (
            heading(say("Your skills")),
            text("\n".join(_skills(ctx.words, progress))),
        ),
        _worth_another_look(ctx.words, progress),
        note(say("Only you see this page.")),
        [
            button(title_of(ctx.words, each.scenario), "case_card", each.scenario.id)
            for each in progress.retry
        ],
        bool(finished) and button(say("Look back at a case"), finished_cases, 0),
        bool(programmes) and button(say("Your programmes"), own_programmes),
        tests,
        bool(progress.assigned.finished) and button(say("What my trainer sees"), own_paths, 0),
        button(say("What I remember"), "refresher_overview"),
        today,
    )


def _totals(words: Words, progress: PersonalProgress) -> Iterator[str]:
    assigned, played = progress.assigned, progress.played
    if assigned.finished or progress.remaining:
        done = words.count("{n} done", "{n} done", assigned.finished)
        passed = words.count("{n} passed", "{n} passed", assigned.passed)
        left = words.count("{n} to do", "{n} to do", progress.remaining)
        yield words.say("Assigned: {parts}", parts=f"{done} · {passed} · {left}")
    cases = words.count("{n} case", "{n} cases", played.finished)
    passed = words.count("{n} passed", "{n} passed", played.passed)
    yield words.say("All cases: {parts}", parts=f"{cases} · {passed}")


def _skills(words: Words, progress: PersonalProgress) -> Iterator[str]:
    """Every competency, also where too few decisions were met to say anything."""
    for competency in COMPETENCIES:
        skill = progress.skills.get(competency)
        if skill is not None:
            yield skill_line(words, competency, skill)
        else:
            named = competency_words(words, competency)
            yield f"{named}: " + words.say("too few decisions yet")


def _worth_another_look(words: Words, progress: PersonalProgress) -> Iterator[Line]:
    say = words.say
    if progress.unsure or progress.retry:
        yield heading(say("Worth another look"))
    if progress.unsure:
        competencies = words.listed(competency_words(words, each) for each in progress.unsure)
        yield text(say("Not yet secure: {competencies}", competencies=competencies))
    for lead, critical in (
        (say("A choice could have put someone at risk in:"), True),
        (say("Not passed yet:"), False),
    ):
        cases = [
            title_of(words, each.scenario) for each in progress.retry if each.critical is critical
        ]
        if cases:
            yield text("\n".join((lead, *map(words.bullet, cases))))
    if progress.retry:
        yield text(say("It happens to careful people. Try again to see what works."))


@tap("hf")
async def finished_cases(ctx: AsyncContext, page: Number) -> Screen:
    """The last try at each case, without tests, whose results come when they are over."""
    say = ctx.say
    found = await ctx.read(lambda c: personal_progress.last_tries(c.conn, c.request, c.app.library))
    listed = paged(
        ctx.words, found, page, lambda label, to: button(label, finished_cases, to), CASES
    )
    cases = [(each, await _title(ctx, each)) for each in listed.items]
    return screen(
        title(say("Looking back")),
        text(say("Which case?") if cases else say("No case is finished yet.")),
        [button(_result(ctx, each, named), "look_back", each.attempt) for each, named in cases],
        listed.turns,
        button(say("Today"), "today_page"),
    )


async def _title(ctx: AsyncContext, outcome: Outcome) -> str:
    try:
        return title_of(ctx.words, await ctx.app.library.load(outcome.edition))
    except EditionUnavailable:
        return outcome.scenario


def _result(ctx: AsyncContext, outcome: Outcome, title: str) -> str:
    passed = ctx.say("passed") if outcome.result.passed else ctx.say("not passed")
    day = short_day_of(ctx.words, outcome.ended_at, ctx.person.timezone)
    return ctx.words.beside(title, passed, day)
