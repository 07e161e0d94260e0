"""Exhibits: what is shown beside a scene, such as a chat, a roster, a floor plan or a voice.

Chats and documents are written as texts and drawn by the program, so that they are translated
sentence by sentence. Pictures and voices are files; their `transcript` says the same in words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from scenarios import limits, media
from scenarios.findings import did_you_mean
from scenarios.languages import LANGUAGES
from scenarios.model import Exhibit, ExhibitKind, Key, Message
from scenarios.saying import say
from scenarios.schema import Brick, Id, LanguageCode, Text
from scenarios.scope import Builder

EXHIBIT_KINDS: Final[tuple[ExhibitKind, ...]] = ("chat", "document", "picture", "voice")
CELL: Final = "|"  # between the cells of a row
_TIME: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


class MessageSpec(Brick):
    by: Id
    at: Annotated[str, StringConstraints(max_length=20)] | None = None
    text: Text


class ChatSpec(Brick):
    people: Annotated[dict[Id, Text], Field(min_length=1, max_length=limits.CHAT_PEOPLE)]
    owner: Id | None = None
    messages: Annotated[dict[Id, MessageSpec], Field(min_length=1, max_length=limits.CHAT_LINES)]


class DocumentSpec(Brick):
    """A sheet of paper: paragraphs, a table, or both."""

    heading: Text | None = None
    paragraphs: Annotated[dict[Id, Text], Field(max_length=limits.PARAGRAPHS)] = {}
    columns: Text | None = None
    rows: Annotated[dict[Id, Text], Field(max_length=limits.ROWS)] = {}
    foot: Text | None = None


def _for_all(value: Any) -> Any:
    return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value


_Name = Annotated[str, StringConstraints(min_length=1)]
_Names = Annotated[dict[LanguageCode, _Name], Field(min_length=1)]


class RecordingSpec(Brick):
    """A file, and the same in words."""

    file: Annotated[_Names, BeforeValidator(_for_all, json_schema_input_type=_Name | _Names)]
    transcript: Text


class ExhibitSpec(Brick):
    """Something that is shown."""

    caption: Text
    chat: ChatSpec | None = None
    document: DocumentSpec | None = None
    picture: RecordingSpec | None = None
    voice: RecordingSpec | None = None

    @property
    def kinds(self) -> tuple[ExhibitKind, ...]:
        """The kinds that are written here: exactly one is right."""
        return tuple(kind for kind in EXHIBIT_KINDS if getattr(self, kind) is not None)


def exhibit(name: str, spec: ExhibitSpec, builder: Builder) -> Exhibit | None:
    """An exhibit, with every name in it checked; None where it is of no kind."""
    key = f"exhibits.{name}"
    if len(spec.kinds) != 1:
        builder.add_finding(
            "exhibit-kind",
            key,
            say("An exhibit is one thing: `chat`, `document`, `picture` or `voice`."),
        )
    if spec.chat is not None:
        return _chat(name, spec.chat, builder)
    if spec.document is not None:
        return _document(name, spec.document, builder)
    for kind, recording in (("picture", spec.picture), ("voice", spec.voice)):
        if recording is not None:
            for language, file in recording.file.items():
                _check_name(f"{key}.{kind}.file.{language}", file, kind, builder)
            return Exhibit(name, "picture" if kind == "picture" else "voice", files=recording.file)
    return None


def _check_name(key: Key, file: str, kind: str, builder: Builder) -> None:
    if not media.is_name(file):
        builder.add_finding(
            "exhibit-file",
            key,
            say("`{file}` is no name of a media file.", file=file),
            say("Small letters, digits and hyphens, and at the end .svg, .png or .ogg."),
        )
    elif media.kind_of(file) != kind:
        builder.add_finding(
            "exhibit-file", key, say("`{file}` is no file for a `{kind}`.", file=file, kind=kind)
        )


def _chat(name: str, spec: ChatSpec, builder: Builder) -> Exhibit:
    key = f"exhibits.{name}.chat"
    speakers = {f"{key}.messages.{id_}.by": entry.by for id_, entry in spec.messages.items()}
    if spec.owner is not None:
        speakers[f"{key}.owner"] = spec.owner
    for at, person in speakers.items():
        if person not in spec.people:
            text = say("There is no `{name}` among the people of this chat.", name=person)
            builder.add_finding("exhibit-unknown", at, text, did_you_mean(person, spec.people))
    for id_, entry in spec.messages.items():
        if entry.at is not None and not _TIME.fullmatch(entry.at):
            text = say("`{value}` is no time such as 21:04.", value=entry.at)
            builder.add_finding("bad-value", f"{key}.messages.{id_}.at", text)
    messages = tuple(Message(id_, entry.by, entry.at or "") for id_, entry in spec.messages.items())
    return Exhibit(name, "chat", messages=messages, owner=spec.owner or "")


def _document(name: str, spec: DocumentSpec, builder: Builder) -> Exhibit:
    key = f"exhibits.{name}.document"
    if not spec.rows and not spec.paragraphs:
        builder.add_finding("missing-key", key, say("A document needs `paragraphs` or `rows`."))
    if spec.rows and spec.columns is None:
        builder.add_finding("missing-key", key, say("`{name}` is missing.", name="columns"))
    return Exhibit(name, "document", paragraphs=tuple(spec.paragraphs), rows=tuple(spec.rows))


# --- as it is shown


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as it is drawn."""

    name: str
    time: str
    text: str
    own: bool
    """Whether the owner of the phone wrote it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as it is drawn."""

    heading: str
    paragraphs: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: str


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """An exhibit in one language, with the names of an attempt."""

    id: str
    kind: ExhibitKind
    language: str
    caption: str
    transcript: str
    """The same in words: all that can be seen or heard."""
    chat: tuple[Bubble, ...] = ()
    paper: Paper | None = None
    file: str = ""
    """The path of a media file among the scenario's files."""


Tells: TypeAlias = Callable[[Key], str]
TellsCells: TypeAlias = Callable[[Key], tuple[str, ...]]


def shown(shows: Exhibit, language: str, tells: Tells, tells_cells: TellsCells) -> ShownExhibit:
    """An exhibit in a language.

    Args:
        language: One of the scenario's.
        tells: Gives a text by its key, ready to be read; empty where there is none.
        tells_cells: Gives the cells of a row likewise.
    """
    key = f"exhibits.{shows.id}"
    caption = tells(f"{key}.caption")
    if shows.kind == "chat":
        bubbles = tuple(_bubbles(shows, f"{key}.chat", tells))
        transcript = "\n".join(map(_spoken, bubbles))
        return ShownExhibit(shows.id, "chat", language, caption, transcript, chat=bubbles)
    if shows.kind == "document":
        paper = _paper(shows, f"{key}.document", tells, tells_cells)
        transcript = "\n".join(_written(paper))
        return ShownExhibit(shows.id, "document", language, caption, transcript, paper=paper)
    transcript = tells(f"{key}.{shows.kind}.transcript")
    file = media.FOLDER + (shows.files.get(language) or next(iter(shows.files.values())))
    return ShownExhibit(shows.id, shows.kind, language, caption, transcript, file=file)


def _bubbles(shows: Exhibit, key: Key, tells: Tells) -> Iterator[Bubble]:
    for message in shows.messages:
        yield Bubble(
            tells(f"{key}.people.{message.by}"),
            message.at,
            tells(f"{key}.messages.{message.id}.text"),
            message.by == shows.owner,
        )


def _spoken(bubble: Bubble) -> str:
    time = f" ({bubble.time})" if bubble.time else ""
    return f"{bubble.name}{time}: {bubble.text}"


def _paper(shows: Exhibit, key: Key, tells: Tells, tells_cells: TellsCells) -> Paper:
    return Paper(
        tells(f"{key}.heading"),
        tuple(tells(f"{key}.paragraphs.{name}") for name in shows.paragraphs),
        tells_cells(f"{key}.columns") if shows.rows else (),
        tuple(tells_cells(f"{key}.rows.{name}") for name in shows.rows),
        tells(f"{key}.foot"),
    )


def _written(paper: Paper) -> Iterator[str]:
    if paper.heading:
        yield paper.heading
    yield from paper.paragraphs
    for row in paper.rows:
        cells = zip(paper.columns, row, strict=False)
        yield " · ".join(f"{column}: {cell}" for column, cell in cells if cell)
    if paper.foot:
        yield paper.foot


def in_cells(text: str) -> tuple[str, ...]:
    """The cells of a row as its author wrote it; a cell may be empty."""
    return tuple(cell.strip() for cell in text.split(CELL))


def by_language(shows: Exhibit) -> Mapping[str, str]:
    """The paths of its media files, by language."""
    return {language: media.FOLDER + file for language, file in shows.files.items()}
