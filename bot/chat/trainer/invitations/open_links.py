"""Links into a cohort: made, drawn, limited, listed, revoked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.app.access.rights import Right
from bot.app.cohorts import link_admin
from bot.app.cohorts.link_admin import LIFE_CHOICES, MAX_PLACES, OpenLink
from bot.chat.kit.ask import ask, stop_asking
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import RefusalError, Reply, ScreenPlacement
from bot.chat.kit.routes import answer, button, danger, main, tap
from bot.chat.kit.screen import Screen, confirm, screen
from bot.fields import Key, Number, Token
from bot.files import OutgoingFile
from bot.invitation_files.slides import slide_of
from bot.lines import note, text, title
from bot.locale import Words, words
from bot.number_input import typed_number
from bot.phrases.date_phrases import short_day_of
from bot.phrases.file_names import file_name
from bot.phrases.link_phrases import last_day, link_name, link_state
from bot.pictures import slide as pictures
from scenarios.languages import own_first

_PLACES = (10, 30)  # that are offered, besides any number


@tap("cv", right=Right.INVITE)
def invitation_page(ctx: Context, cohort_id: Key) -> Screen:
    """The ways to invite people into a cohort."""
    say, found = ctx.say, link_admin.overview(ctx.conn, ctx.request, cohort_id)
    return screen(
        title(say("Invite into {cohort}", cohort=found.cohort.name)),
        text(say("With one link for everyone, or with a personal code for each name.")),
        found.links > 0 and text(_count(ctx.words, found.links)),
        main(button(say("Create a link"), make_link, cohort_id)),
        button(say("Personal codes"), "ask_names", cohort_id),
        button(say("A list as a file"), "ask_roster_file", cohort_id),
        found.links > 0 and button(say("Active links"), link_list, cohort_id),
        found.expected > 0
        and button(say("New codes for everyone expected"), "renew_all_codes", cohort_id),
        button(say("Back"), "cohort_page", cohort_id),
    )


@tap("ck", right=Right.INVITE, writes=True, place=ScreenPlacement.NEW)
def make_link(ctx: Context, cohort_id: Key) -> Screen:
    """Show a link as a message to forward."""
    say, made = ctx.say, link_admin.make(ctx.conn, ctx.request, cohort_id)
    link = OpenLink(made.cohort, made.invitation, 0)
    return screen(
        title(say("Invitation: {cohort}", cohort=made.cohort.name)),
        text(
            say(
                "Short cases to practise on the phone. The link opens the bot in Telegram"
                " and works until {day}.",
                day=last_day(ctx.words, made),
            )
        ),
        text(ctx.app.links.deep_link(made.token)),
        text(say("Without the link, send this to the bot.")),
        text(made.typed),
        note(link_name(ctx.words, link)),
        main(button(say("As a picture with a QR code"), make_slide, made.token)),
        button(say("Last day and limit"), link_page, cohort_id, link.mark),
        button(say("Back to the cohort"), "cohort_page", cohort_id),
    )


@tap("ih", right=Right.INVITE, writes=True)
def make_slide(ctx: Context, token: Token) -> Reply:
    """Draws a link for a wall, and to print with a page in each language."""
    say, made = ctx.say, link_admin.by_token(ctx.conn, ctx.request, token)
    link, bot = ctx.app.links.deep_link(token), ctx.app.links.username
    languages = own_first(ctx.words.language)
    slides = [slide_of(words(language), made, link, bot) for language in languages]

    async def draw() -> Sequence[OutgoingFile]:
        shown = await asyncio.to_thread(pictures.png, slides[0])
        printed = await asyncio.to_thread(pictures.pdf, slides)
        wall = say("For the wall. A file to print follows.")
        paper = say("To print: a page in each language")
        return (
            OutgoingFile(
                file_name(made.cohort, "invitation", "png", ctx.now),
                shown,
                picture=True,
                caption=wall,
            ),
            OutgoingFile(
                file_name(made.cohort, "invitation", "pdf", ctx.now), printed, caption=paper
            ),
        )

    return Reply(
        screen(
            title(say("Invitation: {cohort}", cohort=made.cohort.name)),
            text(
                say("The picture is on its way, and a file to print with a page in each language.")
            ),
            button(say("Back to the cohort"), "cohort_page", made.cohort.id),
        ),
        then=draw,
    )


@tap("ia", right=Right.INVITE)
def link_list(ctx: Context, cohort_id: Key, page: Number = 0) -> Screen:
    say, (cohort, links) = ctx.say, link_admin.links(ctx.conn, ctx.request, cohort_id)
    listed = paged(
        ctx.words, links, page, lambda label, to: button(label, link_list, cohort_id, to)
    )
    return screen(
        title(say("Links into {cohort}", cohort=cohort.name)),
        text(
            say("Each shows how many joined with it and its last day.")
            if links
            else say("No link is active.")
        ),
        [
            button(_listed(ctx.words, link), link_page, cohort_id, link.mark)
            for link in listed.items
        ],
        listed.turns,
        bool(links) and danger(button(say("Withdraw all links"), ask_revoke_links, cohort_id)),
        button(say("Back"), invitation_page, cohort_id),
    )


@tap("ib", right=Right.INVITE)
def link_page(ctx: Context, cohort_id: Key, mark: Key) -> Screen:
    say, link = ctx.say, link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    return screen(
        title(link_name(ctx.words, link)),
        note(link.cohort.name),
        text(link_state(ctx.words, link)),
        button(say("Change the last day"), choose_link_expiry, cohort_id, mark),
        button(say("Change the limit"), ask_link_limit, cohort_id, mark),
        danger(button(say("Withdraw this link"), ask_revoke_link, cohort_id, mark)),
        button(say("Back"), link_list, cohort_id),
    )


@tap("ic", right=Right.INVITE)
def choose_link_expiry(ctx: Context, cohort_id: Key, mark: Key) -> Screen:
    link = link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    return screen(
        title(ctx.say("For how long from now?")),
        text(link_state(ctx.words, link)),
        [
            button(
                ctx.words.count("{n} day", "{n} days", days), set_link_expiry, cohort_id, mark, days
            )
            for days in LIFE_CHOICES
        ],
        button(ctx.say("Back"), link_page, cohort_id, mark),
    )


@tap("id", right=Right.INVITE, writes=True)
def set_link_expiry(ctx: Context, cohort_id: Key, mark: Key, days: Number) -> Screen:
    link_admin.set_expiry(ctx.conn, ctx.request, cohort_id, mark, days)
    return link_page(ctx, cohort_id, mark)


@tap("ie", right=Right.INVITE, writes=True)
def ask_link_limit(ctx: Context, cohort_id: Key, mark: Key) -> Screen:
    say = ctx.say
    link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    ask(ctx, type_link_limit, cohort_id, mark)
    return screen(
        title(say("For how many people?")),
        text(
            say(
                "People who have already joined count. For another number, type it; "
                "the most is {n}.",
                n=MAX_PLACES,
            )
        ),
        [
            button(
                ctx.words.count("{n} person", "{n} people", places),
                limit_link,
                cohort_id,
                mark,
                places,
            )
            for places in _PLACES
        ],
        button(say("Any number"), limit_link, cohort_id, mark, 0),
        button(say("Back"), link_page, cohort_id, mark),
    )


@answer("places", right=Right.INVITE)
def type_link_limit(ctx: Context, typed: str, cohort_id: Key, mark: Key) -> Screen:
    places = typed_number(typed, MAX_PLACES)
    if not places:
        link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
        problem = text(ctx.say("Please type a number from 1 to {n}.", n=MAX_PLACES))
        raise RefusalError(screen(problem, button(ctx.say("Back"), link_page, cohort_id, mark)))
    return limit_link(ctx, cohort_id, mark, places)


@tap("if", right=Right.INVITE, writes=True)
def limit_link(ctx: Context, cohort_id: Key, mark: Key, places: Number) -> Screen:
    """Lets a link bring so many people in all; 0 for any number."""
    link_admin.limit(ctx.conn, ctx.request, cohort_id, mark, places)
    stop_asking(ctx)
    return link_page(ctx, cohort_id, mark)


@tap("iv", right=Right.INVITE)
def ask_revoke_link(ctx: Context, cohort_id: Key, mark: Key) -> Screen:
    say, link = ctx.say, link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    return confirm(
        say("Withdraw this link?"),
        link_name(ctx.words, link),
        link_state(ctx.words, link),
        say("It no longer lets anyone in. People who joined with it stay."),
        yes=danger(button(say("Yes, withdraw it"), revoke_link, cohort_id, mark)),
        back=button(say("Back"), link_page, cohort_id, mark),
    )


@tap("iw", right=Right.INVITE)
def ask_revoke_links(ctx: Context, cohort_id: Key) -> Screen:
    say, (cohort, links) = ctx.say, link_admin.links(ctx.conn, ctx.request, cohort_id)
    if not links:  # an old button
        return link_list(ctx, cohort_id)
    return screen(
        title(say("Withdraw all links?")),
        note(cohort.name),
        text(_count(ctx.words, len(links))),
        text(say("It no longer lets anyone in. People who joined with it stay.")),
        button(say("Back"), link_list, cohort_id),
        danger(button(say("Yes, withdraw it"), revoke_links, cohort_id)),
    )


@tap("ig", right=Right.INVITE, writes=True)
def revoke_link(ctx: Context, cohort_id: Key, mark: Key) -> Screen:
    link_admin.revoke(ctx.conn, ctx.request, cohort_id, mark)
    return link_list(ctx, cohort_id)


@tap("cr", right=Right.INVITE, writes=True)
def revoke_links(ctx: Context, cohort_id: Key) -> Screen:
    link_admin.revoke_all(ctx.conn, ctx.request, cohort_id)
    return invitation_page(ctx, cohort_id)


def _count(words: Words, links: int) -> str:
    return words.count("{n} active link", "{n} active links", links) + "."


def _listed(words: Words, link: OpenLink) -> str:
    """A link in a list: its mark, who joined, and its last day, unless it is full."""
    say, left, expires_at = words.say, link.invitation.uses, link.invitation.expires_at
    about = [say("Link {mark}", mark=link.mark[:4].upper())]
    about.append(
        say("{done} of {all}", done=link.joined, all=link.joined + max(left, 0))
        if left is not None
        else words.count("{n} person", "{n} people", link.joined)
    )
    if left is not None and left <= 0:
        about.append(say("full"))
    elif expires_at is not None:
        about.append(short_day_of(words, expires_at, link.cohort.timezone))
    return words.beside(*about)
