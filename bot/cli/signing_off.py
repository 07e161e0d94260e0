"""`basira scenarios sign-off`, `sign-offs` and `unsign`: experts who answer for a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.authoring.sign_offs import SignOff

FIELDS = ("law", "protection", "health", "labour", "training", "arabic")
LONGEST = 100


@click.command("sign-off")
@click.argument("scenario")
@click.option("--by", required=True, help="Who has read it, as they wish to be shown.")
@click.option("--field", "field", required=True, type=click.Choice(FIELDS), help="What they know.")
@click.option("--organisation", help="Of which body, where they wish it shown.")
@click.option(
    "--lang", "languages", required=True, metavar="en,ar", help="In which languages they read it."
)
def sign_off(scenario: str, by: str, field: str, organisation: str | None, languages: str) -> None:
    """Note that an expert has read a case as it is now, and answers for it.

    Its card says so at once, to whoever reads it in one of these languages, until a text of the
    case changes: then it must be read again. SCENARIO is one of `basira scenarios list`, or one
    that a trainer wrote.
    """
    import asyncio

    from bot import settings
    from bot.app.library import Library, shelf
    from bot.app.ports import SystemClock
    from bot.cli.program import Told
    from bot.cli.units import opened
    from bot.locale import LANGUAGES
    from storage.authoring import sign_offs
    from storage.authoring.sign_offs import SignOff
    from storage.db.ids import new_id

    read = [one.strip() for one in languages.split(",")]
    if not set(read) <= LANGUAGES.keys() or len(set(read)) < len(read):
        raise Told(f"`--lang` is one or more of {', '.join(LANGUAGES)}, with commas between.")
    who, body = _line("--by", by), _line("--organisation", organisation) if organisation else None
    chosen, now = settings.load(), SystemClock().now()
    here = shelf(chosen.folders)

    def unit(conn: Connection, library: Library) -> SignOff:
        found = library.find(conn, scenario)
        if found is None:
            raise Told(f"There is no case `{scenario}`. See `basira scenarios list`.")
        made = SignOff(new_id(), scenario, found.edition, read, field, who, body, now)
        sign_offs.add(conn, made)
        return made

    async def run() -> SignOff:
        async with opened(chosen, ("scenario", scenario)) as database:
            library = Library(database, here)
            return await database.write(lambda conn: unit(conn, library))

    made = asyncio.run(run())
    click.echo(f"Signed off: {scenario}, {field}, {', '.join(read)}, by {who}.")
    click.echo(f"  basira scenarios unsign {made.id} takes it back.")


@click.command("sign-offs")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def sign_offs_(*, as_json: bool) -> None:
    """List which experts have signed which cases off, also what was taken back."""
    import json

    from bot import settings
    from bot.cli.units import looked_up
    from storage.authoring import sign_offs

    found = [_row(one) for one in looked_up(settings.load(), sign_offs.everything)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        who = ", ".join(part for part in (one["by"], one["organisation"]) if part)
        ended = " · taken back" if one["ended_at"] else ""
        read = " ".join(one["languages"])
        click.echo(f"{one['scenario']} · {one['field']} · {read} · {one['at'][:10]}{ended}")
        click.echo(f"  {who or 'somebody who was erased'} · {one['id']}")
        click.echo(f"  edition {one['edition']}")
    if not found:
        click.echo("No expert has signed a case off yet. `basira scenarios sign-off` notes it.")


@click.command()
@click.argument("signed")
def unsign(signed: str) -> None:
    """Take a sign-off back: the card no longer counts it.

    SIGNED is one of `basira scenarios sign-offs`, by its id.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.program import Told
    from bot.cli.units import written
    from storage.authoring import sign_offs

    now = SystemClock().now()

    def unit(conn: Connection) -> bool:
        return sign_offs.end(conn, signed, now)

    if not written(settings.load(), unit):
        raise Told("None of that id is good now. See `basira scenarios sign-offs`.")
    click.echo("Taken back.")


def _row(one: SignOff) -> dict[str, Any]:
    from dataclasses import asdict

    ended = one.ended_at.isoformat() if one.ended_at else None
    return asdict(one) | {"at": one.at.isoformat(), "ended_at": ended}


def _line(option: str, text: str) -> str:
    from bot.cli.program import Told

    line = text.strip()
    if not 1 <= len(line) <= LONGEST or not line.isprintable():
        raise Told(f"`{option}` is one line of 1 to {LONGEST} characters.")
    return line
