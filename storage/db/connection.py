"""The type of a connection, for those who pass it on and run no statements themselves."""

from sqlalchemy import Connection

__all__ = ["Connection"]
