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


def _stars(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise ValueError("it must be a whole number of Stars; 0 pays for nothing")
    return int(text)


def _months(value: object) -> int:
    text = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValueError("it must be a whole number of months; 0 keeps for good")
    return int(text)


_Months = Annotated[int, BeforeValidator(_months)]


class Settings(BaseSettings):
    """Everything that can be set; `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_file=_FILE, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    telegram_api: Annotated[str, AfterValidator(_address)] = TELEGRAM
    proxy: Annotated[SecretStr, AfterValidator(_proxy)] = SecretStr("")
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///var/basira.db"
    webhook_url: Annotated[str, AfterValidator(_address)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8443"
    room_url: Annotated[str, AfterValidator(_address)] = ""
    room_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8444"
    metrics_listen: Annotated[str, AfterValidator(_listen_or_not)] = ""
    lrs_key: SecretStr = SecretStr("")
    lrs_secret: SecretStr = SecretStr("")
    xapi_iri: Annotated[str, AfterValidator(_names)] = NOBODYS
    scenarios: str = ""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Bahrain"
    chat_burst: Annotated[int, BeforeValidator(_burst)] = 20
    paid_broadcast_stars: Annotated[int, BeforeValidator(_stars)] = 0
    keep_practice: _Months = 24
    keep_assigned: _Months = 36
    keep_results: _Months = 0
    keep_refreshers: _Months = 24
    keep_people: _Months = 36
    keep_lists: _Months = 24
    keep_cohorts: _Months = 60
    keep_reports: _Months = 24
    keep_attendance: _Months = 36
    keep_certificates: _Months = 12
    keep_failures: _Months = 3

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
        return tuple(Path(one) for one in self.scenarios.split(":") if one)


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
        wrong = [_sentence(one["loc"], one["msg"]) for one in error.errors()]
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


def _misspelt(names: Iterable[str]) -> Iterator[str]:
    """Names that are nearly those of settings: they would be passed over in silence."""
    known = [f"{_PREFIX}{field.upper()}" for field in Settings.model_fields]
    for name in sorted({one.upper() for one in names} - set(known)):
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
