"""Converts document parts to engine parts, and reports unknown names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from scenarios.conditions import Condition, ConditionError, Scope, Value, parse
from scenarios.findings import did_you_mean
from scenarios.model import Answer, Competency, Earned, Effect, Error, Lead, Variable
from scenarios.saying import Message, say
from scenarios.schema import Consequence, LeadSpec
from scenarios.yaml_source import Source

T = TypeVar("T")
Name = TypeVar("Name", bound=str)


_DIGITS = 6  # of a list index; Python rejects numbers of thousands of digits


def path_of(key: str) -> tuple[str | int, ...]:
    """The path of a dotted key, such as `scenes.gate.go.0`."""
    return tuple(
        int(part) if part.isdecimal() and len(part) <= _DIGITS else part
        for part in key.split(".")
        if part
    )


@dataclass(slots=True)
class Builder:
    """The shared context for building one scenario."""

    source: Source
    scope: Scope
    variables: Mapping[str, Variable]
    targets: Collection[str]  # scenes and endings

    def add_finding(
        self, code: str, key: str, message: Message, fix: Message | None = None
    ) -> None:
        self.source.add_finding(code, path_of(key), message, fix)

    def condition(self, key: str, text: str | None) -> Condition | None:
        """Parse the condition at a key."""
        if text is None:
            return None
        try:
            return parse(text, self.scope)
        except ConditionError as error:
            self.add_finding("condition", key, error.message, error.fix)
            return None

    def leads(self, key: str, specs: tuple[LeadSpec, ...]) -> tuple[Lead, ...]:
        """Build the leads of a `go`, checking their targets."""
        for index, spec in enumerate(specs):
            at = f"{key}.{index}"
            if spec.go not in self.targets:
                self.add_finding(
                    "lead-nowhere",
                    at,
                    say("There is no scene or ending `{name}`.", name=spec.go),
                    did_you_mean(spec.go, self.targets),
                )
            if spec.when is None and index < len(specs) - 1:
                self.add_finding(
                    "lead-hidden", at, say("The lines after this one can never be taken.")
                )
        if specs[-1].when is not None:
            self.add_finding(
                "lead-open",
                key,
                say("The last line of `go` must have no `when`, so that there is always a way on."),
            )
        return tuple(
            Lead(spec.go, self.condition(f"{key}.{index}.when", spec.when))
            for index, spec in enumerate(specs)
        )

    def worth(self, key: str, worth: Earned) -> Earned:
        """The worth of a decision, without zero entries."""
        if worth and not any(worth.values()):
            self.add_finding(
                "worth-nothing", key, say("This is worth nothing."), say("Leave `worth` out.")
            )
        return {competency: points for competency, points in worth.items() if points}

    def answer(
        self,
        key: str,
        act: str,
        spec: Consequence,
        credit: Mapping[Competency, Fraction],
        rest: tuple[Lead, ...],
    ) -> Answer:
        """Build the answer of an act. `rest` are the default leads."""
        if spec.critical is not None:
            self.check_sort(key, spec.error)
        leads = self.leads(f"{key}.go", spec.go) if spec.go else rest
        if not leads:
            self.add_finding("no-way-on", key, say("This leads nowhere."), say("Add `go`."))
        return Answer(
            act,
            credit,
            key,
            self._effects(key, spec),
            leads,
            spec.error,
            spec.critical is not None,
            picked=(act,),
        )

    def bands(
        self,
        key: str,
        specs: Mapping[Name, Consequence],
        names: Iterable[Name],
        rest: tuple[Lead, ...],
    ) -> dict[str, Answer]:
        """Build the answer of each band; a band that is not listed has default leads.

        The kind fills in their act and credit.
        """
        return {
            name: replace(
                self.answer(f"{key}.{name}", name, specs.get(name, Consequence()), {}, rest),
                band=name,
            )
            for name in names
        }

    def cases(
        self, key: str, specs: Sequence[tuple[str | None, T]]
    ) -> tuple[tuple[Condition | None, T], ...]:
        """Parse alternatives with conditions; the last has none."""
        if specs[-1][0] is not None:
            self.add_finding("case-open", key, say("The last line must have no `when`."))
        for index, (when, _) in enumerate(specs[:-1]):
            if when is None:
                text = say("The lines after this one can never apply.")
                self.add_finding("case-open", f"{key}.{index}", text)
        return tuple(
            (self.condition(f"{key}.{index}.when", when), value)
            for index, (when, value) in enumerate(specs)
        )

    def check_known(self, key: str, name: str, known: Collection[str]) -> None:
        """Report an unknown name."""
        if name not in known:
            text = say("There is no step `{name}`.", name=name)
            self.add_finding("unknown-step", key, text, did_you_mean(name, known))

    def check_sort(self, key: str, error: Error | None) -> None:
        """A critical error needs a kind of error."""
        if error is None:
            self.add_finding(
                "critical-without-error",
                f"{key}.critical",
                say("A critical error must say of which sort it is."),
                say("Add `error: missed`, `over-called` or `unsafe`."),
            )

    def _effects(self, key: str, spec: Consequence) -> tuple[Effect, ...]:
        added = [self._add(f"{key}.add.{name}", name, by) for name, by in spec.add.items()]
        put = [self._set(f"{key}.set.{name}", name, value) for name, value in spec.set.items()]
        return tuple(effect for effect in (*added, *put) if effect)

    def _add(self, key: str, name: str, by: int) -> Effect | None:
        variable = self._variable(key, name)
        if variable is None:
            return None
        if isinstance(variable.start, bool):
            self.add_finding(
                "add-to-truth", key, say("`{name}` is true or false.", name=name), say("Use `set`.")
            )
        return Effect(self.scope.variables[name][0], by=by)

    def _set(self, key: str, name: str, value: str) -> Effect | None:
        variable = self._variable(key, name)
        to = value_of(value)
        if variable is None:
            return None
        if to is None or not variable.accepts(to):
            self.add_finding(
                "set-type",
                key,
                say("`{value}` does not fit the variable `{name}`.", value=value, name=name),
            )
            return None
        return Effect(self.scope.variables[name][0], to=to)

    def _variable(self, key: str, name: str) -> Variable | None:
        if name not in self.variables:
            self.add_finding(
                "unknown-variable",
                key,
                say("There is no variable `{name}`.", name=name),
                did_you_mean(name, self.variables),
            )
            return None
        if self.variables[name].fact:
            self.add_finding(
                "fact-changed",
                key,
                say("`{name}` is a local fact and cannot be changed by the story.", name=name),
            )
            return None
        return self.variables[name]


def value_of(text: str) -> Value | None:
    """Parse an integer or boolean; None for anything else."""
    if text in ("true", "false"):
        return text == "true"
    return int(text) if re.fullmatch(r"-?\d{1,6}", text) else None
