"""`basira facts`: local lines and procedures, with who answers for each."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from storage.agencies.local_contacts import Fact

_agency = click.option(
    "--agency", required=True, metavar="ID", help="Whose; `all` for what holds everywhere."
)


@click.group()
def facts() -> None:
    """Keep local lines and procedures, and who confirmed them."""


@facts.command("list")
@click.option("--all", "versions", is_flag=True, help="Old versions too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def list_(*, versions: bool, as_json: bool) -> None:
    """List what there is, and how far it is confirmed.

    What nobody has confirmed, or what has expired, is shown to no learner: they are told plainly
    that there is no line yet, and whom to ask.
    """
    import json

    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.units import written
    from storage.agencies import local_contacts as kept

    now = SystemClock().now()
    found = [_row(one, now) for one in written(settings.load(), kept.everything)]
    if not versions:
        found = _newest(found)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"{one['agency']} · {one['name']} · version {one['version']} · {one['state']}")
        for language, text in one["texts"].items():
            click.echo(f"  {language}: {text}")
        click.echo(f"  from: {one['source']}")
    if not found:
        click.echo("There are none yet. `basira facts set` enters one.")


@facts.command("set")
@click.argument("name")
@_agency
@click.option(
    "--text",
    "texts",
    nargs=2,
    multiple=True,
    required=True,
    metavar="LANGUAGE TEXT",
    help="What it says, once for each language; as it stands within a sentence.",
)
@click.option("--source", required=True, help="Where it is from, such as a handbook and its date.")
def set_(*, name: str, agency: str, texts: tuple[tuple[str, str], ...], source: str) -> None:
    """Enter a new version of a fact, which is still to be confirmed.

    NAME is one of the catalogue, such as `agency-line`. What was confirmed before is shown until
    the new version is confirmed.
    """
    from bot import settings
    from bot.app.agencies import contact_records
    from bot.app.ports import SystemClock
    from bot.cli.units import known_agency, written
    from storage.agencies import local_contacts as kept

    said, now = _said(texts), SystemClock().now()

    def unit(conn: Connection) -> Fact:
        where = known_agency(conn, agency, kept.EVERYWHERE)
        return contact_records.enter(conn, where, name, said, source, now)

    with _plainly():
        made = written(settings.load(), unit, ("agency", agency))
    click.echo(f"Kept as version {made.version}. Learners see it once it is confirmed:")
    click.echo(f'  basira facts confirm {name} --agency {agency} --by "NAME, ROLE"')


@facts.command()
@click.argument("name")
@_agency
@click.option("--by", required=True, help="Who answers for it: learners read this.")
@click.option(
    "--days",
    type=click.IntRange(1, 730),
    default=180,
    show_default=True,
    help="How long it is good; then it must be confirmed again.",
)
def confirm(*, name: str, agency: str, by: str, days: int) -> None:
    """Confirm the newest version of a fact: it was called or asked, and is right.

    NAME is one of `basira facts list`.
    """
    from datetime import timedelta

    from bot import settings
    from bot.app.agencies import contact_records
    from bot.app.ports import SystemClock
    from bot.cli.units import known_agency, written
    from storage.agencies import local_contacts as kept

    now = SystemClock().now()

    def unit(conn: Connection) -> Fact:
        where = known_agency(conn, agency, kept.EVERYWHERE)
        return contact_records.confirm(conn, where, name, by, now, days)

    with _plainly():
        fact = written(settings.load(), unit, ("agency", agency))
    click.echo(f"Confirmed by {by.strip()}, until {now + timedelta(days=days):%Y-%m-%d}:")
    for language, text in fact.texts.items():
        click.echo(f"  {language}: {text}")


@facts.command()
@click.argument("name")
@_agency
def withdraw(*, name: str, agency: str) -> None:
    """Show a fact no more, at once: a line that does not answer, say.

    NAME is one of `basira facts list`. Its versions stay.
    """
    from bot import settings
    from bot.app.ports import SystemClock
    from bot.cli.program import Told
    from bot.cli.units import known_agency, written
    from storage.agencies import local_contacts as kept

    now = SystemClock().now()

    def unit(conn: Connection) -> int:
        where = known_agency(conn, agency, kept.EVERYWHERE)
        return kept.withdraw(conn, where, name, now)

    if not written(settings.load(), unit, ("agency", agency)):
        raise Told(f"{agency} shows no `{name}`. See `basira facts list`.")
    click.echo("Done. Learners are told that there is none.")


def _said(texts: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The texts by language.

    Raises:
        Told: One comes twice.
    """
    from bot.cli.program import Told
    from bot.locale import LANGUAGES

    said = dict(texts)
    if len(said) < len(texts):
        raise Told(f"One `--text` is needed for each of {', '.join(LANGUAGES)}.")
    return said


@contextmanager
def _plainly() -> Iterator[None]:
    """Tell why a fact is not kept as was wished, in the words of the command line."""
    from bot.app.agencies.contact_records import LONGEST, NotKept, Wrong, known
    from bot.cli.program import Told
    from bot.locale import LANGUAGES

    try:
        yield
    except NotKept as error:
        option = f"--{error.about}" if error.about not in LANGUAGES else f"--text {error.about}"
        sentences = {
            Wrong.NAME: f"There is no fact `{error.about}` in the catalogue. There are: "
            f"{', '.join(known())}.",
            Wrong.LANGUAGES: f"One `--text` is needed for each of {', '.join(LANGUAGES)}.",
            Wrong.TEXT: f"`{option}` is one line of 1 to {LONGEST} characters, with a letter or a "
            "digit in it.",
            Wrong.NONE: f"There is no `{error.about}` there yet. `basira facts set` enters one.",
            Wrong.LINK: f"`{option}` has a link or an account in it: learners should follow none "
            "from here. Please give a number, a desk or a place.",
        }
        raise Told(sentences[error.wrong]) from None


def _row(fact: Fact, now: Any) -> dict[str, Any]:
    from bot.cli.units import ALL

    return {
        "agency": fact.agency or ALL,
        "name": fact.name,
        "version": fact.version,
        "state": _state(fact, now),
        "texts": dict(fact.texts),
        "source": fact.source,
    }


def _state(fact: Fact, now: Any) -> str:
    if fact.confirmed_at is None or fact.expires_at is None:
        return "not confirmed"
    by = f" by {fact.confirmed_by}" if fact.confirmed_by else ""
    if fact.expires_at <= now:
        return f"expired on {fact.expires_at:%Y-%m-%d}"
    return f"confirmed{by} on {fact.confirmed_at:%Y-%m-%d}, until {fact.expires_at:%Y-%m-%d}"


def _newest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first of each agency and name, and what is shown meanwhile if that is another."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in rows:
        same = found.setdefault((one["agency"], one["name"]), [])
        shown = any(before["state"].startswith("confirmed") for before in same)
        if not same or (one["state"].startswith("confirmed") and not shown):
            same.append(one)
    return [one for same in found.values() for one in same]
