"""Steps shared by tests of own scenarios: making and uploading files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import Connection

from bot.app.access.rights import ADMIN, MASTER, SUPERVISOR, TRAINER
from bot.chat.author.sharing import share_scenario
from bot.chat.kit.request import Reply, UploadedFile
from bot.chat.kit.routes import call
from storage.cohorts import cohorts
from storage.cohorts.cohorts import Cohort
from storage.people.roles import EVERYWHERE
from tests.helpers.front_desk import front_desk
from tests.helpers.small_case import ARABIC, BASE
from tests.helpers.staff import AIRPORT, CLINICS, ZONE, Staff

ID = "night-desk"
GATES = "cohort-gates"


def zipped(files: Mapping[str, bytes | str], **more: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", more.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def case_zip(main: str = BASE, ar: str = ARABIC) -> bytes:
    """The night desk in both languages, as a trainer packs it."""
    return zipped({"night-desk/scenario.yaml": main, "night-desk/scenario.ar.yaml": ar})


async def hands(staff: Staff, person: str, content: bytes | str, name: str = "case.zip") -> Reply:
    """Upload a file and return the response, or the later one."""
    raw = content.encode() if isinstance(content, str) else content

    async def fetch() -> UploadedFile:
        return UploadedFile(name, raw)

    reply = await staff.desk.parts.router.file(staff.visitor(person), fetch)
    return await reply.later() if reply.later else reply


async def sends(staff: Staff, person: str, content: bytes | str, name: str = "case.zip") -> Reply:
    """Open one's scenarios, and hand a file over."""
    await staff.says(person, "/scenarios")
    return await hands(staff, person, content, name)


async def shares(staff: Staff, cohort: str = GATES, *, on: bool = True) -> Reply:
    return await staff.taps("trainer", call(share_scenario, ID, cohort, on))


@asynccontextmanager
async def publishers(database_url: str, language: str = "en") -> AsyncIterator[Staff]:
    """A trainer with a cohort in which Sara is, another trainer, a master, admins, a supervisor."""
    async with front_desk(database_url) as desk:
        staff = Staff(desk)
        more = {"language": language}
        people = {
            "trainer": ((TRAINER, AIRPORT),),
            "colleague": ((TRAINER, AIRPORT),),
            "far-trainer": ((TRAINER, CLINICS),),
            "master": ((MASTER, AIRPORT),),
            "admin": ((ADMIN, AIRPORT),),
            "far-admin": ((ADMIN, CLINICS),),
            "top-admin": ((ADMIN, EVERYWHERE),),
            "supervisor": ((SUPERVISOR, AIRPORT),),
        }
        for name, held in people.items():
            agency = CLINICS if name.startswith("far") else AIRPORT
            await staff.person(name, *held, name=name.title(), agency=agency, **more)
        await staff.person("sara", name="Sara Ahmed", agency=AIRPORT, **more)
        await staff.person("lina", name="Lina Omar", agency=AIRPORT, **more)
        await staff.person("nora", name="Nora Ali", agency=CLINICS, **more)
        now = desk.clock.now()

        def prepare(conn: Connection) -> None:
            cohorts.create(conn, Cohort(GATES, "Gates", AIRPORT, ZONE, now), "trainer")
            cohorts.join(conn, "member-00001", GATES, "sara", now)

        await staff.write(prepare)
        yield staff
