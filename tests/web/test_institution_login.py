"""Signing in at an institution's OpenID provider, over a real socket."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import aiohttp
import pytest
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

from bot import institution_login
from bot.institution_login import (
    Client,
    InstitutionAccount,
    InstitutionLogin,
    LoginError,
    PendingLogin,
    ProviderUnreachable,
)

BACK = "https://console.example.org/institution/callback"
SECRET = "a secret: with + and %"
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def mock() -> Iterator[str]:
    """A provider of somebody else's making; gives its issuer."""
    with warnings.catch_warnings():
        import authlib.deprecate  # type: ignore[import-untyped]  # noqa: F401  it sets a filter

        warnings.simplefilter("ignore")  # what the provider uses is deprecated
        import oidc_provider_mock  # type: ignore[import-untyped]

        with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


async def signs_in(address: str, subject: str, *, deny: bool = False) -> dict[str, str]:
    """Somebody signs in at the mock; gives what it sends the browser back with."""
    form = {"action": "deny"} if deny else {"sub": subject}
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(address, data=form, allow_redirects=False) as response,
    ):
        location = response.headers["Location"]
    assert location.startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(location).query))


def login_at_mock(mock: str) -> InstitutionLogin:
    return InstitutionLogin(Client(mock, "basira", SECRET, BACK), Clock(datetime.now(UTC)))


async def test_somebody_signs_in_at_a_provider(mock: str) -> None:
    login = login_at_mock(mock)
    address, pending = await login.begin()
    asked = parse_qs(urlsplit(address).query)
    assert asked["scope"] == ["openid"]
    assert asked["code_challenge_method"] == ["S256"]
    assert pending.verifier not in address
    kept = PendingLogin.parse(str(pending))
    assert kept == pending

    answer = await signs_in(address, "staff-4711")
    assert await login.finish(kept, answer) == InstitutionAccount(mock, "staff-4711")
    with pytest.raises(LoginError, match="does not take the code"):
        await login.finish(kept, answer)  # a code is good once


async def test_an_answer_to_another_browser_and_a_refusal_prove_nobody(mock: str) -> None:
    login = login_at_mock(mock)
    address, pending = await login.begin()
    _, of_another = await login.begin()
    answer = await signs_in(address, "staff-4711")
    for kept in (None, of_another):
        with pytest.raises(LoginError, match="this browser"):
            await login.finish(kept, answer)
    with pytest.raises(LoginError, match="nonce"):
        await login.finish(replace(pending, nonce=of_another.nonce), answer)
    refused = await signs_in(address, "", deny=True)
    with pytest.raises(LoginError):
        await login.finish(pending, refused)


class Provider:
    """A provider that answers as a test says."""

    def __init__(self) -> None:
        self.issuer = ""
        self.keys = [RSAKey.generate_key(2048, {"kid": "one"})]
        self.metadata: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.sent: list[Mapping[str, Any]] = []
        self.token: Callable[[], str] = self.signed

    def signed(self, key: RSAKey | None = None, **header: Any) -> str:
        chosen = key or self.keys[0]
        return jwt.encode({"alg": "RS256", **header}, self.claims, chosen)

    async def configuration(self, _request: web.Request) -> web.Response:
        addresses = {
            "authorization_endpoint": "auth",
            "token_endpoint": "token",
            "jwks_uri": "keys",
        }
        found = {name: f"{self.issuer}/{path}" for name, path in addresses.items()}
        return web.json_response({"issuer": self.issuer, **found, **self.metadata})

    async def jwks(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def exchange(self, request: web.Request) -> web.Response:
        self.sent.append({**await request.post(), "auth": request.headers.get("Authorization")})
        return web.json_response({"token_type": "Bearer", "id_token": self.token()})


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    made = Provider()
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", made.configuration)
    app.router.add_get("/keys", made.jwks)
    app.router.add_post("/token", made.exchange)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.issuer = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


def login_at(provider: Provider, secret: str = "", clock: Clock | None = None) -> InstitutionLogin:
    return InstitutionLogin(Client(provider.issuer, "basira", secret, BACK), clock or Clock(NOW))


async def finished(
    provider: Provider, login: InstitutionLogin, **claims: Any
) -> InstitutionAccount:
    """Come back from the provider, whose token has these claims; None leaves one out."""
    _, pending = await login.begin()
    at = int(NOW.timestamp())
    good = {"iss": provider.issuer, "aud": "basira", "sub": "s-7", "iat": at, "exp": at + 300}
    changed = {**good, "nonce": pending.nonce, **claims}
    provider.claims = {name: value for name, value in changed.items() if value is not None}
    return await login.finish(pending, {"state": pending.state, "code": "c"})


async def test_a_token_that_holds_names_its_subject(provider: Provider) -> None:
    login = login_at(provider)
    for good in ({}, {"aud": ["basira"]}, {"aud": ["basira", "x"], "azp": "basira"}):
        assert await finished(provider, login, **good) == InstitutionAccount(provider.issuer, "s-7")
    assert {sent["client_id"] for sent in provider.sent} == {"basira"}
    assert all(len(sent["code_verifier"]) == 43 for sent in provider.sent)


BAD = [
    {"iss": "https://other.example.org"},
    {"aud": "another"},
    {"aud": ["basira", "another"]},
    {"azp": "another"},
    {"exp": int(NOW.timestamp()) - 61},
    {"iat": int(NOW.timestamp()) - 601},
    {"iat": int(NOW.timestamp()) + 61},
    {"nonce": "another"},
    {"nonce": None},
    {"sub": None},
    {"sub": ""},
    {"sub": "x" * 256},
    {"exp": None},
    {"iat": None},
    {"iss": None},
    {"aud": None},
]


@pytest.mark.parametrize("claims", BAD, ids=str)
async def test_a_token_for_someone_else_or_another_time_proves_nobody(
    provider: Provider, claims: dict[str, Any]
) -> None:
    with pytest.raises(LoginError, match="the token"):
        await finished(provider, login_at(provider), **claims)


async def test_a_token_that_the_provider_did_not_sign_proves_nobody(provider: Provider) -> None:
    """Signed by another, by nobody, or with what everybody knows."""
    stranger = RSAKey.generate_key(2048, {"kid": "one"})

    def unsigned() -> str:
        return f"eyJhbGciOiJub25lIn0.{provider.signed().split('.')[1]}."

    for forged in (lambda: provider.signed(stranger), unsigned, lambda: "nonsense"):
        provider.token = forged
        with pytest.raises(LoginError, match="not signed"):
            await finished(provider, login_at(provider))


async def test_a_provider_may_change_its_keys(provider: Provider) -> None:
    """They are fetched again, at most once a minute, since anybody can ask with a bad token."""
    clock = Clock(NOW)
    login = login_at(provider, clock=clock)
    await finished(provider, login)
    provider.keys = [RSAKey.generate_key(2048, {"kid": "two"})]
    with pytest.raises(LoginError, match="not signed"):
        await finished(provider, login)
    clock.at += timedelta(minutes=1)
    assert (await finished(provider, login)).subject == "s-7"


async def test_the_secret_goes_as_the_provider_wants_it(provider: Provider) -> None:
    await finished(provider, login_at(provider, "a secret"))
    provider.metadata["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    await finished(provider, login_at(provider, "a secret"))
    basic, posted = provider.sent
    assert basic["auth"].startswith("Basic ")
    assert "client_secret" not in basic
    assert (posted["auth"], posted["client_secret"]) == (None, "a secret")


async def test_an_answer_of_another_provider_proves_nobody(provider: Provider) -> None:
    """Where a provider names itself in its answers, as RFC 9207 says, it must."""
    provider.metadata["authorization_response_iss_parameter_supported"] = True
    login = login_at(provider)
    _, pending = await login.begin()
    for named in ({}, {"iss": "https://other.example.org"}):
        with pytest.raises(LoginError, match="another provider"):
            await login.finish(pending, {"state": pending.state, "code": "c", **named})


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example.org"},
        {"jwks_uri": "http://keys.example.org/keys"},
        {"jwks_uri": None},
        {"authorization_endpoint": "file:///etc/passwd"},
    ],
    ids=str,
)
async def test_a_description_that_is_not_the_providers_is_not_believed(
    provider: Provider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    with pytest.raises(ProviderUnreachable):
        await login_at(provider).begin()


async def test_a_provider_that_is_silent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.3)
        writer.close()

    monkeypatch.setattr(institution_login, "PATIENCE", 0.1)
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(f"http://127.0.0.1:{port}", "basira", "", BACK)
    with pytest.raises(ProviderUnreachable, match="no answer"):
        await InstitutionLogin(client, Clock(NOW)).begin()
    await asyncio.sleep(0.5)
    server.close()
    await server.wait_closed()


def test_a_cookie_that_is_none_of_ours_is_nothing() -> None:
    good = ".".join("a" * 43 for _ in range(3))
    assert PendingLogin.parse(good) is not None
    for bad in ("", "a.b.c", f"{good}.", f" {good}", good + "\n", good.replace("a", "é")):
        assert PendingLogin.parse(bad) is None
