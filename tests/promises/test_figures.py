"""What an agency counts of its own work: with its history, and small numbers told as such."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from storage import Database
from storage.agencies import agencies, agency_figures
from storage.agencies.agencies import Agency
from storage.agencies.agency_figures import (
    COMPLAINTS,
    FIGURES,
    PROTECTED,
    REFERRALS,
    UNFOUNDED,
    FigureTotal,
)
from tests.promises.makers import NOON

MAY, JUNE = "2026-05", "2026-06"


@pytest.fixture
async def entered(database: Database) -> Database:
    def prepare(conn: Connection) -> None:
        agencies.add(conn, Agency("airport", "BH", {"en": "Airport"}, NOON))
        put = partial(agency_figures.enter, conn, "airport", by="p", at=NOON)
        for month, figure, number in (
            (MAY, REFERRALS, 3),
            (MAY, COMPLAINTS, 0),
            (MAY, PROTECTED, None),
            (JUNE, REFERRALS, 4),
            (JUNE, PROTECTED, 2),
        ):
            assert put(month, figure, number) is not None

    await database.write(prepare)
    return database


async def test_correction_keeps_the_earlier_figure(entered: Database) -> None:
    """Who and when stand with each; the same number again is nothing new."""

    def save(conn: Connection) -> list[tuple[int, int | None, str | None]]:
        later = NOON + timedelta(days=1)
        put = partial(agency_figures.enter, conn, "airport", MAY, REFERRALS, at=later)
        assert put(3, by="q") is None
        assert put(None, by="q") is not None
        assert put(None, by="q") is None
        found = agency_figures.history(conn, "airport", MAY, REFERRALS)
        return [
            (figure_entry.version, figure_entry.number, figure_entry.entered_by)
            for figure_entry in found
        ]

    assert await entered.write(save) == [(2, None, "q"), (1, 3, "p")]
    stands = await entered.read(lambda c: agency_figures.newest(c, ["airport"], MAY, MAY))
    assert {key[2]: figure_entry.number for key, figure_entry in stands.items()} == {
        REFERRALS: None,
        COMPLAINTS: 0,
        PROTECTED: None,
    }


async def test_small_numbers_are_told_as_fewer_than_five(entered: Database) -> None:
    """Seven is told and nought is told; two is not, and what is not known is not nought."""
    find = partial(agency_figures.reported_totals, agencies=["airport"], months=[MAY, JUNE])
    assert await entered.read(find) == {
        REFERRALS: FigureTotal(7, False, 2, 0, 0),
        PROTECTED: FigureTotal(None, True, 1, 1, 0),
        UNFOUNDED: FigureTotal(None, False, 0, 0, 2),
        COMPLAINTS: FigureTotal(0, False, 1, 0, 1),
    }
    nothing = {figure: FigureTotal(None, False, 0, 0, 1) for figure in FIGURES}
    other = partial(agency_figures.reported_totals, agencies=["clinic"], months=[MAY])
    assert await entered.read(other) == nothing


async def test_invalid_number_is_not_stored(entered: Database) -> None:
    for figure, number in ((REFERRALS, -1), (REFERRALS, 100_000), ("arrests", 1)):
        put = partial(
            agency_figures.enter, agency="airport", month=MAY, figure=figure, number=number
        )
        with pytest.raises(ValueError, match="is no number for"):
            await entered.write(partial(put, by=None, at=NOON))
