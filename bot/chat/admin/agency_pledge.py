"""An agency's pledge that training results are not used for appraisal, answered by its officer."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.agencies import agency_admin
from bot.app.agencies.agency_records import LONGEST_OFFICER, AgencyError
from bot.app.person_names import single_line
from bot.chat.admin.agencies import agency_page
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, tap
from bot.chat.kit.screen import Screen, screen
from bot.fields import Flag, Id, Rest
from bot.lines import note, text, title
from bot.phrases.labels import name_of_agency
from storage.agencies.agencies import PROMISED, REFUSED


@tap("np", right=Right.KEEP_AGENCY)
def ask_pledge(ctx: Context, agency_id: Id) -> Screen:
    say, agency = ctx.say, agency_admin.managed_agency(ctx.conn, ctx.request, agency_id)
    return screen(
        title(name_of_agency(ctx.words, agency)),
        text(
            say(
                "Does the agency promise not to use anything from here for appraisal "
                "or discipline? Its people read the answer before anything about them "
                "is stored."
            )
        ),
        note(say("An officer of the agency gives the answer; their name and role come next.")),
        button(say("It promises"), ask_pledge_officer, agency.id, promised=True),
        button(say("It does not promise"), ask_pledge_officer, agency.id, promised=False),
        agency.pledge is not None and button(say("Withdraw the answer"), reopen_pledge, agency.id),
        button(say("Back"), agency_page, agency.id),
    )


@tap("nq", right=Right.KEEP_AGENCY, writes=True)
def ask_pledge_officer(ctx: Context, agency_id: Id, promised: Flag) -> Screen:
    """Nothing is recorded before an officer is named."""
    say, agency = ctx.say, agency_admin.managed_agency(ctx.conn, ctx.request, agency_id)
    ask(ctx, take_pledge_officer, agency_id, PROMISED if promised else REFUSED)
    answered = say("It promises") if promised else say("It does not promise")
    return screen(
        title(name_of_agency(ctx.words, agency)),
        text(say("{sentence}.", sentence=answered)),
        text(
            say(
                "Which officer of the agency gives this answer? Type their name and "
                "role on one line."
            )
        ),
        note(say("They are stored with today's date and shown to admins.")),
        button(say("Back"), agency_page, agency.id),
    )


@answer("agency-pledge", right=Right.KEEP_AGENCY)
def take_pledge_officer(ctx: Context, typed: str, agency_id: Id, pledge: Rest) -> Screen:
    officer = single_line(typed, LONGEST_OFFICER + 1)
    try:
        agency_admin.answer_pledge(ctx.conn, ctx.request, agency_id, pledge, officer)
    except AgencyError:
        again = ctx.say(
            "Name and role are one line of at most {n} letters. Please type them again.",
            n=LONGEST_OFFICER,
        )
        raise RefusalError(
            screen(text(again), button(ctx.say("Back"), agency_page, agency_id))
        ) from None
    return agency_page(ctx, agency_id)


@tap("nr", right=Right.KEEP_AGENCY, writes=True)
def reopen_pledge(ctx: Context, agency_id: Id) -> Screen:
    agency_admin.answer_pledge(ctx.conn, ctx.request, agency_id, None, None)
    return agency_page(ctx, agency_id)
