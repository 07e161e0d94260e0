"""Storage: rows in, frozen records out.

A *unit* is a plain function of a connection. ``Database.write`` and ``Database.read`` run one and
decide what a transaction is; every other module here holds the functions that units are made of,
one module for each noun.
"""

from storage.db.database import Database, Unit

__all__ = ["Database", "Unit"]
