"""`basira db erasures`."""

from __future__ import annotations

import click


@click.command("erasures")
def db_erasures() -> None:
    """List who was erased and when, one JSON object a line, for `basira db restore --erased`.

    It contains random ids only. Keep the list apart from the database: after a loss it is the only
    record of whom to erase again.
    """
    import json

    from bot import settings
    from storage.backups import backups

    for erased in backups.erased_in(settings.load().database):
        click.echo(json.dumps({"person": erased.person, "at": erased.at.isoformat()}))
