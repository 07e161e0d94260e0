"""The methods that the sandbox has, one small function for each."""

from bot.sandbox.methods import about, files, intake, messages, taps
from bot.sandbox.methods.registry import METHODS

__all__ = ["METHODS", "about", "files", "intake", "messages", "taps"]
