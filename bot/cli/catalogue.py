"""`basira catalogue`: the signs, sources, terms and names on which cases rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

Row = Mapping[str, Any]


@click.command()
@click.argument("part", type=click.Choice(("signs", "sources", "competencies", "terms", "local")))
@click.option("--find", default="", metavar="TEXT", help="Only what has this in it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
def catalogue(part: str, *, find: str, as_json: bool) -> None:
    """Look up the signs, sources and terms on which cases rest.

    `signs` have a strength: strong is enough to pass a concern on, weak never is. `sources` say how
    far each was checked: A the passage was read, B an account of it, C its title or contents.
    `local` is what was seen of each country and nobody has confirmed.
    """
    rows = [row for row in _PARTS[part]() if find.casefold() in json_of(row).casefold()]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(row["head"])
        for text in row["texts"]:
            click.echo(f"  {text}")
    if not rows:
        click.echo("Nothing has that in it.", err=True)


def json_of(row: Row) -> str:
    """All that is said of an entry, to be searched."""
    return json.dumps(row, ensure_ascii=False)


def _signs() -> Iterator[Row]:
    from scenarios.catalogue.reference import reference

    for one in reference().indicators:
        when = f" {one.when.en}" if one.when else ""
        texts = [one.en, one.ar, f"sources: {', '.join(one.sources)}"]
        yield {"id": one.id, "head": f"{one.id} · {one.strength}{when}", "texts": texts}


def _sources() -> Iterator[Row]:
    from scenarios.catalogue import catalogue as known

    for name, work in known().works.items():
        by = ", ".join(part for part in (work.organisation, work.year) if part)
        yield {"id": name, "head": f"{name} · {work.checked}", "texts": [work.title, by]}


def _competencies() -> Iterator[Row]:
    from scenarios.catalogue.reference import reference

    for name, one in reference().competencies.items():
        texts = [f"{one.en} · {one.ar}", one.about.en, one.about.ar]
        yield {"id": name, "head": f"{name} · takes in {', '.join(one.axes)}", "texts": texts}


def _terms() -> Iterator[Row]:
    from scenarios.catalogue.reference import reference

    for one in reference().glossary:
        yield {"id": one.en, "head": f"{one.en} · {one.status}", "texts": [one.ar]}


def _local() -> Iterator[Row]:
    from scenarios.catalogue.reference import reference

    for country, facts in reference().countries.items():
        for one in facts:
            head = f"{country} · {one.fact or 'law or body'} · {one.source}, {one.date}"
            yield {"id": one.fact, "head": f"{head} · not confirmed", "texts": [one.en, one.ar]}


_PARTS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "signs": _signs,
    "sources": _sources,
    "competencies": _competencies,
    "terms": _terms,
    "local": _local,
}
