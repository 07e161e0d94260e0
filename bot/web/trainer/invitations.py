"""Invitations into a cohort: links with a QR code, and personal codes for those on its list."""

from __future__ import annotations

import io
import re
import zipfile

from markupsafe import Markup

from bot.app.access.rights import Right
from bot.app.cohorts import link_admin, roster_admin
from bot.app.cohorts.link_admin import LIFE_CHOICES, SecretLink
from bot.app.onboarding import place_codes
from bot.code_files import made_files
from bot.fields import Key
from bot.phrases.date_phrases import day_of, short_day_of
from bot.phrases.file_names import file_name
from bot.pictures import typeset
from bot.web.kit.context import AsyncContext, Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Download, Redirect, Values, redirect
from bot.web.kit.routes import act, page


@page("/cohorts/{cohort_id}/invitations", right=Right.INVITE, template="trainer/invitations")
def invitations_of_cohort(ctx: Context, cohort_id: Key) -> Values:
    cohort, links = link_admin.links(ctx.conn, ctx.request, cohort_id)
    _, expected = roster_admin.expected_people(ctx.conn, ctx.request, cohort_id)
    return {
        "cohort": cohort,
        "links": [
            {
                "mark": each.mark,
                "made": short_day_of(ctx.words, each.invitation.created_at, cohort.timezone),
                "joined": each.joined,
                "until": day_of(ctx.words, each.invitation.expires_at, cohort.timezone)
                if each.invitation.expires_at
                else "",
            }
            for each in links
        ],
        "expected": len(expected),
        "without": sum(each.code_until is None for each in expected),
        "lives": [(str(days), ctx.count("{n} day", "{n} days", days)) for days in LIFE_CHOICES],
    }


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
        "bot": f"@{ctx.app.links.username}",
        "qr": Markup(_scalable(typeset.qr(link))),  # noqa: S704  # drawn by us, of our own link
        "until": day_of(ctx.words, expires_at, made.cohort.timezone) if expires_at else "",
    }


def _scalable(svg: str) -> str:
    """A picture of any size, in place of a pixel for each of its modules."""
    return re.sub(r'width="(\d+)" height="(\d+)"', r'viewBox="0 0 \1 \2"', svg, count=1)


@act(
    "/cohorts/{cohort_id}/invitations/{mark}/until",
    right=Right.INVITE,
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
    """Make codes for those on the list who have none that works, as one file with all three."""
    _, expected = await ctx.read(
        lambda at: roster_admin.expected_people(at.conn, at.request, cohort_id)
    )
    missing = sum(each.code_until is None for each in expected)
    if not missing:
        raise FormError(form=ctx.say("Everybody on the list has a code that works."))
    codes = await place_codes.prepare(ctx.app.database, missing, ctx.now)
    cohort, coded = await ctx.write(
        lambda at: roster_admin.hand_out(at.conn, at.request, cohort_id, codes)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in await made_files(ctx.words, ctx.app.links, ctx.now, cohort, coded):
            archive.writestr(file.name, file.content)
    return Download(file_name(cohort, "codes", "zip", ctx.now), "application/zip", out.getvalue())
