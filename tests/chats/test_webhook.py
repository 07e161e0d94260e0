"""A webhook lets Telegram in and nobody else, and takes an update only when it is committed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import telegram
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram import error

from bot.app.errors import StorageTrouble
from bot.http_server import free_port
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.telegram.intake import Intake, IntakeStopped
from bot.telegram.reading import KINDS
from bot.telegram.webhook import LARGEST_UPDATE, SECRET_HEADER, Webhook, app
from tests.helpers.sandbox import Clock, Phone, Served, served
from tests.helpers.telegram_wire import Json, Watch

SECRET = "a-Secret_of-16-letters"
HEADERS = {SECRET_HEADER: SECRET}
UPDATE: Json = {
    "update_id": 1,
    "message": {
        "message_id": 1,
        "date": 1,
        "chat": {"id": 501, "type": "private"},
        "from": {"id": 501, "is_bot": False, "first_name": "Fatima"},
        "text": "a",
    },
}


class Handlers:
    """What stands for handlers and storage."""

    def __init__(self) -> None:
        self.committed: list[str] = []
        self.fails: list[Exception] = []
        self.begun = asyncio.Event()
        self.may_commit = asyncio.Event()
        self.may_commit.set()

    async def process(self, update: telegram.Update) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.begun.set()
        await self.may_commit.wait()
        assert update.message is not None
        self.committed.append(update.message.text or "?")


class NoCount:
    """Nobody counts failures here."""

    async def record_failure(self, bot: int, update_id: int, kind: str, error: str) -> int:
        return 3

    async def reset(self, bot: int, update_id: int) -> None:
        raise AssertionError("nothing failed")


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    clock = Clock()

    async def sleep(seconds: float) -> None:
        clock.goes(seconds=seconds)

    async with served(Sandbox(now=clock, sleep=sleep)) as found:
        yield found


@pytest.fixture
async def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def intake(bot: telegram.Bot, handlers: Handlers) -> Intake:
    return Intake(handlers.process, bot, NoCount(), Watch().time)


@pytest.fixture
async def web(intake: Intake) -> AsyncIterator[httpx.AsyncClient]:
    wire = httpx.ASGITransport(app(intake, SECRET, "/in"))
    async with httpx.AsyncClient(transport=wire, base_url="http://bot") as found:
        yield found


@pytest.fixture
async def phone(here: Served) -> Phone:
    return here.phone(501)


def settings(port: int) -> Settings:
    return Settings(
        webhook_url=f"http://127.0.0.1:{port}/in",
        webhook_secret=SecretStr(SECRET),
        listen=f"127.0.0.1:{port}",
    )


@asynccontextmanager
async def listening(bot: telegram.Bot, intake: Intake) -> AsyncIterator[str]:
    """A webhook that Telegram knows of; gives its address."""
    port = free_port()
    source = Webhook(bot, intake, settings(port))
    task = asyncio.create_task(source.run())
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        source.stop()
        await task


async def test_committed_update_is_acknowledged(web: httpx.AsyncClient, handlers: Handlers) -> None:
    """The answer waits for the commit."""
    handlers.may_commit.clear()
    asking = asyncio.create_task(web.post("/in", json=UPDATE, headers=HEADERS))
    await handlers.begun.wait()
    assert not asking.done()
    handlers.may_commit.set()
    answer = await asking
    assert (answer.status_code, answer.content) == (200, b"")
    assert handlers.committed == ["a"]


async def test_update_that_comes_again_is_processed_once(
    web: httpx.AsyncClient, handlers: Handlers
) -> None:
    """Telegram sends it again where our answer was lost."""
    for _ in range(2):
        answer = await web.post("/in", json=UPDATE, headers=HEADERS)
        assert answer.status_code == 200
    assert handlers.committed == ["a"]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "guess"}, {SECRET_HEADER: "séc"}])
async def test_only_telegram_gets_in(
    web: httpx.AsyncClient, handlers: Handlers, headers: dict[str, str]
) -> None:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = await web.post("/in", json=UPDATE, headers=raw)
    assert answer.status_code == 401
    assert handlers.committed == []


@pytest.mark.parametrize("kind", ["text/plain", ""])
async def test_wrong_content_type_is_refused(
    web: httpx.AsyncClient, handlers: Handlers, kind: str
) -> None:
    headers = HEADERS | {"Content-Type": kind}
    answer = await web.post("/in", content=b'{"update_id": 1}', headers=headers)
    assert answer.status_code == 415
    assert handlers.committed == []


@pytest.mark.parametrize(
    ("body", "number"),
    [
        (b" " * (LARGEST_UPDATE + 1), None),
        (b"{}", None),
        (b"[]", None),
        (b"{", None),
        (b'{"update_id": "1"}', None),
        (b'{"update_id": 7, "message": 5}', 7),
    ],
)
async def test_invalid_update_is_skipped(
    web: httpx.AsyncClient, intake: Intake, handlers: Handlers, body: bytes, number: int | None
) -> None:
    """Refused, it would be brought for ever."""
    headers = HEADERS | {"Content-Type": "application/json"}
    with capture_logs() as logs:
        answer = await web.post("/in", content=body, headers=headers)
    assert answer.status_code == 200
    assert handlers.committed == []
    assert intake.unreadable == 1
    (log,) = logs
    assert (log["event"], log["id"]) == ("malformed update", number)


async def test_unstored_update_is_to_be_redelivered(
    web: httpx.AsyncClient, handlers: Handlers
) -> None:
    handlers.fails = [StorageTrouble("busy")]
    answer = await web.post("/in", json=UPDATE, headers=HEADERS)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert (await web.get("/health")).status_code == 503
    assert (await web.post("/in", json=UPDATE, headers=HEADERS)).status_code == 200
    healthy = await web.get("/health")
    assert (healthy.status_code, healthy.json()) == (200, {"ok": True})
    assert handlers.committed == ["a"]


async def test_dead_letter_is_acknowledged(web: httpx.AsyncClient, handlers: Handlers) -> None:
    """Or Telegram would bring it for ever."""
    handlers.fails = [RuntimeError()]
    assert (await web.post("/in", json=UPDATE, headers=HEADERS)).status_code == 200
    assert handlers.committed == []


async def test_nothing_else_is_there(web: httpx.AsyncClient) -> None:
    assert (await web.get("/in", headers=HEADERS)).status_code == 405
    assert (await web.post("/", json=UPDATE, headers=HEADERS)).status_code == 404


async def test_telegram_brings_updates_until_they_are_kept(
    bot: telegram.Bot, intake: Intake, handlers: Handlers, here: Served, phone: Phone
) -> None:
    """Over real connections: told where, with which secret, and what we want."""
    handlers.fails = [StorageTrouble("busy"), StorageTrouble("busy")]
    await phone.says("a")
    await here.fails(kind="repeat")
    async with listening(bot, intake):
        await handlers.begun.wait()
        handlers.begun.clear()
        await phone.says("b")
        await handlers.begun.wait()
        hook = here.sandbox.world.updates.webhook
        assert hook is not None
        assert hook.secret == SECRET
        assert here.sandbox.world.updates.allowed == list(KINDS)
        async with httpx.AsyncClient() as web:
            assert (await web.get(hook.url.replace("/in", "/health"))).json() == {"ok": True}
    assert handlers.committed == ["a", "b"]  # what comes twice is processed once
    assert here.sandbox.world.updates.webhook is not None  # what comes meanwhile waits there


async def test_an_address_that_is_taken_is_told(bot: telegram.Bot, intake: Intake) -> None:
    async with listening(bot, intake) as url:
        await asyncio.sleep(0)  # it listens from its first step on
        with pytest.raises(IntakeStopped, match=r"Cannot listen at 127\.0\.0\.1:\d+: Address"):
            await Webhook(bot, intake, settings(int(url.rpartition(":")[2]))).run()


async def test_that_telegram_cannot_be_told_is_told(
    bot: telegram.Bot, intake: Intake, here: Served
) -> None:
    await here.fails(method="setWebhook", kind="500")
    with pytest.raises(error.NetworkError):
        await Webhook(bot, intake, settings(free_port())).run()
