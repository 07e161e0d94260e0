"""The README of the folder of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.export.dataset_list import DATASETS
from bot.export.impact_report import report_page
from bot.export.impact_report.method_note import escaped
from bot.export.impact_report.report import ImpactReport
from bot.export.impact_report.report_period import span_of
from bot.locale import Words


def readme(
    speak: Words, report: ImpactReport, parts: Mapping[str, Sequence[str]], checksums: str
) -> str:
    """Write the text, in Markdown.

    Args:
        parts: The sub-folders with tables, and the data sets in each.
        checksums: The name of the file with the hashes.
    """
    return "\n".join(_lines(speak, report, parts, checksums))


def _lines(
    speak: Words, report: ImpactReport, parts: Mapping[str, Sequence[str]], checksums: str
) -> Iterator[str]:
    say = speak.say
    yield f"# {report_page.title(speak)}"
    yield ""
    yield f"{escaped(report_page.about(speak, report))} · {span_of(speak, report.period)}"
    yield ""
    yield "- `report.pdf`: " + say("a page in English and a page in Arabic; read this first")
    yield f"- `method.{speak.language}.md`: " + say(
        "how it was measured, and what it does not show"
    )
    for part, names in parts.items():
        yield f"- `{part}/`: {_part(speak, part)}"
        for name in names:
            table = DATASETS[name].table(speak.language)
            yield f"  - `{name}.csv`, `{name}.xlsx`: {table.title}. {table.about}"
    yield f"- `{checksums}`: " + say(
        "hashes of all files; {command} in this folder says whether one was changed",
        command=f"`sha256sum -c {checksums}`",
    )
    yield ""
    yield say("Each workbook has a sheet that explains every column.")
    yield say(
        "The tables also include people who joined, and tests that were assigned, "
        "before these months."
    )
    if "people" in parts:
        yield ""
        yield say(
            "The records of individuals in the folder {folder} have no names but are "
            "still personal data: anyone who knows that someone answered on a certain "
            "day can find their rows. Give them only to those who need them, and "
            "delete them when they no longer do. Everything else may be passed on.",
            folder="`people/`",
        )
    yield ""


def _part(speak: Words, part: str) -> str:
    say = speak.say
    return {
        "tables": say("group totals, which may be passed on"),
        "people": say("what individuals did, without names: not to be passed on"),
    }[part]
