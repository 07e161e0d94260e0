"""Logs: one JSON object a line, or readable lines on a terminal. Facts and random ids only.

No token, no text, no name and no Telegram id may get in; what other libraries log below a warning
is left out, since request lines hold the token.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"\b\d{3,15}:[A-Za-z0-9_-]{20,}")


def configure(*, terminal: bool | None = None, level: int = logging.INFO) -> None:
    """Set up logging for a process.

    Args:
        terminal: Whether to write readable lines rather than JSON; by default, if standard error is
            a terminal.
        level: The minimum level.
    """
    readable = sys.stderr.isatty() if terminal is None else terminal
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if readable else structlog.processors.JSONRenderer()
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.processors.format_exc_info,
            without_tokens,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_tokens,
                renderer,
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def without_tokens(
    _logger: object, _method: str, entry: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Takes what looks like a bot's token out of a log entry: errors may quote an address."""
    for key, value in entry.items():
        if isinstance(value, str):
            entry[key] = _TOKEN.sub("[token]", value)
    return entry
