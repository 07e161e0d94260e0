"""Every kind of decision on a phone: ticks and orders in place, talks, steps of sureness."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Sandbox
from scenarios.case_library import CaseLibrary
from tests.helpers.kinds_case import kinds_case
from tests.helpers.languages import ENGLISH_FIRST
from tests.helpers.learner import LEAVE, Learner, along, reference
from tests.helpers.running import running_bot
from tests.helpers.sandbox import Served, served

ASK = ":ask"


@pytest.fixture
def shelf() -> CaseLibrary:
    return CaseLibrary({"kinds": kinds_case()})


@pytest.fixture
async def learner(sandbox: Served, sqlite_url: str, shelf: CaseLibrary) -> AsyncIterator[Learner]:
    """Somebody before the first question, reading English."""
    entry = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url, shelf):
        await entry.arrives()
        await entry.opens("kinds")
        yield entry


@pytest.mark.parametrize("language", ENGLISH_FIRST)
async def test_every_kind_is_played_to_the_end(
    database_url: str, shelf: CaseLibrary, language: str
) -> None:
    """On both databases and in both languages the best path passes."""
    async with served(Sandbox(limits=None)) as sandbox:
        learner = Learner(sandbox.phone(1001), language)
        async with running_bot(sandbox, database_url, shelf):
            await learner.arrives()
            await learner.opens("kinds")
            end = await learner.plays(along(reference(kinds_case())))

    assert {"en": "Done, and passed.", "ar": "انتهت الحالة بنجاح."}[language] in end


async def test_a_tick_is_set_on_and_off_in_place(learner: Learner) -> None:
    """The message stays the same one, and shows what is ticked."""
    await learner.tap(ASK)
    here, off = learner.newest()["message_id"], learner.labels()
    await learner.mark("blue")
    on = learner.labels()
    await learner.mark("blue")

    assert learner.newest()["message_id"] == here
    assert [name for name in off if "●" in name] == []
    assert [name[2:] for name in on if "●" in name] == ["● A blue bag with a broken zip."]
    assert learner.labels() == off


async def test_ticks_change_only_the_buttons(learner: Learner) -> None:
    """The outcome of the answer before stands in the message above, and is not told again."""
    await learner.tap(ASK)
    outcome, asked = learner.outcome(), learner.text()
    await learner.mark("blue")

    assert outcome
    assert learner.text() == asked


async def test_the_same_tap_twice_ticks_once(learner: Learner) -> None:
    """The button says on or off and never the other; what is set stays set."""
    await learner.tap(ASK)
    data = learner.button(":blue:")
    assert data is not None
    await learner.mark("blue")
    message = learner.newest()["message_id"]
    for _ in range(2):
        await learner.answered(await learner.phone.taps(data, message_id=message))

    ticked = [label for label in learner.labels() if "●" in label]
    assert ["blue bag" in label for label in ticked] == [True]


async def test_draft_ticks_survive_a_restart(
    sandbox: Served, sqlite_url: str, shelf: CaseLibrary
) -> None:
    """A draft is kept with the attempt, and shown again where it is asked for."""
    learner = Learner(sandbox.phone(1001), "en")
    async with running_bot(sandbox, sqlite_url, shelf):
        await learner.arrives()
        await learner.opens("kinds")
        await learner.tap(ASK)
        await learner.mark("tag")
    async with running_bot(sandbox, sqlite_url, shelf):
        before = learner.newest()["message_id"]
        await learner.phone.says("/resume")
        await learner.next_after(before)

    ticked = [label for label in learner.labels() if "●" in label]
    assert ["her flight" in label for label in ticked] == [True]


async def test_ticks_are_judged_and_explained(learner: Learner) -> None:
    """What was overlooked and what is no sign is said at once where the level says so."""
    await learner.tap(ASK)
    await learner.answers("blue+hat")
    text = learner.outcome()

    assert "You ticked: Blue bag, Straw hat" in text
    assert "Also right: Flight tag" in text
    assert "Straw hat: She named no hat." in text


async def test_steps_are_put_in_order_and_taken_back(learner: Learner) -> None:
    """Each step leaves the buttons for the list; the last one sets itself, and goes back so."""
    await learner.tap(ASK)
    await learner.answers("blue+tag")
    await learner.tap(":g:")
    await learner.mark("open")
    assert "1 · Open together" in learner.text()
    assert not any(":d:" in button["callback_data"] for button in learner.buttons())
    await learner.mark("sign")
    assert "1 · Open together\n2 · She signs.\n3 · Her name" in learner.text()
    await learner.mark("name")
    assert "2 · " not in learner.text()
    await learner.mark("name")
    await learner.tap(":d:")

    text = learner.outcome()
    assert "1 · Open together\n2 · Her name\n3 · She signs." in text
    assert "It takes a little longer." in text
    assert "A safer order:\n1 · Her name\n2 · Open together\n3 · She signs." in text


async def test_fast_taps_keep_the_order_of_steps(
    learner: Learner,
) -> None:
    """The buttons under the finger are older than the draft; what was meant is plain."""
    await learner.tap(ASK)
    await learner.answers("blue+tag")
    await learner.tap(":g:")
    message = learner.newest()["message_id"]
    taps = {part: learner.button(f":{part}:") for part in ("sign", "name")}
    for part in ("sign", "name", "name"):
        query = await learner.phone.taps(taps[part] or "", message_id=message)
    await learner.answered(query)
    await learner.phone.waits_for(lambda chat: learner.button(":d:"))

    assert "1 · She signs.\n2 · Her name\n3 · Open together" in learner.text()


async def test_an_order_that_endangers_says_so(learner: Learner) -> None:
    """The sentence of the broken pair stands after the story, and the attempt cannot pass."""
    end = await learner.plays(along([("", "ask"), ("", "blue+tag"), ("", "name+sign+open"),
                                     ("", "flight+keys"), ("", "4")]))  # fmt: skip

    assert "Not passed: 1 of your choices" in end
    assert "What is signed for unseen may be missing." in await learner.turns_to(":do:")


async def test_interview_shows_remaining_questions_and_can_be_ended(learner: Learner) -> None:
    """Each answer is a message of its own; what was asked is not offered again."""
    for act in ("ask", "blue+tag"):
        await learner.answers(act)
    await learner.tap(":g:")
    await learner.answers("name+open+sign")
    assert "You may ask 2 questions." in learner.text()
    await learner.tap(":keys")
    assert "You asked: Anything missing?" in learner.outcome()
    assert "Nothing, she says." in learner.outcome()
    assert "You may ask 1 question." in learner.text()
    assert learner.button(":keys") is None
    await learner.tap(LEAVE)

    assert "You ended the talk." in learner.outcome()
    assert "The next in line asks" in learner.text()
    assert learner.labels() == [
        "1 · not sure at all", "2 · slightly sure", "3 · in between", "4 · rather sure",
        "5 · quite sure",
    ]  # fmt: skip


async def test_forged_marks_and_acts_change_nothing(learner: Learner) -> None:
    """Whatever a modified client sends, the question stands as it stood."""
    await learner.tap(ASK)
    await learner.mark("blue")
    data, message = learner.button(":d:"), learner.newest()["message_id"]
    assert data is not None
    _, _, attempt, turn = data.split(":")
    here = learner.labels()
    for forged in (
        f"1:m:{attempt}:{turn}:nothing:1",
        f"1:m:{attempt}:{turn}:blue:7",
        f"1:m:{attempt}:{int(turn) + 1}:tag:1",
        f"1:m:AAAAAAAAAAAA:{turn}:tag:1",
        f"1:t:{attempt}:{turn}:blue",
        f"1:t:{attempt}:{turn}:timed-out",
        f"1:t:{attempt}:{turn}:4",
        f"1:t:{attempt}:{turn}:.",
        f"1:d:{attempt}:{int(turn) + 1}",
    ):
        await learner.answered(await learner.phone.taps(forged, message_id=message))
    await learner.phone.says("/resume")
    await learner.next_after(learner.newest()["message_id"])

    assert learner.labels() == here
