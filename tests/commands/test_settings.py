"""Settings are checked at the start: what is wrong is told in plain words, and nothing starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.personal_data.retention import KINDS
from bot.settings import SettingsError, load
from tests.commands.calling import call

MISSPELT = "BASIRA_DATABSE is no setting. Did you mean BASIRA_DATABASE?"


def told(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    """What is said of an environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load()
    return error.value.sentences


@pytest.mark.parametrize("command", ["run", "db upgrade", "scenarios list"])
def test_a_misspelt_name_stops_every_command(
    command: str, somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the default would be used in silence, and a database begun where nobody looks."""
    monkeypatch.setenv("BASIRA_DATABSE", "sqlite:///own.db")
    asked = call(*command.split())

    assert (asked.exit_code, asked.stdout, asked.stderr) == (2, "", f"{MISSPELT}\n")
    assert list(somewhere.iterdir()) == []


def test_misspelt_setting_is_reported_with_other_problems(
    somewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (somewhere / ".env").write_text("OTHER=1\nexport basira_databse=x\n")

    first, second = told(monkeypatch, BASIRA_TIMEZONE="Mars")
    assert first.startswith("BASIRA_TIMEZONE: it is no time zone")
    assert second == MISSPELT


def test_names_of_the_probe_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load()
    monkeypatch.setenv("BASIRA_PROBE_TOKEN", "of something else")
    monkeypatch.setenv("BASIRA_PROBE_CHAT_BURST", "of something else")

    assert load() == settings


@pytest.mark.parametrize("burst", ["0", "-1", "many", "1.5", ""])
def test_a_wrong_burst_is_reported_in_plain_words(
    burst: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(monkeypatch, BASIRA_CHAT_BURST=burst) == [
        "BASIRA_CHAT_BURST: it must be a whole number, 1 or more."
    ]


def test_a_burst_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_CHAT_BURST", "5")

    assert load().chat_burst == 5


def test_telegram_itself_brings_updates_by_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sandbox and servers of one's own take http too."""
    (sentence,) = told(monkeypatch, BASIRA_WEBHOOK_URL="http://example.org/hook")
    monkeypatch.setenv("BASIRA_TELEGRAM_API", "http://127.0.0.1:8081")

    assert sentence.startswith("BASIRA_WEBHOOK_URL: it must begin with https://")
    assert load().webhook_url == "http://example.org/hook"


@pytest.mark.parametrize(
    "address", ["http://logs.example.org/notes", "https://user:password@logs.example.org", "x"]
)
def test_the_audits_end_is_posted_where_nobody_reads_along(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(monkeypatch, BASIRA_AUDIT_ANCHOR_URL=address) == [
        "BASIRA_AUDIT_ANCHOR_URL: it must begin with https://, and name no user."
    ]


@pytest.mark.parametrize("months", ["-1", "a year", "1.5", "", "1000"])
def test_wrong_months_are_reported_in_plain_words(
    months: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(monkeypatch, BASIRA_KEEP_LISTS=months) == [
        "BASIRA_KEEP_LISTS: it must be a whole number of months; 0 keeps for good."
    ]


def test_every_kind_has_its_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASIRA_KEEP_LISTS", "7")
    assert load().keeps.keys() == {*KINDS}
    assert load().keeps["lists"] == 7


def test_an_institutions_login_needs_a_client_and_a_console(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert told(monkeypatch, BASIRA_OIDC_ISSUER="https://login.example.org") == [
        "BASIRA_OIDC_ISSUER is set, so BASIRA_CONSOLE_URL must be too.",
        "BASIRA_OIDC_ISSUER is set, so BASIRA_OIDC_CLIENT_ID must be too.",
    ]
    monkeypatch.setenv("BASIRA_CONSOLE_URL", "https://console.example.org/")
    monkeypatch.setenv("BASIRA_OIDC_CLIENT_ID", "basira")
    settings = load()
    assert settings.console_url == "https://console.example.org"
    assert settings.oidc_client_secret.get_secret_value() == ""


def test_console_listens_on_an_address_and_a_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (sentence,) = told(monkeypatch, BASIRA_CONSOLE_LISTEN="8446")
    assert sentence.startswith("BASIRA_CONSOLE_LISTEN: it must be an address and a port")
