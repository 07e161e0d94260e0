"""What people say of a case and of their work: counted, of nobody, and told from five on."""

from functools import partial

import pytest
from sqlalchemy import Connection

from storage import Database
from storage.agencies import survey_tallies, work_surveys
from storage.agencies.survey_tallies import (
    CONCERN,
    PRACTICE,
    REACTION,
    READY,
    UNSURE,
    USEFUL,
    Answers,
)
from storage.authoring import editions
from storage.db.months import month_of, month_range, shift
from storage.personal_data import erasure
from tests.helpers.database_contents import contents
from tests.promises.makers import NOON, add_person, an_edition

MAY = "2026-05"


async def say(database: Database, item: str, value: str, times: int = 1, **more: str) -> None:
    where = {"agency": "airport", "month": MAY, "edition": "e1", **more}

    def prepare(conn: Connection) -> None:
        for _ in range(times):
            survey_tallies.count(conn, item=item, value=value, **where)

    await database.write(prepare)


async def test_fewer_than_five_answers_are_hidden(database: Database) -> None:
    """The fifth tells them; a value that fewer than five gave is not told even then."""
    await say(database, USEFUL, "much", 4)
    find = partial(survey_tallies.answers, items=REACTION, first=MAY, last=MAY)
    assert await database.read(find) == {}

    await say(database, USEFUL, "much")
    told = {USEFUL: Answers(5, {"much": 5, "some": None, "little": None})}
    assert await database.read(find) == told


async def test_hidden_count_cannot_be_derived_from_the_others(database: Database) -> None:
    """Eight and six and three are fifteen or so; ten and six and five are twenty-one."""
    for value, times in (("yes", 8), ("partly", 6), ("no", 3)):
        await say(database, READY, value, times)
    find = partial(survey_tallies.answers, items=(READY,), first=MAY, last=MAY)
    hidden = Answers(15, {"yes": 8, "partly": 6, "no": None})
    assert await database.read(find) == {READY: hidden}

    await say(database, READY, "yes", 2)
    await say(database, READY, "no", 2)
    assert await database.read(find) == {READY: Answers(21, {"yes": 10, "partly": 6, "no": 5})}


async def test_hidden_count_of_an_agency_cannot_be_derived_from_the_sum(database: Database) -> None:
    """Three of the clinic are not thirteen of both less ten of the airport."""
    await say(database, USEFUL, "much", 10)
    await say(database, USEFUL, "much", 3, agency="clinic")
    find = partial(survey_tallies.answers, items=(USEFUL,), first=MAY, last=MAY)
    hidden = {"some": None, "little": None}
    assert await database.read(find) == {USEFUL: Answers(10, {"much": 10, **hidden}, rounded=True)}

    await say(database, USEFUL, "much", 3, agency="clinic")
    assert await database.read(find) == {USEFUL: Answers(15, {"much": 16, **hidden})}


async def test_a_scope_is_agencies_months_and_a_case(database: Database) -> None:
    """Each is left out where it is not asked for."""
    await database.write(lambda conn: editions.keep(conn, an_edition("e1")))
    await say(database, USEFUL, "some", 5)
    await say(database, USEFUL, "some", 6, agency="clinic", month="2026-06", edition="other")
    await say(database, UNSURE, "no", 7, agency="", edition="")

    def counted(found: object) -> dict[str, int]:
        assert isinstance(found, dict)
        return {item: entry.people for item, entry in found.items()}

    every = survey_tallies.answers
    assert counted(await database.read(lambda c: every(c, (USEFUL, UNSURE), MAY, "2026-06"))) == {
        USEFUL: 10,
        UNSURE: 5,
    }
    entry = partial(every, items=(USEFUL,), first=MAY, last="2026-12", agencies=["clinic"])
    assert counted(await database.read(entry)) == {USEFUL: 5}
    case = partial(every, items=(USEFUL,), first=MAY, last="2026-12", scenario="transit-hall")
    assert counted(await database.read(case)) == {USEFUL: 5}
    early = partial(every, items=(USEFUL,), first="2026-01", last="2026-04")
    assert await database.read(early) == {}


async def test_missing_answers_are_not_counted(database: Database) -> None:
    for item, value in ((CONCERN, "yes"), ("mood", "good")):
        with pytest.raises(ValueError, match="is no answer to"):
            await say(database, item, value)
    assert await database.read(lambda c: survey_tallies.answers(c, PRACTICE, MAY, MAY)) == {}


async def test_a_question_is_passed_over_once(database: Database) -> None:
    """An earlier one is passed with it, and may be left out."""
    await database.write(lambda conn: add_person(conn, "p", 1))

    def save(conn: Connection) -> list[object]:
        step = partial(work_surveys.mark_passed, conn, "p", work_surveys.WORK)
        first = step(0)  # nobody was asked anything yet
        new = [work_surveys.ask(conn, "p", work_surveys.WORK, MAY) for _ in range(2)]
        late = work_surveys.mark_passed(conn, "p", work_surveys.WORK, 2, since="2026-06")
        return [first, *new, step(0), step(0), late, step(2), step(1)]

    assert await database.write(save) == [
        *(False, True, False),
        *(True, False, False, True, False),
    ]


async def test_repeated_survey_starts_with_the_first_question(database: Database) -> None:
    """Only once that is long enough ago."""
    await database.write(lambda conn: add_person(conn, "p", 1))

    def save(conn: Connection) -> list[object]:
        found: list[object] = []
        for month, not_since in ((MAY, "2025-05"), ("2027-05", MAY), ("2027-06", "2026-06")):
            found.append(work_surveys.ask_again(conn, "p", work_surveys.WORK, month, not_since))
            work_surveys.mark_passed(conn, "p", work_surveys.WORK, 1)
        found.append(work_surveys.month(conn, "p", work_surveys.WORK))
        work_surveys.ask_again(conn, "p", work_surveys.WORK, "2029-01", "2028-01")
        return [
            *found,
            work_surveys.step(conn, "p", work_surveys.WORK),
            work_surveys.month(conn, "q", work_surveys.WORK),
        ]

    assert await database.write(save) == [True, False, True, "2027-06", 0, None]


async def test_erasure_deletes_questions_and_keeps_counts(database: Database) -> None:
    """The numbers were nobody's before."""
    await database.write(lambda conn: add_person(conn, "p", 1))
    await database.write(lambda conn: work_surveys.ask(conn, "p", work_surveys.WORK, MAY))
    await say(database, CONCERN, "one", 5, edition="")
    ids = iter(("x",))
    await database.write(lambda conn: erasure.erase(conn, "p", NOON, ids.__next__))

    rows = await database.read(contents)
    assert rows["asked"] == []
    assert len(rows["tallies"]) == 1


def test_months_follow_each_other_over_years() -> None:
    assert month_of(NOON) == "2026-03"
    assert (shift("2026-12", 1), shift("2026-01", -1), shift("2026-05", -12)) == (
        *("2027-01", "2025-12"),
        "2025-05",
    )
    assert month_range("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
