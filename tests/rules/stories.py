"""Small random stories, and a witness that knows what is true of them.

A story is made as data, written as YAML for the loader, and told by a recursion of its own that
shares nothing with the engine or the explorer: it simply walks every path there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from hypothesis import strategies as st

from tests.helpers.small_case import BASE

COMPETENCIES = ("recognise", "refer")
HEAD = BASE[: BASE.index("cast:\n")]
TRUST_MAX = 3


@dataclass(frozen=True)
class Test:
    """A condition on the trust, on what was picked or on what was seen, perhaps with `not`."""

    __test__ = False  # pytest: this is no test case
    least: int | None = None
    scene: str = ""
    choice: str = ""
    negated: bool = False

    def __str__(self) -> str:
        if self.least is not None:
            plain = f"trust >= {self.least}"
        elif self.choice:
            plain = f"picked({self.scene}, {self.choice})"
        else:
            plain = f"seen({self.scene})"
        return f"not {plain}" if self.negated else plain


@dataclass(frozen=True)
class Way:
    """One line of a `go`."""

    to: str
    when: Test | None = None


@dataclass(frozen=True)
class Pick:
    """A choice."""

    credit: Fraction
    add: int
    critical: bool
    when: Test | None
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Place:
    """A scene: a decision where it has picks, a passage where it has ways."""

    stop: bool
    worth: dict[str, int]
    picks: dict[str, Pick]
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Story:
    """A whole case; `places` lead forward only."""

    places: dict[str, Place]
    endings: dict[str, str]  # its outcome by name


@dataclass(frozen=True)
class Walked:
    """One whole path through a story."""

    ending: str
    decisions: int
    critical: bool
    points: dict[str, Fraction]

    @property
    def total(self) -> Fraction:
        return sum(self.points.values(), Fraction())


@dataclass
class Witness:
    """Walks every path, and remembers what it met."""

    story: Story
    met: set[str] = field(default_factory=set)
    offered: set[tuple[str, str]] = field(default_factory=set)
    empty: set[str] = field(default_factory=set)

    def paths(self) -> list[Walked]:
        return list(self._at(next(iter(self.story.places)), 1, frozenset(), (), {}))

    def _at(
        self,
        name: str,
        trust: int,
        marks: frozenset[tuple[str, ...]],
        before: tuple[bool, ...],
        points: dict[str, Fraction],
    ) -> Iterator[Walked]:
        self.met.add(name)
        if name in self.story.endings:
            yield Walked(name, len(before), any(before), points)
            return
        place = self.story.places[name]
        marks |= {("seen", name)}
        if not place.picks:
            yield from self._at(way(place.ways, trust, marks), trust, marks, before, points)
            return
        open_picks = {
            key: pick for key, pick in place.picks.items() if true(pick.when, trust, marks)
        }
        if not open_picks:
            self.empty.add(name)
        for text, pick in open_picks.items():
            self.offered.add((name, text))
            more = {
                key: points.get(key, Fraction()) + pick.credit * place.worth.get(key, 0)
                for key in COMPETENCIES
            }
            after = min(TRUST_MAX, max(0, trust + pick.add))
            history = marks | {("picked", name, text)}
            to = way(pick.ways, after, history)
            yield from self._at(to, after, history, (*before, pick.critical), more)

    def codes(self) -> set[str]:
        """What the explorer must find."""
        paths = self.paths()
        found = set()
        if self.met != {*self.story.places, *self.story.endings}:
            found.add("unreachable")
        if any(
            (name, pick) not in self.offered
            for name, place in self.story.places.items()
            for pick in place.picks
            if name in self.met
        ):
            found.add("never-offered")
        if self.empty:
            found |= {"nothing-offered", "trap"}
        return found or self._worthless() or self._unfair(paths)

    def _worthless(self) -> set[str]:
        """Where even the best safe path earns nothing, that is all there is to say."""
        best = self.best()
        return {"worth-nothing"} if best is not None and not best.total else set()

    def most(self) -> dict[str, Fraction]:
        """The most that any path earns, competency by competency."""
        paths = self.paths()
        return {
            key: max(path.points.get(key, Fraction()) for path in paths) for key in COMPETENCIES
        }

    def best(self) -> Walked | None:
        """The best safe path."""
        return max(
            (walked for walked in self.paths() if self._safe(walked)),
            key=lambda walked: (walked.total, -walked.decisions),
            default=None,
        )

    def _safe(self, walked: Walked) -> bool:
        return self.story.endings[walked.ending] == "safe" and not walked.critical

    def _unfair(self, paths: list[Walked]) -> set[str]:
        best = self.best()
        if best is None:
            return {"no-safe-ending"}
        found = set()
        if any(walked.total > best.total for walked in paths if not self._safe(walked)):
            found.add("unfair-path")
        return found


def true(test: Test | None, trust: int, marks: frozenset[tuple[str, ...]]) -> bool:
    """Whether a condition holds."""
    if test is None:
        return True
    if test.least is not None:
        plain = trust >= test.least
    elif test.choice:
        plain = ("picked", test.scene, test.choice) in marks
    else:
        plain = ("seen", test.scene) in marks
    return plain is not test.negated


def way(ways: tuple[Way, ...], trust: int, marks: frozenset[tuple[str, ...]]) -> str:
    """Where the first open line leads."""
    return next(entry.to for entry in ways if true(entry.when, trust, marks))


def written(story: Story) -> str:
    """The story as the file of a case."""
    lines = [HEAD, "variables:", f"  trust: {{start: 1, min: 0, max: {TRUST_MAX}}}"]
    lines += [f"start: {next(iter(story.places))}", "scenes:"]
    for name, place in story.places.items():
        lines += [f"  {name}:", f'    text: "At {name}."']
        lines += ['    stop: "A breath."'] if place.stop else []
        lines += _decision(place) if place.picks else [f"    go: {_ways(place.ways)}"]
    lines.append("endings:")
    lines += [
        f'  {name}: {{outcome: {outcome}, text: "The end."}}'
        for name, outcome in story.endings.items()
    ]
    return "\n".join(lines) + "\n"


def _decision(place: Place) -> Iterator[str] | list[str]:
    lines = ["    choose:", '      prompt: "And now?"']
    worth = {key: points for key, points in place.worth.items() if points}
    if worth:
        lines.append(
            f"      worth: {{{', '.join(f'{key}: {text}' for key, text in worth.items())}}}"
        )
    lines.append("      choices:")
    for name, pick in place.picks.items():
        lines += [f"        {name}:", f'          text: "Do {name}."', f'          short: "{name}"']
        lines += [
            f"          credit: {float(pick.credit)}",
            f"          add: {{trust: {pick.add}}}",
        ]
        lines += [f'          when: "{pick.when}"'] if pick.when else []
        lines += ["          error: unsafe", '          critical: "No."'] if pick.critical else []
        lines.append(f"          go: {_ways(pick.ways)}")
    return lines


def _ways(ways: tuple[Way, ...]) -> str:
    parts = (
        f'{{when: "{way.when}", go: {way.to}}}' if way.when else f"{{go: {way.to}}}" for way in ways
    )
    return f"[{', '.join(parts)}]"


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A story of up to five scenes that lead forward, and three endings."""
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    endings = {
        "good": "safe",
        "bad": draw(st.sampled_from(["harmful", "mixed", "safe"])),
    }
    choices = {name: draw(st.sampled_from([(), ("a", "b"), ("a", "b", "c")])) for name in names}
    places: dict[str, Place] = {}
    for index, name in enumerate(names):
        ahead = [*names[index + 1 :], *endings]
        tests = _tests(names, choices)
        ways = _leads(ahead, tests)
        picks = st.builds(
            Pick,
            st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)]),
            st.integers(-2, 2),
            st.sampled_from([False, False, False, True]),
            st.none() | st.none() | tests,
            ways,
        )
        places[name] = Place(
            draw(st.sampled_from([False, False, True])),
            draw(st.fixed_dictionaries({key: st.integers(0, 2) for key in COMPETENCIES})),
            {choice: draw(picks) for choice in choices[name]},
            draw(ways),
        )
    story = Story(places, endings)
    return draw(st.sampled_from([story, pruned(story), pruned(story)]))


def pruned(story: Story) -> Story:
    """The story without what no path meets, so that its faults are those of its scoring."""
    witness = Witness(story)
    witness.paths()

    def kept(test: Test | None) -> Test | None:
        if test is None or test.least is not None or test.scene in witness.met:
            return test
        return Test(least=TRUST_MAX + 1, negated=test.negated)

    def leads(ways: tuple[Way, ...]) -> tuple[Way, ...]:
        return tuple(Way(way.to, kept(way.when)) for way in ways if way.to in witness.met)

    places = {
        name: replace(
            place,
            picks={
                name: replace(pick, when=kept(pick.when), ways=ways)
                for name, pick in place.picks.items()
                if (ways := _closed(leads(pick.ways)))
            },
            ways=_closed(leads(place.ways)),
        )
        for name, place in story.places.items()
        if name in witness.met
    }
    whole = all(
        place.picks.keys() == story.places[name].picks.keys() for name, place in places.items()
    )
    endings = {name: key for name, key in story.endings.items() if name in witness.met}
    return Story(places, endings) if whole and endings else story


def _closed(ways: tuple[Way, ...]) -> tuple[Way, ...]:
    """Leads of which the last is open, since a line that was never taken has gone."""
    return (*ways[:-1], Way(ways[-1].to)) if ways else ()


def _tests(names: list[str], choices: dict[str, tuple[str, ...]]) -> st.SearchStrategy[Test]:
    options = [
        st.builds(Test, least=st.integers(0, TRUST_MAX + 1), negated=st.booleans()),
        st.builds(Test, scene=st.sampled_from(names), negated=st.booleans()),
    ]
    pairs = [(name, choice) for name in names for choice in choices[name]]
    if pairs:
        options.append(
            st.tuples(st.sampled_from(pairs), st.booleans()).map(
                lambda drawn: Test(scene=drawn[0][0], choice=drawn[0][1], negated=drawn[1])
            )
        )
    return st.one_of(options)


def _leads(ahead: list[str], tests: st.SearchStrategy[Test]) -> st.SearchStrategy[tuple[Way, ...]]:
    last = st.builds(Way, st.sampled_from(ahead))
    fork = st.tuples(st.builds(Way, st.sampled_from(ahead), tests), last)
    return st.one_of(st.tuples(last), fork)
