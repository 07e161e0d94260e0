"""A YAML parser that keeps positions and strings.

PyYAML by itself accepts duplicate keys, parses `no` as false and `12:30` as 750, and expands
aliases without limit. So its events are processed here: every scalar stays a string,
unused features are rejected, and each value's line and column are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import yaml

from scenarios import limits
from scenarios.findings import Finding, Severity
from scenarios.remedies import REMEDIES
from scenarios.saying import Message, say

Data: TypeAlias = "str | list[Data] | dict[str, Data]"
Path: TypeAlias = "tuple[str | int, ...]"

# Direction controls. Isolates are inserted by the program, never typed.
QUOTES = say("A text with `:`, `?`, `,` or `#` in it must be in quotes.")
_TURNERS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control characters that YAML forbids literally, but accepts as `\e` or `\0` in quotes.
_CONTROLS = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class Source:
    """A parsed YAML file: its data, the position of every value, and its findings."""

    file: str
    data: Data = ""
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    spans: dict[Path, tuple[int, int]] = field(default_factory=dict)  # length of each value
    plain: set[Path] = field(default_factory=set)
    names: dict[Path, int] = field(default_factory=dict)  # of list items
    blank: set[Path] = field(default_factory=set)  # missing values that were reported
    findings: list[Finding] = field(default_factory=list)
    repairs: frozenset[Path] = frozenset()  # paths whose errors were reported completely
    missed: frozenset[str] = frozenset()  # display names

    @property
    def full(self) -> bool:
        """Whether there are too many findings to add more."""
        return len(self.findings) >= limits.FINDINGS

    @property
    def unread(self) -> bool:
        """Whether parsing failed; then its findings contain only the reason."""
        return not self.data and bool(self.findings)

    def name_item(self, path: Path, place: int) -> None:
        """Name the list item at this place in findings."""
        self.names[path] = place

    def with_indices(self, path: Path) -> Path:
        """A path with list indices instead of display names."""
        for length in range(1, len(path) + 1) if self.names else ():
            if path[:length] in self.names:
                path = (*path[: length - 1], self.names[path[:length]], *path[length:])
        return path

    def unquoted(self) -> Iterator[Path]:
        """The paths of all unquoted values, with display names."""
        names = {(*path[:-1], place): path[-1] for path, place in self.names.items()}
        for path in self.plain:
            steps = enumerate(path, 1)
            yield tuple(names.get(path[:to], step) for to, step in steps) if names else path

    def at(self, path: Path) -> tuple[int, int]:
        """The line and column of a path, or of its nearest existing ancestor."""
        path = self.with_indices(path)
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def repaired(self, paths: frozenset[Path]) -> None:
        """Mark paths as repaired, so that checking can continue."""
        self.repairs = paths
        self.missed = frozenset(str(path[-1]) for path in paths)

    def add_finding(
        self,
        code: str,
        path: Path,
        message: Message,
        fix: Message | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        if not self.full and not self._follows(code, path, message.render_in_full()):
            self.add_finding_at(self.at(path), code, message, fix, severity)

    def add_warning(
        self, code: str, path: Path, message: Message, fix: Message | None = None
    ) -> None:
        self.add_finding(code, path, message, fix, Severity.WARNING)

    def advise(self, code: str, path: Path, message: Message, fix: Message | None = None) -> None:
        """Note what could be better, without counting it as a fault."""
        self.add_finding(code, path, message, fix, Severity.ADVICE)

    def _follows(self, code: str, path: Path, message: str) -> bool:
        """Whether this is a consequence of a reported error.

        It concerns a repaired part, requires something that the repair removed, or is the rest of
        a text that a comma cut in two.
        """
        if any(path[:length] in self.repairs for length in range(1, len(path) + 1)):
            return True
        if any(name in self.missed for name in _QUOTED.findall(message)):
            return True
        if code in _ASKING and any(
            repair[:-1] and repair[-2] in _NAMING for repair in self.repairs
        ):
            return True
        return code in _CUT and any(path[: len(name) - 1] == name[:-1] for name in self.blank)

    def add_finding_at(
        self,
        place: tuple[int, int],
        code: str,
        message: Message,
        fix: Message | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a finding for a line and column."""
        if not self.full:
            remedy = fix or REMEDIES.get(code)
            self.findings.append(Finding(self.file, *place, code, message, remedy, severity))


# Findings that ask for an id, and the keys that define ids.
_ASKING = frozenset({"lead-nowhere", "condition"})
_CUT = frozenset({"unquoted", "condition"})
_QUOTED = re.compile("`([^`]*)`")
_NAMING = frozenset({"scenes", "endings", "variables", "choices"})


_ZIP = b"PK\x03\x04"  # begins a .docx, too


class _Mark(Protocol):
    """The parser's position, counted from 0."""

    line: int
    column: int


class _Unparseable(Exception):
    """Parsing cannot continue."""

    def __init__(self, mark: _Mark | None, message: Message, fix: Message | None = None) -> None:
        super().__init__(message)
        self.place = _place(mark)
        self.message = message
        self.fix = fix


def read(file: str, raw: bytes) -> Source:
    """Parse one YAML file.

    Args:
        file: Its name in findings.
        raw: Its untrusted content.

    Returns:
        The parsed file. If parsing fails, its data is empty and a finding says why.
    """
    source = Source(file)
    try:
        _Reader(source, _decoded(raw)).run()
    except _Unparseable as refused:
        source.data = ""
        source.add_finding_at(refused.place, "yaml", refused.message, refused.fix)
    return source


def fold(text: str) -> str:
    """Join single line breaks; a blank line starts a new paragraph."""
    if "\n" not in text:
        return " ".join(text.split())
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _place(mark: _Mark | None) -> tuple[int, int]:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refuse_extras(event: Any) -> None:
    """Reject aliases, anchors and tags."""
    if event.anchor:
        raise _Unparseable(
            event.start_mark,
            say("Anchors and aliases (`&`, `*`) are not supported; write the value out."),
        )
    if event.tag:
        raise _Unparseable(
            event.start_mark, say("Tags (`!`) are not supported; put a text with `!` in quotes.")
        )


def _mark_at(raw: bytes, offset: int) -> _Mark:
    before = raw[:offset].decode(errors="ignore").split("\n")
    return yaml.Mark("", offset, len(before) - 1, len(before[-1]), None, 0)


def _decoded(raw: bytes) -> str:
    if len(raw) > limits.FILE_BYTES:
        most = limits.FILE_BYTES // 1024
        raise _Unparseable(None, say("The file is larger than {most} kB; shorten it.", most=most))
    if raw.startswith(_ZIP):
        raise _Unparseable(
            None,
            say("This is a Word document or another archive, not a text file."),
            say("Copy the text into a file of a text editor, and save it as YAML."),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mark = _mark_at(raw, error.start)
        raise _Unparseable(
            mark, say("This is not UTF-8."), say("Save the file as UTF-8.")
        ) from error


def _in_plain_words(error: yaml.MarkedYAMLError, text: str) -> _Unparseable:
    """The parser's error in plain words, at the place where an author would look."""
    problem, began = error.problem or error.context or "", error.context_mark
    mark = error.problem_mark or began
    if "tab character" in problem or (mark and text[mark.index : mark.index + 1] == "\t"):
        return _Unparseable(mark, say("There is a tab here."), say("Use spaces instead."))
    if "cannot start any token" in problem:
        return _Unparseable(
            mark, say("A text must not begin with this sign."), say("Put the text in quotes.")
        )
    if "end of stream" in problem:
        return _Unparseable(
            began or mark,
            say("What starts here is never closed."),
            say("Look for a missing quote or bracket."),
        )
    if "could not find expected ':'" in problem:
        return _Unparseable(began or mark, say("This line has no `:`."), say("Write `key: value`."))
    if "mapping values are not allowed" in problem:
        return _Unparseable(
            mark, say("There is an extra `:` here, or the line is indented too far."), QUOTES
        )
    if "did not find expected" in problem:
        return _Unparseable(
            mark,
            say("This line does not fit the lines before it."),
            say(
                "Check for an unclosed quote or bracket above, and the indentation of the line. "
                "A text with `:`, `?`, `,` or `#` in it must be in quotes."
            ),
        )
    return _Unparseable(mark, say("This is not YAML: {problem}.", problem=problem), QUOTES)


class _Reader:
    """Builds plain data from the parser's events."""

    def __init__(self, source: Source, text: str) -> None:
        self.source = source
        self.text = text
        self.events = yaml.parse(text, Loader=yaml.CSafeLoader)

    def run(self) -> None:
        try:
            self._document()
        except yaml.MarkedYAMLError as error:
            raise _in_plain_words(error, self.text) from error
        except yaml.reader.ReaderError as error:
            place = _mark_at(self.text.encode(), error.position)
            raise _Unparseable(
                place, say("There is a control character here."), say("Delete it.")
            ) from error
        except yaml.YAMLError as error:
            problem = str(error).splitlines()[0]
            raise _Unparseable(None, say("This is not YAML: {problem}", problem=problem)) from error

    def _document(self) -> None:
        next(self.events)  # the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise _Unparseable(None, say("The file is empty; start from `basira scenarios new`."))
        event = next(self.events)
        self.source.places[()] = _place(event.start_mark)
        self.source.data = self._value((), event)
        next(self.events)  # the document's end
        if not isinstance(event := next(self.events), yaml.StreamEndEvent):
            raise _Unparseable(
                event.start_mark, say("A second document starts after `---`; remove that line.")
            )

    def _value(self, path: Path, event: yaml.Event) -> Data:
        _refuse_extras(event)
        if len(path) > limits.DEPTH:
            raise _Unparseable(
                event.start_mark,
                say("This is nested too deeply; check the brackets and the indentation."),
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return self._scalar(path, event)

    def _mapping(self, path: Path) -> dict[str, Data]:
        data: dict[str, Data] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            _refuse_extras(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise _Unparseable(
                    event.start_mark, say("A key must be a word, not a list or mapping.")
                )
            key = str(event.value)
            self._check_controls(event, key)
            inner = (*path, key)
            if key in data:
                self._add_finding(
                    event, "duplicate-key", say("The key `{key}` appears twice.", key=key)
                )
            else:
                # A value is located at its key, where authors look for it.
                self.source.places[inner] = _place(event.start_mark)
            value = self._value(inner, next(self.events))
            data.setdefault(key, value)
        return data

    def _sequence(self, path: Path) -> list[Data]:
        data: list[Data] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            inner = (*path, len(data))
            self.source.places.setdefault(inner, _place(event.start_mark))
            data.append(self._value(inner, event))
        return data

    def _scalar(self, path: Path, event: yaml.ScalarEvent) -> str:
        value = str(event.value)
        if event.start_mark and event.end_mark:
            self.source.spans[path] = (event.start_mark.index, event.end_mark.index)
        if not event.style:  # libyaml returns "" for an unquoted one, PyYAML's own parser None
            self.source.plain.add(path)
            if value in ("", "~", "null"):
                self.source.blank.add(path)
                self._add_finding(
                    event,
                    "empty-value",
                    say("There is no value here."),
                    self._value_wanted(event),
                )
        self._check_signs(event, value)
        return value

    def _value_wanted(self, event: yaml.ScalarEvent) -> Message:
        """At the end of a line, a value may be on the next line with too little indentation."""
        index = event.end_mark.index if event.end_mark else len(self.text)
        rest, _, _ = self.text[index:].partition("\n")
        if rest.strip():
            return say("Put the text in quotes.")
        return say("Put the text in quotes, or indent the lines that belong under it.")

    def _check_signs(self, event: yaml.Event, text: str) -> None:
        self._check_controls(event, text)
        if not text.isprintable() and _TURNERS.search(text):
            self._add_finding(
                event,
                "direction-mark",
                say("There is an invisible direction mark in this text."),
                say("Delete the text and type it again."),
            )

    def _check_controls(self, event: yaml.Event, text: str) -> None:
        # Printable text needs no further checks, which covers almost all.
        if not text.isprintable() and _CONTROLS.search(text):
            self._add_finding(
                event, "yaml", say("There is a control character here."), say("Delete it.")
            )

    def _add_finding(
        self, event: yaml.Event, code: str, message: Message, fix: Message | None = None
    ) -> None:
        self.source.add_finding_at(_place(event.start_mark), code, message, fix)
