"""Settings: environment variables, or a file `.env`. Checked once, at the start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_TOKEN = re.compile(r"\d{3,15}:[A-Za-z0-9_-]{10,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
TELEGRAM = "https://api.telegram.org"


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


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("it must have 16 to 256 letters, digits, - or _")
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


class Settings(BaseSettings):
    """Everything that can be set; `docs/settings.md` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="BASIRA_", env_file=".env", extra="ignore", frozen=True
    )

    telegram_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    telegram_api: Annotated[str, AfterValidator(_address)] = TELEGRAM
    database: Annotated[str, AfterValidator(_database)] = "sqlite:///var/basira.db"
    webhook_url: Annotated[str, AfterValidator(_address)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = SecretStr("")
    listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8443"
    scenarios: str = ""
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Bahrain"
    chat_burst: Annotated[int, Field(ge=1)] = 20

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
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError([_sentence(one["loc"], one["msg"]) for one in error.errors()]) from None
    missing = [str(folder) for folder in settings.folders if not folder.is_dir()]
    if missing:
        raise SettingsError([f"BASIRA_SCENARIOS: there is no folder {one}." for one in missing])
    return settings


def require_token(settings: Settings) -> None:
    """The bot on Telegram needs a token, and a webhook needs a secret.

    Raises:
        SettingsError: One is missing.
    """
    sentences: list[str] = []
    if not settings.telegram_token.get_secret_value():
        sentences.append(
            "BASIRA_TELEGRAM_TOKEN is not set. Get a token from @BotFather in Telegram, or try "
            "`basira demo`, which needs none."
        )
    if settings.webhook_url and not settings.webhook_secret.get_secret_value():
        sentences.append("BASIRA_WEBHOOK_URL is set, so BASIRA_WEBHOOK_SECRET must be too.")
    if sentences:
        raise SettingsError(sentences)


def _sentence(where: tuple[int | str, ...], message: str) -> str:
    name = "BASIRA_" + "_".join(str(part) for part in where).upper()
    return f"{name}: {message.removeprefix('Value error, ')}."
