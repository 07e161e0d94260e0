"""`basira agencies set`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.cli.database import ALL, write
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection


@click.command("set")
@click.argument("agency")
@click.option(
    "--name",
    "names",
    nargs=2,
    multiple=True,
    metavar="LANGUAGE NAME",
    help="Its name; once for each language.",
)
@click.option("--country", metavar="CODE", help="Of a new agency: two capital letters, such as BH.")
@click.option(
    "--job",
    "jobs",
    multiple=True,
    metavar="JOB",
    help="A field of work its people are asked about first; repeatable. `--job all` for all.",
)
@click.option(
    "--pledge",
    type=click.Choice(("promised", "refused", "open")),
    help="Whether the agency promises that nothing here is used for appraisal or discipline.",
)
@click.option("--by", metavar="NAME, ROLE", help="Of a pledge: the officer who answers for it.")
@click.option("--close/--open", "closing", default=None, help="Stop or resume offering it.")
def agencies_set(
    agency: str,
    *,
    names: tuple[tuple[str, str], ...],
    country: str | None,
    jobs: tuple[str, ...],
    pledge: str | None,
    by: str | None,
    closing: bool | None,
) -> None:
    """Add an agency, or change one.

    AGENCY is its id: lowercase letters, digits and hyphens. With `--country` it is added. Options
    that are left out stay as they are. The notice that people read before anything is stored quotes
    the pledge. Nobody new joins a closed agency; its people, roles and cohorts stay.

    \b
    basira agencies set coast-guard --country BH \\
        --name en "Coast Guard" --name ar "خفر السواحل"
    basira agencies set coast-guard --pledge promised --by "Huda Ali, director"
    """
    from bot import settings
    from bot.app.agencies import agency_records
    from bot.app.ports import SystemClock

    now, called = SystemClock().now(), _names(names)
    asked = () if jobs == (ALL,) else jobs
    if by is not None and pledge is None:
        raise click.UsageError("--by goes with --pledge.")
    if not (country or called or jobs or pledge or closing is not None):
        raise click.UsageError("There is nothing to change: give at least one option.")

    def apply(conn: Connection) -> None:
        if country is not None:
            agency_records.add(conn, agency, country, called, now, asked)
        else:
            _change(conn, agency, called, asked if jobs else None)
        if pledge is not None:
            answer = None if pledge == "open" else pledge
            agency_records.record_pledge(conn, agency, answer, by, now)
        if closing is not None:
            if closing:
                agency_records.close(conn, agency, now)
            else:
                agency_records.reopen(conn, agency)

    with _in_plain_words():
        write(settings.load(), apply, ("agency", agency))
    click.echo(f"{agency} is {'added' if country else 'changed'}.")
    if country is not None:
        click.echo("Its line for real cases is still to be entered and confirmed:")
        click.echo(f"  basira facts set agency-line --agency {agency}")


def _change(
    conn: Connection, agency: str, called: Mapping[str, str], jobs: Sequence[str] | None
) -> None:
    from bot.app.agencies import agency_records

    if called:
        agency_records.rename(conn, agency, called)
    if jobs is not None:
        agency_records.ask_first(conn, agency, jobs)


def _names(names: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The names by language.

    Raises:
        CommandError: A language is unknown, or occurs twice.
    """
    from scenarios.languages import LANGUAGES

    called = dict(names)
    if len(called) < len(names) or not called.keys() <= LANGUAGES.keys():
        raise CommandError(f"`--name` is for one of {', '.join(LANGUAGES)}, and once for each.")
    return called


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Explain a refused change in terms of the options."""
    from bot.app.agencies.agency_records import LONGEST, LONGEST_OFFICER, AgencyError, AgencyProblem
    from scenarios.languages import REQUIRED
    from storage.agencies.agencies import OTHER

    try:
        yield
    except AgencyError as error:
        languages = ", ".join(REQUIRED)
        sentences = {
            AgencyProblem.ID: "An id is a letter and up to 39 further letters, digits and hyphens, "
            f"all lowercase; `{ALL}` and `{OTHER}` are reserved.",
            AgencyProblem.COUNTRY: "`--country` is two capital letters, such as BH.",
            AgencyProblem.LANGUAGES: f"One `--name` is needed for each of {languages}.",
            AgencyProblem.NAME: f"A name is one line of 1 to {LONGEST} characters, with letters in "
            "it.",
            AgencyProblem.LETTERS: f"A name needs letters of its language's script: "
            f"{error.name} has none.",
            AgencyProblem.THERE: f"There is an agency `{error.about}` already. See "
            "`basira agencies list`.",
            AgencyProblem.CALLED: f"`{error.about}` is called {error.name} already.",
            AgencyProblem.JOBS: f"A field of work is one of these, once: {error.about}.",
            AgencyProblem.OFFICER: "Name the officer of the agency who answers with `--by`: name "
            f"and role in one line of 1 to {LONGEST_OFFICER} characters.",
            AgencyProblem.NONE: f"There is no agency `{error.about}`. See "
            "`basira agencies list`; `--country` adds a new one.",
        }
        raise CommandError(sentences[error.problem]) from None
