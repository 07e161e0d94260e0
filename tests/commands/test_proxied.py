"""What Basira connects to is reached through the outbound proxy, and a failing one is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest

from bot import proxies, settings
from bot.app.access.audit_anchor import AnchorFailed
from bot.app.operations.doctor import HealthCheck, examine
from bot.app.ports import SystemClock
from bot.audit_webhook import AuditWebhook
from bot.cli.lrs_client import PAUSES, LrsError, send_statements
from bot.cli.telegram_client import TelegramClient
from bot.sandbox import TOKEN
from bot.settings import SettingsError
from tests.commands.calling import program
from tests.commands.test_lrs_client import Pauses, written
from tests.helpers.lrs import KEY, SECRET, FakeLrs
from tests.helpers.lrs import listening as store_listening
from tests.helpers.program import BotProcess
from tests.helpers.proxies import (
    CERTIFICATE,
    HOST,
    LoopbackProxy,
    listening,
    telegram_behind,
    unset_proxies,
)
from tests.helpers.sandbox import served

pytestmark = pytest.mark.slow

LOGIN = "ministry:s3cr@t"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    unset_proxies(monkeypatch)


def through(proxy: LoopbackProxy, name: str, address: str) -> dict[str, str]:
    """An environment that leads through a proxy, with user and password."""
    proxy.login = LOGIN
    return {
        name: proxy.url.replace("://", "://ministry:s3cr%40t@"),
        "BASIRA_TELEGRAM_API": address,
        "BASIRA_TELEGRAM_TOKEN": TOKEN,
        "SSL_CERT_FILE": str(CERTIFICATE),
    }


@pytest.mark.parametrize("name", ["BASIRA_PROXY", "all_proxy"])
async def test_bot_runs_through_the_proxy(sqlite_url: str, name: str) -> None:
    """Only the proxy knows the host, so nothing else can have led there."""
    async with served() as sandbox, telegram_behind(sandbox) as (proxy, address):
        bot = BotProcess(sandbox, sqlite_url, through(proxy, name, address))
        phone = sandbox.phone(501)
        try:
            await bot.start()
            await proxy.used.wait()
            await phone.says("/start")
            await phone.waits_for(lambda chat: any(m["from"]["is_bot"] for m in chat["messages"]))
            bot.asks_to_end()
            status, log = await bot.ended()
        finally:
            await bot.gone()
    assert status == 0
    assert {*proxy.asked} == {f"CONNECT {HOST}:443 HTTP/1.1"}
    assert "s3cr" not in log


Examined: TypeAlias = Callable[[Mapping[str, str]], Awaitable[dict[str, HealthCheck]]]


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> Examined:
    """What the doctor finds in an environment."""

    async def look(environment: Mapping[str, str]) -> dict[str, HealthCheck]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        checks = {check.name: check async for check in examine(TelegramClient, SystemClock())}
        assert "s3cr" not in str(checks)
        return checks

    return look


async def test_the_doctor_goes_through_it_and_says_so(examined: Examined) -> None:
    async with served() as sandbox, telegram_behind(sandbox) as (proxy, address):
        checks = await examined(through(proxy, "HTTPS_PROXY", address))
    says = f"{HOST} is reached through 127.0.0.1:{proxy.port}, as HTTPS_PROXY says."
    assert checks["Proxy"] == HealthCheck("Proxy", True, says)
    assert checks["Telegram"].ok
    assert {*proxy.asked} == {f"CONNECT {HOST}:443 HTTP/1.1"}


@pytest.mark.parametrize(
    ("status", "login", "told"),
    [
        (200, "another:one", "does not take the user and password of BASIRA_PROXY."),
        (403, LOGIN, f"refuses connections to {HOST} (status 403)."),
        (502, LOGIN, f"cannot reach {HOST} (status 502)."),
    ],
)
async def test_doctor_reports_proxy_problems(
    examined: Examined, status: int, login: str, told: str
) -> None:
    async with served() as sandbox, telegram_behind(sandbox) as (proxy, address):
        environment = through(proxy, "BASIRA_PROXY", address)
        proxy.status, proxy.login = status, login
        checks = await examined(environment)
    assert not checks["Proxy"].ok
    assert told.rstrip(".") in checks["Proxy"].message
    assert "Telegram" not in checks


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:1", "the proxy 127.0.0.1:1 cannot be reached: "),
        ("http://no-such-proxy.invalid:1", "there is no address for the proxy no-such-proxy"),
    ],
)
async def test_missing_proxy_is_reported(examined: Examined, address: str, told: str) -> None:
    environment = {
        "BASIRA_PROXY": address,
        "BASIRA_TELEGRAM_API": f"https://{HOST}",
        "BASIRA_TELEGRAM_TOKEN": TOKEN,
    }
    checks = await examined(environment)
    assert not checks["Proxy"].ok
    assert told in checks["Proxy"].message

    asked = await asyncio.to_thread(program, "run", **environment)
    assert asked.returncode == 2
    assert asked.stderr.startswith(f"Telegram is not reached: {told}")
    assert asked.stderr.count("\n") == 1


async def test_unusable_proxy_is_reported_in_one_sentence(examined: Examined) -> None:
    environment = {"ALL_PROXY": "socks5://me:s3cr@a:1", "BASIRA_TELEGRAM_TOKEN": TOKEN}
    told = "ALL_PROXY: SOCKS proxies are not supported; it must be http://host:port or "
    checks = await examined(environment)
    assert not checks["Settings"].ok
    assert checks["Settings"].message.startswith(told)
    assert not {"Proxy", "Telegram"} & checks.keys()

    asked = await asyncio.to_thread(program, "run", **environment)
    assert (asked.returncode, asked.stderr.count("\n")) == (2, 1)
    assert asked.stderr.startswith(told)
    assert program("scenarios", "list", **environment).returncode == 0


def test_unusable_setting_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_PROXY", "https://me:s3cr@a:1")
    with pytest.raises(SettingsError, match="BASIRA_PROXY: a proxy is spoken to over") as error:
        settings.load()
    assert "s3cr" not in str(error.value)
    monkeypatch.setenv("BASIRA_PROXY", "http://me:s3cr@a:1")
    assert "s3cr" not in repr(settings.load())


async def test_statements_use_the_proxy(tmp_path: Path) -> None:
    store, file = FakeLrs(), written(tmp_path, range(3))
    async with store_listening(store) as address, listening() as proxy:
        port = int(address.split(":")[2].split("/")[0])
        proxy.leads["lrs.example"] = port
        known = proxies.parse(proxy.url.replace("://", "://u:p@"), proxies.SETTING)
        proxy.login = "u:p"
        assert await send_statements(file, "http://lrs.example/xapi", KEY, SECRET, proxy=known) == 3
    assert proxy.asked == ["POST http://lrs.example/xapi/statements HTTP/1.1"]
    assert len(store.kept) == 3


async def test_failed_statements_through_a_proxy_are_explained(tmp_path: Path) -> None:
    file, pauses = written(tmp_path, range(3)), Pauses()
    async with listening() as proxy:
        known, address = proxies.parse(proxy.url, proxies.SETTING), "https://lrs.example/xapi"
        proxy.status = 407
        with pytest.raises(LrsError, match="asks for a user and a password"):
            await send_statements(file, address, KEY, SECRET, pause=pauses, proxy=known)
        assert pauses == []
        proxy.status = 503
        with pytest.raises(LrsError, match=r"cannot reach lrs\.example"):
            await send_statements(file, address, KEY, SECRET, pause=pauses, proxy=known)
        assert pauses == [*PAUSES]


async def test_the_audits_end_is_posted_through_the_proxy() -> None:
    async with listening() as proxy:
        known = proxies.parse(proxy.url, proxies.SETTING)
        proxy.status = 407
        with pytest.raises(AnchorFailed, match="asks for a user and a password"):
            await AuditWebhook("https://logs.example/notes", known).put(b"{}")
    assert proxy.asked == ["CONNECT logs.example:443 HTTP/1.1"]
