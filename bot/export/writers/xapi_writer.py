"""Work as statements of xAPI 1.0.3, a line each: given, begun, answered, finished.

A statement that was sent cannot be changed. So its id comes from what happened, and in it stands
only what stays as it was: no date that a trainer can move, and no number of a try. Sent twice, it
is the same statement, and the store that has it leaves it at that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

import orjson

from bot.export.schema.case_texts import CaseTexts, LanguageTexts
from bot.export.schema.columns import Row, Table
from scenarios.kinds import KINDS
from scenarios.languages import REQUIRED

Statement: TypeAlias = dict[str, Any]
Cells: TypeAlias = Mapping[str, Any]  # of a row, by the names of columns

_ADL = "http://adlnet.gov/expapi"
_VERBS = {  # in Arabic as nouns, since nobody knows whether it was a woman or a man
    "registered": (f"{_ADL}/verbs/registered", "إسناد"),
    "initialized": (f"{_ADL}/verbs/initialized", "بدء"),
    "answered": (f"{_ADL}/verbs/answered", "جواب"),
    "completed": (f"{_ADL}/verbs/completed", "إنجاز"),
    "passed": (f"{_ADL}/verbs/passed", "اجتياز"),
    "failed": (f"{_ADL}/verbs/failed", "عدم اجتياز"),
    "abandoned": ("https://w3id.org/xapi/adl/verbs/abandoned", "ترك المحاولة"),
}
_PARTED = frozenset({"choice", "sequencing"})  # whose answers xAPI writes as a list
_TIMED_OUT = "timed-out"
_DISTINCT = 20_000  # of rows that stand together, most of what is named is the same
_COMPETENCIES = ("recognise", "respond", "refer", "protect")


class XapiWriter:
    """A file of statements, of tables of attempts and of decisions."""

    def __init__(self, file: Path, home: str, texts: CaseTexts | None = None) -> None:
        self._file = file.open("wb", buffering=1 << 18)
        self._names: tuple[str, ...] = ()
        teller = StatementBuilder(home, texts)
        self._tellers = {"attempts": teller.of_attempt, "decisions": teller.of_decision}
        self._told = teller.of_attempt

    def begin(self, table: Table) -> None:
        """Know the names, and what a row tells of."""
        self._names = tuple(column.name for column in table.columns)
        self._told = self._tellers[table.name]

    def add(self, rows: Sequence[Row]) -> None:
        names, told, line = self._names, self._told, orjson.OPT_APPEND_NEWLINE
        self._file.writelines(
            orjson.dumps(record, option=line)
            for row in rows
            for record in told(dict(zip(names, row, strict=True)))
        )

    def end(self) -> None:
        """The file is complete after its last line."""
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class StatementBuilder:
    """Builds statements from rows, with identifiers below a base address.

    Args:
        home: The base URL. Ids are derived from it, so another one makes all statements new.
        texts: Names cases and decisions. A name is part of an activity's definition, which a store
            may replace, and not of the statement.
    """

    def __init__(self, home: str, texts: CaseTexts | None = None) -> None:
        self.home = home
        self._texts = texts or CaseTexts()
        self._space = uuid5(NAMESPACE_URL, home)
        self._registration = lru_cache(_DISTINCT)(self._registered)
        self._iri = lru_cache(_DISTINCT)(self._named)

    def of_attempt(self, row: Cells) -> Iterator[Statement]:
        """The statements of a row of `attempts`: given, begun, ended."""
        if row["number"] in (None, 1):
            yield self._given(row)
        if row["attempt"] is None:
            return
        yield self._tried(row, "initialized", row["started_at"])
        if row["state"] == "abandoned":
            yield self._tried(row, "abandoned", row["ended_at"])
        if row["state"] == "ended":
            yield from self._ended(row)

    def of_decision(self, row: Cells) -> Iterator[Statement]:
        """The statement of a row of `decisions`."""
        kind = KINDS.get(row["kind"])
        interaction = kind.interaction if kind else "other"
        scenario = self._iri("scenario", row["scenario"])
        said = self._statement(row, "answered", row["at"], row["attempt"], row["turn"])
        said["object"] = _activity(
            f"{scenario}/decision/{quote(row['decision'], safe='')}",
            f"{_ADL}/activities/cmi.interaction",
            self._names(row, lambda texts: texts.questions.get(row["decision"])),
            interactionType=interaction,
        )
        parts = (row["act"] or "").split("+")
        timed_out = parts[-1] == _TIMED_OUT
        answer = ("[,]" if interaction in _PARTED else "+").join(parts[:-1] if timed_out else parts)
        came = {
            "points": {name: row[name] for name in _COMPETENCIES if row[name] is not None},
            "critical": row["critical"],
            "timed-out": timed_out,
            **{name: row[name] for name in ("band", "error") if row[name] is not None},
        }
        said["result"] = {
            "success": row["error"] is None and not row["critical"],
            "score": {"raw": row["points"]},
            "extensions": self._extensions(came),
        }
        if answer or not timed_out:
            said["result"]["response"] = answer
        if (row["seconds"] or -1) > 0:  # clocks are set back now and then
            said["result"]["duration"] = f"PT{row['seconds']}S"
        said["context"] |= {
            "language": row["language"],
            "extensions": self._extensions({"attempt": row["attempt"], "step": row["turn"]}),
        }
        said["context"]["contextActivities"]["parent"] = [{"id": scenario}]
        return iter((said,))

    def _given(self, row: Cells) -> Statement:
        said = self._statement(row, "registered", row["given_at"], row["person"], row["work"])
        said["object"] = _activity(
            self._iri("work", row["work"]), f"{_ADL}/activities/course", self._titles(row)
        )
        activities = said["context"]["contextActivities"]
        activities["grouping"] = [{"id": self._iri("cohort", row["cohort"])}]
        activities["other"] = [{"id": self._iri("scenario", row["scenario"])}]
        told = {name: row[name] for name in ("mode", "programme", "part") if row[name] is not None}
        said["context"]["extensions"] = self._extensions(told)
        return said

    def _tried(self, row: Cells, verb: str, at: str) -> Statement:
        said = self._statement(row, verb, at, row["attempt"])
        said["object"] = _activity(
            self._iri("scenario", row["scenario"]),
            f"{_ADL}/activities/simulation",
            self._titles(row),
        )
        said["context"]["platform"] = "paper" if row["on_paper"] else "Telegram"
        said["context"]["extensions"] = self._extensions({"attempt": row["attempt"]})
        return said

    def _ended(self, row: Cells) -> Iterator[Statement]:
        """The statement of the end and, if disclosed, whether it was passed."""
        said = self._tried(row, "completed", row["ended_at"])
        said["context"] |= {"language": row["language"], "revision": row["edition"]}
        said["result"] = {"completion": True}
        if row["passed"] is None:
            yield said
            return
        told = ("outcome", *_COMPETENCIES, "missed", "over_called", "unsafe", "critical")
        came = {name.replace("_", "-"): row[name] for name in told if row[name] is not None}
        score = {"scaled": row["score"] / 100}
        said["result"] |= {"score": score, "extensions": self._extensions(came)}
        yield said
        judged = self._tried(row, "passed" if row["passed"] else "failed", row["ended_at"])
        judged["result"] = {"success": row["passed"], "score": score}
        yield judged

    def _statement(self, row: Cells, verb: str, at: str, *what: str) -> Statement:
        """The common parts of statements.

        Args:
            row: The row that it reports.
            verb: The xAPI verb.
            at: The timestamp.
            what: The object's identifying parts; the statement's id is derived from them and the
                verb.
        """
        iri, arabic = _VERBS[verb]
        return {
            "id": self._id(verb, *what),
            "timestamp": at,
            "actor": {
                "objectType": "Agent",
                "account": {"homePage": f"{self.home}/people", "name": row["person"]},
            },
            "verb": {"id": iri, "display": dict(zip(REQUIRED, (verb, arabic), strict=True))},
            "context": {
                "registration": self._registration(row["person"], row["work"]),
                "contextActivities": {
                    "grouping": [
                        {"id": self._iri("work", row["work"])},
                        {"id": self._iri("cohort", row["cohort"])},
                    ],
                    "category": [{"id": f"{self.home}/profile/v1"}],
                },
            },
        }

    def _titles(self, row: Cells) -> dict[str, str]:
        return self._names(row, lambda texts: texts.title)

    def _names(self, row: Cells, name_in: Callable[[LanguageTexts], str | None]) -> dict[str, str]:
        """The name of an object in a row's case, by language."""
        known = self._texts.known(row["scenario"], row["edition"])
        named = ((language, name_in(texts)) for language, texts in known.items())
        return {language: name for language, name in named if name}

    def _id(self, *what: str) -> str:
        return str(uuid5(self._space, "/".join(map(str, what))))

    def _registered(self, person: str, work: str) -> str:
        return self._id("registration", person, work)

    def _named(self, kind: str, id_: str) -> str:
        return f"{self.home}/{kind}/{quote(id_, safe='')}"

    def _extensions(self, told: Mapping[str, Any]) -> dict[str, Any]:
        return {f"{self.home}/ext/{name}": entry for name, entry in told.items()}


def _activity(id_: str, kind: str, names: Mapping[str, str], **definition: str) -> dict[str, Any]:
    named = {"name": names} if names else {}
    return {
        "objectType": "Activity",
        "id": id_,
        "definition": {"type": kind, **named, **definition},
    }
