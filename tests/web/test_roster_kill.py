"""An import of 1,000 rows that is killed before it is committed enters nothing, and then once."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

from sqlalchemy import Connection

from bot.app.cohorts import roster_upload
from bot.app.cohorts.roster_sheet import MOST_ROWS, RosterColumn, RosterTable, TableRow
from bot.app.cohorts.roster_upload import SeenList
from bot.app.ports import SystemDice
from bot.app.request import Request
from storage.cohorts import roster
from storage.people import people
from tests.helpers.assigning_world import COHORT, a_class

ENTERS = """
import asyncio, sys, time
from datetime import datetime
from storage import Database
from tests.web.test_roster_kill import entered

async def main():
    database = Database.open(sys.argv[1])

    def work(conn):
        entered(conn, datetime.fromisoformat(sys.argv[2]))
        print("entered", flush=True)
        time.sleep(60)

    await database.write(work)

asyncio.run(main())
"""


def entered(conn: Connection, now: datetime) -> int:
    """Enter the list that waits."""
    trainer = people.get(conn, "trainer")
    assert trainer is not None
    seen = SeenList("list-0000000", 1)
    return roster_upload.enter_without_codes(
        conn, Request(trainer, now), COHORT, seen, SystemDice(), every=True
    )


async def test_a_killed_import_enters_nothing_and_then_everything_once(sqlite_url: str) -> None:
    async with a_class(sqlite_url) as staff:
        now = staff.desk.clock.now()
        rows = [
            TableRow(n, {RosterColumn.NAME: f"Sara {chr(97 + n % 26)}{chr(97 + n // 26 % 26)}x"})
            for n in range(MOST_ROWS)
        ]
        table = RosterTable(tuple(rows), {RosterColumn.NAME: "Name"})
        trainer = await staff.read(lambda conn: people.get(conn, "trainer"))
        await staff.write(
            lambda conn: roster_upload.keep(
                conn, Request(trainer, now), COHORT, "list-0000000", table
            )
        )
        before = len(await staff.read(lambda conn: roster.of_cohort(conn, COHORT)))
        child = subprocess.Popen(  # noqa: ASYNC220  # nothing else runs here
            [sys.executable, "-c", ENTERS, sqlite_url, now.isoformat()], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"entered\n"
        child.kill()
        child.wait()
        child.stdout.close()
        assert len(await staff.read(lambda conn: roster.of_cohort(conn, COHORT))) == before
        assert await staff.write(lambda conn: entered(conn, now)) == MOST_ROWS
        after = len(await staff.read(lambda conn: roster.of_cohort(conn, COHORT)))
        assert after == before + MOST_ROWS
