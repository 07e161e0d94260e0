"""`basira scenarios sign-off`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bot.cli.output import json_option, print_json
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.authoring.sign_offs import SignOff

FIELDS = ("law", "protection", "health", "labour", "training", "arabic")
LONGEST = 100


@click.command("sign-off")
@click.argument("scenario", required=False)
@click.option("--by", metavar="NAME", help="The expert who read it, as they wish to be shown.")
@click.option("--field", type=click.Choice(FIELDS), help="Their field of expertise.")
@click.option("--organisation", help="Their organisation, if they wish it shown.")
@click.option("--lang", "languages", metavar="en,ar", help="The languages in which they read it.")
@click.option("--withdraw", metavar="ID", help="Withdraw the sign-off with this id.")
@json_option
def scenarios_sign_off(
    scenario: str | None,
    *,
    by: str | None,
    field: str | None,
    organisation: str | None,
    languages: str | None,
    withdraw: str | None,
    as_json: bool,
) -> None:
    """Record that an expert answers for a scenario; without arguments, list all sign-offs.

    Learners who read one of these languages see it on the scenario's card until a text of the
    scenario changes: then it must be read again. SCENARIO is an id of `basira scenarios list`, or
    of a case that a trainer wrote; it needs --by, --field and --lang.

    \b
    basira scenarios sign-off dream-job --by "Dr Huda Ali" --field law --lang en,ar
    """
    if withdraw is not None:
        _withdraw(withdraw)
    elif scenario is None:
        _list(as_json=as_json)
    elif by is None or field is None or languages is None:
        raise click.UsageError("A sign-off needs --by, --field and --lang.")
    else:
        _add(scenario, by, field, organisation, languages)


def _add(scenario: str, by: str, field: str, organisation: str | None, languages: str) -> None:
    import asyncio

    from bot import settings
    from bot.app.library import Library, shelf
    from bot.app.ports import SystemClock
    from bot.cli.database import open_database
    from scenarios.languages import LANGUAGES
    from storage.authoring import sign_offs
    from storage.authoring.sign_offs import SignOff
    from storage.db.ids import new_id

    read = [language.strip() for language in languages.split(",")]
    if not set(read) <= LANGUAGES.keys() or len(set(read)) < len(read):
        raise CommandError(
            f"`--lang` is one or more of {', '.join(LANGUAGES)}, separated by commas."
        )
    who, body = _line("--by", by), _line("--organisation", organisation) if organisation else None
    chosen, now = settings.load(), SystemClock().now()
    here = shelf(chosen.folders)

    def add(conn: Connection, library: Library) -> SignOff:
        found = library.find(conn, scenario)
        if found is None:
            raise CommandError(f"There is no case `{scenario}`. See `basira scenarios list`.")
        made = SignOff(new_id(), scenario, found.edition, read, field, who, body, now)
        sign_offs.add(conn, made)
        return made

    async def run() -> SignOff:
        async with open_database(chosen, ("scenario", scenario)) as database:
            library = Library(database, here)
            return await database.write(lambda conn: add(conn, library))

    made = asyncio.run(run())
    click.echo(f"Signed off: {scenario}, {field}, {', '.join(read)}, by {who}.")
    click.echo(f"  basira scenarios sign-off --withdraw {made.id} withdraws it.")


def _list(*, as_json: bool) -> None:
    from bot import settings
    from bot.cli.database import read
    from storage.authoring import sign_offs

    found = [_row(signed) for signed in read(settings.load(), sign_offs.everything)]
    if as_json:
        print_json(found)
        return
    for row in found:
        who = ", ".join(part for part in (row["by"], row["organisation"]) if part)
        ended = " · withdrawn" if row["ended_at"] else ""
        languages = " ".join(row["languages"])
        click.echo(f"{row['scenario']} · {row['field']} · {languages} · {row['at'][:10]}{ended}")
        click.echo(f"  {who or 'a person who was erased'} · {row['id']}")
        click.echo(f"  edition {row['edition']}")
    if not found:
        click.echo("No expert has signed off a scenario yet.")


def _withdraw(signed: str) -> None:
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.database import write
    from storage.authoring import sign_offs

    now = SystemClock().now()

    def end(conn: Connection) -> bool:
        return sign_offs.end(conn, signed, now)

    if not write(settings.load(), end):
        raise CommandError(
            f"There is no valid sign-off `{signed}`. `basira scenarios sign-off` lists them."
        )
    click.echo("Withdrawn.")


def _row(signed: SignOff) -> dict[str, Any]:
    from dataclasses import asdict

    ended = signed.ended_at.isoformat() if signed.ended_at else None
    return asdict(signed) | {"at": signed.at.isoformat(), "ended_at": ended}


def _line(option: str, text: str) -> str:
    line = text.strip()
    if not 1 <= len(line) <= LONGEST or not line.isprintable():
        raise CommandError(f"`{option}` is one line of 1 to {LONGEST} characters.")
    return line
