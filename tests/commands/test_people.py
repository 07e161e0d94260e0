"""`basira people`: the first admin, and roles by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select

from bot.sandbox import Sandbox
from storage.db import tables as t
from storage.people import names, people, roles
from storage.people.people import Account, Person
from tests.commands.calling import call, program
from tests.helpers.sandbox import served

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
ACCOUNT = 987654321


@pytest.fixture
def url(sqlite_template: Path, somewhere: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{somewhere}/own.db"
    monkeypatch.setenv("BASIRA_DATABASE", url)
    shutil.copy(sqlite_template, somewhere / "own.db")
    return url


def run(url: str, unit: Callable[[Connection], Any]) -> Any:
    engine = create_engine(url)
    with engine.begin() as conn:
        found = unit(conn)
    engine.dispose()
    return found


@pytest.fixture
def mona(url: str) -> str:
    """Someone who has come to the bot; gives her id."""

    def prepare(conn: Connection) -> None:
        person = Person("mona-0000001", "ar", "Asia/Bahrain", NOW, agency="airport-company")
        people.add(conn, person, Account(1, ACCOUNT, person.id))
        names.put(conn, person.id, "arabic", "منى صالح")

    run(url, prepare)
    return "mona-0000001"


def test_the_code_is_kept_as_a_hash_and_good_once_for_a_day(url: str) -> None:
    asked = call("people", "admin-code")
    token = re.search(r"/start ([A-Za-z0-9_-]{22})$", asked.stdout, re.MULTILINE)
    assert token is not None
    assert "https://" not in asked.stdout  # nobody can be asked for the bot's name

    (kept,) = run(url, lambda conn: list(conn.execute(select(t.invitations)).mappings()))
    assert (kept["kind"], kept["role"], kept["agency"], kept["uses"]) == ("role", "admin", "*", 1)
    good_for = kept["expires_at"] - kept["created_at"]
    assert good_for == timedelta(hours=24)
    assert token.group(1) not in str(dict(kept))


async def test_the_code_comes_with_a_link_where_the_bot_can_be_asked(url: str) -> None:
    async with served(Sandbox(limits=None)) as sandbox:
        import asyncio

        asked = await asyncio.to_thread(
            program,
            "people",
            "admin-code",
            BASIRA_TELEGRAM_API=sandbox.url,
            BASIRA_TELEGRAM_TOKEN=sandbox.bot().token,
        )
    token = re.search(r"/start (\S+)", asked.stdout)
    assert token is not None
    assert f"?start={token.group(1)}" in asked.stdout
    assert re.search(r"https://t\.me/\w+\?start=", asked.stdout)


def test_roles_are_given_listed_and_taken(url: str, mona: str) -> None:
    """By id and without names, unless they are asked for; never with a Telegram id."""
    assert call("people", "list").stdout.startswith("Nobody has a role yet.")
    given = ("people", "grant", mona, "trainer", "--agency", "airport-company")
    assert call(*given).stdout == "Granted.\n"
    assert call(*given).stdout == "They have this role already.\n"

    listed = call("people", "list").stdout
    assert listed == f"{mona}  trainer (airport-company)  airport-company\n"
    assert "منى صالح" in call("people", "list", "--names").stdout
    assert json.loads(call("people", "list", "--json").stdout) == [
        {
            "person": mona,
            "roles": [{"role": "trainer", "agency": "airport-company"}],
            "agency": "airport-company",
        }
    ]

    taken = ("people", "revoke", mona, "trainer", "--agency", "airport-company")
    assert call(*taken).stdout == "Revoked.\n"
    again = call(*taken)
    assert (again.exit_code, again.stderr) == (
        2,
        "They do not have this role there. See `basira people list`.\n",
    )
    everybody = call("people", "list", "--all").stdout
    assert everybody == f"{mona}  learner  airport-company\n"
    shown = listed + everybody + call("people", "list", "--all", "--names", "--json").stdout
    assert str(ACCOUNT) not in shown


def test_the_last_admin_stays(url: str, mona: str) -> None:
    call("people", "grant", mona, "admin", "--agency", "all")
    asked = call("people", "revoke", mona, "admin", "--agency", "all")
    assert asked.exit_code == 2
    assert asked.stderr.startswith("This is the last admin.")
    assert [entry.role for entry in run(url, lambda conn: roles.of(conn, mona))] == ["admin"]

    def another(conn: Connection) -> None:
        people.add(conn, Person("omar-0000001", "en", "UTC", NOW), Account(1, 2, "omar-0000001"))

    run(url, another)
    call("people", "grant", "omar-0000001", "admin", "--agency", "all")
    assert call("people", "revoke", mona, "admin", "--agency", "all").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("grant", "nobody", "trainer", "--agency", "all"),
            "There is no person with the id `nobody`.",
        ),
        (("grant", "mona-0000001", "trainer", "--agency", "moon"), "There is no agency `moon`."),
        (("revoke", "mona-0000001", "trainer", "--agency", "all"), "They do not have this role"),
        (("grant", "mona-0000001", "king", "--agency", "all"), "'king' is not one of"),
        (("grant", "mona-0000001", "trainer"), "Missing option '--agency'"),
    ],
)
def test_impossible_actions_are_reported(mona: str, arguments: tuple[str, ...], told: str) -> None:
    asked = call("people", *arguments)
    assert asked.exit_code == 2
    assert told in asked.stderr


def test_role_options_match_the_rights() -> None:
    """The command waits for no service to say them, so it has them of its own."""
    from bot.app.access import rights
    from bot.cli.role_invitations import ROLES

    assert ROLES == rights.ROLES


def test_signed_out_person_gets_a_recovery_code_and_the_last_admin_stays(
    url: str, mona: str
) -> None:
    """Of the code a hash is kept; whoever never came has none; who is given a role is told."""
    run(url, lambda conn: people.change(conn, mona, notice=2))
    assert call("people", "grant", mona, "trainer", "--agency", "all").stdout == "Granted.\n"
    (told,) = run(url, lambda conn: list(conn.execute(select(t.due.c.payload)).scalars()))
    assert told["what"] == "role"
    call("people", "grant", mona, "admin", "--agency", "all")
    refused = call("people", "sign-out", mona)
    assert "This is the last admin" in refused.stderr
    run(url, lambda conn: conn.execute(t.roles.delete()))
    assert call("people", "sign-out", mona).stdout.startswith("Signed out.")
    assert run(url, lambda conn: people.accounts_of(conn, mona)) == []
    waiting = run(url, lambda conn: list(conn.execute(select(t.due.c.payload)).scalars()))
    assert [entry["what"] for entry in waiting].count("account-out") == 1
    asked = call("people", "recovery-code", mona)
    typed = re.search(r"/join (\S+)$", asked.stdout, re.MULTILINE)
    assert typed is not None
    (kept,) = run(url, lambda conn: list(conn.execute(select(t.invitations)).mappings()))
    assert (kept["kind"], kept["person"], kept["uses"]) == ("return", mona, 1)
    assert typed.group(1) not in str(dict(kept))
    never = replace(run(url, lambda conn: people.get(conn, mona)), id="on-paper-001", notice=None)
    run(url, lambda conn: people.keep(conn, never))
    assert "never used the bot" in call("people", "recovery-code", "on-paper-001").stderr
