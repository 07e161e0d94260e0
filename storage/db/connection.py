"""The connection type, for modules that only pass it on."""

from sqlalchemy import Connection

__all__ = ["Connection"]
