"""Parses foreign files in child processes with limits of memory and time."""

from __future__ import annotations


class ParsingError(Exception):
    """A child process did not answer."""


class ParsingTooDemanding(ParsingError):
    """A file takes more memory or time to parse than is allowed."""
