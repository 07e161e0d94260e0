"""Verification of the audit log, and messages about its faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.db.audit_log import ChainEnd, ChainFault

_SENTENCES = {
    "changed": "it was changed after it was written.",
    "missing": "it is missing.",
    "inserted": "it was not written by this program.",
    "unlinked": "it does not follow the row before; one of the two was replaced.",
    "end": "it is not the row with which the log ended.",
    "lost": "the end of the log was lost when this was the last row; more may have followed.",
    "noted": "it is not the row that was noted as the end.",
    "begin": "the rows up to it are missing, and no `basira audit archive` is recorded for them.",
}


def fault_sentence(wrong: dict[str, Any]) -> str:
    if wrong["until"] is not None:
        return f"audit, rows {wrong['row']} to {wrong['until']}: they are missing."
    return f"audit, row {wrong['row']}: {_SENTENCES[wrong['what']]}"


def ends_in(line: str) -> list[ChainEnd]:
    """The ends of an audit log noted in a line."""
    from bot.app.access import audit_review

    return audit_review.ends_in(line)


def read_end(noted: str | None) -> ChainEnd | None:
    """Parse an end that an operator noted.

    Raises:
        CommandError: It is not one.
    """
    from bot.app.access import audit_review
    from bot.cli.program import CommandError

    if noted is None:
        return None
    try:
        return audit_review.parse_end(noted)
    except audit_review.NoEnd:
        raise CommandError(
            "This is not an end of an audit log, as `basira db check` prints it."
        ) from None


def verify_log(conn: Connection, noted: ChainEnd | None) -> dict[str, Any]:
    """Verify the audit log, as JSON has it.

    Raises:
        CommandError: The end that was noted is in an archive.
    """
    from bot.app.access import audit_review
    from bot.cli.program import CommandError

    try:
        proof = audit_review.prove(conn, noted)
    except audit_review.EndArchived:
        raise CommandError(
            "That end is in an archive: prove it with `basira audit check --end`, given the "
            "archive's files in order."
        ) from None
    return {
        "rows": proof.rows,
        "archived": str(proof.archived) if proof.archived else None,
        "end": str(proof.end) if proof.end else "lost",
        "wrong": [fault_as_json(fault) for fault in proof.faults],
    }


def fault_as_json(fault: ChainFault) -> dict[str, Any]:
    return {"row": fault.number, "until": fault.until, "what": fault.wrong}
