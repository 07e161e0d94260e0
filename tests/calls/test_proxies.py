"""Outbound proxies: every call goes through the one that is set, and a failing one is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp.web
import pytest
import telegram
from telegram import error

from bot import proxies
from bot.proxies import UnusableProxy, parse, proxy_to
from bot.telegram.request import ProxyTrouble, TelegramRequest, call
from tests.helpers.proxies import CERTIFICATE, HOST, listening, telegram_behind, unset_proxies
from tests.helpers.sandbox import Served, served
from tests.helpers.telegram_wire import answering, bot_at, ok

TELEGRAM = "https://api.telegram.org"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    unset_proxies(monkeypatch)


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate of the sandbox is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served() as found:
        yield found


@pytest.mark.usefixtures("trusting")
@pytest.mark.parametrize("login", ["", "ministry:p%40ss word"])
async def test_calls_files_and_downloads_use_the_proxy(here: Served, login: str) -> None:
    async with telegram_behind(here) as (proxy, address):
        proxy.login = login.replace("%40", "@")
        known = parse(proxy.url.replace("://", f"://{login}@" if login else "://"), "BASIRA_PROXY")
        async with bot_at(address, TelegramRequest(proxy=known)) as bot:
            phone = here.phone(501)
            await phone.says("/start")
            await call(bot, "sendMessage", {"chat_id": 501, "text": "السلام عليكم"})
            sent = await bot.send_document(501, b"a,b\n", filename="a.csv", caption="a file")
            assert sent.document is not None
            file = await sent.document.get_file()
            assert await file.download_as_bytearray() == b"a,b\n"
            await phone.look()
            assert phone.texts() == ["/start", "السلام عليكم", "a file"]
    assert proxy.asked
    assert {*proxy.asked} == {f"CONNECT {HOST}:443 HTTP/1.1"}


@pytest.mark.usefixtures("trusting")
async def test_a_tunnel_is_kept_between_calls(here: Served) -> None:
    async with telegram_behind(here) as (proxy, address):
        known = parse(proxy.url, "")
        async with TelegramRequest(proxy=known) as request:
            bot = telegram.Bot(here.bot().token, base_url=f"{address}/bot", request=request)
            for _ in range(3):
                await call(bot, "getMe", {})
    assert len(proxy.asked) == 1


async def test_requests_without_encryption_go_through_it_too() -> None:
    async def answer(_: object) -> aiohttp.web.Response:
        return ok(True)

    async with answering(answer) as url, listening() as proxy:
        proxy.leads["inner.example"] = int(url.rpartition(":")[2])
        request = TelegramRequest(proxy=parse(proxy.url, ""))
        async with request:
            assert await request.call("http://inner.example/bot1:x/getMe", {})
    assert proxy.asked == ["POST http://inner.example/bot1:x/getMe HTTP/1.1"]


@pytest.mark.parametrize(
    ("status", "login", "told"),
    [
        (407, "", "asks for a user and a password. Put them into HTTPS_PROXY"),
        (407, "x:secret", "does not take the user and password of HTTPS_PROXY"),
        (403, "", f"refuses connections to {HOST} (status 403)"),
        (502, "", f"cannot reach {HOST} (status 502)"),
    ],
)
async def test_refusing_proxy_is_reported(here: Served, status: int, login: str, told: str) -> None:
    async with telegram_behind(here) as (proxy, address):
        proxy.status = status
        known = replace(parse(proxy.url, "HTTPS_PROXY"), login=login)
        async with TelegramRequest(proxy=known) as request:
            with pytest.raises(ProxyTrouble) as caught:
                await request.call(f"{address}/bot1:x/getMe", {})
    assert told in str(caught.value)
    assert str(known) in str(caught.value)
    assert "secret" not in str(caught.value)
    assert isinstance(caught.value, error.NetworkError)
    assert caught.value.__suppress_context__


async def test_proxy_asking_for_a_login_is_reported() -> None:
    async with listening() as proxy:
        proxy.login = "ministry:secret"
        async with TelegramRequest(proxy=parse(proxy.url, "HTTP_PROXY")) as request:
            with pytest.raises(ProxyTrouble, match="asks for a user and a password"):
                await request.call("http://inner.example/bot1:x/getMe", {})


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("http://127.0.0.1:1", "the proxy 127.0.0.1:1 cannot be reached: "),
        ("http://no-such-proxy.invalid:3128", "there is no address for the proxy no-such-proxy"),
    ],
)
async def test_missing_proxy_is_reported(place: str, told: str) -> None:
    async with TelegramRequest(proxy=parse(place, "ALL_PROXY")) as request:
        with pytest.raises(ProxyTrouble) as caught:
            await request.call(f"https://{HOST}/bot1:x/getMe", {})
    assert told in str(caught.value)
    assert "Check ALL_PROXY" in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\n\r\nmore",
    ],
)
async def test_non_proxy_is_reported(said: bytes) -> None:
    async def say(_reader: object, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, TelegramRequest(proxy=parse(f"http://127.0.0.1:{port}", "")) as request:
        with pytest.raises(ProxyTrouble):
            await request.call(f"https://{HOST}/bot1:x/getMe", {})


@pytest.mark.parametrize(
    ("variables", "url", "reached"),
    [
        ({}, TELEGRAM, None),
        ({"HTTPS_PROXY": "http://a:1"}, TELEGRAM, "a:1"),
        ({"https_proxy": "http://a:1"}, TELEGRAM, "a:1"),
        ({"HTTPS_PROXY": "a:1"}, TELEGRAM, "a:1"),
        ({"ALL_PROXY": "http://b:2/"}, TELEGRAM, "b:2"),
        ({"HTTPS_PROXY": "http://a:1", "ALL_PROXY": "socks5://b:2"}, TELEGRAM, "a:1"),
        ({"HTTP_PROXY": "http://c:3"}, TELEGRAM, None),
        ({"HTTP_PROXY": "http://c"}, "http://inner.example", "c:80"),
        ({"ALL_PROXY": "http://b:2", "NO_PROXY": ".telegram.org"}, TELEGRAM, None),
        ({"ALL_PROXY": "http://b:2", "NO_PROXY": "api.telegram.org:443"}, TELEGRAM, "b:2"),
        ({"ALL_PROXY": "http://b:2", "NO_PROXY": "x.org, other.org"}, TELEGRAM, "b:2"),
        ({"ALL_PROXY": "http://b:2", "NO_PROXY": "*"}, TELEGRAM, None),
        ({"ALL_PROXY": "http://b:2"}, "http://127.0.0.1:8081", None),
        ({"ALL_PROXY": "http://b:2"}, "http://localhost:8081", None),
        ({"ALL_PROXY": "http://b:2"}, "http://[::1]:8081", None),
        ({"ALL_PROXY": "http://b:2"}, "http://10.0.0.7:8081", "b:2"),
        ({"ALL_PROXY": "http://[fd00::1]:2"}, TELEGRAM, "[fd00::1]:2"),
    ],
)
def test_proxy_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, reached: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = proxy_to(url, None)
    assert (found and str(found)) == reached


def test_the_setting_comes_first_and_no_proxy_holds_for_it_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen = parse("http://chosen:3128", proxies.SETTING)
    monkeypatch.setenv("HTTPS_PROXY", "http://other:1")
    assert proxy_to(TELEGRAM, chosen) == chosen
    monkeypatch.setenv("NO_PROXY", "telegram.org")
    assert proxy_to(TELEGRAM, chosen) is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("socks5://user:secret@a:1", "SOCKS proxies are not supported"),
        ("socks5h://a:1", "SOCKS proxies are not supported"),
        ("https://user:secret@a:1", "over plain HTTP"),
        ("http://", "http://host:port"),
        ("http://user:secret@", "http://host:port"),
        ("http://a:secret", "http://host:port"),
        ("http://a:1/secret", "http://host:port"),
        ("http://a b:1", "http://host:port"),
        ("http://[::1", "http://host:port"),
        ("http://user:سر@a:1", "ASCII"),
    ],
)
def test_unusable_address_is_refused(address: str, told: str) -> None:
    with pytest.raises(UnusableProxy, match=told) as caught:
        parse(address, "")
    assert "secret" not in str(caught.value)


def test_error_names_the_variable_of_an_invalid_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://a:1")
    with pytest.raises(UnusableProxy, match=r"^ALL_PROXY: SOCKS"):
        proxy_to(TELEGRAM, None)


def test_user_and_password_are_read_as_they_are_meant_and_never_shown() -> None:
    found = parse("http://m%40x:p%3Aw%2Fd@a:1", "")
    assert found.login == "m@x:p:w/d"
    assert found.url == "http://m%40x:p%3Aw%2Fd@a:1"
    assert (str(found), "p:w/d" in repr(found)) == ("a:1", False)
