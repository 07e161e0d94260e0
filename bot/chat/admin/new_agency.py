"""Adding an agency: its id, its country, and its name in each language, one question each."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.agencies import agency_admin
from bot.app.agencies.agency_records import AgencyError, AgencyProblem, checked_names
from bot.chat.admin.agencies import (
    agency_list,
    agency_page,
    country_name,
    name_wanted,
    typed_name,
)
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Country, Id, Rest
from bot.lines import text, title
from bot.phrases.agency_phrases import agency_problem
from scenarios.languages import REQUIRED
from storage.people.roles import EVERYWHERE


@tap("nn", right=Right.KEEP_AGENCY, writes=True)
def add_agency(ctx: Context) -> Screen:
    agency_admin.ensure_manages_all(ctx.conn, ctx.request, EVERYWHERE)
    ask(ctx, take_agency_id)
    return screen(
        title(ctx.say("A new agency")),
        text(
            ctx.say(
                "Type a short id, such as {example}: lower-case Latin letters, digits and"
                " hyphens. It appears in exports and never changes.",
                example="coast-guard",
            )
        ),
        _cancel(ctx),
    )


@answer("agency-id", right=Right.KEEP_AGENCY)
def take_agency_id(ctx: Context, typed: str) -> Screen:
    agency_id = typed.strip()
    try:
        agency_admin.check_new(ctx.conn, ctx.request, agency_id)
    except AgencyError as error:
        raise _again(ctx, error) from None
    ask(ctx, type_country, agency_id)
    return _ask_country(ctx, agency_id)


def _ask_country(ctx: Context, agency_id: str, error: AgencyError | None = None) -> Screen:
    say = ctx.say
    return screen(
        title(say("New agency: {id}", id=agency_id)),
        error is not None and text(agency_problem(ctx.words, error)),
        text(
            say(
                "In which country? If it is not listed, type its two letters, such as {cc}.",
                cc="BH",
            )
        ),
        [
            button(country_name(ctx.words, country), pick_country, agency_id, country)
            for country in agency_admin.countries(ctx.conn)
        ],
        _cancel(ctx),
    )


@tap("nc", right=Right.KEEP_AGENCY, writes=True)
def pick_country(ctx: Context, agency_id: Id, country: Country) -> Screen:
    return _take_country(ctx, agency_id, country)


@answer("agency-country", right=Right.KEEP_AGENCY)
def type_country(ctx: Context, typed: str, agency_id: Id) -> Screen:
    return _take_country(ctx, agency_id, typed.strip().upper())


def _take_country(ctx: Context, agency_id: str, country: str) -> Screen:
    try:
        agency_admin.check_new(ctx.conn, ctx.request, agency_id, country)
    except AgencyError as error:
        if error.problem is AgencyProblem.COUNTRY:
            raise RefusalError(_ask_country(ctx, agency_id, error)) from None
        raise _again(ctx, error) from None
    ask(ctx, take_agency_name, agency_id, country, "")
    return _ask_name(ctx, agency_id, ())


@answer("agency-names", right=Right.KEEP_AGENCY)
def take_agency_name(
    ctx: Context, typed: str, agency_id: Id, country: Country, before: Rest
) -> Screen:
    """Take the name in the next language; `before` has those taken already, a line each."""
    given = (*before.splitlines(), typed_name(typed))
    names = dict(zip(REQUIRED, given, strict=False))
    try:
        if len(names) == len(REQUIRED):
            agency_admin.add(ctx.conn, ctx.request, agency_id, country, names)
            return agency_page(ctx, agency_id)
        agency_admin.check_new(ctx.conn, ctx.request, agency_id, country)
        checked = checked_names(ctx.conn, agency_id, names)
    except AgencyError as error:
        raise _again(ctx, error) from None
    ask(ctx, take_agency_name, agency_id, country, "\n".join(checked.values()))
    return _ask_name(ctx, agency_id, tuple(names))


def _ask_name(ctx: Context, agency_id: str, named: tuple[str, ...]) -> Screen:
    language = next(each for each in REQUIRED if each not in named)
    return screen(
        title(ctx.say("New agency: {id}", id=agency_id)),
        text(name_wanted(ctx, language)),
        _cancel(ctx),
    )


def _again(ctx: Context, error: AgencyError) -> RefusalError:
    return RefusalError(screen(text(agency_problem(ctx.words, error)), _cancel(ctx)))


def _cancel(ctx: Context) -> Button:
    return button(ctx.say("Don’t add one"), agency_list, 0)
