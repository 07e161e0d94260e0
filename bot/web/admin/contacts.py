"""Lines, procedures and rules of an agency: what each says, entering it, and confirming it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from bot.app.access.rights import Right
from bot.app.agencies import contact_admin
from bot.app.agencies.contact_admin import VALIDITY
from bot.app.agencies.contact_lookup import find_contact
from bot.app.agencies.contact_records import (
    LONGEST,
    ContactEntry,
    ContactError,
    ContactProblem,
    ContactState,
    owner_key,
)
from bot.app.errors import NotFound
from bot.app.person_names import single_line
from bot.fields import AgencyId, Id
from bot.locale import words
from bot.phrases.contact_phrases import contact_name, contact_state, setting_label
from bot.phrases.contact_sentences import as_read, examples_of
from bot.phrases.date_phrases import date_of
from bot.phrases.labels import agency_name, headed
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, address, page
from bot.web.kit.tables import Cell, Column, Row, Table, read_query
from scenarios.catalogue import catalogue
from scenarios.languages import REQUIRED, localized
from storage.agencies.local_contacts import Fact

_TONES: Final[Mapping[ContactState, str]] = {
    ContactState.CONFIRMED: "good",
    ContactState.EXPIRING: "warn",
    ContactState.EXPIRED: "bad",
}


@page("/agencies/{agency_id}/facts", right=Right.KEEP_AGENCY, template="admin/contacts")
def contact_list(ctx: Context, agency_id: AgencyId) -> Values:
    say, words = ctx.say, ctx.words
    query = read_query(ctx.query, ["name"], {})
    rows = [
        Row(
            [
                Cell(contact_name(words, each.name), address(contact_page, agency_id, each.name)),
                Cell(
                    headed(contact_state(words, each, ctx.person.timezone)),
                    tone=_TONES.get(each.state, ""),
                ),
            ]
        )
        for each in contact_admin.listed(ctx.conn, ctx.request, agency_id)
    ]
    columns = [Column(say("What")), Column(say("State"))]
    return {
        "agency_id": agency_id,
        "name": agency_name(ctx, agency_id),
        "table": Table(say("Lines and procedures"), columns, rows, query),
    }


@page("/agencies/{agency_id}/facts/{name}", right=Right.KEEP_AGENCY, template="admin/contact")
def contact_page(ctx: Context, agency_id: AgencyId, name: Id) -> Values:
    """The version that is followed now, a newer one, and the forms to change them."""
    say, language = ctx.say, ctx.words.language
    entry = contact_admin.details(ctx.conn, ctx.request, agency_id, name)
    newest, shown = entry.newest, entry.shown
    setting = catalogue().settings.get(name)
    return {
        "agency_id": agency_id,
        "name": name,
        "agency": agency_name(ctx, agency_id),
        "title": contact_name(ctx.words, name),
        "state": headed(contact_state(ctx.words, entry, ctx.person.timezone)),
        "question": localized(setting.question, language) if setting else "",
        "values": [(key, localized(each.label, language)) for key, each in setting.values.items()]
        if setting
        else [],
        "value": (newest.setting or "") if newest else "",
        "shown": _version(ctx, shown) if shown else None,
        "newest": _version(ctx, newest) if newest and newest != shown else None,
        "version": newest.version if newest else 0,
        "texts": [
            {
                "name": f"text-{each}",
                "label": say("In {language}", language=ctx.words.tongue(each)),
                "text": (newest.texts.get(each, "") if newest else ""),
                "example": words(each).say("the duty desk, {number}", number="0000 0000"),
            }
            for each in REQUIRED
        ],
        "source": newest.source if newest else "",
        "read": _as_read(ctx, agency_id, newest) if newest and not setting else [],
        "lives": [(str(each), ctx.count("{n} month", "{n} months", each)) for each in VALIDITY],
        "is_own": _is_own(entry),
        "most": LONGEST,
    }


def _is_own(entry: ContactEntry) -> bool:
    """Whether what is followed now is the agency's own, and so can be withdrawn here."""
    newest, shown = entry.newest, entry.shown
    return newest is not None and shown is not None and shown.agency == newest.agency


def _version(ctx: Context, fact: Fact) -> Mapping[str, object]:
    say, zone = ctx.say, ctx.person.timezone
    confirmed = ""
    if fact.confirmed_at is not None:
        day, who = date_of(ctx.words, fact.confirmed_at, zone), fact.confirmed_by
        confirmed = (
            say("Confirmed by {who} on {day}.", who=who, day=day)
            if who
            else say("Confirmed on {day}.", day=day)
        )
    return {
        "value": setting_label(ctx.words, fact) if fact.setting is not None else "",
        "texts": [
            (ctx.words.tongue(each), find_contact(fact.name, each, fact).text) for each in REQUIRED
        ],
        "source": say("From: {source}", source=fact.source),
        "confirmed": confirmed,
    }


def _as_read(ctx: Context, agency_id: str, fact: Fact) -> list[tuple[str, list[str]]]:
    """The sentences in which learners read a version, by language."""
    examples = examples_of(fact.name, ctx.app.library.scenarios.values())
    found = as_read(ctx, fact, owner_key(agency_id), examples)
    return [(ctx.words.tongue(language), sentences) for language, sentences in found.items()]


@act("/agencies/{agency_id}/facts/{name}/text", right=Right.KEEP_AGENCY, form=contact_page)
def enter_contact(ctx: Context, agency_id: AgencyId, name: Id) -> Redirect:
    """Enter a new version of a text, which nobody has confirmed yet."""
    contact_admin.details(ctx.conn, ctx.request, agency_id, name)
    texts = {each: _line(ctx, f"text-{each}") for each in REQUIRED}
    try:
        contact_admin.enter(
            ctx.conn, ctx.request, agency_id, name, texts, _line(ctx, "source"), _seen(ctx)
        )
    except ContactError as error:
        _refuse(ctx, error)
    return redirect(contact_page, agency_id, name, notice=ctx.say("Entered. Please confirm it."))


@act("/agencies/{agency_id}/facts/{name}/value", right=Right.KEEP_AGENCY, form=contact_page)
def enter_contact_value(ctx: Context, agency_id: AgencyId, name: Id) -> Redirect:
    """Answer a rule with one of its values, which nobody has confirmed yet."""
    contact_admin.details(ctx.conn, ctx.request, agency_id, name)
    value, source = ctx.form.text("value"), _line(ctx, "source")
    try:
        contact_admin.enter_value(ctx.conn, ctx.request, agency_id, name, value, source, _seen(ctx))
    except ContactError as error:
        _refuse(ctx, error)
    return redirect(contact_page, agency_id, name, notice=ctx.say("Entered. Please confirm it."))


@act("/agencies/{agency_id}/facts/{name}/confirm", right=Right.KEEP_AGENCY, form=contact_page)
def confirm_contact(ctx: Context, agency_id: AgencyId, name: Id) -> Redirect:
    """Confirm the version that was read."""
    contact_admin.details(ctx.conn, ctx.request, agency_id, name)
    typed = ctx.form.text("months")
    months = int(typed) if typed in {str(each) for each in VALIDITY} else 0
    if not months:
        raise FormError(months=ctx.say("One of the choices is not available."))
    try:
        contact_admin.confirm(
            ctx.conn, ctx.request, agency_id, name, _seen(ctx), months, _line(ctx, "by")
        )
    except ContactError as error:
        _refuse(ctx, error)
    return redirect(contact_page, agency_id, name, notice=ctx.say("Confirmed."))


@act("/agencies/{agency_id}/facts/{name}/withdraw", right=Right.KEEP_AGENCY, form=contact_page)
def withdraw_contact(ctx: Context, agency_id: AgencyId, name: Id) -> Redirect:
    """Stop showing a text, or let a rule be unconfirmed; what was entered stays."""
    if not _is_own(contact_admin.details(ctx.conn, ctx.request, agency_id, name)):
        raise FormError(form=_changed(ctx))
    contact_admin.withdraw(ctx.conn, ctx.request, agency_id, name)
    notice = ctx.say("It is no longer shown.")
    return redirect(contact_page, agency_id, name, notice=notice)


def _line(ctx: Context, name: str) -> str:
    """A typed line without invisible characters. A line that is too long stays too long."""
    return single_line(ctx.form.text(name), LONGEST + 2)


def _seen(ctx: Context) -> int:
    """The version that the form showed."""
    typed = ctx.form.text("version")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else -1


def _changed(ctx: Context) -> str:
    return ctx.say("Somebody changed this in the meantime. The current version is above.")


def _refuse(ctx: Context, error: ContactError) -> NoReturn:
    """Show the form again with what is wrong.

    Raises:
        FormError: Always.
        NotFound: Forms of texts and of values were mixed up.
    """
    say, about = ctx.say, error.about
    match error.problem:
        case ContactProblem.CHANGED | ContactProblem.NONE:
            raise FormError(form=_changed(ctx)) from None
        case ContactProblem.LINK:
            sentence = say("Links and account names are not allowed here.")
        case ContactProblem.TEXT:
            sentence = say("Please use one line of 1 to {n} letters and digits.", n=LONGEST)
        case ContactProblem.VALUE:
            if about not in catalogue().settings:
                raise NotFound from None
            about, sentence = "value", say("Please choose an answer.")
        case _:
            raise NotFound from None
    field = about if about in ("source", "by", "value") else f"text-{about}"
    raise FormError(**{field: sentence}) from None
