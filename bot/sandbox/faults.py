"""Things that go wrong on demand, so that a bot can be tested against them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

from bot.sandbox import refusals

Kind: TypeAlias = Literal["delay", "drop", "repeat", "429", "500", "reset"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(slots=True)
class Fault:
    """A fault to inject.

    Attributes:
        method: The API method that triggers it, or `*`.
        kind: `delay` answers late; `drop` acts and never answers; `repeat` delivers the next update
            twice, whatever the method and chat; `429` and `500` refuse; `reset` breaks the
            connection before anything is done.
        seconds: The delay of the answer.
        retry_after: The delay stated by a 429, in seconds.
        times: The number of times it applies.
        chat_id: Restricts it to calls for that chat.
        after: The number of matching calls that pass first.
    """

    method: str
    kind: Kind
    seconds: float = 1.0
    retry_after: int = 1
    times: int = 1
    chat_id: int | None = None
    after: int = 0

    def refusal(self) -> refusals.Refusal | None:
        """The answer that takes the place of acting, if any."""
        if self.kind == "429":
            return refusals.too_many(self.retry_after)
        return refusals.broken() if self.kind == "500" else None

    def meets(self, method: str, chat_id: object) -> bool:
        """Whether a call matches this fault."""
        return self.method in {"*", method} and self.chat_id in {None, chat_id}


_TYPES: dict[str, Any] = {
    "method": str,
    "kind": str,
    "seconds": int | float,
    "retry_after": int,
    "times": int,
    "chat_id": int | None,
    "after": int,
}


class Faults:
    """The faults that are still to come, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, asked: Mapping[str, Any]) -> Fault:
        """Plan a fault.

        Raises:
            ValueError: It is not one that we have.
        """
        if unknown := sorted(asked.keys() - _TYPES.keys()):
            raise ValueError(f"A fault has no {', '.join(unknown)}.")
        if asked.get("kind") not in KINDS:
            raise ValueError(f"A fault's kind is one of {', '.join(KINDS)}.")
        for name, value in asked.items():
            if isinstance(value, bool) or not isinstance(value, _TYPES[name]):
                raise ValueError(f"A fault's {name} cannot be {value!r}.")  # noqa: TRY004  not ours
        fault = Fault(**{"method": "*"} | dict(asked))
        self._waiting.append(fault)
        return fault

    def shown(self) -> list[dict[str, Any]]:
        """All that are still to come."""
        return [asdict(fault) for fault in self._waiting]

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that this call meets."""
        return self._take(lambda fault: fault.kind != "repeat" and fault.meets(method, chat_id))

    def take_repeat(self) -> bool:
        """Whether the next update is delivered twice."""
        return self._take(lambda fault: fault.kind == "repeat") is not None

    def _take(self, meets: Callable[[Fault], bool]) -> Fault | None:
        for fault in self._waiting:
            if not meets(fault):
                continue
            if fault.after > 0:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
            return fault
        return None
