"""The agencies and fields of work that a release knows are put into a new database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from scenarios.catalogue import work
from storage.agencies import agencies
from storage.agencies.agencies import Agency, Job
from storage.db.database import Database


async def seed_catalogue(database: Database, now: datetime) -> None:
    """Add missing agencies and fields of work; existing agencies keep what an admin changed.

    Fields of work, which nobody can change, take their names from this release, and so do
    agencies whose name is that of an earlier release.
    """

    def seed(conn: Connection) -> None:
        for body in work.catalogue_agencies().values():
            if agencies.add(conn, Agency(body.id, body.country, body.names, now)) or not body.was:
                continue
            kept = agencies.get_for_update(conn, body.id)
            if kept is not None and kept.names in body.was:
                agencies.rename(conn, body.id, body.names)
        for job, names in work.fields_of_work().items():
            if not agencies.add_job(conn, Job(job, names, now)):
                agencies.rename_job(conn, job, names)

    await database.write(seed)
