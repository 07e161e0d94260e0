"""What is posted arrives, in order, within Telegram's limits, and everybody hears of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import telegram
from structlog.testing import capture_logs
from telegram.error import BadRequest

from bot.chat.kit.screen import Screen
from bot.lines import Line, LineRole
from bot.outbox.delivery import SendOutcome
from bot.sandbox import Sandbox
from bot.telegram.calls import (
    AnswerCallback,
    Call,
    EditMessage,
    InlineButton,
    RemoveKeyboard,
    SendFile,
    SendMessage,
    SendTyping,
)
from bot.telegram.limits import Bucket, SendRates
from bot.telegram.messenger import TelegramMessenger
from bot.telegram.send_queues import MOST_WAITING, Receipts
from bot.telegram.send_results import (
    AT_ONCE,
    SOON,
    ChatUnreachable,
    Delivered,
    MessageGone,
    Rejected,
    Superseded,
    TapExpired,
    TryLater,
    Unchanged,
    UnreachableReason,
)
from bot.telegram.sender import Sender
from tests.helpers.sandbox import Clock, Phone, Served, served
from tests.helpers.telegram_wire import Silent, Watch

UNHURRIED = SendRates(burst=1000)
YES_NO = ((InlineButton("Yes", "y"), InlineButton("No", "n")),)


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served(Sandbox(now=Clock(), limits=None)) as found:
        yield found


@pytest.fixture
async def phone(here: Served) -> Phone:
    return await begun(here, 501)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def sender(bot: telegram.Bot, watch: Watch) -> Sender:
    return Sender(bot, pace=UNHURRIED, time=watch.time)


async def begun(here: Served, user: int) -> Phone:
    phone = here.phone(user)
    await phone.says("/start")
    return phone


async def shown(phone: Phone) -> list[str]:
    await phone.look()
    return phone.texts()[1:]


async def tapped(phone: Phone) -> str:
    """A tap on the newest keyboard; gives the id of the query."""
    return await phone.taps("Yes")


async def test_delivered_message_reports_its_id(sender: Sender, phone: Phone) -> None:
    heard: list[Receipts] = []
    receipts = await sender.post(SendMessage(501, "<b>What now?</b>", YES_NO), done=heard.append)
    assert await shown(phone) == ["What now?"]
    assert phone.labels() == ["Yes", "No"]
    assert receipts == (Delivered(phone.chat["messages"][-1]["message_id"]),)
    assert heard == [receipts]


async def test_a_tap_is_answered_and_its_message_changed(sender: Sender, phone: Phone) -> None:
    [said] = await sender.post(SendMessage(501, "Now?", YES_NO))
    assert isinstance(said, Delivered)
    assert said.message_id is not None
    query = await tapped(phone)
    receipts = await sender.post(
        AnswerCallback(501, query, "Noted"),
        RemoveKeyboard(501, said.message_id),
        SendMessage(501, "Next", YES_NO),
    )
    assert [type(receipt) for receipt in receipts] == [Delivered] * 3
    assert await shown(phone) == ["Now?", "Next"]
    assert phone.labels(said.message_id) == []
    assert [toast["text"] for toast in phone.chat["toasts"]] == ["Noted"]
    await sender.post(EditMessage(501, said.message_id, "Then", YES_NO))
    assert (await shown(phone))[0] == "Then"
    assert phone.labels(said.message_id) == ["Yes", "No"]


async def test_files_and_signs_of_life_go_the_same_way(sender: Sender, phone: Phone) -> None:
    await sender.post(SendTyping(501))
    [sent] = await sender.post(SendFile(501, "نتائج.csv", b"a\n", "<i>here</i>"))
    assert isinstance(sent, Delivered)
    await phone.look()
    assert phone.chat["messages"][-1]["document"]["file_name"] == "نتائج.csv"
    assert await shown(phone) == ["here"]


async def test_a_chat_keeps_its_order(sender: Sender, phone: Phone) -> None:
    await asyncio.gather(*(sender.post(SendMessage(501, str(n))) for n in range(20)))
    assert await shown(phone) == [str(n) for n in range(20)]


@pytest.mark.parametrize("kind", ["429", "reset", "500"])
async def test_a_chat_keeps_its_order_through_trouble(
    sender: Sender, here: Served, phone: Phone, kind: str
) -> None:
    await here.fails(method="sendMessage", kind=kind, after=1, times=2)
    receipts = await asyncio.gather(*(sender.post(SendMessage(501, text)) for text in "abc"))
    assert [type(receipt) for [receipt] in receipts] == [Delivered] * 3
    assert await shown(phone) == ["a", "b", "c"]


async def test_a_named_wait_holds_its_chat_and_no_other(bot: telegram.Bot, here: Served) -> None:
    watch = Watch(held=True)
    muted: list[Any] = []
    sender = Sender(
        bot, pace=UNHURRIED, time=watch.time, on_muted=lambda *facts: muted.append(facts)
    )
    held, other = await begun(here, 501), await begun(here, 502)
    await here.fails(method="*", kind="429", chat_id=501, retry_after=7)
    first, second = sender.post(SendMessage(501, "a")), sender.post(SendMessage(501, "b"))
    await watch.someone_sleeps()
    await sender.post(SendMessage(502, "at once"))
    assert await shown(other) == ["at once"]
    assert await shown(held) == []
    assert muted == [(501, timedelta(seconds=7))]
    watch.goes(7)
    await asyncio.gather(first, second)
    assert await shown(held) == ["a", "b"]


async def test_an_answer_to_a_tap_waits_for_nothing(
    bot: telegram.Bot, here: Served, phone: Phone
) -> None:
    """Not for the chat's order, and not for what Telegram asked the chat to wait."""
    watch = Watch(held=True)
    sender = Sender(bot, pace=UNHURRIED, time=watch.time)
    await sender.post(SendMessage(501, "Now?", YES_NO))
    query = await tapped(phone)
    await here.fails(method="sendMessage", kind="429", retry_after=7)
    slow = sender.post(SendMessage(501, "slow"))
    await watch.someone_sleeps()
    waits = sender.post(AnswerCallback(501, query, "At once"), SendMessage(501, "after it"))
    await phone.waits_for(lambda chat: chat["toasts"])
    assert await sender.post(AnswerCallback(501, query)) == (TapExpired(),)  # answered already
    assert not waits.done()
    watch.goes(7)
    assert [type(receipt) for receipt in await waits] == [Delivered, Delivered]
    assert slow.done()
    assert (await shown(phone))[1:] == ["slow", "after it"]


async def test_a_wait_named_to_an_answer_is_not_its_chats(
    sender: Sender, here: Served, phone: Phone, watch: Watch
) -> None:
    await sender.post(SendMessage(501, "Now?", YES_NO))
    await here.fails(method="answerCallbackQuery", kind="429", retry_after=20)
    held = await sender.post(AnswerCallback(501, await tapped(phone)))
    assert held == (
        TryLater(timedelta(seconds=20), is_certain=True),
    )  # by then it can't be answered
    await sender.post(SendMessage(501, "at once"))
    assert watch.slept == []


async def test_a_repeated_edit_counts_as_shown(sender: Sender, here: Served, phone: Phone) -> None:
    """Also where the first answer was lost on its way."""
    [said] = await sender.post(SendMessage(501, "a"))
    assert isinstance(said, Delivered)
    assert said.message_id is not None
    rewrite = EditMessage(501, said.message_id, "b", YES_NO)
    await here.fails(method="editMessageText", kind="drop")
    assert await sender.post(rewrite) == (Unchanged(),)
    assert await sender.post(rewrite) == (Unchanged(),)
    assert await shown(phone) == ["b"]
    assert await sender.post(EditMessage(501, 999, "b")) == (MessageGone(),)


async def test_lost_response_duplicates_but_never_loses_a_message(
    sender: Sender, here: Served, phone: Phone
) -> None:
    await here.fails(method="sendMessage", kind="drop")
    assert isinstance((await sender.post(SendMessage(501, "a")))[0], Delivered)
    assert await shown(phone) == ["a", "a"]


async def test_possible_delivery_is_never_reported_as_unsent(
    sender: Sender, here: Served, phone: Phone
) -> None:
    """It did, and its answer was lost; that Telegram then wants nothing more takes nothing back."""
    await here.fails(method="sendMessage", kind="drop")
    await here.fails(method="sendMessage", kind="429", retry_after=3600)
    assert await sender.post(SendMessage(501, "a")) == (
        TryLater(timedelta(hours=1), is_certain=False),
    )
    assert await shown(phone) == ["a"]


async def test_only_the_last_of_waiting_rewrites_is_made(
    bot: telegram.Bot, here: Served, phone: Phone
) -> None:
    watch = Watch(held=True)
    sender = Sender(bot, pace=UNHURRIED, time=watch.time)
    [said] = await sender.post(SendMessage(501, "first"))
    assert isinstance(said, Delivered)
    message_id = said.message_id or 0
    await here.fails(method="sendMessage", kind="429", retry_after=7)
    before = sender.post(SendMessage(501, "slow"))
    await watch.someone_sleeps()
    posts = [sender.post(EditMessage(501, message_id, text)) for text in "abc"]
    watch.goes(7)
    receipts = await asyncio.gather(before, *posts)
    assert receipts[1:] == [(Superseded(),), (Superseded(),), (Delivered(message_id),)]
    assert await shown(phone) == ["c", "slow"]


async def test_closed_chat_drops_its_queue(bot: telegram.Bot, here: Served, phone: Phone) -> None:
    told: list[Any] = []
    sender = Sender(bot, pace=UNHURRIED, on_unreachable=lambda *facts: told.append(facts))
    await phone.blocks()
    heard: list[Receipts] = []
    posts = [sender.post(SendMessage(501, text), done=heard.append) for text in "abc"]
    blocked = (ChatUnreachable(UnreachableReason.BLOCKED),)
    assert await asyncio.gather(*posts) == [blocked] * 3 == heard
    assert told == [(501, UnreachableReason.BLOCKED)]
    await phone.blocks(False)
    await sender.post(SendMessage(501, "welcome back"))
    assert await shown(phone) == ["welcome back"]


async def test_a_chat_gets_a_burst_and_then_one_a_second(
    bot: telegram.Bot, phone: Phone, watch: Watch
) -> None:
    sender = Sender(bot, time=watch.time)
    await asyncio.gather(*(sender.post(SendMessage(501, str(n))) for n in range(7)))
    assert watch.slept == [1, 1]
    await sender.post(EditMessage(501, 999, "x"))
    assert watch.slept == [1, 1]  # edits are not counted


async def test_notices_wait_for_the_bots_limit_and_in_nobodys_way(
    bot: telegram.Bot, here: Served
) -> None:
    watch = Watch(held=True)
    sender = Sender(bot, pace=SendRates(push_burst=1, push_per_second=1), time=watch.time)
    phones = [await begun(here, user) for user in (501, 502, 503)]
    first, *rest = [
        sender.post(SendMessage(phone.user, "notice"), kind="notice") for phone in phones
    ]
    await first
    await watch.someone_sleeps()
    await sender.post(SendMessage(503, "answer"))
    assert [await shown(phone) for phone in phones] == [["notice"], [], ["answer"]]
    assert sender.waiting == 2
    for post in rest:
        await watch.someone_sleeps()
        watch.goes(1)
        await post
    assert [await shown(phone) for phone in phones] == [
        ["notice"],
        ["notice"],
        ["answer", "notice"],
    ]
    assert sender.waiting == 0


async def test_an_answer_goes_before_a_notice_in_its_chat(
    bot: telegram.Bot, here: Served, phone: Phone
) -> None:
    watch = Watch(held=True)
    sender = Sender(bot, pace=SendRates(burst=9, push_per_second=1e9), time=watch.time)
    await here.fails(method="sendMessage", kind="500")
    posts = [sender.post(SendMessage(501, "slow"))]
    await watch.someone_sleeps()
    posts.append(sender.post(SendMessage(501, "notice"), kind="notice"))
    await asyncio.sleep(0)  # it has entered the lane
    posts.append(sender.post(SendMessage(501, "answer")))
    watch.goes(0.5)
    await asyncio.gather(*posts)
    assert await shown(phone) == ["slow", "answer", "notice"]


async def test_in_lasting_trouble_the_receipt_says_so_and_the_chat_goes_on(
    sender: Sender, here: Served, phone: Phone, watch: Watch
) -> None:
    await here.fails(method="sendMessage", kind="500", times=7)
    first, second = await asyncio.gather(
        sender.post(SendMessage(501, "a")), sender.post(SendMessage(501, "b"))
    )
    assert first == (TryLater(SOON),)
    assert watch.slept == [0.5, 1, *[1.5] * 4]
    assert isinstance(second[0], Delivered)
    assert await shown(phone) == ["b"]


async def test_retry_after_a_timeout_is_immediate(here: Served, phone: Phone, watch: Watch) -> None:
    """Pauses keep tries apart, and a silent network has done so already."""
    async with Silent(watch, 4, 4, 4) as request:
        known = here.bot()
        bot = telegram.Bot(known.token, base_url=f"{here.url}/bot", request=request)
        [receipt] = await Sender(bot, pace=UNHURRIED, time=watch.time).post(SendMessage(501, "a"))
    assert isinstance(receipt, Delivered)
    assert not request.left
    assert {*watch.slept} <= {0}
    assert await shown(phone) == ["a"]


async def test_nobody_waits_for_a_long_wait(
    sender: Sender, here: Served, phone: Phone, watch: Watch
) -> None:
    """What stands behind it is given back as well, and surely was not sent."""
    await here.fails(method="sendMessage", kind="429", retry_after=3600)
    receipts = await asyncio.gather(*(sender.post(SendMessage(501, text)) for text in "ab"))
    assert receipts == [(TryLater(timedelta(hours=1), is_certain=True),)] * 2
    assert await sender.post(SendMessage(501, "c")) == receipts[0]
    assert (watch.slept, await shown(phone)) == ([], [])
    watch.goes(3600)
    await sender.post(SendMessage(501, "d"))
    assert await shown(phone) == ["d"]


async def test_a_wait_named_before_a_restart_still_holds(
    sender: Sender, phone: Phone, watch: Watch
) -> None:
    sender.mute(501, timedelta(seconds=7))
    sender.mute(501, timedelta(seconds=3))  # the longer one holds
    await sender.post(SendMessage(501, "a"))
    assert watch.slept == [7]


async def test_only_so_much_waits_for_a_chat(bot: telegram.Bot, here: Served, phone: Phone) -> None:
    watch = Watch(held=True)
    sender = Sender(bot, pace=UNHURRIED, time=watch.time)
    await here.fails(method="sendMessage", kind="429", retry_after=7)
    posts = [sender.post(SendMessage(501, str(n))) for n in range(MOST_WAITING)]
    await watch.someone_sleeps()
    assert await sender.post(SendMessage(501, "too much")) == (TryLater(AT_ONCE, is_certain=True),)
    watch.goes(7)
    await asyncio.gather(*posts)
    assert await shown(phone) == [str(n) for n in range(MOST_WAITING)]


async def test_failing_listener_blocks_nobody(sender: Sender, phone: Phone) -> None:
    order: list[str] = []

    async def slow(_: Receipts) -> None:
        await asyncio.sleep(0)
        order.append("told")

    def broken(_: Receipts) -> None:
        raise RuntimeError("personal")

    with capture_logs() as logs:
        await asyncio.gather(
            sender.post(SendMessage(501, "a"), done=slow),
            sender.post(SendMessage(501, "b"), done=broken),
            sender.post(SendMessage(501, "c"), done=lambda _: order.append("next")),
        )
    assert order == ["told", "next"]
    assert logs == [{"event": "listener failed", "error": "RuntimeError", "log_level": "error"}]


async def test_programming_error_is_reported_and_blocks_nobody(
    sender: Sender, phone: Phone
) -> None:
    """Nothing that we sent gets into the logs."""
    with capture_logs() as logs:
        broken, odd, fine = await asyncio.gather(
            sender.post(SendMessage(501, "Fatima", ((InlineButton("Fatima", "x" * 65),),))),
            sender.post(SendMessage(501, b"bytes")),  # type: ignore[arg-type]
            sender.post(SendMessage(501, "fine")),
        )
    assert isinstance(broken[0], Rejected)
    assert isinstance(odd[0], Rejected)
    assert isinstance(fine[0], Delivered)
    assert [(log["event"], log["reason"]) for log in logs] == [
        ("call refused by Telegram", "Button_data_invalid"),
        ("call refused by Telegram", "TypeError"),
    ]
    assert "Fatima" not in str(logs)
    assert "501" not in str(logs)


async def test_unparsable_markup_is_sent_as_plain_text_with_buttons(
    sender: Sender, phone: Phone
) -> None:
    """Rather than nothing; and the log has it."""
    keys = ((InlineButton("Yes", "1"),),)
    with capture_logs() as logs:
        (said,) = await sender.post(SendMessage(501, "<b>Fatima</b> &amp; <i>Huda, 2 &lt; 3", keys))
        assert isinstance(said, Delivered)
        assert said.message_id is not None
        assert await shown(phone) == ["Fatima & Huda, 2 < 3"]
        assert phone.labels() == ["Yes"]
        (changed,) = await sender.post(EditMessage(501, said.message_id, "<b>Huda", keys))
    assert isinstance(changed, Delivered)
    assert await shown(phone) == ["Huda"]
    assert phone.labels() == ["Yes"]
    assert [log["event"] for log in logs] == ["call refused by Telegram"] * 2
    assert "Huda" not in str(logs)


async def test_plain_text_is_tried_once(
    sender: Sender, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Call] = []

    async def refused(_bot: object, call: Call) -> int:
        tried.append(call)
        raise BadRequest("can't parse entities")

    monkeypatch.setattr("bot.telegram.delivery.perform", refused)
    (receipt,) = await sender.post(SendMessage(501, "<b>a</b>"))
    assert isinstance(receipt, Rejected)
    assert [
        call.payload().get("parse_mode") for call in tried if isinstance(call, SendMessage)
    ] == [
        "HTML",
        None,
    ]


async def test_a_post_is_for_one_chat(sender: Sender) -> None:
    with pytest.raises(ValueError, match="one chat"):
        sender.post(SendMessage(501, "a"), SendMessage(502, "b"))
    assert await sender.post() == ()


async def test_draining_finishes_current_calls(sender: Sender, here: Served) -> None:
    phones = [await begun(here, user) for user in range(501, 511)]
    posts = [sender.post(SendMessage(phone.user, text)) for phone in phones for text in "ab"]
    await sender.drain(60)
    assert all(post.done() for post in posts)
    assert [await shown(phone) for phone in phones] == [["a", "b"]] * 10
    assert sender.waiting == 0


async def test_draining_gives_up_on_slow_calls(
    bot: telegram.Bot, here: Served, phone: Phone
) -> None:
    """What had begun gets no receipt; notices that had not are given back."""
    watch = Watch(held=True)
    sender = Sender(bot, pace=SendRates(push_burst=1, push_per_second=1), time=watch.time)
    await here.fails(method="sendMessage", kind="429", retry_after=7)
    slow, behind = sender.post(SendMessage(501, "slow")), sender.post(SendMessage(501, "behind"))
    await watch.someone_sleeps()
    notices = [sender.post(SendMessage(user, "notice"), kind="notice") for user in (502, 503, 504)]
    await asyncio.sleep(0)
    await sender.drain(0)
    assert slow.cancelled()
    assert behind.cancelled()
    assert [post.cancelled() or post.result() for post in notices[1:]] == [
        (TryLater(AT_ONCE, is_certain=True),)
    ] * 2
    assert sender.waiting == 0


def test_bucket_forgets_idle_chats() -> None:
    bucket = Bucket(burst=2, per_second=1)
    for key in range(100):
        bucket.take(key, now=0)
    bucket.take("busy", now=0, tokens=3)
    assert [bucket.wait("busy", now) for now in (0, 1, 2, 3)] == [2, 1, 0, 0]
    bucket.take("late", now=1.5)
    assert len(bucket) == 2
    assert bucket.wait("stranger", now=1.5) == 0


async def test_message_of_another_leader_is_returned(sender: Sender, phone: Phone) -> None:
    """As when another program has come to lead while it waited; what comes after it goes."""
    leads = iter((False, True))

    async def may_go() -> bool:
        return next(leads)

    first = sender.post(SendMessage(501, "one", ()), may_send=may_go)
    second = sender.post(SendMessage(501, "two", ()), may_send=may_go)

    assert await first == (TryLater(AT_ONCE, is_certain=True),)
    assert isinstance((await second)[0], Delivered)
    assert await shown(phone) == ["two"]


async def test_sender_reports_whether_a_screen_was_surely_unsent(
    sender: Sender, here: Served, phone: Phone
) -> None:
    """And after how long it may be: at once, or when the chat takes something again."""
    screen = Screen((Line(LineRole.TEXT, "news"),))
    came: asyncio.Queue[SendOutcome] = asyncio.Queue()
    TelegramMessenger(sender, lambda: False).show(501, screen, came.put_nowait, bulk=True)
    assert await came.get() == SendOutcome(retry_after=timedelta())
    messenger = TelegramMessenger(sender)
    await here.fails(method="sendMessage", kind="drop", times=7)
    messenger.show(501, screen, came.put_nowait, bulk=True)
    assert await came.get() == SendOutcome()
    sender.mute(501, timedelta(hours=7))
    messenger.show(501, screen, came.put_nowait, bulk=True)
    assert await came.get() == SendOutcome(retry_after=timedelta(hours=7))
