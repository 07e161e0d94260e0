"""Invitations into a cohort: links with a QR code, and personal codes for those on its list."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from collections.abc import Sequence

from markupsafe import Markup

from bot.app.access.rights import Right
from bot.app.cohorts import link_admin, roster_admin
from bot.app.cohorts.cohort_people import cohort_people
from bot.app.cohorts.link_admin import LIFE_CHOICES, MAX_PLACES, OpenLink, SecretLink
from bot.app.cohorts.roster_admin import ExpectedPlace
from bot.app.errors import NotFound
from bot.app.onboarding import place_codes
from bot.fields import Key
from bot.invitation_files.cards import made_files
from bot.invitation_files.slides import slide_of
from bot.locale import words
from bot.number_input import typed_number
from bot.phrases.date_phrases import day_of, short_day_of
from bot.phrases.display_names import display_names
from bot.phrases.file_names import file_name
from bot.phrases.link_phrases import link_name, link_state
from bot.pictures import slide, typeset
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Redirect, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.languages import own_first
from storage.cohorts.cohorts import Cohort


@page("/cohorts/{cohort_id}/invitations", right=Right.INVITE, template="trainer/invitations")
def invitations_of_cohort(ctx: Context, cohort_id: Key) -> Values:
    cohort, links = link_admin.links(ctx.conn, ctx.request, cohort_id)
    _, expected = roster_admin.expected_people(ctx.conn, ctx.request, cohort_id)
    return {
        "cohort": cohort,
        "links": [
            {
                "mark": each.mark,
                "name": link_name(ctx.words, each),
                "state": link_state(ctx.words, each),
                "places": _limit(each),
            }
            for each in links
        ],
        "most": MAX_PLACES,
        "expected": _expected(ctx, cohort, expected),
        "without": sum(each.code_until is None for each in expected),
        "lives": [(str(days), ctx.count("{n} day", "{n} days", days)) for days in LIFE_CHOICES],
    }


def _limit(link: OpenLink) -> str:
    """The number of people that a link admits, as its form shows it; empty for any number."""
    left = link.invitation.uses
    return "" if left is None else str(link.joined + max(left, 0))


def _expected(ctx: Context, cohort: Cohort, places: Sequence[ExpectedPlace]) -> Sequence[Values]:
    """People on the roster who have not joined, by name."""
    names = display_names(ctx.words, cohort_people(ctx.conn, cohort.id))
    listed = [
        {
            "id": each.place.id,
            "name": names[each.place.id],
            "until": short_day_of(ctx.words, each.code_until, cohort.timezone)
            if each.code_until
            else "",
        }
        for each in places
    ]
    return sorted(listed, key=lambda each: each["name"].casefold())


@act(
    "/cohorts/{cohort_id}/invitations",
    right=Right.INVITE,
    form=invitations_of_cohort,
    template="trainer/invitation",
)
def make_invitation(ctx: Context, cohort_id: Key) -> Values:
    """Make a link, which is shown now and kept nowhere."""
    return _shown(ctx, link_admin.make(ctx.conn, ctx.request, cohort_id))


def _shown(ctx: Context, made: SecretLink) -> Values:
    expires_at = made.invitation.expires_at
    link = ctx.app.links.deep_link(made.token)
    return {
        "cohort": made.cohort,
        "link": link,
        "typed": made.typed,
        "token": made.token,
        "bot": f"@{ctx.app.links.username}",
        "qr": Markup(_scalable(typeset.qr(link))),  # noqa: S704  # drawn by us, of our own link
        "until": day_of(ctx.words, expires_at, made.cohort.timezone) if expires_at else "",
    }


def _scalable(svg: str) -> str:
    """A picture of any size, in place of a pixel for each of its modules."""
    return re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', svg, count=1)


@act("/cohorts/{cohort_id}/invitations/slide", right=Right.INVITE, form=invitations_of_cohort)
async def invitation_slide(ctx: AsyncContext, cohort_id: Key) -> Download:
    """The slide of a link that was just made: a picture for a wall, or a file to print."""
    made = await ctx.write(lambda at: _link_of_form(at, cohort_id))
    link, bot = ctx.app.links.deep_link(made.token), ctx.app.links.username
    slides = [slide_of(words(each), made, link, bot) for each in own_first(ctx.words.language)]
    if ctx.form.text("as") == "pdf":
        content = await asyncio.to_thread(slide.pdf, slides)
        return Download(
            file_name(made.cohort, "invitation", "pdf", ctx.now), "application/pdf", content
        )
    content = await asyncio.to_thread(slide.png, slides[0])
    return Download(file_name(made.cohort, "invitation", "png", ctx.now), "image/png", content)


def _link_of_form(ctx: Context, cohort_id: str) -> SecretLink:
    """The link whose token a form has.

    Raises:
        FormError: It does not work any longer, or is another cohort's.
    """
    link_admin.overview(ctx.conn, ctx.request, cohort_id)
    token = ctx.form.text("token")
    try:
        found = link_admin.by_token(ctx.conn, ctx.request, token) if token else None
    except NotFound:
        found = None
    if found is None or found.cohort.id != cohort_id:
        raise FormError(form=_over(ctx))
    return found


def _over(ctx: Context) -> str:
    return ctx.say("This link no longer works. Please create another one.")


@act("/cohorts/{cohort_id}/invitations/revoke", right=Right.INVITE)
def revoke_invitations(ctx: Context, cohort_id: Key) -> Redirect:
    link_admin.revoke_all(ctx.conn, ctx.request, cohort_id)
    notice = ctx.say("No link lets anyone in any more. People who joined with one stay.")
    return redirect(invitations_of_cohort, cohort_id, notice=notice)


@act("/cohorts/{cohort_id}/invitations/limit", right=Right.INVITE, form=invitations_of_cohort)
def limit_invitation(ctx: Context, cohort_id: Key) -> Redirect:
    """Let a link bring so many people in all; any number where the field is empty."""
    link_admin.overview(ctx.conn, ctx.request, cohort_id)
    mark, typed = ctx.form.text("link"), ctx.form.text("places")
    try:
        found = link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    except NotFound:
        raise FormError(form=_over(ctx)) from None
    if ctx.form.text("was") != _limit(found):
        sentence = ctx.say(
            "Somebody changed this in the meantime. Save again to overwrite their change."
        )
        raise FormError(**{f"places-{mark}": sentence})
    places = typed_number(typed, MAX_PLACES) if typed else 0
    if places is None or (typed and not places):
        sentence = ctx.say("Please type a number from 1 to {n}.", n=MAX_PLACES)
        raise FormError(**{f"places-{mark}": sentence})
    link_admin.limit(ctx.conn, ctx.request, cohort_id, mark, places)
    return redirect(invitations_of_cohort, cohort_id, notice=ctx.say("Saved."))


@act(
    "/cohorts/{cohort_id}/invitations/{mark}/until",
    right=Right.INVITE,
    form=invitations_of_cohort,
)
def change_invitation_expiry(ctx: Context, cohort_id: Key, mark: Key) -> Redirect:
    link_admin.link(ctx.conn, ctx.request, cohort_id, mark)
    days = ctx.form.text("days")
    if days in [str(each) for each in LIFE_CHOICES]:
        link_admin.set_expiry(ctx.conn, ctx.request, cohort_id, mark, int(days))
    return redirect(invitations_of_cohort, cohort_id)


@act("/cohorts/{cohort_id}/invitations/{mark}/revoke", right=Right.INVITE)
def revoke_invitation(ctx: Context, cohort_id: Key, mark: Key) -> Redirect:
    link_admin.revoke(ctx.conn, ctx.request, cohort_id, mark)
    notice = ctx.say("It no longer lets anyone in. People who joined with it stay.")
    return redirect(invitations_of_cohort, cohort_id, notice=notice)


@act("/cohorts/{cohort_id}/codes", right=Right.INVITE, form=invitations_of_cohort)
async def hand_out_codes(ctx: AsyncContext, cohort_id: Key) -> Download:
    """Make codes as one file with all three: for those who are ticked, or for all without one."""
    chosen = {*ctx.form.ticked("places")}
    _, expected = await ctx.read(
        lambda at: roster_admin.expected_people(at.conn, at.request, cohort_id)
    )
    wanted = sum(
        each.place.id in chosen if chosen else each.code_until is None for each in expected
    )
    if not wanted and chosen:
        raise FormError(
            form=ctx.say("The people you ticked have joined in the meantime, or were removed.")
        )
    if not wanted:
        raise FormError(form=ctx.say("Everyone on the list has a valid code."))
    codes = await place_codes.prepare(ctx.app.database, wanted, ctx.now)
    cohort, coded = await ctx.write(
        lambda at: roster_admin.hand_out(at.conn, at.request, cohort_id, codes, chosen)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in await made_files(ctx.words, ctx.app.links, ctx.now, cohort, coded):
            archive.writestr(file.name, file.content)
    return Download(file_name(cohort, "codes", "zip", ctx.now), "application/zip", out.getvalue())
