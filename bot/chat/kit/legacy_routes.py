"""What a service serves at the desk: taps, commands, and typed answers to what it asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from bot.chat.kit.actions import Action
from bot.chat.kit.request import Redirect, Reply, Visitor
from storage.people.people import Person

# For those who have arrived; the last is the action, what follows the command, or what was typed.
Serve: TypeAlias = Callable[[Visitor, Person, Any], Awaitable[Reply | Redirect]]
Greet: TypeAlias = Callable[[Visitor, Any], Awaitable[Reply]]  # for anyone


@dataclass(frozen=True, slots=True)
class Counter:
    """What one service serves, and to whom. Whether someone may is the service's own to check."""

    taps: Mapping[type[Action], Serve] = field(default_factory=dict)
    commands: Mapping[str, Serve] = field(default_factory=dict)
    # By what a person is awaited to say: the first word of `people.awaits`, up to a colon.
    answers: Mapping[str, Serve] = field(default_factory=dict)
    # By the same word: what takes a file; the last is a `Handed`.
    files: Mapping[str, Serve] = field(default_factory=dict)
    # By the same word: what is shown where something came that can be no answer, such as a picture.
    again: Mapping[str, Serve] = field(default_factory=dict)
    open_taps: Mapping[type[Action], Greet] = field(default_factory=dict)
    open_commands: Mapping[str, Greet] = field(default_factory=dict)
