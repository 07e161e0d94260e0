"""Agencies: the list, a page for each, names, closing, and what their people are asked first."""

from __future__ import annotations

from collections.abc import Iterator

from babel import Locale

from bot.app.access.rights import Right
from bot.app.agencies import agency_admin
from bot.app.agencies.agency_records import LONGEST, AgencyError
from bot.app.agencies.contact_lookup import REAL_CASE
from bot.app.agencies.contact_records import catalogue_names
from bot.app.agencies.go_live_checklist import GoLiveStatus
from bot.app.errors import NotFound
from bot.app.person_names import single_line
from bot.chat.admin.local_contacts import contact_list, contact_page
from bot.chat.admin.roles import role_list
from bot.chat.kit.ask import ask
from bot.chat.kit.context import Context
from bot.chat.kit.lists import paged
from bot.chat.kit.request import RefusalError
from bot.chat.kit.routes import answer, button, main, tap
from bot.chat.kit.screen import Button, Screen, screen
from bot.fields import Flag, Id, Language, Number
from bot.lines import Line, heading, note, text, title
from bot.locale import Words
from bot.phrases.agency_phrases import LINE, agency_problem, go_live_checklist, go_live_summary
from bot.phrases.date_phrases import day_of
from bot.phrases.labels import name_of_agency
from scenarios.languages import LANGUAGES, REQUIRED
from storage.agencies.agencies import Agency
from storage.people.roles import EVERYWHERE


def country_name(words: Words, country: str) -> str:
    """The name of a country; its two letters where it has none in the language."""
    return str(Locale.parse(words.language).territories.get(country, country))


@tap("na", right=Right.KEEP_AGENCY)
def agency_list(ctx: Context, page: Number) -> Screen:
    say, agencies = ctx.say, agency_admin.managed(ctx.conn, ctx.request)
    listed = paged(ctx.words, agencies, page, lambda label, to: button(label, agency_list, to))
    return screen(
        title(say("Agencies")),
        text(say("Organisations whose people train here.")),
        any(agency.closed_at for agency in agencies)
        and note(
            say("Closed agencies are not offered to new people; their people and cohorts continue.")
        ),
        [button(_listed(ctx.words, agency), agency_page, agency.id) for agency in listed.items],
        listed.turns,
        agency_admin.manages_all(ctx.conn, ctx.request)
        and [
            button(say("Lines for all agencies"), contact_list, EVERYWHERE),
            button(say("Add an agency"), "add_agency"),
        ],
        button(say("Back"), role_list),
    )


def _listed(words: Words, agency: Agency) -> str:
    name = name_of_agency(words, agency)
    return words.beside(name, words.say("closed")) if agency.closed_at else name


@tap("no", right=Right.KEEP_AGENCY)
def agency_page(ctx: Context, agency_id: Id) -> Screen:
    say, found = ctx.say, agency_admin.details(ctx.conn, ctx.request, agency_id)
    agency = found.agency
    jobs = [job.names.get(ctx.words.language, job.id) for job in found.asked_first]
    facts = {
        **{ctx.words.tongue(each): agency.names.get(each, agency.id) for each in REQUIRED},
        say("Country"): country_name(ctx.words, agency.country),
        say("Fields offered to its people first"): ctx.words.listed(jobs)
        if jobs
        else say("all fields of work"),
    }
    return screen(
        title(name_of_agency(ctx.words, agency)),
        text("\n".join(say("{what}: {value}", what=what, value=facts[what]) for what in facts)),
        note(say("On the server: {id}", id=agency.id)),
        agency.closed_at is not None
        and text(
            say(
                "Closed since {day}: new people cannot choose it.",
                day=day_of(ctx.words, agency.closed_at, ctx.person.timezone),
            )
        ),
        _checklist(ctx, found.go_live),
        any(missing in LINE for missing in found.go_live.missing)
        and button(
            say("The line for real cases"),
            contact_page,
            agency.id,
            catalogue_names().index(REAL_CASE),
        ),
        button(
            say("Change the pledge") if agency.pledge else say("Answer about the pledge"),
            "ask_pledge",
            agency.id,
        ),
        button(say("Lines and procedures"), contact_list, agency.id),
        button(say("Fields offered first"), agency_jobs, agency.id),
        found.whole and _governing(ctx, agency),
        button(say("Back"), agency_list, 0),
    )


def _governing(ctx: Context, agency: Agency) -> Iterator[Button]:
    """Require an admin of all agencies."""
    for language in LANGUAGES:
        label = ctx.say("Name in {language}", language=ctx.words.tongue(language))
        yield button(label, ask_agency_name, agency.id, language)
    if agency.closed_at is None:
        yield button(ctx.say("Close it"), ask_close_agency, agency.id)
    else:
        yield button(ctx.say("Offer it again"), reopen_agency, agency.id)


def _checklist(ctx: Context, standing: GoLiveStatus) -> Iterator[Line]:
    """The go-live checklist of an agency."""
    say = ctx.say
    yield heading(say("Readiness for real cases"))
    for item in go_live_checklist(ctx.words, standing, ctx.person.timezone):
        yield text(
            say("✓ {name}", name=item.says) if item.done else say("○ {name}", name=item.says)
        )
        if item.remedy:
            yield note(item.remedy)
    yield note(go_live_summary(ctx.words, standing))


@tap("nw", right=Right.KEEP_AGENCY)
def agency_jobs(ctx: Context, agency_id: Id) -> Screen:
    """The fields of work that an agency's people are asked about first."""
    say, agency = ctx.say, agency_admin.managed_agency(ctx.conn, ctx.request, agency_id)
    jobs = [
        (job.names.get(ctx.words.language, job.id), on)
        for job, on in agency_admin.jobs(ctx.conn, ctx.request, agency_id)
    ]
    return screen(
        title(name_of_agency(ctx.words, agency)),
        text(
            say(
                "New people are offered the ticked fields of work first and the others "
                "one tap later. With nothing ticked, they see all of them."
            )
        ),
        [
            button(
                say("✓ {name}", name=name) if on else name, tick_job, agency.id, position, not on
            )
            for position, (name, on) in enumerate(jobs)
        ],
        main(button(say("Done"), agency_page, agency.id)),
    )


@tap("nt", right=Right.KEEP_AGENCY, writes=True)
def tick_job(ctx: Context, agency_id: Id, position: Number, on: Flag) -> Screen:
    agency_admin.ask_first(ctx.conn, ctx.request, agency_id, position, on=on)
    return agency_jobs(ctx, agency_id)


@tap("nx", right=Right.KEEP_AGENCY)
def ask_close_agency(ctx: Context, agency_id: Id) -> Screen:
    say, agency = ctx.say, agency_admin.governed_agency(ctx.conn, ctx.request, agency_id)
    return screen(
        title(say("Close {agency}?", agency=name_of_agency(ctx.words, agency))),
        text(
            say(
                "Nobody new can choose it, no new cohorts or roles can be given there, "
                "and open invitations to its roles stop working. Its people, roles and "
                "cohorts stay, and cohort links still work. You can reopen it."
            )
        ),
        main(button(say("Back"), agency_page, agency.id)),
        button(say("Close it"), close_agency, agency.id),
    )


@tap("ny", right=Right.KEEP_AGENCY, writes=True)
def close_agency(ctx: Context, agency_id: Id) -> Screen:
    agency_admin.close(ctx.conn, ctx.request, agency_id)
    return agency_page(ctx, agency_id)


@tap("nz", right=Right.KEEP_AGENCY, writes=True)
def reopen_agency(ctx: Context, agency_id: Id) -> Screen:
    agency_admin.reopen(ctx.conn, ctx.request, agency_id)
    return agency_page(ctx, agency_id)


@tap("nl", right=Right.KEEP_AGENCY, writes=True)
def ask_agency_name(ctx: Context, agency_id: Id, language: Language) -> Screen:
    if language not in LANGUAGES:
        raise NotFound
    agency = agency_admin.governed_agency(ctx.conn, ctx.request, agency_id)
    ask(ctx, rename_agency, agency_id, language)
    return screen(
        title(name_of_agency(ctx.words, agency)),
        text(name_wanted(ctx, language)),
        note(ctx.say("Everyone sees it from their next message.")),
        button(ctx.say("Back"), agency_page, agency.id),
    )


@answer("agency-name", right=Right.KEEP_AGENCY)
def rename_agency(ctx: Context, typed: str, agency_id: Id, language: Language) -> Screen:
    try:
        agency_admin.rename(ctx.conn, ctx.request, agency_id, language, typed_name(typed))
    except AgencyError as error:
        back = button(ctx.say("Back"), agency_page, agency_id)
        raise RefusalError(screen(text(agency_problem(ctx.words, error)), back)) from None
    return agency_page(ctx, agency_id)


def typed_name(typed: str) -> str:
    """A typed name without invisible characters. A name that is too long stays too long."""
    return single_line(typed, LONGEST + 1)


def name_wanted(ctx: Context, language: str) -> str:
    return ctx.say(
        "Type its name in {language}, at most {n} letters.",
        language=ctx.words.tongue(language),
        n=LONGEST,
    )
