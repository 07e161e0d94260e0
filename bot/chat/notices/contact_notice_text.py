"""Notices to admins of the local contacts of their agencies."""

from __future__ import annotations

from bot.app.agencies import contact_confirmations, contact_expiry
from bot.app.agencies.contact_confirmations import CONFIRMED
from bot.app.agencies.contact_expiry import EXPIRES
from bot.app.agencies.contact_records import agency_of, catalogue_names
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.contact_phrases import contact_name
from bot.phrases.contact_sentences import as_read
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import agency_name


@notice(CONFIRMED)
def contact_confirmed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A contact that another admin confirmed, so that two people read it."""
    agency, name = facts["agency"], facts["name"]
    fact = contact_confirmations.confirmed(ctx.conn, ctx.person, agency, name, ctx.now)
    if fact is None:
        return None
    agency_id = agency_of(agency)
    read = as_read(ctx, fact, agency)[ctx.words.language]
    text = ctx.say(
        "{agency}: “{name}” was confirmed by {who}. Learners read it now: {sentence} If that "
        "is not right, it can be taken back at once.",
        agency=agency_name(ctx, agency_id),
        name=contact_name(ctx.words, name),
        who=fact.confirmed_by or "",
        sentence=next(iter(read[1:] or read), ""),
    )
    see = button(ctx.say("See the line"), "contact_page", agency_id, catalogue_names().index(name))
    return NoticeText(text, see)


@notice(EXPIRES)
def contact_expires(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    agency, name = facts["agency"], facts["name"]
    fact = contact_expiry.expiring(ctx.conn, ctx.person, agency, name, ctx.now)
    if fact is None or fact.expires_at is None:
        return None
    agency_id = agency_of(agency)
    slots = {
        "name": contact_name(ctx.words, name),
        "agency": agency_name(ctx, agency_id),
        "day": date_of(ctx.words, fact.expires_at, ctx.person.timezone),
    }
    text = (
        ctx.say("{agency}: “{name}” expired on {day} and is no longer shown.", **slots)
        if fact.expires_at <= ctx.now
        else ctx.say(
            "{agency}: “{name}” is confirmed until {day}. After that it is no longer shown.",
            **slots,
        )
    )
    again = button(
        ctx.say("Confirm it again"), "contact_page", agency_id, catalogue_names().index(name)
    )
    return NoticeText(text, again)
