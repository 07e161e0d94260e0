"""`basira facts set`."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.cli.database import known_agency, write
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from storage.agencies.local_contacts import Fact


@click.command("set")
@click.argument("name")
@click.option("--agency", required=True, metavar="ID", help="Of this agency; `all` for all.")
@click.option(
    "--text",
    "texts",
    nargs=2,
    multiple=True,
    metavar="LANGUAGE TEXT",
    help="A new version's text, once for each language; as it stands within a sentence.",
)
@click.option(
    "--value",
    metavar="VALUE",
    help="A new version's value, of a fact that has values, such as `duty-to-report`.",
)
@click.option("--source", help="Of a new version: where it is from, such as a handbook with date.")
@click.option(
    "--confirmed-by",
    "officer",
    metavar="NAME, ROLE",
    help="Who called or asked and answers for the newest version; learners read this.",
)
@click.option(
    "--days",
    type=click.IntRange(1, 730),
    default=180,
    show_default=True,
    help="How long a confirmation is valid.",
)
@click.option("--withdraw", is_flag=True, help="Stop showing it now, such as a dead line.")
def facts_set(
    *,
    name: str,
    agency: str,
    texts: tuple[tuple[str, str], ...],
    value: str | None,
    source: str | None,
    officer: str | None,
    days: int,
    withdraw: bool,
) -> None:
    """Enter, confirm or withdraw a local contact, procedure or rule of law.

    NAME is one of the catalogue, such as `agency-line`. `--text` and `--source` enter a new
    version; learners see it once it is confirmed, and the version before until then. Of a fact with
    values, such as `duty-to-report`, `--value` stands in place of `--text`: cases that begin from
    then on follow it. `--confirmed-by` confirms the newest version. Versions are never deleted.

    \b
    basira facts set agency-line --agency coast-guard --source "letter, 1 May" \\
        --text en "the desk, 1700 0000" --text ar "المكتب، 1700 0000"
    basira facts set agency-line --agency coast-guard --confirmed-by "Duty manager"
    """
    if texts and value is not None:
        raise click.UsageError("--text and --value exclude each other.")
    if bool(texts or value) != (source is not None):
        raise click.UsageError("--text or --value and --source go together.")
    if withdraw == bool(texts or value or officer):
        raise click.UsageError(
            "Give --text or --value and --source, --confirmed-by, or --withdraw alone."
        )
    if withdraw:
        _withdraw(agency, name)
        return
    if source is not None:
        _enter(agency, name, value or texts, source)
        if officer is None:
            click.echo("Learners see it once it is confirmed:")
            again = f"basira facts set {name} --agency {agency}"
            click.echo(f'  {again} --confirmed-by "NAME, ROLE"')
    if officer is not None:
        _confirm(agency, name, officer, days)


def _enter(agency: str, name: str, content: str | tuple[tuple[str, str], ...], source: str) -> None:
    """Enter a version: texts by language, or a value."""
    from bot import settings
    from bot.app.agencies import contact_records
    from bot.app.ports import SystemClock
    from storage.agencies import local_contacts

    now, texts = SystemClock().now(), () if isinstance(content, str) else content
    texts_by_language = dict(texts)
    if len(texts_by_language) < len(texts):
        raise CommandError("`--text` is given twice for one language.")

    def enter(conn: Connection) -> Fact:
        where = known_agency(conn, agency, local_contacts.EVERYWHERE)
        if isinstance(content, str):
            return contact_records.enter_value(conn, where, name, content, source, now)
        return contact_records.enter(conn, where, name, texts_by_language, source, now)

    with _in_plain_words():
        made = write(settings.load(), enter, ("agency", agency))
    click.echo(f"Version {made.version} is entered.")


def _confirm(agency: str, name: str, officer: str, days: int) -> None:
    from datetime import timedelta

    from bot import settings
    from bot.app.agencies import contact_records
    from bot.app.ports import SystemClock
    from storage.agencies import local_contacts

    now = SystemClock().now()

    def confirm(conn: Connection) -> Fact:
        where = known_agency(conn, agency, local_contacts.EVERYWHERE)
        return contact_records.confirm(conn, where, name, officer, now, days)

    with _in_plain_words():
        fact = write(settings.load(), confirm, ("agency", agency))
    click.echo(f"Confirmed by {officer.strip()}, until {now + timedelta(days=days):%Y-%m-%d}:")
    for language, text in fact.texts.items():
        click.echo(f"  {language}: {text}")


def _withdraw(agency: str, name: str) -> None:
    from bot import settings
    from bot.app.ports import SystemClock
    from scenarios.catalogue import catalogue
    from storage.agencies import local_contacts

    now = SystemClock().now()

    def withdraw(conn: Connection) -> int:
        where = known_agency(conn, agency, local_contacts.EVERYWHERE)
        return local_contacts.withdraw(conn, where, name, now)

    if not write(settings.load(), withdraw, ("agency", agency)):
        raise CommandError(f"{agency} shows no `{name}`. See `basira facts list`.")
    if name in catalogue().settings:
        click.echo("Withdrawn. Cases take it as unconfirmed.")
        return
    click.echo("Withdrawn. Learners are told that there is none.")


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Explain a refused change in terms of the options."""
    from bot.app.agencies.contact_records import (
        LONGEST,
        ContactError,
        ContactProblem,
        catalogue_names,
    )
    from scenarios.catalogue import catalogue
    from scenarios.languages import LANGUAGES, REQUIRED

    try:
        yield
    except ContactError as error:
        option = f"--text {error.about}" if error.about in LANGUAGES else f"--{error.about}"
        option = "--confirmed-by" if option == "--by" else option
        setting = catalogue().settings.get(error.about)
        values = ", ".join(setting.values) if setting else ""
        sentences = {
            ContactProblem.VALUE: f"`{error.about}` has one of these values: {values}. Give "
            "--value."
            if setting
            else f"`{error.about}` has a text and no values: give --text.",
            ContactProblem.NAME: f"There is no fact `{error.about}` in the catalogue. There are: "
            f"{', '.join(catalogue_names())}.",
            ContactProblem.LANGUAGES: f"One `--text` is needed for each of {', '.join(REQUIRED)}.",
            ContactProblem.TEXT: f"`{option}` is one line of 1 to {LONGEST} characters, with a "
            "letter or a digit in it.",
            ContactProblem.NONE: f"There is no `{error.about}` there yet: give "
            f"{'--value' if setting else '--text'} and --source.",
            ContactProblem.LINK: f"`{option}` contains a link or an account, which learners should "
            "not follow from here. Give a number, a desk or a place.",
        }
        raise CommandError(sentences[error.problem]) from None
