"""An agency's pledge, the fields of work that it is asked about first, its names; and a new one."""

from __future__ import annotations

from bot.app.access.rights import Right
from bot.app.agencies import agency_admin
from bot.app.agencies.agency_records import (
    LONGEST,
    LONGEST_OFFICER,
    AgencyError,
    AgencyProblem,
)
from bot.app.person_names import single_line
from bot.fields import Id
from bot.phrases.agency_phrases import agency_problem
from bot.phrases.labels import name_of_agency
from bot.web.kit.context import Context
from bot.web.kit.forms import FormError
from bot.web.kit.responses import Redirect, Values, redirect
from bot.web.kit.routes import act, page
from scenarios.languages import LANGUAGES, REQUIRED
from storage.agencies.agencies import PROMISED, REFUSED, Agency
from storage.people.roles import EVERYWHERE

_PLEDGES = ("", PROMISED, REFUSED)


@page("/agencies/{agency_id}/settings", right=Right.KEEP_AGENCY, template="admin/agency_settings")
def agency_settings(ctx: Context, agency_id: Id) -> Values:
    say, words = ctx.say, ctx.words
    found = agency_admin.details(ctx.conn, ctx.request, agency_id)
    agency = found.agency
    return {
        "agency": agency,
        "name": name_of_agency(words, agency),
        "pledges": [
            ("", say("not answered yet")),
            (PROMISED, say("It promises")),
            (REFUSED, say("It does not promise")),
        ],
        "pledge": agency.pledge or "",
        "pledge_seen": _pledge_of(agency),
        "officer": agency.pledge_by or "",
        "jobs": [
            (job.id, job.names.get(words.language, job.id), first)
            for job, first in agency_admin.jobs(ctx.conn, ctx.request, agency_id)
        ],
        "names": [
            (f"name-{each}", say("Name in {language}", language=words.tongue(each)), name)
            for each, name in ((each, agency.names.get(each, "")) for each in LANGUAGES)
        ]
        if found.whole
        else [],
        "most": LONGEST,
    }


def _pledge_of(agency: Agency) -> str:
    """The answer and who gave it, as a form says which it saw."""
    return f"{agency.pledge or ''} {agency.pledge_by or ''}".strip()


@act("/agencies/{agency_id}/pledge", right=Right.KEEP_AGENCY, form=agency_settings)
def answer_pledge(ctx: Context, agency_id: Id) -> Redirect:
    say = ctx.say
    agency = agency_admin.managed_agency(ctx.conn, ctx.request, agency_id)
    pledge = ctx.form.text("pledge")
    if pledge not in _PLEDGES:
        raise FormError(pledge=say("One of the choices is not available."))
    if ctx.form.text("seen") != _pledge_of(agency):
        raise FormError(pledge=_changed(ctx, _pledge_of(agency)))
    officer = single_line(ctx.form.text("officer"), LONGEST_OFFICER + 2)
    try:
        agency_admin.answer_pledge(
            ctx.conn, ctx.request, agency_id, pledge or None, officer if pledge else None
        )
    except AgencyError:
        sentence = say("Name and role are one line of at most {n} letters.", n=LONGEST_OFFICER)
        raise FormError(officer=sentence) from None
    return redirect(agency_settings, agency_id, notice=say("Saved."))


@act("/agencies/{agency_id}/jobs", right=Right.KEEP_AGENCY, form=agency_settings)
def choose_jobs_first(ctx: Context, agency_id: Id) -> Redirect:
    """Take what was ticked or cleared since the page was drawn, and nothing else."""
    ticked, before = set(ctx.form.ticked("jobs")), set(ctx.form.ticked("was"))
    for place, (job, _) in enumerate(agency_admin.jobs(ctx.conn, ctx.request, agency_id)):
        if (job.id in ticked) != (job.id in before):
            agency_admin.ask_first(ctx.conn, ctx.request, agency_id, place, on=job.id in ticked)
    return redirect(agency_settings, agency_id, notice=ctx.say("Saved."))


@act("/agencies/{agency_id}/names", right=Right.KEEP_AGENCY, form=agency_settings)
def rename_agency(ctx: Context, agency_id: Id) -> Redirect:
    """Change the names that were typed over; a language whose field is empty keeps its name."""
    agency = agency_admin.governed_agency(ctx.conn, ctx.request, agency_id)
    for language in LANGUAGES:
        field = f"name-{language}"
        typed, seen = _name(ctx, field), ctx.form.text(f"was-{language}")
        now = agency.names.get(language, "")
        if typed in (seen, ""):
            continue
        if seen != now:
            raise FormError(**{field: _changed(ctx, now)})
        try:
            agency_admin.rename(ctx.conn, ctx.request, agency_id, language, typed)
        except AgencyError as error:
            raise FormError(**{field: agency_problem(ctx.words, error)}) from None
    return redirect(agency_settings, agency_id, notice=ctx.say("Saved."))


@page("/new-agency", right=Right.KEEP_AGENCY, template="admin/new_agency")
def new_agency_form(ctx: Context) -> Values:
    agency_admin.ensure_manages_all(ctx.conn, ctx.request, EVERYWHERE)
    say = ctx.say
    return {
        "names": [
            (f"name-{each}", say("Name in {language}", language=ctx.words.tongue(each)))
            for each in REQUIRED
        ],
        "countries": ctx.words.listed(agency_admin.countries(ctx.conn)),
        "most": LONGEST,
    }


@act("/new-agency", right=Right.KEEP_AGENCY, form=new_agency_form)
def add_agency(ctx: Context) -> Redirect:
    agency_admin.ensure_manages_all(ctx.conn, ctx.request, EVERYWHERE)
    agency_id, country = ctx.form.text("id"), ctx.form.text("country").upper()
    names = {each: _name(ctx, f"name-{each}") for each in REQUIRED}
    try:
        agency_admin.check_new(ctx.conn, ctx.request, agency_id, country)
    except AgencyError as error:
        field = "country" if error.problem is AgencyProblem.COUNTRY else "id"
        raise FormError(**{field: agency_problem(ctx.words, error)}) from None
    try:
        agency_admin.add(ctx.conn, ctx.request, agency_id, country, names)
    except AgencyError as error:
        wrong = next((each for each in REQUIRED if _is_about(error, each, names)), REQUIRED[0])
        raise FormError(**{f"name-{wrong}": agency_problem(ctx.words, error)}) from None
    return redirect("agency_page", agency_id, notice=ctx.say("The agency is added."))


def _is_about(error: AgencyError, language: str, names: dict[str, str]) -> bool:
    return error.about == language or error.name == names[language]


def _name(ctx: Context, field: str) -> str:
    """A typed name without invisible characters. A name that is too long stays too long."""
    return single_line(ctx.form.text(field), LONGEST + 2)


def _changed(ctx: Context, now: str) -> str:
    return ctx.say("Changed in the meantime to “{value}”", value=now or "–")
