"""Asking for approval of an edition, withdrawing a scenario, and deleting a draft."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.authoring import approval, managed_scenarios, retraction
from bot.app.authoring.authoring_rights import draft_for, edition_for
from bot.app.authoring.managed_scenarios import ScenarioDetails
from bot.app.errors import NotFound
from bot.fields import Id, Number
from bot.phrases.labels import agency_name
from bot.phrases.scenario_phrases import title_or_id
from bot.web.author.scenarios import scenario_list, scenario_page
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page


@page(
    "/scenarios/{scenario_id}/editions/{number}/publish",
    right=Right.KEEP_SCENARIO,
    template="author/ask",
)
def publish_form(ctx: Context, scenario_id: Id, number: Number) -> Values:
    """For whom an edition is to be published."""
    say, found = ctx.say, _details(ctx, scenario_id)
    edition_for(ctx.conn, ctx.person, scenario_id, number)
    agency = agency_name(ctx, found.own.agency)
    effect = say(
        "An admin reads edition {n} and decides; you are told the result "
        "in the chat. Until then nothing changes.",
        n=number,
    )
    return {
        **_question(ctx, found, say("Publish for whom?"), [effect]),
        "action": address(ask_for_approval, scenario_id, number),
        "choices": [
            ("agency", say("For {agency}", agency=agency)),
            ("everyone", say("For everyone")),
        ],
    }


@act(
    "/scenarios/{scenario_id}/editions/{number}/publish",
    right=Right.KEEP_SCENARIO,
    form=publish_form,
)
def ask_for_approval(ctx: Context, scenario_id: Id, number: Number) -> Redirect:
    edition_for(ctx.conn, ctx.person, scenario_id, number)
    reach, approval_id = ctx.form.text("reach"), ctx.app.dice.id()
    try:
        approval.request_approval(ctx.conn, ctx.request, approval_id, scenario_id, number, reach)
    except NotFound:
        raise FormError(form=ctx.say("Please choose for whom.")) from None
    return redirect(
        scenario_page, scenario_id, notice=ctx.say("The request has been sent to the admins.")
    )


@act("/scenarios/{scenario_id}/withdraw-request", right=Right.KEEP_SCENARIO)
def withdraw_scenario_request(ctx: Context, scenario_id: Id) -> Redirect:
    approval.withdraw_request(ctx.conn, ctx.request, scenario_id)
    notice = ctx.say("The request to the admins has been withdrawn.")
    return redirect(scenario_page, scenario_id, notice=notice)


@page("/scenarios/{scenario_id}/withdraw", right=Right.KEEP_SCENARIO, template="author/ask")
def withdraw_form(ctx: Context, scenario_id: Id) -> Values:
    say, count, found = ctx.say, ctx.count, _details(ctx, scenario_id)
    effects, assigned = [], retraction.open_assignments(ctx.conn, ctx.request, scenario_id)
    if found.under_way:
        effects.append(
            count(
                "{n} attempt is under way and can be finished.",
                "{n} attempts are under way and can be finished.",
                found.under_way,
            )
        )
    if assigned:
        effects.append(
            count(
                "It is assigned {n} time; nobody will be able to start that work.",
                "It is assigned {n} times; nobody will be able to start that work.",
                assigned,
            )
        )
    question = say("Withdraw it? Nobody will be able to start it, and it will no longer be shared.")
    return {
        **_question(ctx, found, question, effects),
        "action": address(withdraw_scenario, scenario_id),
        "confirm": say("Withdraw it"),
    }


@act("/scenarios/{scenario_id}/withdraw", right=Right.KEEP_SCENARIO, form=withdraw_form)
async def withdraw_scenario(ctx: AsyncContext, scenario_id: Id) -> Redirect:
    await ctx.write(lambda at: retraction.withdraw(at.conn, at.request, scenario_id))
    await ctx.app.library.refresh()
    return redirect(scenario_page, scenario_id, notice=ctx.say("It has been withdrawn."))


@page("/scenarios/{scenario_id}/delete", right=Right.KEEP_SCENARIO, template="author/ask")
def delete_draft_form(ctx: Context, scenario_id: Id) -> Values:
    say = ctx.say
    draft_for(ctx.conn, ctx.person, scenario_id)
    question = say("Delete the draft? All its editions are deleted. This cannot be undone.")
    return {
        **_question(ctx, _details(ctx, scenario_id), question, []),
        "action": address(delete_draft, scenario_id),
        "confirm": say("Delete it"),
    }


@act("/scenarios/{scenario_id}/delete", right=Right.KEEP_SCENARIO, form=delete_draft_form)
def delete_draft(ctx: Context, scenario_id: Id) -> Redirect:
    retraction.delete_draft(ctx.conn, ctx.request, scenario_id)
    return redirect(scenario_list, notice=ctx.say("The draft is deleted."))


def _details(ctx: Context, scenario_id: str) -> ScenarioDetails:
    return managed_scenarios.details(ctx.conn, ctx.request, ctx.app.library, scenario_id)


def _question(
    ctx: Context, found: ScenarioDetails, question: str, effects: list[str]
) -> dict[str, object]:
    return {
        "id": found.id,
        "title": title_or_id(ctx.words, found.content, found.id),
        "question": question,
        "effects": effects,
        "choices": (),
        "confirm": "",
    }
