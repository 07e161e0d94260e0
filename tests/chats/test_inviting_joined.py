"""Answers from paper are theirs who come by the personal code: once, and by nothing else."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection

from bot.app.certificates import certificate_issuing
from bot.app.onboarding.consent import NOTICE
from bot.chat.kit.routes import call
from bot.chat.learner.onboarding.start import accept_notice
from bot.chat.trainer.invitations.paper_entry import submit_paper
from bot.chat.trainer.invitations.personal_codes import renew_code
from scenarios.case_library import CaseLibrary
from scenarios.programmes import Step, programmes
from storage.assignments import assignments
from storage.cohorts import cohorts
from storage.db import tables
from storage.people import names, people
from tests.helpers.database_contents import contents, holding
from tests.helpers.kinds_case import kinds_case
from tests.helpers.paper_answers import GIVEN, answers, of_person, places, prepared
from tests.helpers.recall_case import QUESTIONS, recall_case
from tests.helpers.staff import Staff, button, text
from tests.helpers.training import airport, members, opens, token


@pytest.fixture
async def staff(database_url: str) -> AsyncIterator[Staff]:
    """A cohort with two on its list, and an assessment and a practice that are assigned."""
    shelf = CaseLibrary({"kinds": kinds_case(), "recalls": recall_case()})
    async with airport(database_url, shelf) as found:
        yield found


async def test_late_opener_of_a_code_finds_the_entered_answers(staff: Staff) -> None:
    """Joined by the code and not by a name; of the stand-in nothing is left."""
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    stand_in = (await places(staff, cohort))[0].person
    assert stand_in is not None
    renewed = await staff.taps("trainer", call(renew_code, place))
    await staff.person("omar", name="Maryam Hasan")  # of the same name, by a link: is nobody's
    shown = await staff.says("sara", f"/start {token(renewed)}")
    assert "Is that your name?" in text(shown.screen)
    assert (await of_person(staff, "sara")) == []
    await opens(staff, "sara", token(renewed))
    assert await members(staff, cohort) == ["sara"]
    (entry,) = await of_person(staff, "sara")
    assert entry["assignment"] == GIVEN
    assert await of_person(staff, "omar") == []
    rows = await staff.read(contents)
    assert holding(rows, stand_in) == set()
    given = await staff.read(
        lambda conn: assignments.open_for(conn, "sara", staff.desk.clock.now())
    )
    assert [(entry.assignment.id, entry.finished) for entry in given] == [(GIVEN, True)]
    called = await staff.read(lambda conn: names.of(conn, "sara"))
    assert called["latin"] == "Sara Ahmed"  # as she said herself


async def test_paper_answers_become_refreshers_of_the_new_owner(staff: Staff) -> None:
    """As refreshers, once; not while nobody is there who could be asked."""
    _, place = await prepared(staff, case="recalls")
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    assert await remembered(staff) == {}
    renewed = await staff.taps("trainer", call(renew_code, place))
    for _ in range(2):
        await opens(staff, "sara", token(renewed))
    assert await remembered(staff) == {"sara": QUESTIONS}


async def remembered(staff: Staff) -> dict[str, int]:
    """How much is known of what each person remembers."""
    rows = await staff.read(lambda conn: conn.execute(tables.memories.select()).all())
    return dict(Counter(row.person for row in rows))


async def test_certificate_is_issued_once_its_owner_joins(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = programmes()["hotels"].model_copy(
        update={"steps": (Step.model_validate({"scenario": "recalls"}),)}
    )
    monkeypatch.setattr(certificate_issuing, "programmes", lambda: {"hotels": small})
    _, place = await prepared(staff, case="recalls")
    mine = {"programme": "hotels", "series": "series-1", "step": 0, "pass_mark": 0}
    await staff.write(lambda conn: assignments.change(conn, [GIVEN], **mine))
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    renewed = await staff.taps("trainer", call(renew_code, place))
    assert await holders(staff) == []
    await opens(staff, "sara", token(renewed))
    assert await holders(staff) == ["sara"]


async def holders(staff: Staff) -> list[str]:
    """Who has a certificate."""
    rows = await staff.read(lambda conn: conn.execute(tables.certificates.select()).all())
    return [row.person for row in rows]


async def test_a_newcomer_finds_it_as_well(staff: Staff) -> None:
    """Nobody was asked for a name or accepted anything before they came themselves."""
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))
    stand_in = (await places(staff, cohort))[0].person
    assert stand_in is not None
    person = await staff.read(lambda conn: people.get(conn, stand_in))
    assert person.notice is None
    renewed = await staff.taps("trainer", call(renew_code, place))
    staff._accounts["new"] = 4711
    shown = await staff.says("new", f"/start {token(renewed)}")
    assert button(shown.screen, accept_notice).arguments["token"] == token(renewed)
    await staff.taps("new", call(accept_notice, "en", NOTICE, token(renewed)))
    here = await staff.read(lambda conn: people.by_account(conn, 1, 4711))
    assert here.notice == NOTICE
    assert len(await of_person(staff, here.id)) == 1
    assert await staff.read(lambda conn: people.get(conn, stand_in)) is None


async def test_one_of_two_simultaneous_openers_gets_the_place(staff: Staff) -> None:
    """Also while their trainer enters the answers: they are all one person's, or nobody's yet."""
    cohort, place = await prepared(staff)
    renewed = await staff.taps("trainer", call(renew_code, place))
    last = await answers(staff, place)
    await asyncio.gather(
        staff.taps("trainer", button(last.screen, submit_paper)),
        opens(staff, "sara", token(renewed)),
        opens(staff, "yusuf", token(renewed)),
    )
    (whose,) = await members(staff, cohort)
    assert whose in ("sara", "yusuf")
    assert {spot.person for spot in await places(staff, cohort)} == {whose, None}
    made = await staff.read(lambda conn: conn.execute(tables.attempts.select()).all())
    assert {entry.person for entry in made} <= {whose}


async def test_existing_member_is_merged_with_the_place(staff: Staff) -> None:
    """By a link before, and then by the code: one member, with the results of both."""
    cohort, place = await prepared(staff)
    last = await answers(staff, place)
    await staff.taps("trainer", button(last.screen, submit_paper))

    def joins(conn: Connection) -> None:
        cohorts.join(conn, "m-sara", cohort, "sara", staff.desk.clock.now(), "link")

    await staff.write(joins)
    renewed = await staff.taps("trainer", call(renew_code, place))
    await opens(staff, "sara", token(renewed))
    assert await members(staff, cohort) == ["sara"]
    assert len(await of_person(staff, "sara")) == 1
