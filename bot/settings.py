"""Settings: environment variables, or a file `.env`. Checked once, at the start."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import proxies
from bot.proxies import Proxy, UnusableProxy

_TOKEN = re.compile(r"\d{3,15}:[A-Za-z0-9_-]{10,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
TELEGRAM = "https://api.telegram.org"
NOBODYS = "https://basira.example/xapi"
"""Below which statements are named where nothing is set: nobody can own this domain."""
_PREFIX, _FILE = "BASIRA_", ".env"
_KEEP = "keep_"
_PROBE = "BASIRA_PROBE_"  # names of the sandbox's probe, which has settings of its own


class SettingsError(Exception):
    """A setting is missing or wrong; one plain sentence for each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("it does not look like a token of @BotFather, such as 123456:ABC-DEF")
    return value


def _address(value: str) -> str:
    if value and not re.match(r"https?://[^\s/]+", value):
        raise ValueError("it must begin with https:// or http://")
    return value.rstrip("/")


def _receiver(value: SecretStr) -> SecretStr:
    address = value.get_secret_value()
    if address and not proxies.is_encrypted_or_here(address):
        raise ValueError("it must begin with https://, and name no user")
    return value


def _issuer(value: str) -> str:
    _address(value)
    return value  # a slash at its end is part of an issuer


def _names(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#<>\"{}|\\^`]+(/[^\s?#<>\"{}|\\^`]*)?", value):
        raise ValueError("it must be an address such as https://training.example.org/xapi")
    return value.rstrip("/")


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("it must have 16 to 256 letters, digits, - or _")
    return value


def _proxy(value: SecretStr) -> SecretStr:
    if value.get_secret_value():
        proxies.parse(value.get_secret_value(), proxies.SETTING)
    return value


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        raise ValueError("it must begin with sqlite:/// or postgresql://")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("it is no time zone such as Asia/Bahrain") from error
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("it must be an address and a port such as 127.0.0.1:8443")
    return value


def _listen_or_not(value: str) -> str:
    return _listen(value) if value else value


def _burst(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,9}", text) or not int(text):
        raise ValueError("it must be a whole number, 1 or more")
    return int(text)


def _months(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValueError("it must be a whole number of months; 0 keeps for good")
    return int(text)


_Months = Annotated[int, BeforeValidator(_months)]


class Settings(BaseSettings):
    """All settings; `make docs` writes docs/settings.md from them and their docstrings."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=_FILE, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    """The bot's token, from [@BotFather](https://t.me/BotFather) (`/newbot`), such as
    `123456:ABC-DEF…`. `basira run` needs it. It is never printed or logged; if it leaks,
    @BotFather issues a new one (`/revoke`).
    """
    telegram_api: Annotated[str, AfterValidator(_address)] = TELEGRAM
    """The address of the Bot API: Telegram's own, a [server of your
    own](https://github.com/tdlib/telegram-bot-api), or that of `basira demo --no-bot`, such
    as `http://127.0.0.1:8081`.
    """
    proxy: Annotated[SecretStr, AfterValidator(_proxy)] = SecretStr("")
    """The proxy through which Basira reaches Telegram and a learning record store:
    `http://host:port` or `http://user:password@host:port`, with special characters
    percent-encoded (`%40`). Basira opens a tunnel through it (`CONNECT`), so the proxy sees
    the host and nothing else. SOCKS proxies and proxies over TLS are not supported.

    Without it, `HTTPS_PROXY`, `HTTP_PROXY` and `ALL_PROXY` of the environment apply (not of
    `.env`). Hosts in `NO_PROXY`, addresses of this machine and the database are always
    reached directly. User and password are never printed or logged; `basira doctor` names the
    proxy and says what is wrong with it.
    """
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///var/basira.db"
    """The database.

    - `sqlite:///var/basira.db` is a file below the folder in which `basira` is started;
      `sqlite:////srv/basira/basira.db` (four slashes) is an absolute path. It serves one
      program on one machine, which is enough for most. A new file can be read by its owner
      only.
    - `postgresql://user:password@host/name` serves several programs. It may lead to a
      transaction pooler, or name several servers of which one is writable:
      `postgresql://user:password@one,two:5433/name?target_session_attrs=read-write`. Without
      timeouts in it (`connect_timeout`, `keepalives_…`, `tcp_user_timeout`) a silent server
      is given up after 5 to 11 seconds, and retried at once.

    `basira run` creates the schema of an empty database; `basira db upgrade` upgrades an
    older one.
    """
    webhook_url: Annotated[str, AfterValidator(_address)] = ""
    """The public address, beginning with `https://`, to which Telegram pushes updates; the
    sandbox and servers of your own take `http://` too. Without it updates are polled, which
    needs no address and no certificate, and is as fast. A reverse proxy terminates TLS and
    passes requests to `BASIRA_LISTEN`.
    """
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    """The secret that Telegram sends with every update, so that nobody else can send any: 16 to
    256 letters, digits, `-` or `_`. Needed with `BASIRA_WEBHOOK_URL`. Create one with
    `python3 -c "import secrets; print(secrets.token_urlsafe(32))"`.
    """
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8443"
    """Where `basira run` listens for updates; only with `BASIRA_WEBHOOK_URL`."""
    room_url: Annotated[str, AfterValidator(_address)] = ""
    """The public address of the wall page that a projector shows during a live session. `basira
    run` serves it at `BASIRA_ROOM_LISTEN`; a reverse proxy terminates TLS and passes requests
    on with their path. Without it there is no page: a class is led in the chat alone, and
    every phone shows the scene. A page has an address that cannot be guessed, shows no names,
    changes nothing, and ends with its session.
    """
    room_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8444"
    """Where `basira run` listens for wall pages; only with `BASIRA_ROOM_URL`. Of two programs on
    one machine only one can have this port.
    """
    console_url: Annotated[str, AfterValidator(_address)] = ""
    """The public address of the console, the web pages for trainers, authors and admins, such as
    `https://console.example.org`. `basira run` serves it at `BASIRA_CONSOLE_LISTEN`; a reverse
    proxy terminates TLS and passes requests on with their path. Without it there is no
    console. People sign in with `/console` in the chat: the link alone opens nothing, since
    its page shows a number that the chat asks for.
    """
    console_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8446"
    """Where `basira run` listens for the console; only with `BASIRA_CONSOLE_URL`. Of two programs
    on one machine only one can have this port.
    """
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = ""
    """The issuer of your institution's OpenID Connect provider, such as
    `https://login.example.org/realms/staff`. With it people can sign in to the console there,
    once each has linked their account while signed in. Register
    `BASIRA_CONSOLE_URL` + `/institution/callback` as the redirect URI; only the scope `openid`
    is asked for. Needs `BASIRA_OIDC_CLIENT_ID` and `BASIRA_CONSOLE_URL`.
    """
    oidc_client_id: str = ""
    """The id by which that provider knows Basira."""
    oidc_client_secret: SecretStr = SecretStr("")
    """The secret of that client; none for a public client, since every sign-in uses PKCE. It is
    never printed or logged.
    """
    metrics_listen: Annotated[str, AfterValidator(_listen_or_not)] = ""
    """Where `basira run` serves `/health` and [`/metrics`](#metrics), such as `127.0.0.1:8445`;
    without it, nowhere. `/health` answers 200 while updates are taken in, and 503 otherwise.
    Everybody who reaches the address can read them, so keep it to this machine or a private
    network.
    """
    audit_anchor: str = ""
    """A file that the end of the audit log is appended to, as a line of JSON, within ten minutes
    of each growth: on a disk of another machine, best one that takes additions only. `basira audit
    check --notes FILE` compares. Without it, the end stands in the program's log alone.
    """
    audit_anchor_url: Annotated[SecretStr, AfterValidator(_receiver)] = SecretStr("")
    """An address that the same line is posted to as JSON, `{"at": "…", "end": "NUMBER:HASH"}`: an
    archive of logs, or a service that only stores. It is reached through the proxy, must answer
    2xx within ten seconds, and is tried again every ten minutes until it does;
    `basira_audit_anchor_fails` is 1 meanwhile. Save what it received as a file for `basira audit
    check --notes FILE`. It may contain a secret, so it is never printed or logged, and begins with
    `https://` except on this machine. The line contains no personal data.
    """
    lrs_key: SecretStr = SecretStr("")
    """The key, or user name, with which `basira export xapi --to` writes to a learning record
    store. It may have write access only.
    """
    lrs_secret: SecretStr = SecretStr("")
    """The password of that key. Neither is printed, logged, or sent to an address without TLS,
    except on this machine.
    """
    xapi_iri: Annotated[str, AfterValidator(_names)] = NOBODYS
    """The address below which everything in [xAPI statements](exports.md#statements-of-xapi) is
    named, such as `https://training.example.org/xapi`. Nothing has to be served there, but it
    must be yours, so that nobody else uses the same names. With the default `basira export
    xapi --to` sends only to a store on this machine. Set it before the first sending and keep
    it: ids of statements derive from it, so with another one a store would have everything
    twice.
    """
    scenarios: str = ""
    """Further folders of scenarios, separated by colons, such as
    `/srv/basira/ours:/srv/basira/drafts`. A scenario is a folder below them with a
    `scenario.yaml` and an id that no other has. A scenario that does not load is left out;
    `basira scenarios lint` says why.
    """
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Bahrain"
    """The time zone of people who have not chosen one, by its name in the [tz
    database](https://en.wikipedia.org/wiki/List_of_tz_database_time_zones).
    """
    chat_burst: Annotated[int, BeforeValidator(_burst)] = 20
    """The number of messages to one chat sent at once before they are paced to one a second.
    Telegram allows "short bursts" without a number; lower it if the log shows that Telegram
    asks the bot to wait.
    """
    keep_practice: _Months = 24
    """The steps of practice, and attempts left unfinished. Finished cases and their results
    stay. See [retention](#retention) for all settings of this kind.
    """
    keep_assigned: _Months = 36
    """The steps of assigned work, and assigned attempts left unfinished. Results stay, as do all
    numbers of the cohort. The trainer can no longer read a path that was shared.
    """
    keep_results: _Months = 0
    """Finished cases and their results: practice, and assigned work of archived cohorts.
    Assessments stay, since the gain of a course is computed from them; so does the work of
    active cohorts.
    """
    keep_refreshers: _Months = 24
    """Answers to refreshers, and the prompts. The forecast of what a person remembers is stored
    apart and stays.
    """
    keep_people: _Months = 36
    """People who were inactive for so long: no case, refresher, class or cohort. People with a
    role, trainers of a cohort and holders of a valid certificate stay. They are warned 30
    days before, and stay by one tap or by anything they do; those who cannot be reached are
    erased after 30 days. Then the same happens as with `/erase`.
    """
    keep_lists: _Months = 24
    """Unused lines of cohorts' rosters, with their codes."""
    keep_cohorts: _Months = 60
    """Members and rosters of archived cohorts, counted from when they were archived. Their name,
    assignments and numbers stay.
    """
    keep_reports: _Months = 24
    """Learners' reports of errors in scenarios."""
    keep_attendance: _Months = 36
    """The attendance of live sessions, by person. The number of attendees stays."""
    keep_certificates: _Months = 12
    """Certificates that expired so long ago, if a newer one of the same programme followed. The
    last one of a programme stays, because otherwise an old pass would earn a new certificate.
    """
    keep_failures: _Months = 3
    """Records of updates that could not be handled; their content is never stored."""

    @property
    def keeps(self) -> dict[str, int]:
        """For how many months each kind of data is kept; 0 keeps it for good."""
        return {
            field.removeprefix(_KEEP): getattr(self, field)
            for field in type(self).model_fields
            if field.startswith(_KEEP)
        }

    def proxy_to(self, url: str) -> Proxy | None:
        """The proxy through which an address is reached; None where it is reached directly.

        Raises:
            SettingsError: The environment names one that cannot be used.
        """
        address = self.proxy.get_secret_value()
        chosen = proxies.parse(address, proxies.SETTING) if address else None
        try:
            return proxies.proxy_to(url, chosen)
        except UnusableProxy as problem:
            raise SettingsError([f"{problem}."]) from None

    @property
    def folders(self) -> tuple[Path, ...]:
        """Further folders of scenarios, separated by colons."""
        return tuple(Path(part) for part in self.scenarios.split(":") if part)


def load() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: One or more are wrong; it says which, and what would be right. The wrong
            value itself is not repeated, since it may be a secret.
    """
    misspelt = list(_misspelt([*os.environ, *_names_in(Path(_FILE))]))
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = [
            _sentence(error_details["loc"], error_details["msg"])
            for error_details in error.errors()
        ]
        raise SettingsError([*wrong, *misspelt]) from None
    if sentences := [*_unusable(settings), *misspelt]:
        raise SettingsError(sentences)
    return settings


def require_token(settings: Settings) -> None:
    """The bot on Telegram needs a token, a webhook needs a secret, and a proxy must be usable.

    Raises:
        SettingsError: One is missing, or the environment names a proxy that cannot be used.
    """
    sentences: list[str] = []
    if not settings.telegram_token.get_secret_value():
        sentences.append(
            "BASIRA_TELEGRAM_TOKEN is not set. Get a token from @BotFather in Telegram, or try "
            "`basira demo`, which needs none."
        )
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        sentences.append("BASIRA_WEBHOOK_URL is set, so BASIRA_WEBHOOK_SECRET must be too.")
    try:
        settings.proxy_to(settings.telegram_api)
    except SettingsError as error:
        sentences += error.sentences
    if sentences:
        raise SettingsError(sentences)


def _unusable(settings: Settings) -> Iterator[str]:
    for folder in settings.folders:
        if not folder.is_dir():
            yield f"BASIRA_SCENARIOS: there is no folder {folder}."
    if settings.webhook_url.startswith("http://") and settings.telegram_api == TELEGRAM:
        yield (
            "BASIRA_WEBHOOK_URL: it must begin with https://, since Telegram brings updates to no "
            "other address."
        )
    if settings.oidc_issuer:
        for name in ("console_url", "oidc_client_id"):
            if not getattr(settings, name):
                yield f"BASIRA_OIDC_ISSUER is set, so {_PREFIX}{name.upper()} must be too."


def _misspelt(names: Iterable[str]) -> Iterator[str]:
    """Names that are nearly those of settings: they would be passed over in silence."""
    known = [f"{_PREFIX}{field.upper()}" for field in Settings.model_fields]
    for name in sorted({key.upper() for key in names} - set(known)):
        if not name.startswith(_PREFIX) or name.startswith(_PROBE):
            continue
        if near := get_close_matches(name, known, 1, 0.85):
            yield f"{name} is no setting. Did you mean {near[0]}?"


def _names_in(file: Path) -> list[str]:
    if not file.is_file():
        return []
    text = file.read_text("utf-8", errors="replace")
    return re.findall(r"^\s*(?:export\s+)?(\w+)\s*=", text, re.MULTILINE)


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    name = _PREFIX + "_".join(str(part) for part in where).upper()
    return f"{name}: {message.removeprefix('Value error, ')}."
