"""Records in the audit log that the whole database was taken or brought back."""

from __future__ import annotations


def record_disclosure(database: str, about: tuple[str, str] | None = None) -> None:
    """Record it, unless the database must be upgraded first."""
    from bot import settings
    from bot.cli.database import write
    from storage.db import audit_context, schema

    if isinstance(schema.state(database), schema.Current):
        write(settings.load(), audit_context.record_unchanged, about)
