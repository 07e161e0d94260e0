"""Agencies and fields of work: what the release knows is there, and what people changed stays."""

from functools import partial

from sqlalchemy import update

from bot.app.agencies.catalogue_seed import seed_catalogue
from scenarios.catalogue import work
from scenarios.catalogue.tracks import tracks
from scenarios.languages import LANGUAGES, REQUIRED
from storage import Database
from storage.agencies import agencies
from storage.agencies.agencies import PROMISED, Agency, Job
from storage.db import tables
from tests.promises.makers import NOON, minutes

CLINIC = Agency("clinic", "BH", {"en": "Clinic", "ar": "عيادة"}, NOON)
NURSING = Job("nursing", {"en": "Nursing", "ar": "التمريض"}, NOON)


async def test_agencies_are_listed_in_order(database: Database) -> None:
    later = Agency("airport", "BH", {"en": "Airport", "ar": "مطار"}, NOON + minutes(1), "no")
    assert await database.write(lambda c: agencies.add(c, CLINIC))
    assert await database.write(lambda c: agencies.add(c, later))
    assert await database.write(lambda c: agencies.add_job(c, NURSING))

    assert await database.read(agencies.all_agencies) == [CLINIC, later]
    assert await database.read(agencies.all_jobs) == [NURSING]
    assert await database.read(partial(agencies.get, agency_id="airport")) == later
    assert await database.read(partial(agencies.get, agency_id=None)) is None
    assert await database.read(partial(agencies.get, agency_id=agencies.OTHER)) is None
    assert await database.read(partial(agencies.job, job_id="nursing")) == NURSING
    assert await database.read(partial(agencies.job, job_id="x")) is None


async def test_existing_agencies_are_not_overwritten(database: Database) -> None:
    """As when a new release starts on a database in which an admin has renamed one."""
    await database.write(lambda c: agencies.add(c, CLINIC))
    await database.write(
        lambda c: agencies.answer_pledge(c, "clinic", PROMISED, "The director", NOON)
    )
    renamed = {"en": "Health centre", "ar": "مركز صحي"}
    await database.write(lambda c: c.execute(update(tables.agencies).values(names=renamed)))

    assert not await database.write(lambda c: agencies.add(c, CLINIC))
    assert await database.write(lambda c: agencies.add_job(c, NURSING))
    assert not await database.write(lambda c: agencies.add_job(c, NURSING))

    kept = Agency("clinic", "BH", renamed, NOON, PROMISED, pledge_by="The director", pledge_at=NOON)
    assert await database.read(agencies.all_agencies) == [kept]


async def test_fields_of_work_take_the_names_of_a_new_release(database: Database) -> None:
    await database.write(lambda c: agencies.add_job(c, NURSING))

    await seed_catalogue(database, NOON + minutes(1))

    kept = await database.read(partial(agencies.job, job_id="nursing"))
    assert kept is not None
    assert (kept.names, kept.created_at) == (work.fields_of_work()["nursing"], NOON)


def test_the_catalogue_is_whole() -> None:
    """Nine bodies and their fields of work, each with a name in every language."""
    assert len(work.catalogue_agencies()) == 9
    for body in work.catalogue_agencies().values():
        assert body.names.keys() == set(REQUIRED)
        assert set(body.jobs) <= work.fields_of_work().keys()
    for names in work.fields_of_work().values():
        assert names.keys() == LANGUAGES.keys()
        assert all(len(name) <= 30 for name in names.values())  # it stands on a button
    assert all(track.names.keys() == LANGUAGES.keys() for track in tracks().values())
