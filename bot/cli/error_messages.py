"""Messages of errors that the user can fix."""

from __future__ import annotations

import errno

# By name, since importing them all would make every failure of any command wait for Telegram's
# library and the database's. Their texts are sentences for a person, and hold no secret.
OWN_WORDS = frozenset(
    {
        "bot.export.errors.InvalidExport",
        "bot.settings.SettingsError",
        "bot.telegram.intake.IntakeStopped",
        "bot.telegram.request.ProxyTrouble",
        "bot.http_server.CannotListen",
        "storage.db.errors.StorageError",
    }
)
# The library's own texts may quote the token. The nearest name in an error's family is taken.
IN_OUR_WORDS: dict[str, str | None] = {
    "telegram.error.BadRequest": None,  # our fault, though the library counts it as the network's
    "telegram.error.InvalidToken": (
        "Telegram does not know this token. Check BASIRA_TELEGRAM_TOKEN, or get a new one from "
        "@BotFather."
    ),
    "telegram.error.Conflict": (
        "Another program fetches the updates of this bot with the same token. Stop it first."
    ),
    "telegram.error.NetworkError": (
        "Telegram cannot be reached. Check the network and BASIRA_TELEGRAM_API; `basira doctor` "
        "tells more."
    ),
}

TAKEN = (
    "This port is taken by another program. Stop that one, or choose another port: with `--port`, "
    "or for `basira run` with BASIRA_LISTEN, BASIRA_ROOM_LISTEN or BASIRA_METRICS_LISTEN."
)


def sentences(error: Exception) -> list[str] | None:
    """The message of an error, or None for a bug that needs its traceback."""
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    if not OWN_WORDS.isdisjoint(names):
        return str(error).splitlines()
    ours = next((IN_OUR_WORDS[name] for name in names if name in IN_OUR_WORDS), None)
    if ours is not None:
        return [ours]
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return [TAKEN]
    if isinstance(error, PermissionError):
        return [f"{error.filename or 'This port'}: permission denied."]
    return None
