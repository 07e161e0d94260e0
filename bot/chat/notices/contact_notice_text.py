"""Notices to admins of the local contacts of their agencies."""

from __future__ import annotations

from collections.abc import Mapping

from bot.app.agencies import contact_confirmations, contact_expiry
from bot.app.agencies.contact_confirmations import CONFIRMED
from bot.app.agencies.contact_expiry import EXPIRES
from bot.app.agencies.contact_records import agency_of, catalogue_names
from bot.chat.kit.notices import Facts, NoticeContext, NoticeText, notice
from bot.chat.kit.routes import button
from bot.phrases.contact_phrases import contact_name, setting_label
from bot.phrases.contact_sentences import as_read
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import agency_name
from storage.agencies.local_contacts import Fact


@notice(CONFIRMED)
def contact_confirmed(ctx: NoticeContext, facts: Facts) -> NoticeText | None:
    """A contact that another admin confirmed, so that two people read it."""
    agency, name = facts["agency"], facts["name"]
    fact = contact_confirmations.confirmed(ctx.conn, ctx.person, agency, name, ctx.now)
    if fact is None:
        return None
    agency_id = agency_of(agency)
    if fact.setting is not None:
        return _setting_confirmed(ctx, fact, agency_id)
    read = as_read(ctx, fact, agency)[ctx.words.language]
    text = ctx.say(
        "{agency}: “{name}” was confirmed by {who}. Learners now read: {sentence} If "
        "that is wrong, you can withdraw it at once.",
        agency=agency_name(ctx, agency_id),
        name=contact_name(ctx.words, name),
        who=fact.confirmed_by or "",
        sentence=next(iter(read[1:] or read), ""),
    )
    see = button(ctx.say("See the line"), "contact_page", agency_id, catalogue_names().index(name))
    return NoticeText(text, see)


def _setting_confirmed(ctx: NoticeContext, fact: Fact, agency_id: str) -> NoticeText:
    text = ctx.say(
        "{agency}: “{name}” was confirmed by {who}: {value}. Cases that begin from now "
        "on follow it. If that is wrong, you can withdraw it at once.",
        agency=agency_name(ctx, agency_id),
        name=contact_name(ctx.words, fact.name),
        who=fact.confirmed_by or "",
        value=setting_label(ctx.words, fact),
    )
    position = catalogue_names().index(fact.name)
    return NoticeText(text, button(ctx.say("See the rule"), "contact_page", agency_id, position))


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
        _setting_expires(ctx, slots, is_over=fact.expires_at <= ctx.now)
        if fact.setting is not None
        else ctx.say("{agency}: “{name}” expired on {day} and is no longer shown.", **slots)
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


def _setting_expires(ctx: NoticeContext, slots: Mapping[str, str], *, is_over: bool) -> str:
    if is_over:
        return ctx.say(
            "{agency}: “{name}” expired on {day}, so cases treat it as unconfirmed.", **slots
        )
    return ctx.say(
        "{agency}: “{name}” is confirmed until {day}. After that cases treat it as unconfirmed.",
        **slots,
    )
