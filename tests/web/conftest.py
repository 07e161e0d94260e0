"""A Chromium, shared with the tests of the chat page."""

from tests.pages.conftest import browser

__all__ = ["browser"]
