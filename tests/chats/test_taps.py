"""What buttons carry: every action there and back, and nothing else comes in."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.kit.routes import Call
from bot.telegram.callback_data import FORMS, codec
from bot.telegram.callback_data.codec import MOST_BYTES
from tests.helpers.front_desk import front_desk


def test_every_action_goes_into_a_button_and_comes_back(subtests: pytest.Subtests) -> None:
    """At its longest too: 64 bytes are all that Telegram carries."""
    for code in FORMS:
        with subtests.test(code):
            goes_and_comes_back(code)


def goes_and_comes_back(code: str) -> None:
    kind, parts = FORMS[code]
    assert len(parts) == len(fields(kind))

    @given(st.data())
    @settings(max_examples=10)
    def there_and_back(data: st.DataObject) -> None:
        texts = [data.draw(st.from_regex(part.pattern, fullmatch=True)) for part in parts]
        action = codec.read(":".join((codec.VERSION, code, *texts)))
        assert isinstance(action, kind)
        written = codec.write(action)
        assert codec.read(written) == action
        assert len(written.encode()) <= MOST_BYTES

    there_and_back()


@given(st.text())
def test_whatever_a_client_sends_is_an_action_or_nothing(data: str) -> None:
    """What is read is written the same way again, so nothing has two forms."""
    action = codec.read(data)
    assert action is None or codec.write(action) == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "1",
        "1:",
        "0:l",
        "2:l",
        "1:l:",
        "1:L",
        "1:c:",
        "1:c:Ünder",
        "1:t:short:1:a",
        "1:m:" + "A" * 12 + ":1:a:2",
    ],
)
def test_what_is_not_of_our_making_is_nothing(data: str) -> None:
    """Other versions, codes, counts and shapes."""
    assert codec.read(data) is None


async def test_every_action_is_served_and_no_other(tmp_path: Path) -> None:
    """A button that nobody serves, or a service without a button, would be a promise not kept."""
    async with front_desk(f"sqlite:///{tmp_path}/basira.db") as desk:
        assert desk.parts.desk.actions == {Call, *(kind for kind, _ in FORMS.values())}
