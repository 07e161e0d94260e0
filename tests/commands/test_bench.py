"""`basira bench`: its table, the double it measures with, and a run of each part.

No figure is compared with another: how fast a machine is, is no matter of right and wrong.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import telegram
from fsrs import Scheduler

from bot.bench.bots import in_process, processes, under_load
from bot.bench.bots.tested import BARE, CEILING, OURS, Bot, conversation
from bot.bench.double import markup
from bot.bench.double.api import BOT, TOKEN, Double, Refused
from bot.bench.double.learners import Learners, rank
from bot.bench.double.rig import Load, percentiles
from bot.bench.double.wire import Served
from bot.bench.measuring.figures import Row, Target, figure
from bot.bench.measuring.plan import Plan
from bot.bench.parts import keeping, room
from bot.bench.parts.broadcast.limited import Limited
from bot.bench.parts.refreshers import remembering, ticking
from bot.bench.people import crowd
from bot.bench.reporting.table import table
from bot.sandbox.limits import Limits, Meter
from bot.telegram.limits import Pace
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.sender import Sender
from scenarios.case_library import Shelf, load_shelf
from storage.outbox import jobs as outbox_jobs
from storage.refreshers import recall_rates
from tests.commands.calling import call

USER = 7
KEYS = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


class Looking:
    """Whoever looks at the phone, and remembers."""

    def __init__(self) -> None:
        self.saw: list[tuple[str, int]] = []

    def shown(self, chat: int, message: int, keyboard: list[list[dict[str, Any]]]) -> None:
        self.saw.append(("shown", message))

    def retired(self, chat: int, message: int) -> None:
        self.saw.append(("retired", message))

    def answered(self, chat: int, query: str) -> None:
        self.saw.append(("answered", chat))


@pytest.fixture
def double() -> Double:
    made = Double(Looking())
    made.says(USER, "/start")
    return made


def ask(double: Double, method: str, **given: object) -> Any:
    return double.call(TOKEN, method, given)


# The table.


def test_a_row_tells_what_is_reached_and_what_is_not() -> None:
    row = Row(
        "taps", figure([900, 1000, 1200]), "/s", "peer", figure([200]), Target(4, 9, ratio=True)
    )

    assert row.cells() == (
        "taps",
        "1,000 [900–1,200] /s",
        "peer: 200",
        "5 ×",
        "must 4 × ✓ · good 9 × ✗",
    )
    assert row.json()["met"] is True


def test_of_times_and_memory_less_is_better() -> None:
    row = Row("p99", figure([5]), "ms", "peer", figure([20]), Target(10, 4, more=False))

    assert row.ratio == 4
    assert row.cells()[-1] == "must ≤ 10 ✓ · good ≤ 4 ✗"


def test_a_row_without_peer_or_target_is_told_too() -> None:
    row = Row("size", figure([50.25]), "bytes")

    assert row.cells() == ("size", "50.2 bytes", "", "", "")
    assert row.json()["met"] is None
    assert table([row], "here").row_count == 1


# The double.


def test_it_knows_its_token_and_methods(double: Double) -> None:
    with pytest.raises(Refused, match="Unauthorized"):
        double.call("1:no", "getMe", {})
    with pytest.raises(Refused, match="Not Found"):
        ask(double, "sendSmell")
    assert sum(double.refusals.values()) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"chat_id": 8, "text": "hi"}, "chat not found"),
        ({"text": "hi"}, "chat_id is empty"),
        ({"chat_id": USER, "text": ""}, "text is empty"),
        ({"chat_id": USER, "text": "x" * 4097}, "too long"),
        ({"chat_id": USER, "text": "<b>x", "parse_mode": "HTML"}, "no end tag"),
        ({"chat_id": USER, "text": "<b>x</i>", "parse_mode": "HTML"}, "unexpected end tag"),
        ({"chat_id": USER, "text": "1 < 2", "parse_mode": "HTML"}, "can't parse"),
        ({"chat_id": USER, "text": "x", "parse_mode": "Markdown"}, "parse_mode"),
    ],
)
def test_it_refuses_messages(double: Double, given: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        ask(double, "sendMessage", **given)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "", "callback_data": "x"}, "text is empty"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA"),
        ({"text": "x", "callback_data": "ب" * 33}, "BUTTON_DATA"),
    ],
)
def test_it_refuses_buttons(double: Double, button: dict[str, str], words: str) -> None:
    keys = {"inline_keyboard": [[button]]}

    with pytest.raises(Refused, match=words):
        ask(double, "sendMessage", chat_id=USER, text="hi", reply_markup=keys)


def test_a_message_is_edited_only_where_it_is_and_changes(double: Double) -> None:
    sent = ask(double, "sendMessage", chat_id=USER, text="hi", reply_markup=KEYS)
    there = {"chat_id": USER, "message_id": sent["message_id"]}

    with pytest.raises(Refused, match="message to edit not found"):
        ask(double, "editMessageReplyMarkup", chat_id=USER, message_id=99)
    with pytest.raises(Refused, match="message can't be edited"):
        ask(double, "editMessageReplyMarkup", chat_id=USER, message_id=1)  # the learner's own
    ask(double, "editMessageReplyMarkup", **there)
    with pytest.raises(Refused, match="not modified"):
        ask(double, "editMessageReplyMarkup", **there)


def test_a_tap_is_answered_once() -> None:
    looking = Looking()
    double = Double(looking)
    double.says(USER, "/start")
    sent = ask(
        double, "sendMessage", chat_id=USER, text="hi", reply_markup=orjson.dumps(KEYS).decode()
    )
    query = double.taps(USER, sent["message_id"], "go")

    assert ask(double, "answerCallbackQuery", callback_query_id=query) is True
    with pytest.raises(Refused, match="query ID is invalid"):
        ask(double, "answerCallbackQuery", callback_query_id=query)
    assert looking.saw == [("shown", sent["message_id"]), ("answered", USER)]


def test_updates_come_again_until_they_are_confirmed(double: Double) -> None:
    double.says(USER, "one")
    double.says(USER, "two")

    first = [orjson.loads(one) for one in double.fetch(0, 2)]
    again = [orjson.loads(one) for one in double.fetch(0, 100)]
    later = double.fetch(first[-1]["update_id"] + 1, 100)

    assert [one["message"]["text"] for one in again] == ["/start", "one", "two"]
    assert first == again[:2]
    assert [orjson.loads(one)["message"]["text"] for one in later] == ["two"]
    assert double.fetch(0, 100) == later


def test_entities_count_as_telegram_counts() -> None:
    text, entities = markup.read("<b>🙂 a</b> &amp; <i>b</i>")

    assert text == "🙂 a & b"
    assert entities == [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "italic", "offset": 7, "length": 1},
    ]


# The same over HTTP.


@pytest.fixture
async def served() -> AsyncIterator[tuple[Served, httpx.AsyncClient]]:
    made = Served(Looking())
    server = await asyncio.get_running_loop().create_server(made.connection, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}/bot{TOKEN}"
    async with server, httpx.AsyncClient(base_url=url, trust_env=False) as http:
        yield made, http


async def test_it_reads_json_and_forms(served: tuple[Served, httpx.AsyncClient]) -> None:
    double, http = served[0].double, served[1]
    double.says(USER, "/start")

    for body in ({"json": {"chat_id": USER, "text": "é"}}, {"data": {"chat_id": "7", "text": "é"}}):
        answer = await http.post("/sendMessage", **body)

        assert answer.json()["result"]["text"] == "é"
    refused = await http.post("/sendMessage", json={"chat_id": 8, "text": "é"})
    assert (refused.status_code, refused.json()["ok"]) == (400, False)


async def test_a_picture_is_taken_and_not_looked_at(
    served: tuple[Served, httpx.AsyncClient],
) -> None:
    """A case ends with one; without it every long run would be refused."""
    double, http = served[0].double, served[1]
    double.says(USER, "/start")
    sent = await http.post(
        "/sendPhoto",
        data={"chat_id": str(USER)},
        files={"photo": ("bands.png", b"\x89PNG\xff\xfe", "image/png")},
    )

    assert sent.json()["result"]["chat"]["id"] == USER
    assert not double.refusals


async def test_a_poll_waits_for_updates_and_a_second_one_is_refused(
    served: tuple[Served, httpx.AsyncClient],
) -> None:
    made, http = served
    waiting = asyncio.create_task(http.post("/getUpdates", json={"timeout": 20}))
    await made.called.wait()

    second = await http.post("/getUpdates", json={"timeout": 20})
    made.double.says(USER, "one")
    made.double.says(USER, "two")
    updates = (await waiting).json()["result"]

    assert second.status_code == 409
    assert [update["message"]["text"] for update in updates] == ["one", "two"]
    assert (await http.post("/getUpdates", json={})).json()["result"] == updates


# Learners.


def test_learners_go_on_with_a_case_before_they_look_around() -> None:
    offered = [
        "1:c:quiet-arrival",
        "1:l",
        "1:hp",
        "1:hk:airports:0",
        "1:c:dream-job",
        "1:b:dream-job",
        "1:t:abcdefghijkl:3:ask",
    ]

    assert sorted(offered, key=rank) == list(reversed(offered))
    assert rank("1:hk:health:0") == rank("1:hm:4") == rank("1:c:quiet-arrival")
    assert rank("anything") == rank("1:t:abcdefghijkl:3:ask")


def test_a_tap_counts_when_all_three_calls_came() -> None:
    learners = Learners(1, random.Random(1))
    double = Double(learners)
    learners.join(double, 1)
    user = next(iter(learners.all))
    keys = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    ask(double, "sendMessage", chat_id=user, text="hi", reply_markup=keys)
    learners.tap_on(1)
    tap = orjson.loads(double.fetch(0, 100)[-1])["callback_query"]

    ask(double, "sendMessage", chat_id=user, text="next", reply_markup=keys)
    ask(double, "answerCallbackQuery", callback_query_id=tap["id"])
    assert learners.counted.full == 0
    there = {"chat_id": user, "message_id": tap["message"]["message_id"]}
    ask(double, "editMessageReplyMarkup", **there)

    assert learners.counted.full == 1
    assert len(double.fetch(0, 100)) == 3  # /start, this tap and the next


def test_percentiles_of_few_and_many() -> None:
    assert percentiles([]) == (0, 0)
    assert percentiles([3.0]) == (3, 3)
    assert percentiles([float(n) for n in range(101)]) == (50, 99)


def test_a_limited_double_says_how_long_to_wait() -> None:
    """What comes too fast is refused, and counted; so a bot gains nothing by it."""
    double = Limited(Looking(), lambda: None)
    double.knows(USER)
    at = datetime(2026, 11, 26, tzinfo=UTC)
    double.meter = Meter(Limits(chat_burst=1), lambda: at)
    ask(double, "sendMessage", chat_id=USER, text="one")
    with pytest.raises(Refused) as refused:
        ask(double, "sendMessage", chat_id=USER, text="two")
    assert (refused.value.code, refused.value.wait) == (429, 1)
    assert (len(double.book.answers), len(double.book.refused)) == (1, 1)


# Refreshers.


async def test_a_crowd_is_sent_to_once_each(tmp_path: Path) -> None:
    shelf = load_shelf()
    async with in_process.services(tmp_path / "crowd.db", shelf) as parts:
        await parts.database.write(lambda conn: crowd.all_due(conn, shelf, BOT, 60))
        taken = in_process.Taken()
        pace = Pace(unasked_per_second=1e9)
        sender = Sender(telegram.Bot(TOKEN, request=taken), pace=pace)
        service = in_process.refreshers(parts, TelegramMessenger(sender))

        assert await service.send() == 60
        await asyncio.gather(*sender._tasks)  # at an unhurried pace all go at once
        await sender.drain(30)
        assert await service.send() == 0
        assert taken.messages == 60
        assert len(await parts.database.read(recall_rates.sent)) == 60


async def test_a_class_that_votes_is_counted_and_answered(tmp_path: Path) -> None:
    """Each phone by an answer to its tap and a change of its own message, and nothing more."""
    found = await room.class_voted(tmp_path / "class.db", load_shelf(), 30)

    assert round(found.calls) == 2


async def test_a_crowd_with_nothing_due_is_left_alone(tmp_path: Path) -> None:
    async with in_process.services(tmp_path / "crowd.db", Shelf({})) as parts:
        await parts.database.write(lambda conn: crowd.none_due(conn, 70))
        jobs = ticking.jobs_of(parts)

        assert [await job() for job in jobs] == [0, 0, 0]
        first = await parts.database.read(outbox_jobs.next_due)
        assert first is not None
        assert first > crowd.NOW


def test_of_many_times_the_middle_and_the_slow_end_are_told() -> None:
    assert ticking.took([n / 1000 for n in range(100)]) == ticking.Took(50, 99)
    assert ticking.took([0.002]) == ticking.Took(2, 2)


def test_both_memories_take_the_same_answers() -> None:
    answers = remembering.life(random.Random(1))

    theirs = remembering.theirs(answers, Scheduler)

    assert remembering.ours(answers) == theirs == remembering.EACH


# A short run of everything.


@pytest.mark.parametrize("part", ["engine", "storage", "refreshers", "trainers", "keeping"])
def test_a_short_run_ends_with_positive_figures(part: str) -> None:
    ran = call("bench", part, "--quick", "--seconds", "0.1", "--json")
    told = orjson.loads(ran.stdout)

    assert ran.exit_code == 0
    assert told["parts"][part]["rows"]
    assert all(row["measured"]["median"] > 0 for row in told["parts"][part]["rows"])


def test_a_year_is_kept_as_often_as_there_are_runs() -> None:
    """A backup is never written over, so each run has a place of its own."""
    found = keeping.rows(Plan(seconds=0.1, runs=2, repeats=0))

    assert [row.measured.low > 0 for row in found] == [True] * 3


def test_the_table_names_the_machine() -> None:
    ran = call("bench", "storage", "--quick", "--seconds", "0.1")

    assert ran.exit_code == 0
    assert "Python" in ran.stdout
    assert "engine" in ran.stdout  # a word: between two of them a narrow column may break


@pytest.mark.parametrize("bot", [OURS, BARE, conversation(5), CEILING], ids=lambda bot: bot.name)
@pytest.mark.parametrize("rate", [0, 20], ids=["closed", "open"])
async def test_bots_answer_taps_in_full(bot: Bot, rate: float) -> None:
    longer = 1.5  # than the second that ours leaves between two messages to a chat
    load = Load(learners=10, outstanding=4, rate=rate, warm_up=0.2, seconds=longer)
    run = await under_load.measure(bot, load)

    assert run.seen.taps > 0
    assert not run.seen.refusals


async def test_a_bot_that_ends_early_is_told_with_its_last_words() -> None:
    silent = Bot("silent", ("-c", "raise SystemExit('no such bot')"))

    with pytest.raises(processes.BotFailed, match="no such bot"):
        await under_load.measure(silent, Load(learners=1))
