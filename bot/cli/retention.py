"""`basira retention`: how long things are kept, and what is older goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.app.personal_data.retention import Doubt, Going, Keeping, Standing

T = TypeVar("T")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


@click.group()
def retention() -> None:
    """See how long things are kept, and let go of what is older.

    For how long is set by BASIRA_KEEP_PRACTICE and its like, in months; see `docs/settings.md`. A
    running bot does it by itself every night.
    """


@retention.command()
@_JSON
def show(*, as_json: bool) -> None:
    """Show for how long each kind is kept, how much is older, and since when there is any.

    Of people those are counted who have not been here for so long; before any of them is erased
    they are told, 30 days before.
    """
    from bot.cli.tables import print_table

    found = _kept(lambda keeping: keeping.show())
    if as_json:
        _print_json([_plain(one) for one in found])
        return
    headings = ("kind", "kept for", "the oldest is of", "older than that")
    print_table(headings, [_cells(one) for one in found], named=3)


@retention.command()
@_JSON
def preview(*, as_json: bool) -> None:
    """Show what would go if it were run now, and whether that is unusual. Nothing is changed."""
    _print(_kept(lambda keeping: keeping.preview()), as_json=as_json, nothing="Nothing would go.")


@retention.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="With --yes: also what is unusual.")
@_JSON
def run(*, yes: bool, force: bool, as_json: bool) -> None:
    """Let go of what is older than it is to be kept. It cannot be undone.

    In small portions, so that a bot may run meanwhile. What is a number in the statistics of a
    cohort stays as one. How much went is recorded in the audit. With --yes alone nothing goes
    where `preview` warns.
    """
    from bot.cli.program import Told
    from bot.cli.units import OPERATOR

    if not (yes and force):
        going = _kept(lambda one: one.preview())
        if not yes:
            _print(going, as_json=as_json, nothing="Nothing would go.")
            click.confirm("Let all of this go?", abort=True, err=True)
        elif going.doubts:
            told = [
                *map(_sentence, going.doubts),
                "Nothing went. `--force` lets it go all the same.",
            ]
            raise Told("\n".join(told))
    done = _kept(lambda one: one.run(OPERATOR))
    assert done is not None
    _print(done, as_json=as_json, nothing="Nothing was older.")


def _kept(wish: Callable[[Keeping], Awaitable[T]]) -> T:
    """Ask for something over the database of the settings."""
    import asyncio

    from bot import settings
    from bot.app.personal_data.retention import Keeping
    from bot.app.ports import SystemClock, SystemDice
    from storage.db import schema
    from storage.db.database import Database

    chosen = settings.load()

    async def asked() -> T:
        schema.ensure(chosen.database)
        database = Database.open(chosen.database)
        try:
            clock, dice = SystemClock(), SystemDice()
            return await wish(Keeping(database, chosen.keeps, chosen.timezone, clock, dice))
        finally:
            await database.close()

    return asyncio.run(asked())


def _cells(one: Standing) -> tuple[str, ...]:
    oldest = one.oldest.date().isoformat() if one.oldest else ""
    kept = f"{one.months} months" if one.months else "for good"
    return one.kind, kept, oldest, f"{one.older:,}" if one.months else ""


def _plain(one: Standing) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "months": one.months,
        "oldest": one.oldest.isoformat() if one.oldest else None,
        "older": one.older,
    }


def _print(going: Going, *, as_json: bool, nothing: str) -> None:
    from bot.cli.tables import print_table

    if as_json:
        doubts = [{"about": one.about, "says": _sentence(one)} for one in going.doubts]
        _print_json({"gone": dict(going.gone), "told": going.told, "doubts": doubts})
        return
    if going.gone:
        print_table(("kind", "entries"), [(kind, f"{n:,}") for kind, n in going.gone.items()])
    else:
        click.echo(nothing)
    if going.told:
        click.echo(f"People who are told that they go unless they come back: {going.told:,}.")
    for doubt in going.doubts:
        click.echo(_sentence(doubt))


def _sentence(doubt: Doubt) -> str:
    """What is unusual, and what to look at."""
    from bot.app.personal_data.retention import CLOCK, SHARE
    from bot.app.ports import SystemClock

    if doubt.about != CLOCK:
        return (
            f"Unusual: of {doubt.about}, {doubt.detail} would go at once, which is more than "
            f"{SHARE}%. The bot does not do that by itself."
        )
    known = f"it was last used on {doubt.detail}" if doubt.detail else "it was never used before"
    today = SystemClock().now().date().isoformat()
    return (
        f"Check the clock: it says {today}, but as far as the database knows, leaving out the "
        f"last week, {known}. The bot lets nothing go by itself until it has run for a week."
    )


def _print_json(value: Any) -> None:
    import json

    click.echo(json.dumps(value, indent=2))
