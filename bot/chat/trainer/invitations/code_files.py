"""Personal codes as files: to be sent on from a phone, and as cards to print and cut."""

from __future__ import annotations

from collections.abc import Sequence

from bot.app.onboarding.place_codes import PlaceWithCode
from bot.chat.kit.context import BaseContext
from bot.chat.kit.request import FollowUp, Reply
from bot.chat.kit.routes import button
from bot.chat.kit.screen import Screen, screen
from bot.files import OutgoingFile
from bot.invitation_files.cards import cards, made_files
from bot.lines import text, title
from storage.cohorts.cohorts import Cohort


def code_files(
    ctx: BaseContext, cohort: Cohort, coded: Sequence[PlaceWithCode], shown: Screen
) -> Reply:
    """A screen and, where there are codes, the files to hand out: a workbook, a CSV, and cards.

    The codes are stored nowhere: where the files are lost, new ones are needed.
    """
    if not coded:
        return Reply(shown)

    async def make() -> Sequence[OutgoingFile]:
        return await made_files(ctx.words, ctx.app.links, ctx.now, cohort, coded)

    return Reply(shown, then=make, lost=_lost(ctx, cohort))


def card(ctx: BaseContext, cohort: Cohort, coded: PlaceWithCode) -> FollowUp:
    """Makes the card of one person."""

    async def make() -> Sequence[OutgoingFile]:
        return (await cards(ctx.words, ctx.app.links, ctx.now, cohort, (coded,)),)

    return make


def _lost(ctx: BaseContext, cohort: Cohort) -> Screen:
    say = ctx.say
    return screen(
        title(cohort.name),
        text(
            say(
                "The files with the codes could not be created, and the codes are not "
                "stored anywhere else. Create new ones: for one person under “Who is "
                "in it”, or for everyone expected."
            )
        ),
        button(say("Members"), "member_list", cohort.id, 0),
        button(say("New codes for everyone expected"), "renew_all_codes", cohort.id),
        button(say("Back to the cohort"), "cohort_page", cohort.id),
    )
