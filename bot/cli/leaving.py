"""A file leaves on the command line: who makes it and why, and who is told that their name does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from bot.cli.program import Told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.export.dataset import Asked, Dataset
    from bot.export.named_people import WithNames
    from storage.db.database import Database

_REASON = (15, 300)  # letters: a message that tells of it has room for some
_CALLED = (3, 80)
_MOST = 120
_TOGETHER = 500  # people that are looked up at once


def who(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say who makes a file, and for whom."""
    command = click.option("--for", "whom", metavar="WHOM", help="To whom it is handed.")(command)
    return click.option("--by", metavar="NAME", help="Who makes it.")(command)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say who makes a file, and why."""
    for option in reversed(
        (
            who,
            click.option(
                "--with-names",
                is_flag=True,
                help="With names of people, who are told of it; of people, attempts, decisions.",
            ),
            click.option("--reason", metavar="TEXT", help="Of names: why. They read it."),
            click.option("--yes", is_flag=True, help="Of names: do not ask."),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Why:
    """Who makes a file, for whom, and of names why."""

    by: str | None
    whom: str | None
    names: bool
    reason: str | None
    yes: bool


def said_who(by: str | None, whom: str | None) -> tuple[str | None, str | None]:
    """Who makes a file and for whom, as plain text in one line.

    Raises:
        Told: It is too long, or nothing.
    """
    from bot.export.writers.writer import plain

    found = [None if one is None else plain(one) for one in (by, whom)]
    for name, text, most in zip(("by", "for"), found, (_CALLED[1], _MOST), strict=True):
        if text is not None and not 1 <= len(text) <= most:
            raise Told(f"`--{name}` takes up to {most} letters.")
    return found[0], found[1]


def asked_why(sets: Sequence[str], given: dict[str, Any], *, stated: bool) -> Why:
    """What was said of it, as plain text in one line.

    Raises:
        Told: A file with names needs more than that, or cannot be.
    """
    from bot.export.named_people import NAMED
    from bot.export.writers.writer import plain

    by, whom = said_who(given["by"], given["whom"])
    reason = plain(given["reason"]) if given["reason"] is not None else None
    if not given["with_names"]:
        if reason is not None:
            raise Told("`--reason` is for a file with names: `--with-names`.")
        return Why(by, whom, names=False, reason=None, yes=True)
    if stated or not {*sets} <= {*NAMED}:
        raise Told(
            "Names can only stand beside what people were given: people, attempts, decisions. "
            "Practice and refreshers are the learner's own; all else is told of all together."
        )
    if by is None or len(by) < _CALLED[0]:
        raise Told("A file with names needs `--by`: the name of whoever makes it. It is told.")
    least, most = _REASON
    if reason is None or not least <= len(reason) <= most:
        raise Told(
            f"A file with names needs `--reason`, in {least} to {most} letters: everybody in it "
            "reads why. Write nobody's name in it."
        )
    return Why(by, whom, names=True, reason=reason, yes=given["yes"])


async def confirmed(
    database: Database, named: WithNames, sets: Sequence[Dataset], asked: Asked
) -> None:
    """Ask whether a file with names is really to be made, once it is known who is told.

    Raises:
        Abort: It is not.
    """
    found, by_name = await named.counted(database, sets, asked)
    reached, others = await reach(database, by_name)
    click.confirm(
        f"With {len(found):,} people, {len(by_name):,} of them by name. {reached:,} of these will "
        f"be told in the chat: what, when, by whom and why. {others:,} have no account and cannot "
        "be told. Make it?",
        abort=True,
        err=True,
    )


async def reach(database: Database, whose: frozenset[str] | set[str]) -> tuple[int, int]:
    """How many of some people are told, and how many cannot be."""
    from storage.people import people

    ids = sorted(whose)
    some = [ids[at : at + _TOGETHER] for at in range(0, len(ids), _TOGETHER)]
    reached = await database.read(
        lambda conn: sum(len(people.with_account(conn, each)) for each in some)
    )
    return reached, len(ids) - reached
