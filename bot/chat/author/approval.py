"""Publishing beyond one's own cohorts: authors' requests and admins' decisions."""

from __future__ import annotations

import re
from typing import Annotated

from bot.app.access.rights import Right
from bot.app.authoring import approval, managed_scenarios
from bot.app.authoring.approval import ApprovalDetails
from bot.app.person_names import single_line
from bot.chat.author.edition_changes import BESIDE_CARD, change_lines, changes_file
from bot.chat.author.finding_lines import SHORT, advice_lines, findings_file
from bot.chat.author.long_lists import following
from bot.chat.author.scenarios import scenario_list, scenario_page
from bot.chat.kit.ask import ask
from bot.chat.kit.context import AsyncContext, Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import RefusalError, Reply, ScreenPlacement
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Field, Id, Key, Number
from bot.lines import Line, LineRole, text, title
from bot.locale import Words
from bot.phrases.case_phrases import introduction
from bot.phrases.date_phrases import day_of
from bot.phrases.edition_phrases import concern_lines, warning_lines
from bot.phrases.finding_phrases import ordered
from bot.phrases.labels import agency_name, person_name
from bot.phrases.scenario_phrases import approval_title, lone_language, reach_name

Reach = Annotated[str, Field(re.compile(r"agency|everyone"))]


@tap("yr", right=Right.KEEP_SCENARIO, writes=True)
def request_approval(ctx: Context, scenario_id: Id, number: Number, reach: Reach) -> Screen:
    approval_id = ctx.app.dice.id()
    approval.request_approval(ctx.conn, ctx.request, approval_id, scenario_id, number, reach)
    return scenario_page(ctx, scenario_id)


@tap("yb", right=Right.KEEP_SCENARIO, writes=True)
def withdraw_approval_request(ctx: Context, scenario_id: Id) -> Screen:
    approval.withdraw_request(ctx.conn, ctx.request, scenario_id)
    return scenario_page(ctx, scenario_id)


@tap("yv", right=Right.APPROVE_SCENARIO)
def approval_list(ctx: Context, page: Number = 0) -> Screen:
    say, words = ctx.say, ctx.words
    pending = managed_scenarios.pending_approvals(ctx.conn, ctx.request)
    listed = paged(words, pending, page, lambda label, to: button(label, approval_list, to))
    found = [
        approval.pending_details(ctx.conn, ctx.person, ctx.app.library, each.id)
        for each in listed.items
    ]
    return screen(
        title(say("Waiting for approval")),
        text(
            say("Open one to see who asks, and for whom.")
            if found
            else say("Nothing is waiting for approval")
        ),
        [
            button(
                words.beside(approval_title(words, each), agency_name(ctx, each.agency)),
                approval_page,
                each.approval.id,
            )
            for each in found
        ],
        listed.turns,
        button(say("Your scenarios"), scenario_list),
    )


@tap("ya", right=Right.APPROVE_SCENARIO)
async def approval_page(ctx: AsyncContext, approval_id: Key) -> Reply:
    return await ctx.survey(lambda read: _review(read, approval_id))


def _review(ctx: Context, approval_id: str) -> Reply:
    """The card, who asks, what is different, what could be better; and yes or no."""
    say, words = ctx.say, ctx.words
    review = approval.review(ctx.conn, ctx.request, ctx.app.library, approval_id)
    requested = review.request.approval
    edition = (requested.scenario, requested.number)
    advice, comparison = ordered(review.findings), review.comparison
    agency, author = _who(ctx, review.request)
    shown = screen(
        introduction(words, review.scenario),
        Line(LineRole.RULE, words.rule),
        text(
            say(
                "Asked for: edition {n}, {reach}. {name}, {agency}, {day}",
                n=requested.number,
                reach=reach_name(words, requested.reach),
                name=author,
                agency=agency,
                day=day_of(words, requested.asked_at, ctx.person.timezone),
            )
        ),
        lone_language(words, tuple(review.scenario.scripts)),
        concern_lines(words, review.concerns),
        comparison is not None and change_lines(words, comparison, BESIDE_CARD),
        advice_lines(words, advice),
        main(button(say("Play it as a learner"), "play_edition", *edition)),
        button(say("Card, figures and picture"), "preview_edition", *edition),
        button(say("Download"), "download_formats", *edition),
        button(say("Approve"), ask_approve_scenario, approval_id),
        button(say("Decline, with a reason"), ask_decline_scenario, approval_id),
        button(say("Waiting for approval"), approval_list),
    )
    changes = changes_file(words, comparison.difference, BESIDE_CARD) if comparison else ()
    files = (*findings_file(words, advice, SHORT), *changes)
    return Reply(shown, place=ScreenPlacement.SAME, then=following(*files))


def _who(ctx: Context, details: ApprovalDetails) -> tuple[str, str]:
    """The agency and name of the author; no name once erased."""
    author = person_name(ctx.words, details.asked_by) if details.asked_by is not None else ""
    return agency_name(ctx, details.agency), author


@tap("yy", right=Right.APPROVE_SCENARIO)
async def ask_approve_scenario(ctx: AsyncContext, approval_id: Key) -> Screen:
    return await ctx.survey(lambda read: _confirm(read, approval_id))


def _confirm(ctx: Context, approval_id: str) -> Screen:
    say, words = ctx.say, ctx.words
    review = approval.review(ctx.conn, ctx.request, ctx.app.library, approval_id)
    requested, comparison = review.request.approval, review.comparison
    agency, author = _who(ctx, review.request)
    reach = reach_name(words, requested.reach)
    return screen(
        title(approval_title(words, review.request)),
        Line(LineRole.PROMPT, say("Publish edition {n} {reach}?", n=requested.number, reach=reach)),
        text(
            say("Then everyone at every agency can practise it, and every trainer can assign it.")
            if requested.reach == "everyone"
            else say(
                "Then everyone at {agency} can practise it, and its trainers can assign it.",
                agency=agency,
            )
        ),
        text(say("Asked for by {name}, {agency}.", name=author, agency=agency)),
        concern_lines(words, review.concerns),
        comparison is not None and warning_lines(words, comparison.difference),
        lone_language(words, tuple(review.scenario.scripts)),
        main(button(say("Back"), approval_page, approval_id)),
        button(say("Publish it"), approve_scenario, approval_id),
    )


@tap("yc", right=Right.APPROVE_SCENARIO)
async def approve_scenario(ctx: AsyncContext, approval_id: Key) -> Screen:
    approved = await ctx.write(
        lambda write: approval.approve(write.conn, write.request, write.app.library, approval_id)
    )
    await ctx.app.library.refresh()
    return _decided(
        ctx.words,
        approved,
        ctx.say(
            "Edition {n} is published {reach}.",
            n=approved.approval.number,
            reach=reach_name(ctx.words, approved.approval.reach),
        ),
    )


@tap("yd", right=Right.APPROVE_SCENARIO, writes=True)
def ask_decline_scenario(ctx: Context, approval_id: Key) -> Screen:
    found = approval.pending_details(ctx.conn, ctx.person, ctx.app.library, approval_id)
    ask(ctx, decline_scenario, approval_id)
    return _ask_reason(ctx, found)


def _ask_reason(ctx: Context, details: ApprovalDetails) -> Screen:
    return screen(
        title(approval_title(ctx.words, details)),
        text(
            ctx.say(
                "Why not? Type it here, at most {n} letters. The author reads it.",
                n=approval.LONGEST_REASON,
            )
        ),
        button(ctx.say("Back"), approval_page, details.approval.id),
    )


@answer("decline-reason", right=Right.APPROVE_SCENARIO)
def decline_scenario(ctx: Context, typed: str, approval_id: Key) -> Screen:
    reason = single_line(typed, approval.LONGEST_REASON)
    if not reason:
        found = approval.pending_details(ctx.conn, ctx.person, ctx.app.library, approval_id)
        raise RefusalError(_ask_reason(ctx, found))
    declined = approval.decline(ctx.conn, ctx.request, ctx.app.library, approval_id, reason)
    return _decided(ctx.words, declined, ctx.say("Declined. The author is notified."))


def _decided(words: Words, details: ApprovalDetails, outcome: str) -> Screen:
    return screen(
        title(approval_title(words, details)),
        text(outcome),
        button(words.say("Waiting for approval"), approval_list),
    )
