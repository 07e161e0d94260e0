"""A learner's inputs in an attempt, as a face reads them from a button or key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Choose:
    """Answer a decision."""

    attempt_id: str
    turn: int
    value: str
    """As the decision's kind writes it, such as the id of a choice."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Tick a part or clear its tick; add a step to an order, or remove the last one.

    Attributes:
        part: The part's id; several are joined, as in an act.
        on: Whether it is set; None to toggle it.
    """

    attempt_id: str
    turn: int
    part: str
    on: bool | None


@dataclass(frozen=True, slots=True)
class Finish:
    """Answer with the parts that are marked."""

    attempt_id: str
    turn: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """Let an answer count, in an assessment."""

    attempt_id: str
    turn: int
    digest: str
    """Of the answer that was shown (see `draft_digest`)."""


@dataclass(frozen=True, slots=True)
class Change:
    """Discard the draft and answer again, in an assessment."""

    attempt_id: str
    turn: int


@dataclass(frozen=True, slots=True)
class Continue:
    """Go on after a stop."""

    attempt_id: str
    turn: int


Input: TypeAlias = Choose | Mark | Finish | Confirm | Change | Continue
