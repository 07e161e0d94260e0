"""Which failures are told in a sentence, and which are ours."""

from __future__ import annotations

import errno
from importlib import import_module

import pytest
from telegram.error import BadRequest, InvalidToken, TimedOut

from bot.cli.error_messages import IN_OUR_WORDS, OWN_WORDS, sentences
from bot.settings import SettingsError
from storage.db.errors import DatabaseFull


@pytest.mark.parametrize("name", sorted({*OWN_WORDS, *IN_OUR_WORDS}))
def test_every_name_is_that_of_an_error(name: str) -> None:
    """They are kept as names, so that help need not wait for their libraries."""
    module, _, error = name.rpartition(".")

    assert issubclass(getattr(import_module(module), error), Exception)


def test_settings_and_storage_have_words_of_their_own() -> None:
    assert sentences(SettingsError(["One.", "Two."])) == ["One.", "Two."]
    assert sentences(DatabaseFull("a.db")) == [str(DatabaseFull("a.db"))]


def test_a_token_is_never_quoted() -> None:
    told = sentences(InvalidToken("The token `123456:SECRET` was rejected by the server."))

    assert told is not None
    assert "SECRET" not in told[0]


def test_the_nearest_name_is_taken() -> None:
    assert sentences(TimedOut()) == [IN_OUR_WORDS["telegram.error.NetworkError"]]


def test_faults_of_ours_keep_their_traceback() -> None:
    assert sentences(ZeroDivisionError()) is None
    assert sentences(OSError(errno.ENOENT, "no such file")) is None


def test_forbidden_actions_are_reported() -> None:
    assert sentences(PermissionError(errno.EACCES, "x")) == ["This port: permission denied."]
    assert sentences(PermissionError(errno.EACCES, "x", ".env")) == [".env: permission denied."]


def test_a_malformed_request_is_a_fault_of_ours() -> None:
    """In the library's tree it is a failure of the network, which it is not."""
    assert sentences(BadRequest("Can't parse entities")) is None
