"""The methods that the sandbox has, one small function for each."""

from bot.sandbox import (
    callback_methods,
    file_methods,
    message_methods,
    profile_methods,
    update_methods,
)
from bot.sandbox.method_registry import METHODS

__all__ = [
    "METHODS",
    "callback_methods",
    "file_methods",
    "message_methods",
    "profile_methods",
    "update_methods",
]
