"""`basira agencies`: the bodies whose people are trained, and what each has promised."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Connection

    from bot.app.agencies.go_live_checklist import Standing
    from storage.agencies.agencies import Agency

ANSWERS = ("promised", "refused", "open")

_names = click.option(
    "--name",
    "names",
    nargs=2,
    multiple=True,
    required=True,
    metavar="LANGUAGE NAME",
    help="What it is called, once for each language.",
)


@click.group()
def agencies() -> None:
    """Keep the bodies whose people are trained, and what each has promised."""


@agencies.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, as_json: bool) -> None:
    """List them, what their people do, and how each has answered about its pledge."""
    import json

    from bot import settings
    from bot.app.cohorts.work_fields import usual_jobs
    from bot.cli.units import written
    from storage.agencies import agencies as kept

    def unit(conn: Connection) -> list[dict[str, Any]]:
        return [_row(one, usual_jobs(conn, one.id)) for one in kept.every(conn)]

    found = written(settings.load(), unit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        names = " · ".join(one["names"].values())
        closed = " · closed" if one["closed"] else ""
        by = f" by {one['pledge_by']}" if one["pledge_by"] else ""
        click.echo(f"{one['id']} · pledge {one['pledge']}{by}{closed}\n  {names}")
        click.echo(f"  asked about first: {', '.join(one['jobs']) or 'all fields of work'}")


@agencies.command()
@click.argument("agency")
@_names
@click.option("--country", required=True, help="In which country, by its two letters: BH.")
@click.option(
    "--job",
    "jobs",
    multiple=True,
    metavar="JOB",
    help="A field of work that its people are asked about first; may be repeated.",
)
def add(
    agency: str, names: tuple[tuple[str, str], ...], country: str, jobs: tuple[str, ...]
) -> None:
    """Add an agency: whoever arrives may say that they work there.

    AGENCY is its id, which stays whatever it is called: small letters, digits and hyphens.
    """
    from bot.app.agencies import agency_records
    from bot.app.ports import SystemClock

    now, called = SystemClock().now(), _called(names)
    _written(agency, lambda conn: agency_records.add(conn, agency, country, called, now, jobs))
    click.echo("Added. Its line for real cases is still to be entered and confirmed:")
    click.echo(f"  basira facts set agency-line --agency {agency}")


@agencies.command()
@click.argument("agency")
@_names
def rename(agency: str, names: tuple[tuple[str, str], ...]) -> None:
    """Call an agency otherwise, from the next message on; a language that is not told stays.

    AGENCY is one of `basira agencies list`, and stays its id.
    """
    from bot.app.agencies import agency_records

    called = _called(names)
    _written(agency, lambda conn: agency_records.rename(conn, agency, called))
    click.echo("Renamed.")


@agencies.command("jobs")
@click.argument("agency")
@click.argument("jobs", metavar="[JOB]...", nargs=-1)
def jobs_(agency: str, jobs: tuple[str, ...]) -> None:
    """Say which fields of work the people of an agency are asked about first.

    Without any JOB they are asked about all of them at once. AGENCY is one of `basira agencies
    list`.
    """
    from bot.app.agencies import agency_records

    _written(agency, lambda conn: agency_records.ask_first(conn, agency, jobs))
    click.echo(f"Asked about first: {', '.join(jobs) or 'all fields of work'}.")


@agencies.command()
@click.argument("agency")
def close(agency: str) -> None:
    """Offer an agency to nobody new; its people, roles and cohorts stay.

    Nobody arrives there by choosing it, no cohort is made there, nobody is invited into a role
    there, and invitations into its roles are good no more. Links of its cohorts are: put these away
    first where nobody is to come by them. AGENCY is one of `basira agencies list`.
    """
    from bot.app.agencies import agency_records
    from bot.app.ports import SystemClock

    now = SystemClock().now()
    _written(agency, lambda conn: agency_records.close(conn, agency, now))
    click.echo(f"Closed. `basira agencies open {agency}` offers it again.")


@agencies.command("open")
@click.argument("agency")
def open_(agency: str) -> None:
    """Offer an agency that was closed again.

    AGENCY is one of `basira agencies list`.
    """
    from bot.app.agencies import agency_records

    _written(agency, lambda conn: agency_records.reopen(conn, agency))
    click.echo("Open: it is offered again.")


@agencies.command()
@click.argument("agency")
@click.argument("answer", metavar="ANSWER", type=click.Choice(ANSWERS))
@click.option("--by", help="Which officer of the agency answers, by name and role.")
def pledge(agency: str, answer: str, by: str | None) -> None:
    """Note whether an agency promises that nothing here is used for appraisal or discipline.

    The notice that its people read before anything is kept says so, or says plainly that it has
    not promised. `promised` and `refused` need `--by`. AGENCY is one of `basira agencies list`.
    """
    from bot.app.agencies import agency_records
    from bot.app.ports import SystemClock

    noted, now = None if answer == "open" else answer, SystemClock().now()
    _written(agency, lambda conn: agency_records.answer(conn, agency, noted, by, now))
    click.echo(f"Noted: the pledge of {agency} is {answer}.")


@agencies.command()
@click.argument("agency", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def status(agency: str | None, *, as_json: bool) -> None:
    """Tell which agencies are live, and what the others still need.

    An agency is live once its line for real cases is confirmed and a named officer of it has
    answered about its pledge. AGENCY is one of `basira agencies list`; without it, all that are
    offered.
    """
    import json

    from bot import settings
    from bot.app.agencies import agency_records, go_live_checklist
    from bot.app.agencies.contact_records import State
    from bot.app.ports import SystemClock
    from bot.cli.units import ALL, written
    from storage.agencies import agencies as kept

    now = SystemClock().now()

    def unit(conn: Connection) -> list[Standing]:
        meant = kept.offered(conn) if agency is None else [agency_records.held(conn, agency)]
        return [go_live_checklist.standing(conn, one, now) for one in meant]

    with _plainly():
        found = written(settings.load(), unit)
    if as_json:
        click.echo(json.dumps([_standing(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one.agency.id} · {'live' if one.live else 'not live yet'}")
        if one.line.state is State.EXPIRING and one.line.shown:
            whose = one.line.shown.agency or ALL
            click.echo(f"  Its line for real cases expires on {_day(one)}. Call it, then:")
            click.echo(f'    basira facts confirm agency-line --agency {whose} --by "NAME, ROLE"')
        for lacking in one.missing:
            says, *commands = _to_do(one.agency.id)[lacking.value]
            click.echo(f"  {says}")
            for command in commands:
                click.echo(f"    basira {command}")


def _day(one: Standing) -> str:
    until = one.line.shown.expires_at if one.line.shown else None
    return until.date().isoformat() if until else ""


def _to_do(agency: str) -> dict[str, tuple[str, ...]]:
    """What each thing that is missing is, and the commands that mend it."""
    enter = f"facts set agency-line --agency {agency}"
    confirm = f'facts confirm agency-line --agency {agency} --by "NAME, ROLE"'
    answer = f'agencies pledge {agency} promised --by "NAME, ROLE"'
    return {
        "line": ("Its line for real cases is not entered yet.", enter, confirm),
        "confirmation": ("Nobody has confirmed its line for real cases yet.", confirm),
        "renewal": ("Its line for real cases is good no more. Call it, then:", confirm),
        "pledge": ("It has not answered about its pledge: `promised`, or `refused`.", answer),
        "officer": ("Its answer about the pledge names no officer. Note it again:", answer),
    }


def _standing(one: Standing) -> dict[str, Any]:
    shown, agency = one.line.shown, one.agency
    until = shown.expires_at if shown else None
    return {
        "id": agency.id,
        "live": one.live,
        "missing": [lacking.value for lacking in one.missing],
        "line_until": until.isoformat() if until else None,
        "pledge": agency.pledge or "open",
        "pledge_by": agency.pledge_by,
    }


def _written(agency: str, unit: Callable[[Connection], None]) -> None:
    """Change an agency.

    Raises:
        Told: It cannot be.
    """
    from bot import settings
    from bot.cli.units import written

    with _plainly():
        written(settings.load(), unit, ("agency", agency))


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell why an agency is not kept as was wished, in the words of the command line."""
    from bot.app.agencies.agency_records import LONGEST, LONGEST_OFFICER, NotKept, Wrong
    from bot.cli.program import Told
    from bot.cli.units import ALL
    from bot.locale import LANGUAGES
    from storage.agencies.agencies import OTHER

    try:
        yield
    except NotKept as error:
        languages = ", ".join(LANGUAGES)
        sentences = {
            Wrong.ID: "An id is a letter and up to 39 further letters, digits and hyphens, all "
            f"small; `{ALL}` and `{OTHER}` mean something else.",
            Wrong.COUNTRY: "`--country` is two capital letters, such as BH.",
            Wrong.LANGUAGES: f"One `--name` is needed for each of {languages}, and for no other.",
            Wrong.NAME: f"A name is one line of 1 to {LONGEST} characters, with letters in it.",
            Wrong.LETTERS: "The name in Arabic needs Arabic letters, and the name in English needs "
            f"Latin letters: {error.name} has none.",
            Wrong.THERE: f"There is an agency `{error.about}` already. See `basira agencies list`.",
            Wrong.CALLED: f"`{error.about}` is called {error.name} already.",
            Wrong.JOBS: f"A field of work is one of these, once: {error.about}.",
            Wrong.OFFICER: "Please say with `--by` which officer of the agency answers, by "
            f"name and role: one line of 1 to {LONGEST_OFFICER} characters.",
            Wrong.NONE: f"There is no agency `{error.about}`. See `basira agencies list`.",
        }
        raise Told(sentences[error.wrong]) from None


def _called(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The names by language.

    Raises:
        Told: A language is none of the bot's, or comes twice.
    """
    from bot.cli.program import Told
    from bot.locale import LANGUAGES

    called = dict(names)
    if len(called) < len(names) or not called.keys() <= LANGUAGES.keys():
        raise Told(f"`--name` is for one of {', '.join(LANGUAGES)}, and once for each.")
    return called


def _row(agency: Agency, jobs: Sequence[str]) -> dict[str, Any]:
    return {
        "id": agency.id,
        "country": agency.country,
        "names": dict(agency.names),
        "jobs": list(jobs),
        "pledge": agency.pledge or "open",
        "pledge_by": agency.pledge_by,
        "pledge_at": agency.pledge_at.isoformat() if agency.pledge_at else None,
        "closed": agency.closed_at is not None,
    }
