"""Storage: repositories on SQLite and PostgreSQL that return frozen records.

A *unit* of work is a plain function of a connection. ``Database.write`` and ``Database.read`` run
one in a transaction. All other modules contain functions for units, in a folder for each
topic.
"""

from storage.db.database import Database, Unit

__all__ = ["Database", "Unit"]
