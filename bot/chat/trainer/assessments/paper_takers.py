"""Assessments on paper: who takes part so, which form each gets, and the sheets to print."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from bot.app.access.rights import Right
from bot.app.assessments import paper_assessments
from bot.app.assessments.assessment_plan import last_day
from bot.app.assessments.paper_assessments import PaperAssessment, PaperTaker, Sheet
from bot.app.assignments.due_days import today_in
from bot.chat.kit.context import Context
from bot.chat.kit.lists import PAGE_SIZE, paged
from bot.chat.kit.request import Reply, ScreenPlacement
from bot.chat.kit.routes import button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Key, Number
from bot.files import OutgoingFile
from bot.lines import Line, LineRole, heading, note, text, title
from bot.locale import Words
from bot.phrases.assessment_phrases import date_of, of_cohort, part_title, track_name
from bot.phrases.case_phrases import title_of
from bot.phrases.display_names import display_names
from bot.phrases.labels import title_in
from bot.scenario_files.paper_test import sheet


@tap("mc", right=Right.ASSIGN)
def paper_candidates(ctx: Context, cohort_id: Key, page: Number) -> Screen:
    """The people who could take part on paper, and those who do."""
    say, found = ctx.say, paper_assessments.candidates(ctx.conn, ctx.request, cohort_id)
    names = display_names(ctx.words, found.people)
    listed = paged(
        ctx.words,
        found.free,
        page,
        lambda label, to: button(label, paper_candidates, cohort_id, to),
    )
    if found.free:
        about = [
            text(
                say(
                    "Tap people without Telegram. They join the cohort now, take its tests on"
                    " paper and get its assignments. A personal code lets them join the bot "
                    "later."
                )
            ),
            note(say("Only for people who know that their answers are kept and who sees them.")),
        ]
    else:
        about = [text(say("Nobody is left on the list."))]
    return screen(
        title(of_cohort(ctx.words, found.cohort.name, say("People on paper"))),
        about,
        _on_paper(ctx, [names[place] for place in found.on_paper]),
        [button(names[place], admit_paper_taker, place, page) for place in listed.items],
        listed.turns,
        button(say("Back"), "assessment_list", cohort_id),
    )


def _on_paper(ctx: Context, names: Sequence[str]) -> Iterator[Line]:
    if not names:
        return
    yield heading(ctx.say("Take part on paper"))
    yield text("\n".join(map(ctx.words.bullet, names[:PAGE_SIZE])))
    if (more := len(names) - PAGE_SIZE) > 0:
        yield note(ctx.words.count("And {n} more.", "And {n} more.", more))


@tap("mj", right=Right.ASSIGN, writes=True)
def admit_paper_taker(ctx: Context, place_id: Key, page: Number) -> Screen:
    cohort_id = paper_assessments.admit(
        ctx.conn, ctx.request, ctx.app.library, ctx.app.dice, place_id
    )
    return paper_candidates(ctx, cohort_id, page)


@tap("mk", right=Right.ASSIGN)
def paper_takers(ctx: Context, test_id: Key, page: Number) -> Screen:
    """The people who take an assessment on paper, with their forms in the open part."""
    found = paper_assessments.details(ctx.conn, ctx.request, ctx.app.library, test_id)
    return _takers(ctx, found, page)


def _takers(ctx: Context, found: PaperAssessment, page: int) -> Screen:
    say, test_id = ctx.say, found.test.id
    names = display_names(ctx.words, found.people)
    listed = paged(
        ctx.words,
        sorted(found.takers, key=lambda taker: (taker.done, names[taker.place].casefold())),
        page,
        lambda label, to: button(label, paper_takers, test_id, to),
    )
    about = (track_name(ctx.words, found.track), say("on paper"))
    return screen(
        title(of_cohort(ctx.words, found.cohort.name, *about)),
        _rules(ctx, found),
        bool(listed.items)
        and text("\n".join(ctx.words.bullet(_taker(ctx, names, each)) for each in listed.items)),
        any(map(_has_to_do, found.takers))
        and main(button(say("The sheets"), send_paper_sheets, test_id)),
        [
            button(names[taker.place], "begin_paper", taker.place, taker.assignment)
            for taker in listed.items
            if taker.assignment and not taker.done
        ],
        listed.turns,
        found.has_candidates
        and button(say("People on paper"), paper_candidates, found.cohort.id, 0),
        button(say("Back"), "assessment_page", test_id),
    )


def _rules(ctx: Context, found: PaperAssessment) -> Iterator[Line]:
    say, zone = ctx.say, found.cohort.timezone
    if found.sealed:
        yield Line(
            LineRole.CRITICAL,
            say(
                "You are taking such a test yourself, so another trainer has to print and enter it."
            ),
        )
    elif found.part is None:
        yield text(say("No part is open now. When one is, its sheets and answers appear here."))
    elif not found.takers:
        yield text(say("Nobody takes it on paper."))
    else:
        last = last_day(found.test.spans[found.part], zone)
        until = date_of(ctx.words, last, today_in(ctx.now, zone))
        is_open = say("open until the end of {last}", last=until)
        yield heading(f"{part_title(ctx.words, found.part)}: {is_open}")
        yield text(
            say(
                "Each person was given a case at random. Hand out its sheet, collect "
                "every sheet again, and tap a name to enter the answers before the "
                "part closes."
            )
        )


def _taker(ctx: Context, names: Mapping[str, str], taker: PaperTaker) -> str:
    name = names[taker.place]
    if taker.done:
        return ctx.say("{name}: done", name=name)
    if taker.assignment is None:
        return name
    return ctx.words.beside(name, title_in(ctx.app.library, ctx.words, taker.form))


def _has_to_do(taker: PaperTaker) -> bool:
    return taker.assignment is not None and not taker.done


@tap("mn", right=Right.ASSIGN)
def send_paper_sheets(ctx: Context, test_id: Key) -> Reply:
    """Send only the sheets a person still has to fill in."""
    found = paper_assessments.details(ctx.conn, ctx.request, ctx.app.library, test_id)
    sheets = paper_assessments.sheets(ctx.conn, ctx.app.library, found)

    async def files() -> Sequence[OutgoingFile]:
        async with ctx.app.rendering:
            return [
                await _file(ctx.words, sheet, language)
                for sheet in sheets
                for language in sorted(
                    sheet.scenario.scripts, key=lambda each: each != ctx.words.language
                )
            ]

    return Reply(_takers(ctx, found, 0), place=ScreenPlacement.SAME, then=files if sheets else None)


async def _file(words: Words, found: Sheet, language: str) -> OutgoingFile:
    case = found.scenario
    content = await asyncio.to_thread(sheet, case, language, found.signed)
    people = words.count("{n} person", "{n} people", found.people)
    return OutgoingFile(
        f"{case.id}-{language}.pdf", content, caption=words.beside(title_of(words, case), people)
    )
