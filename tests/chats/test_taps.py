"""What buttons carry: every call there and back, and nothing else comes in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.kit.routes import Route, RouteKind
from bot.chat.routes import ROUTES
from bot.fields import MAX_BYTES, VERSION


def test_every_call_goes_into_a_button_and_comes_back(subtests: pytest.Subtests) -> None:
    """At its longest too: 64 bytes are all that Telegram carries."""
    for route in ROUTES:
        if route.kind is RouteKind.TAP:
            with subtests.test(route.key):
                goes_and_comes_back(route)


def goes_and_comes_back(route: Route) -> None:
    @given(st.data())
    @settings(max_examples=10)
    def there_and_back(data: st.DataObject) -> None:
        fields = route.fields.values()
        texts = [data.draw(st.from_regex(field.pattern, fullmatch=True)) for field in fields]
        call = ROUTES.read(":".join((VERSION, route.key, *texts)))
        assert call is not None
        assert call.name == route.name
        assert ROUTES.read(call.data) == call
        assert len(call.data.encode()) <= MAX_BYTES

    there_and_back()


@given(st.text())
def test_callback_data_is_an_action_or_nothing(data: str) -> None:
    """What is read is written the same way again, so nothing has two forms."""
    call = ROUTES.read(data)
    assert call is None or call.data == data


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
def test_foreign_callback_data_is_nothing(data: str) -> None:
    """Other versions, codes, counts and shapes."""
    assert ROUTES.read(data) is None
