"""Every way in which Telegram refuses has a receipt, and the right one."""

from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from telegram import error

from bot.sandbox import refusals
from bot.telegram.calls import EditMessage, perform
from bot.telegram.send_results import (
    SOON,
    ChatUnreachable,
    MessageGone,
    Misconfigured,
    Receipt,
    Rejected,
    TapExpired,
    TryLater,
    Unchanged,
    UnreachableReason,
    receipt_for,
)
from tests.helpers.telegram_wire import answering, bot_at, refused

SEVEN = timedelta(seconds=7)
LATER = TryLater(SOON)

# Made when asked for: the library looks at the environment when it makes some of them.
EXPECTED: dict[str, tuple[tuple[Any, ...], Receipt]] = {
    "BadRequest": (("Bad Request: what is this",), Rejected("What is this")),
    "ChatMigrated": ((-100,), ChatUnreachable(UnreachableReason.MIGRATED)),
    "Conflict": (("two polls",), Misconfigured("two polls")),
    "EndPointNotFound": (("no such method",), Rejected("no such method")),
    "Forbidden": (
        ("Forbidden: bot was kicked from the group chat",),
        ChatUnreachable(UnreachableReason.FORBIDDEN),
    ),
    "InvalidToken": ((), Misconfigured("Invalid token")),
    "NetworkError": (("aiohttp.ServerDisconnectedError",), LATER),
    "PassportDecryptionError": (("x",), Rejected("PassportDecryptionError: x")),
    "RetryAfter": ((7,), TryLater(SEVEN, is_certain=True)),
    "TelegramError": (("Invalid server response",), LATER),
    "TimedOut": ((), LATER),
}

# How Telegram's own sentences come back, by the name that the sandbox has for each.
SENTENCES: dict[str, Receipt] = {
    "NOT_MODIFIED": Unchanged(),
    "QUERY_TOO_OLD": TapExpired(),
    "CHAT_NOT_FOUND": ChatUnreachable(UnreachableReason.UNKNOWN),
    "USER_NOT_FOUND": ChatUnreachable(UnreachableReason.UNKNOWN),
    "EDIT_NOT_FOUND": MessageGone(),
    "DELETE_NOT_FOUND": MessageGone(),
    "CANT_EDIT": MessageGone(),
    "CANT_DELETE": MessageGone(),
    "NO_TEXT_TO_EDIT": MessageGone(),
    "NO_CAPTION_TO_EDIT": MessageGone(),
}
CONFLICTS = {"WEBHOOK_IS_SET", "OTHER_POLLER", "POLLER_ENDED"}


# Everything the sandbox can refuse with as a bad request.
ALL_SENTENCES = [
    (name, text)
    for name, text in vars(refusals).items()
    if name.isupper() and isinstance(text, str) and name not in CONFLICTS
]


@pytest.fixture(autouse=True)
def _timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


def test_every_error_of_the_library_is_known() -> None:
    assert set(EXPECTED) == set(error.__all__)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_error_has_a_receipt(name: str) -> None:
    facts, receipt = EXPECTED[name]
    assert receipt_for(getattr(error, name)(*facts)) == receipt


def test_a_wait_may_be_named_in_the_old_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PTB_TIMEDELTA")
    with pytest.warns(DeprecationWarning, match="timedelta"):
        receipt = receipt_for(error.RetryAfter(7))
    assert receipt == TryLater(SEVEN, is_certain=True)


@pytest.mark.parametrize(("name", "text"), ALL_SENTENCES)
async def test_every_sentence_has_a_receipt(name: str, text: str) -> None:
    """Where we know none, it is our mistake: it comes back as it is and is not tried again."""
    refusal = refusals.bad(text)
    receipt = await played(refused(refusal.code, refusal.description))
    if name in SENTENCES:
        assert receipt == SENTENCES[name]
    else:
        assert isinstance(receipt, Rejected)
        assert receipt.description.lower() == text.lower()


def test_no_sentence_is_forgotten() -> None:
    assert SENTENCES.keys() <= {name for name, _ in ALL_SENTENCES}


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (
            (403, "Forbidden: bot was blocked by the user"),
            ChatUnreachable(UnreachableReason.BLOCKED),
        ),
        ((403, "Forbidden: user is deactivated"), ChatUnreachable(UnreachableReason.DEACTIVATED)),
        (
            (403, "Forbidden: bot can't initiate conversation with a user"),
            ChatUnreachable(UnreachableReason.FORBIDDEN),
        ),
        ((400, "Bad Request: PEER_ID_INVALID"), ChatUnreachable(UnreachableReason.UNKNOWN)),
        ((400, "Bad Request: MESSAGE_ID_INVALID"), MessageGone()),
        ((400, "Bad Request: QUERY_ID_INVALID"), TapExpired()),
        (
            (400, "Bad Request: can't parse entities: can't find end tag"),
            Rejected("Can't parse entities: can't find end tag"),
        ),
        ((401, "Unauthorized"), Misconfigured("Unauthorized")),
        ((404, "Not Found"), Misconfigured("Not Found")),
        ((409, refusals.OTHER_POLLER), Misconfigured(refusals.OTHER_POLLER)),
        ((413, "Request Entity Too Large"), Rejected("Request Entity Too Large")),
        ((500, "Internal Server Error"), LATER),
        ((502, "Bad Gateway"), LATER),
        ((504, "Gateway Timeout"), LATER),
    ],
)
async def test_every_refusal_has_a_receipt(answer: tuple[int, str], receipt: Receipt) -> None:
    assert await played(refused(*answer)) == receipt


async def test_a_named_wait_and_a_new_chat_come_with_their_facts() -> None:
    busy = refused(429, "Too Many Requests: retry after 7", retry_after=7)
    moved = refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1007)
    assert await played(busy) == TryLater(SEVEN, is_certain=True)
    assert await played(moved) == ChatUnreachable(UnreachableReason.MIGRATED)


async def played(answer: web.Response) -> Receipt:
    """The receipt of a call of the real library that is answered so."""

    async def handler(_: web.Request) -> web.Response:
        return answer

    async with answering(handler) as url:
        bot = bot_at(url)
        async with bot.request:
            try:
                await perform(bot, EditMessage(501, 1, "x"))
            except error.TelegramError as problem:
                return receipt_for(problem)
    raise AssertionError("it was not refused")
