"""Signing in at an institution's OpenID Connect provider: the authorization code flow with PKCE.

It says who somebody is for the provider, and knows nobody here. Only the scope `openid` is asked
for, so the provider tells neither a name nor an address.

Nothing is kept between the two steps on this side: the browser keeps a `PendingLogin`, in a cookie
that scripts cannot read and that comes along when the provider sends it back (`SameSite=Lax`).
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.app.ports import Clock
from bot.proxies import Proxy
from bot.settings import Settings

PATIENCE: Final = 10.0  # seconds for each answer of the provider
_LARGEST: Final = 256 * 1024  # bytes of an answer
_KEPT: Final = timedelta(hours=1)
"""The time for which the provider's metadata and keys are cached."""
_FRESH: Final = timedelta(minutes=1)
"""The age below which keys are not fetched again for an unknown key id."""
_LEEWAY: Final = 60  # seconds between two clocks
_OLDEST: Final = 600  # seconds since a token was issued
_ALGORITHMS: Final = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512")
"""Signatures with a public key alone: with another one, the client's secret could sign."""
_PENDING: Final = re.compile(r"([\w-]{43})\.([\w-]{43})\.([\w-]{43})", re.ASCII)
_LONGEST_SUBJECT: Final = 255


class LoginError(Exception):
    """Somebody was not signed in; the text says why, for the log, and quotes nothing personal."""


class ProviderUnreachable(LoginError):
    """The provider does not answer, or not as one does."""


@dataclass(frozen=True, slots=True)
class Client:
    """Basira as a client of a provider."""

    issuer: str
    client_id: str
    secret: str
    """Empty for a public client."""
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """The state of a login in progress, kept by the browser in a sealed cookie."""

    state: str
    nonce: str
    verifier: str

    def __str__(self) -> str:
        """As the value of a cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @classmethod
    def parse(cls, text: str) -> PendingLogin | None:
        """Read the value of a cookie; None if it is none of ours."""
        found = _PENDING.fullmatch(text)
        return cls(*found.groups()) if found else None


@dataclass(frozen=True, slots=True)
class InstitutionAccount:
    """An account at a provider, as proven by it."""

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True)
class _Provider:
    metadata: Mapping[str, Any]
    keys: KeySet
    read_at: datetime


class InstitutionLogin:
    """Signs people in at one provider."""

    def __init__(self, client: Client, clock: Clock, proxy: Proxy | None = None) -> None:
        self._client = client
        self._clock = clock
        self._proxy = proxy
        self._provider: _Provider | None = None

    @property
    def issuer(self) -> str:
        return self._client.issuer

    async def begin(self) -> tuple[str, PendingLogin]:
        """The address at which somebody signs in, and what their browser keeps meanwhile.

        Raises:
            ProviderUnreachable: The provider cannot be asked for its description.
        """
        provider = await self._described()
        pending = PendingLogin(*(secrets.token_urlsafe(32) for _ in range(3)))
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": "openid",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": _challenge(pending.verifier),
            "code_challenge_method": "S256",
        }
        endpoint = _endpoint(provider.metadata, "authorization_endpoint")
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}", pending

    async def finish(
        self, pending: PendingLogin | None, answer: Mapping[str, str]
    ) -> InstitutionAccount:
        """Complete a login: return the account that the provider vouches for.

        Args:
            pending: The state kept by this browser; the caller deletes it, whatever the result.
            answer: The query parameters of the provider's redirect.

        Raises:
            LoginError: The answer identifies nobody.
        """
        if pending is None or not compare_digest(
            pending.state.encode(), answer.get("state", "").encode()
        ):
            raise LoginError("the answer is not to a sign-in of this browser")
        if "error" in answer:
            raise LoginError("the provider refused")
        provider = await self._described()
        named = answer.get("iss")
        must_name = provider.metadata.get("authorization_response_iss_parameter_supported")
        if (named or must_name) and named != self._client.issuer:
            raise LoginError("the answer is another provider's")
        if not answer.get("code"):
            raise LoginError("the answer has no code")
        token = await self._exchange(provider, answer["code"], pending.verifier)
        claims = await self._verified(provider, token)
        return self._account(claims, pending.nonce)

    async def _exchange(self, provider: _Provider, code: str, verifier: str) -> str:
        """The signed token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {}
        methods = provider.metadata.get(
            "token_endpoint_auth_methods_supported", ("client_secret_basic",)
        )
        if self._client.secret and "client_secret_basic" in methods:
            pair = f"{quote_plus(self._client.client_id)}:{quote_plus(self._client.secret)}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            form["client_id"] = self._client.client_id
            if self._client.secret:
                form["client_secret"] = self._client.secret
        found = await self._fetch(_endpoint(provider.metadata, "token_endpoint"), form, headers)
        token = found.get("id_token")
        if not isinstance(token, str):
            raise LoginError("the provider gave no token for the code")
        return token

    async def _verified(self, provider: _Provider, token: str) -> Mapping[str, Any]:
        """The claims of a token that the provider signed."""
        claims = _signed_claims(provider, token)
        if claims is None and self._clock.now() - provider.read_at >= _FRESH:
            claims = _signed_claims(await self._read(), token)  # its keys were changed
        if claims is None:
            raise LoginError("the token is not signed by the provider")
        return claims

    def _account(self, claims: Mapping[str, Any], nonce: str) -> InstitutionAccount:
        now, client_id = int(self._clock.now().timestamp()), self._client.client_id
        checks = jwt.JWTClaimsRegistry(
            now,
            _LEEWAY,
            iss={"essential": True, "value": self._client.issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            checks.validate(dict(claims))
        except JoseError as problem:
            raise LoginError(f"the token does not hold: {problem.description}") from None
        audience, subject = claims["aud"], claims["sub"]
        if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
            raise LoginError("the token is for several clients")
        if claims.get("azp", client_id) != client_id:
            raise LoginError("the token was given to another client")
        if claims["iat"] < now - _OLDEST:
            raise LoginError("the token is old")
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST_SUBJECT:
            raise LoginError("the token names nobody")
        return InstitutionAccount(self._client.issuer, subject)

    async def _described(self) -> _Provider:
        found = self._provider
        if found is None or not timedelta() <= self._clock.now() - found.read_at < _KEPT:
            return await self._read()
        return found

    async def _read(self) -> _Provider:
        """The provider's description and keys, as they are now."""
        address = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
        metadata = await self._fetch(address)
        if metadata.get("issuer") != self._client.issuer:
            raise ProviderUnreachable("the provider calls itself otherwise than the setting does")
        described = await self._fetch(_endpoint(metadata, "jwks_uri"))
        try:
            keys = KeySet.import_key_set({"keys": _public(described)})
        except (JoseError, ValueError, TypeError):
            raise ProviderUnreachable("the provider's keys cannot be read") from None
        self._provider = _Provider(metadata, keys, self._clock.now())
        return self._provider

    async def _fetch(
        self,
        address: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """The JSON object at an address; what leads elsewhere is not followed."""
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        proxy = self._proxy.url if self._proxy else None
        method = "GET" if form is None else "POST"
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, proxy=proxy) as session,
                session.request(
                    method, address, data=form, headers=headers, allow_redirects=False
                ) as response,
            ):
                content = await response.content.read(_LARGEST)
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise ProviderUnreachable(f"no answer: {type(problem).__name__}") from None
        if form is not None and status in range(400, 500):
            raise LoginError("the provider does not take the code")
        try:
            found = json.loads(content) if status == HTTPStatus.OK else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise ProviderUnreachable(f"the provider answers {status}, and not as one does")
        return found


def login_of(settings: Settings, clock: Clock) -> InstitutionLogin | None:
    """The login of the institution that the settings name; None where they name none."""
    if not settings.oidc_issuer:
        return None
    client = Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value(),
        f"{settings.console_url}/institution/callback",
    )
    return InstitutionLogin(client, clock, settings.proxy_to(settings.oidc_issuer))


def _challenge(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636, `S256`)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    """An address of the provider, over TLS unless it is on this machine."""
    address = metadata.get(name)
    parts = urlsplit(address) if isinstance(address, str) else None
    if parts and parts.hostname:
        here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme == "https" or (parts.scheme == "http" and here):
            return parts.geturl()
    raise ProviderUnreachable(f"the provider has no usable {name}")


def _public(described: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The keys that check signatures; kinds that we do not know are left out."""
    keys = described.get("keys")
    found = keys if isinstance(keys, list) else []
    return [
        {name: value for name, value in key.items() if name not in ("key_ops", "x5c")}
        for key in found
        if isinstance(key, dict)
        and key.get("kty") in ("RSA", "EC")
        and key.get("use", "sig") == "sig"
    ]


def _signed_claims(provider: _Provider, token: str) -> Mapping[str, Any] | None:
    """The claims of a token that one of the keys signed."""
    offered = provider.metadata.get("id_token_signing_alg_values_supported", ["RS256"])
    algorithms = [name for name in _ALGORITHMS if name in offered]
    for key in provider.keys.keys:
        try:
            return jwt.decode(token, key, algorithms=algorithms).claims
        except (JoseError, ValueError):
            continue
    return None
