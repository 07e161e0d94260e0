"""`basira agencies`: the bodies whose people are trained, and what each has promised."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from storage.agencies import Agency

ANSWERS = ("promised", "refused", "open")
ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
LONGEST = 60  # it stands on a button

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
    from bot.cli.units import written
    from bot.services.training.fields import usual_jobs
    from storage import agencies as kept

    def unit(conn: Connection) -> list[dict[str, Any]]:
        return [_row(one, usual_jobs(conn, one.id)) for one in kept.every(conn)]

    found = written(settings.load(), unit)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        names = " · ".join(one["names"].values())
        closed = " · closed" if one["closed"] else ""
        click.echo(f"{one['id']} · pledge {one['pledge']}{closed}\n  {names}")
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
    from bot import settings
    from bot.cli.program import Told
    from bot.cli.units import ALL, written
    from bot.services.ports import SystemClock
    from bot.words import LANGUAGES
    from storage import agencies as kept
    from storage.agencies import OTHER, Agency

    if not ID.fullmatch(agency) or agency in (ALL, OTHER):
        raise Told(
            "An id is a letter and up to 39 further letters, digits and hyphens, all small; "
            f"`{ALL}` and `{OTHER}` mean something else."
        )
    if not re.fullmatch(r"[A-Z]{2}", country):
        raise Told("`--country` is two capital letters, such as BH.")
    called = _called(names)
    if called.keys() != LANGUAGES.keys():
        raise Told(f"One `--name` is needed for each of {', '.join(LANGUAGES)}.")
    made = Agency(agency, country, called, SystemClock().now(), jobs=jobs)

    def unit(conn: Connection) -> None:
        _free(conn, agency, called)
        _known_jobs(conn, jobs)
        if not kept.add(conn, made):
            raise Told(f"There is an agency `{agency}` already. See `basira agencies list`.")

    written(settings.load(), unit, ("agency", agency))
    click.echo("Added. Its line for real cases is still to be entered and confirmed:")
    click.echo(f"  basira facts set agency-line --agency {agency}")


@agencies.command()
@click.argument("agency")
@_names
def rename(agency: str, names: tuple[tuple[str, str], ...]) -> None:
    """Call an agency otherwise, from the next message on; a language that is not told stays.

    AGENCY is one of `basira agencies list`, and stays its id.
    """
    from storage import agencies as kept

    called = _called(names)

    def unit(conn: Connection, before: Agency) -> None:
        _free(conn, agency, called)
        kept.rename(conn, agency, {**before.names, **called})

    _changed(agency, unit)
    click.echo("Renamed.")


@agencies.command("jobs")
@click.argument("agency")
@click.argument("jobs", metavar="[JOB]...", nargs=-1)
def jobs_(agency: str, jobs: tuple[str, ...]) -> None:
    """Say which fields of work the people of an agency are asked about first.

    Without any JOB they are asked about all of them at once. AGENCY is one of `basira agencies
    list`.
    """
    from storage import agencies as kept

    def unit(conn: Connection, _before: Agency) -> None:
        _known_jobs(conn, jobs)
        kept.ask_first(conn, agency, jobs)

    _changed(agency, unit)
    click.echo(f"Asked about first: {', '.join(jobs) or 'all fields of work'}.")


@agencies.command()
@click.argument("agency")
def close(agency: str) -> None:
    """Offer an agency to nobody new; its people, roles and cohorts stay.

    Nobody arrives there by choosing it, no cohort is made there, nobody is invited into a role
    there, and invitations into its roles are good no more. Links of its cohorts are: put these away
    first where nobody is to come by them. AGENCY is one of `basira agencies list`.
    """
    from bot.services.ports import SystemClock
    from storage import agencies as kept

    now = SystemClock().now()
    _changed(agency, lambda conn, _before: kept.close(conn, agency, now))
    click.echo(f"Closed. `basira agencies open {agency}` offers it again.")


@agencies.command("open")
@click.argument("agency")
def open_(agency: str) -> None:
    """Offer an agency that was closed again.

    AGENCY is one of `basira agencies list`.
    """
    from storage import agencies as kept

    _changed(agency, lambda conn, _before: kept.reopen(conn, agency))
    click.echo("Open: it is offered again.")


@agencies.command()
@click.argument("agency")
@click.argument("answer", metavar="ANSWER", type=click.Choice(ANSWERS))
def pledge(agency: str, answer: str) -> None:
    """Note whether an agency promises that nothing here is used for appraisal or discipline.

    The notice that its people read before anything is kept says so, or says plainly that it has
    not promised. AGENCY is one of `basira agencies list`.
    """
    from storage import agencies as kept

    noted = None if answer == "open" else answer
    _changed(agency, lambda conn, _before: kept.promise(conn, agency, noted))
    click.echo(f"Noted: the pledge of {agency} is {answer}.")


def _changed(agency: str, change: Callable[[Connection, Agency], None]) -> None:
    """Change an agency, given what it was.

    Raises:
        Told: There is none of that id.
    """
    from bot import settings
    from bot.cli.program import Told
    from bot.cli.units import written
    from storage import agencies as kept

    def unit(conn: Connection) -> None:
        before = kept.get(conn, agency)
        if before is None:
            raise Told(f"There is no agency `{agency}`. See `basira agencies list`.")
        change(conn, before)

    written(settings.load(), unit, ("agency", agency))


def _called(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The names by language.

    Raises:
        Told: A language is none of the bot's or comes twice, or a name is none.
    """
    from bot.cli.program import Told
    from bot.words import LANGUAGES

    called = {language: name.strip() for language, name in names}
    if len(called) < len(names) or not called.keys() <= LANGUAGES.keys():
        raise Told(f"`--name` is for one of {', '.join(LANGUAGES)}, and once for each.")
    for name in called.values():
        if not 1 <= len(name) <= LONGEST or not name.isprintable():
            raise Told(f"A name is one line of 1 to {LONGEST} characters.")
    return called


def _free(conn: Connection, agency: str, called: dict[str, str]) -> None:
    """Two agencies of one name could not be told apart on a button.

    Raises:
        Told: Another one is called so.
    """
    from bot.cli.program import Told
    from storage import agencies as kept

    for one in kept.every(conn):
        same = [name for language, name in called.items() if one.names.get(language) == name]
        if one.id != agency and same:
            raise Told(f"`{one.id}` is called {same[0]} already.")


def _known_jobs(conn: Connection, jobs: tuple[str, ...]) -> None:
    """Go on if each is a field of work, and stands there once.

    Raises:
        Told: It is not so.
    """
    from bot.cli.program import Told
    from storage import agencies as kept

    there = [one.id for one in kept.every_job(conn)]
    if not set(jobs) <= set(there) or len(set(jobs)) < len(jobs):
        raise Told(f"A field of work is one of these, once: {', '.join(there)}.")


def _row(agency: Agency, jobs: Sequence[str]) -> dict[str, Any]:
    return {
        "id": agency.id,
        "country": agency.country,
        "names": dict(agency.names),
        "jobs": list(jobs),
        "pledge": agency.pledge or "open",
        "closed": agency.closed_at is not None,
    }
