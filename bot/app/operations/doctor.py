"""Checks all prerequisites, and names the remedy for each that fails.

Nothing is made or changed by looking, and no secret is ever said.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from sqlalchemy import Connection

from bot.app.agencies import go_live_checklist
from bot.app.agencies.contact_records import ContactState
from bot.app.personal_data import retention as personal_data_retention
from bot.app.personal_data.retention import RetentionDoubt
from bot.app.ports import Clock
from bot.locale import catalogue
from bot.settings import TELEGRAM, Settings, SettingsError, load, require_token
from scenarios.case_library import LIBRARY, CaseLibrary, load_library
from scenarios.findings import errors
from scenarios.languages import DEFAULT, LANGUAGES, REQUIRED
from storage.db import engines, integrity, lock, schema
from storage.db.errors import (
    DatabaseDamaged,
    StorageError,
    translated,
)

PYTHON = (3, 11)
ROOM = 200  # megabytes: room for a year of a large agency, and for a backup beside it
SKEW = timedelta(seconds=30)  # more, and reminders and time limits are visibly wrong


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """The result of one check of the installation."""

    name: str
    ok: bool
    message: str  # what was found and, where that is not well, what to do


@dataclass(frozen=True, slots=True)
class TelegramAnswer:
    """An answer of the Bot API."""

    result: Mapping[str, Any]
    at: datetime | None  # when, by Telegram's clock


@dataclass(frozen=True, slots=True)
class DiskSpace:
    """The folder of a SQLite file and its free space."""

    there: Path  # the file, or where it is not there yet the folder nearest to it
    folder: Path
    writable: bool
    free: int  # megabytes


class TokenRefused(Exception):
    """Telegram rejects the token."""


class TelegramUnreachable(Exception):
    """Telegram, or its stand-in, gives no usable answer."""


class ProxyUnreachable(Exception):
    """The proxy is out of reach or refuses; the text says what to do."""


class TelegramProbe(Protocol):
    """Calls Bot API methods without parameters."""

    async def ask(self, method: str) -> TelegramAnswer:
        """Call a method without parameters.

        Raises:
            TokenRefused: The token is not known.
            ProxyUnreachable: The proxy is out of reach or refuses.
            TelegramUnreachable: There is no answer of use.
        """


InstitutionProbe = Callable[[Settings, Clock], Awaitable[str]]
"""Asks an institution's OpenID provider for its description; says what is wrong, if anything."""


async def examine(
    telegram: Callable[[Settings], TelegramProbe],
    clock: Clock,
    institution: InstitutionProbe | None = None,
) -> AsyncIterator[HealthCheck]:
    """Run the checks in order; skip those that depend on a failed one."""
    yield python(sys.version_info[:2])
    check, chosen = settings()
    yield check
    if chosen is not None:
        found = database(chosen.database)
        yield found
        if found.ok:
            for line in lines(chosen.database, clock.now()):
                yield line
            for result in retention(chosen.database, clock.now()):
                yield result
        for result in disk(chosen.database):
            yield result
    library_found = load_library((LIBRARY, *(chosen.folders if chosen else ())))
    yield library(library_found)
    yield languages(library_found)
    if chosen is not None and chosen.oidc_issuer and institution is not None:
        yield institution_login(chosen, await institution(chosen, clock))
    if chosen is not None and check.ok:
        async for result in online(chosen, telegram(chosen), clock):
            yield result


def institution_login(chosen: Settings, trouble: str) -> HealthCheck:
    """Whether people can sign in at the institution's provider."""
    if trouble:
        says = (
            f"{chosen.oidc_issuer} can't be used to sign in: {trouble}. Check BASIRA_OIDC_ISSUER "
            "and the network; people sign in by /console meanwhile."
        )
        return HealthCheck("Institution", False, says)
    says = (
        f"{chosen.oidc_issuer} answers. Its redirect URI for Basira must be "
        f"{chosen.console_url}/institution/callback."
    )
    return HealthCheck("Institution", True, says)


def python(version: tuple[int, ...]) -> HealthCheck:
    found = ".".join(map(str, version))
    if version < PYTHON:
        needed = ".".join(map(str, PYTHON))
        return HealthCheck(
            "Python", False, f"This is Python {found}; Basira needs {needed} or newer."
        )
    return HealthCheck("Python", True, f"Python {found}.")


def settings() -> tuple[HealthCheck, Settings | None]:
    """The settings, where they can be read: each is right, and none is misspelt."""
    try:
        chosen = load()
    except SettingsError as error:
        return HealthCheck("Settings", False, " ".join(error.sentences)), None
    try:
        require_token(chosen)
    except SettingsError as error:
        return HealthCheck("Settings", False, " ".join(error.sentences)), chosen
    return HealthCheck("Settings", True, "All settings are right."), chosen


def database(url: str) -> HealthCheck:
    """The database is reachable, belongs to this program, and no one else holds it."""
    try:
        return _database(url)
    except StorageError as error:
        return HealthCheck("Database", False, str(error))


def room(url: str) -> DiskSpace | None:
    """The place of a SQLite file; None for any other database."""
    try:
        address = engines.parse(url)
    except StorageError:  # told by the look at the database
        return None
    if not engines.is_sqlite(address):
        return None
    file = engines.file_of(address).absolute()
    there = next(path for path in (file, *file.parents) if path.exists())
    folder = there.parent if there == file else there
    writable = folder.is_dir() and all(os.access(path, os.W_OK) for path in (there, folder))
    return DiskSpace(there, folder, writable, shutil.disk_usage(folder).free // 1_000_000)


def disk(url: str) -> Iterator[HealthCheck]:
    """SQLite's folder can be written to and has room."""
    found = room(url)
    if found is None:
        return
    folder, free = found.folder, found.free
    if not found.writable:
        yield HealthCheck(
            "Disk",
            False,
            f"Basira may not write to {found.there}. Change its owner or its rights, or set "
            "BASIRA_DATABASE to another place.",
        )
    elif free < ROOM:
        yield HealthCheck(
            "Disk", False, f"Only {free} MB are free at {folder}; make room for {ROOM} MB."
        )
    else:
        yield HealthCheck("Disk", True, f"{folder} can be written to and has {free:,} MB free.")


def lines(url: str, now: datetime) -> Iterator[HealthCheck]:
    """Agencies that have people have a line for real cases that is confirmed; one look or none."""
    try:
        if isinstance(schema.state(url), schema.Current):
            yield _lines(url, now)
    except StorageError as error:
        yield HealthCheck("Lines", False, str(error))


def _lines(url: str, now: datetime) -> HealthCheck:
    with _looking_at(url) as conn:
        found = go_live_checklist.agencies_without_lasting_line(conn, now)
    if not found:
        says = "Every agency with people has a confirmed line for real cases."
        return HealthCheck("Lines", True, says)
    labels = {
        "Not confirmed for real cases": (ContactState.MISSING, ContactState.UNCONFIRMED),
        "Expired or taken away": (ContactState.EXPIRED,),
        "To expire within 30 days": (ContactState.EXPIRING,),
    }
    parts = [
        f"{what}: {', '.join(ids)}."
        for what, states in labels.items()
        if (ids := [standing.agency.id for standing in found if standing.line.state in states])
    ]
    return HealthCheck(
        "Lines",
        all(standing.line.state is ContactState.EXPIRING for standing in found),
        f"{' '.join(parts)} `basira agencies list` says what to do.",
    )


def retention(url: str, now: datetime) -> Iterator[HealthCheck]:
    """Expired data is deleted in time."""
    try:
        if isinstance(schema.state(url), schema.Current):
            with _looking_at(url) as conn:
                doubt = personal_data_retention.refusal(conn, now)
            if doubt is not None:
                yield HealthCheck("Retention", False, _refused(doubt))
    except StorageError as error:
        yield HealthCheck("Retention", False, str(error))


def _refused(doubt: RetentionDoubt) -> str:
    if doubt.about == personal_data_retention.CLOCK:
        return (
            "Old data was not removed: the clock may be wrong, or the bot was off for long. If the "
            "clock is right, removal goes on by itself within a week, or at once with `basira "
            "retention run`; `basira retention show` shows what would go."
        )
    return (
        f"Old data was not removed: of {doubt.about}, {doubt.detail} would have gone in one night. "
        "Read `basira retention show`; `basira retention run` removes it."
    )


@contextmanager
def _looking_at(url: str) -> Iterator[Connection]:
    """A connection for one look at a database."""
    address = engines.parse(url)
    engine = engines.survey_engine(address)
    with translated(engines.display_name(address)), engine.connect() as conn:
        yield conn


def broken(shelf: CaseLibrary) -> list[str]:
    """The files of scenarios that do not load."""
    return sorted({error.file for error in errors(shelf.findings)})


def library(shelf: CaseLibrary) -> HealthCheck:
    """Every scenario loads."""
    loaded, lost = len(shelf.scenarios), broken(shelf)
    if lost:
        files_ = ", ".join(lost)
        return HealthCheck(
            "Library", False, f"Not all loads; `basira scenarios lint` says why: {files_}."
        )
    if not loaded:
        return HealthCheck("Library", False, "There is no scenario at all; install Basira anew.")
    return HealthCheck("Library", True, f"Scenarios that load: {loaded}.")


def languages(shelf: CaseLibrary) -> HealthCheck:
    """Every text is there in every required language."""
    lacking = [
        f"{LANGUAGES[language].name}: {', '.join(without)}."
        for language in REQUIRED
        if (without := [*_untranslated(language), *_unscripted(shelf, language)])
    ]
    if lacking:
        return HealthCheck("Languages", False, f"Texts are missing in {' '.join(lacking)}")
    return HealthCheck(
        "Languages",
        True,
        f"Complete: {', '.join(LANGUAGES[language].name for language in REQUIRED)}.",
    )


async def online(
    chosen: Settings, telegram: TelegramProbe, clock: Clock
) -> AsyncIterator[HealthCheck]:
    """Telegram knows the token, brings updates where we take them, and tells our time."""
    failed: HealthCheck | None = None
    try:
        me = await telegram.ask("getMe")
        now = clock.now()
        hook = await telegram.ask("getWebhookInfo")
    except ProxyUnreachable as error:
        yield HealthCheck("Proxy", False, f"Telegram is not reached: {error}.")
        return
    except TokenRefused:
        failed = HealthCheck(
            "Telegram",
            False,
            "Telegram does not know this token. Check BASIRA_TELEGRAM_TOKEN, or get a new one "
            "from @BotFather.",
        )
    except TelegramUnreachable:
        failed = HealthCheck("Telegram", False, _out_of_reach(chosen))
    if proxy := chosen.proxy_to(chosen.telegram_api):
        host = urlsplit(chosen.telegram_api).hostname
        says = f"{host} is reached through {proxy}, as {proxy.source} says."
        yield HealthCheck("Proxy", True, says)
    if failed is not None:
        yield failed
        return
    yield HealthCheck("Telegram", True, f"The token is that of @{me.result.get('username')}.")
    yield webhook(chosen, hook.result)
    yield skew(now, me.at)


def webhook(chosen: Settings, info: Mapping[str, Any]) -> HealthCheck:
    """Check that updates arrive by the configured way of intake.

    Problems that `basira run` repairs at start-up are no failures, unless they may belong to
    another program.
    """
    set_, ours = str(info.get("url") or ""), chosen.webhook_url
    if set_ and set_ != ours:
        return HealthCheck(
            "Webhook",
            False,
            f"Telegram brings the updates of this bot to {urlsplit(set_).hostname}, and not here. "
            "If another program runs there with this token, stop it first; `basira run` then sets "
            "this right.",
        )
    if set_ and (trouble := info.get("last_error_message")):
        return HealthCheck(
            "Webhook",
            False,
            f"Telegram could not bring the last update to {urlsplit(set_).hostname}: {trouble}. "
            "Check the proxy in front of BASIRA_LISTEN.",
        )
    if ours and not set_:
        return HealthCheck("Webhook", True, "None is set yet; `basira run` sets it.")
    host = urlsplit(ours).hostname
    says = f"Updates are brought to {host}." if ours else "Updates are fetched; no webhook is set."
    return HealthCheck("Webhook", True, says)


def skew(now: datetime, theirs: datetime | None) -> HealthCheck:
    """The clock of this machine is right, by Telegram's."""
    if theirs is None:
        return HealthCheck("Clock", True, "Not compared: the answer did not say the time.")
    by = now - theirs
    seconds = abs(round(by.total_seconds()))
    if abs(by) > SKEW:
        way = "ahead of" if by > timedelta() else "behind"
        return HealthCheck(
            "Clock",
            False,
            f"This machine's clock is {seconds} seconds {way} Telegram's. Turn on time "
            "synchronisation (NTP).",
        )
    return HealthCheck("Clock", True, f"Within {max(seconds, 1)} s of Telegram's.")


def _database(url: str) -> HealthCheck:
    if schema.state(url) == schema.Empty():
        return HealthCheck("Database", True, "Empty, or not there yet; `basira run` makes it.")
    revision = schema.require_current(url)
    used = " A Basira is running on it now." if lock.is_held(url) else ""
    place = engines.display_name(engines.parse(url))
    with _looking_at(url) as conn:
        damage = integrity.quick_faults(conn)
    if damage:
        raise DatabaseDamaged(place, damage[0])
    return HealthCheck("Database", True, f"{place} is up to date (schema {revision}).{used}")


def _untranslated(language: str) -> Iterator[str]:
    if language == DEFAULT:
        return
    if not all(all(_forms(message.string)) for message in catalogue(language) if message.id):
        yield "the program"


def _forms(string: str | Iterable[str]) -> Iterable[str]:
    return [string] if isinstance(string, str) else string


def _unscripted(shelf: CaseLibrary, language: str) -> Iterator[str]:
    yield from (scenario.id for scenario in shelf if language not in scenario.scripts)


def _out_of_reach(chosen: Settings) -> str:
    host = urlsplit(chosen.telegram_api).hostname
    return f"{host} gives no answer of use. " + (
        "Check the network, and whether a firewall stands in the way. Where only a proxy leads "
        "out, set BASIRA_PROXY."
        if chosen.telegram_api == TELEGRAM
        else "Check BASIRA_TELEGRAM_API, and that the server runs there."
    )
