"""The methods that the sandbox has, one small function for each."""

from bot.sandbox import (
    about_methods,
    file_methods,
    intake_methods,
    message_methods,
    tap_methods,
)
from bot.sandbox.method_registry import METHODS

__all__ = [
    "METHODS",
    "about_methods",
    "file_methods",
    "intake_methods",
    "message_methods",
    "tap_methods",
]
