"""Errors of exports.

ExportError
├── Cancelled        the export was stopped
├── PersonErased     somebody named in the file was erased while it was written
├── TooManyRows      more rows than are sent in a chat
├── TooFewPeople     so few people that whoever knows the place knows who is who
└── InvalidExport    a request that cannot be met; its message says why and what to do
"""

from __future__ import annotations


class ExportError(Exception):
    """An export did not complete; there is no file."""


class ExportCancelled(ExportError):
    """The export was stopped."""


class PersonErased(ExportError):
    """Somebody named in the file was erased while it was written."""


class TooManyRowsError(ExportError):
    """The data set has more rows than are sent in a chat."""


class TooFewPeopleError(ExportError):
    """So few people are in the data set that they could be recognised."""


class InvalidExport(ExportError):
    """The request cannot be met; the message says why and what to do."""
