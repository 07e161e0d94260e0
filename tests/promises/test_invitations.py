"""Invitations: each opens what it is for, as often as it may, and once for each person."""

import asyncio
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select, update

from storage import Database
from storage.cohorts import cohorts, invitations, roster, short_codes
from storage.cohorts.invitations import Invitation, Opening, OpeningResult, digest, new_token
from storage.cohorts.roster import Place
from storage.db import schema, tables
from tests.promises.makers import NOON, add_person, minutes

TOKEN = "t" * 22
BASIC = Invitation(digest(TOKEN), "cohort", NOON, cohort="c1", created_by="trainer")
ROLE = replace(BASIC, kind="role", cohort=None, role="trainer", agency="phcc", uses=1)
CODE = replace(BASIC, kind="roster", roster="r1", uses=1)
PLACE = Place("r1", "c1", {"latin": "Mariam Saleh", "arabic": "مريم صالح"}, "nurse", NOON)


def _group(conn: Connection, *kept: Invitation, people: int = 3) -> None:
    """People p1, p2, …, a cohort with one line on its list, and invitations."""
    for number in range(1, people + 1):
        add_person(conn, f"p{number}", number)
    conn.execute(
        insert(tables.cohorts),
        {"id": "c1", "name": "Autumn", "agency": "phcc", "timezone": "UTC", "created_at": NOON},
    )
    roster.add(conn, PLACE)
    for invitation in kept:
        invitations.create(conn, invitation)


async def _opened(
    database: Database, person: str = "p1", token: str = TOKEN, now: datetime = NOON
) -> OpeningResult:
    found = await database.write(
        lambda c: invitations.redeem(c, token, person, now, f"m-{person}-{token}")
    )
    return found.what


async def _left(database: Database) -> int | None:
    (invitation,) = await database.read(partial(invitations.of_cohort, cohort="c1"))
    return invitation.uses


async def _members(database: Database) -> int:
    query = select(func.count()).select_from(tables.memberships)
    return await database.read(lambda c: c.execute(query).scalar_one())


def test_a_token_is_22_characters_that_a_link_can_carry_and_is_not_kept() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(
        len(token) == 22 and token.replace("-", "a").replace("_", "a").isalnum() for token in tokens
    )
    assert all(token not in digest(token) for token in tokens)


async def test_an_invitation_brings_people_into_its_cohort(database: Database) -> None:
    """And what is looked at beforehand is what there is, with the agency it leads to."""
    await database.write(lambda c: _group(c, BASIC))

    found = await database.read(lambda c: invitations.look_up(c, TOKEN, NOON))
    assert found == Opening(OpeningResult.GOOD, BASIC, "phcc")
    assert await _members(database) == 0

    assert await _opened(database) is OpeningResult.GOOD
    assert await database.read(lambda c: cohorts.joined(c, "c1", "p1"))
    assert not await database.read(lambda c: cohorts.joined(c, "c1", "p2"))


async def test_foreign_token_opens_nothing(database: Database) -> None:
    await database.write(lambda c: _group(c, BASIC))

    for token in ("", "x" * 22, TOKEN[:-1], digest(TOKEN), "' or 1=1 --"):
        assert await _opened(database, token=token) is OpeningResult.UNKNOWN
    assert await _members(database) == 0


@pytest.mark.parametrize(
    ("invitation", "what"),
    [
        (replace(BASIC, expires_at=NOON), OpeningResult.EXPIRED),
        (replace(BASIC, revoked_at=NOON), OpeningResult.REVOKED),
        (replace(BASIC, uses=0), OpeningResult.USED),
        (replace(BASIC, expires_at=NOON + minutes(1)), OpeningResult.GOOD),
    ],
)
async def test_expired_invitation_admits_nobody(
    database: Database, invitation: Invitation, what: OpeningResult
) -> None:
    await database.write(lambda c: _group(c, invitation))

    assert await _opened(database) is what
    assert await _members(database) == (what is OpeningResult.GOOD)


async def test_an_archived_cohort_takes_nobody_in(database: Database) -> None:
    await database.write(lambda c: _group(c, BASIC))
    await database.write(lambda c: c.execute(update(tables.cohorts).values(archived_at=NOON)))

    assert await _opened(database) is OpeningResult.EXPIRED


async def test_uses_are_counted_once_for_each_person(database: Database) -> None:
    """However often they open it; then it is used up for all others, and not for them."""
    await database.write(lambda c: _group(c, replace(BASIC, uses=2)))

    assert await _opened(database, "p1") is OpeningResult.GOOD
    assert await _opened(database, "p1") is OpeningResult.ALREADY
    assert await _left(database) == 1
    assert await _opened(database, "p2") is OpeningResult.GOOD
    assert await _opened(database, "p3") is OpeningResult.USED
    assert await _opened(database, "p1") is OpeningResult.ALREADY
    assert await _left(database) == 0


async def test_no_use_is_lost_or_given_twice_when_all_come_at_once(database: Database) -> None:
    """Twelve people, each tapping three times, and room for five."""
    await database.write(lambda c: _group(c, replace(BASIC, uses=5), people=12))

    found = await asyncio.gather(
        *(_opened(database, f"p{number}") for _ in range(3) for number in range(1, 13))
    )

    assert found.count(OpeningResult.GOOD) == 5
    assert found.count(OpeningResult.ALREADY) == 10
    assert await _members(database) == 5
    assert await _left(database) == 0


async def test_two_invitations_at_once_make_one_member(database: Database) -> None:
    other = replace(BASIC, hash=digest("u" * 22))
    await database.write(lambda c: _group(c, BASIC, other))

    await asyncio.gather(*(_opened(database, token=char * 22) for char in "tututu"))

    assert await _members(database) == 1


async def test_a_personal_code_takes_one_place_for_one_person(database: Database) -> None:
    await database.write(lambda c: _group(c, CODE))

    found = await asyncio.gather(*(_opened(database, f"p{number}") for number in (1, 2, 3)))

    assert sorted(found) == [OpeningResult.GOOD, OpeningResult.USED, OpeningResult.USED]
    place = await database.read(partial(roster.get, place_id="r1"))
    assert place is not None
    assert place.person is not None
    assert place.claimed_at == NOON
    assert await database.read(lambda c: cohorts.joined(c, "c1", str(place.person)))
    assert await _opened(database, place.person) is OpeningResult.ALREADY


async def test_a_renewed_code_finds_its_place_taken(database: Database) -> None:
    """The first code is taken back; whoever opens the new one is told whose place it is."""
    await database.write(lambda c: _group(c, CODE))
    await _opened(database, "p1")
    renewed = replace(CODE, hash=digest("n" * 22))
    await database.write(lambda c: invitations.revoke_codes(c, ["r1"], NOON))
    await database.write(lambda c: invitations.create(c, renewed))

    assert await _opened(database, "p2") is OpeningResult.REVOKED
    assert await _opened(database, "p2", "n" * 22) is OpeningResult.TAKEN
    assert await _opened(database, "p1", "n" * 22) is OpeningResult.ALREADY
    assert await _members(database) == 1


async def test_an_invitation_to_a_role_grants_it_once(database: Database) -> None:
    await database.write(lambda c: _group(c, ROLE))

    assert await _opened(database) is OpeningResult.GOOD
    assert await _opened(database) is OpeningResult.ALREADY
    assert await _opened(database, "p2") is OpeningResult.USED
    held = await database.read(lambda c: c.execute(select(tables.roles)).all())
    assert [(row.person, row.role, row.agency, row.granted_by) for row in held] == [
        ("p1", "trainer", "phcc", "trainer")
    ]


async def test_expired_invitation_is_deleted_after_30_days(database: Database) -> None:
    over = replace(BASIC, expires_at=NOON)
    back = replace(BASIC, hash=digest("u"), revoked_at=NOON)
    used = replace(BASIC, hash=digest("x"), uses=0)
    good = replace(BASIC, hash=digest("v"), expires_at=NOON + minutes(60 * 24 * 60))
    open_ = replace(BASIC, hash=digest("w"))
    await database.write(lambda c: _group(c, over, back, used, good, open_))

    month = minutes(30 * 24 * 60)
    assert await database.write(lambda c: invitations.forget(c, NOON + month)) == 0
    assert await database.write(lambda c: invitations.forget(c, NOON + month + minutes(1))) == 3
    kept = await database.read(partial(invitations.of_cohort, cohort="c1"))
    assert {invitation.hash for invitation in kept} == {good.hash, open_.hash}


SHORT = "K7QM4PXD"
KEPT = short_codes.digest(SHORT, short_codes.SHARED)
CODED = replace(BASIC, code=KEPT, code_until=NOON + minutes(60), uses=2)


async def test_short_code_works_as_its_link_until_it_expires(
    database: Database,
) -> None:
    """The link goes on after it; both count the same places."""
    await database.write(lambda c: _group(c, CODED))
    assert await _opened(database, "p1", SHORT) is OpeningResult.GOOD
    assert await _opened(database, "p1", TOKEN) is OpeningResult.ALREADY
    assert await _left(database) == 1
    assert await _opened(database, "p2", SHORT, NOON + minutes(60)) is OpeningResult.EXPIRED
    assert await _opened(database, "p2", TOKEN, NOON + minutes(60)) is OpeningResult.GOOD
    assert await _opened(database, "p3", SHORT) is OpeningResult.USED
    assert await _opened(database, "p3", "K7QM4PXC") is OpeningResult.UNKNOWN
    joined = await database.read(lambda c: cohorts.joins(c, "c1"))
    assert {person: entry.through for person, entry in joined.items()} == {
        "p1": "code",
        "p2": "link",
    }
    assert await database.read(lambda c: cohorts.joins_by_invitation(c, "c1")) == {BASIC.hash: 2}


async def test_each_database_has_a_salt_of_its_own_and_older_codes_are_good(
    database: Database, tmp_path: Path
) -> None:
    salt = await database.write(invitations.code_salt)
    assert salt == await database.write(invitations.code_salt) != short_codes.SHARED
    url = f"sqlite:///{tmp_path}/other.db"
    await asyncio.to_thread(schema.upgrade, url)
    other = Database.open(url)
    assert await other.write(invitations.code_salt) != salt
    await other.close()

    own = replace(CODED, code=short_codes.digest(SHORT, salt))
    await database.write(lambda c: _group(c, own))
    assert await _opened(database, "p1", SHORT) is OpeningResult.GOOD
    older = "B7QM4PXD"
    before = short_codes.digest(older, short_codes.SHARED)
    await database.write(lambda c: invitations.change(c, own.hash, code=before))
    assert await _opened(database, "p2", older) is OpeningResult.GOOD
    assert await _opened(database, "p3", SHORT) is OpeningResult.UNKNOWN


async def test_a_code_goes_with_its_link(database: Database) -> None:
    await database.write(lambda c: _group(c, CODED))
    await database.write(lambda c: invitations.revoke(c, CODED.hash, NOON))
    assert await _opened(database, "p1", SHORT) is OpeningResult.REVOKED


async def test_a_personal_code_may_have_a_short_one_too(database: Database) -> None:
    long = "K7QM4PXDBBBB"
    kept = replace(
        CODE, code=short_codes.digest(long, short_codes.SHARED), code_until=NOON + minutes(60)
    )
    await database.write(lambda c: _group(c, kept))
    assert await _opened(database, "p1", long) is OpeningResult.GOOD
    place = await database.read(lambda c: roster.get(c, "r1"))
    assert place is not None
    assert place.person == "p1"
    joined = await database.read(lambda c: cohorts.joins(c, "c1"))
    assert joined["p1"].through == "personal"
