"""`basira scenarios panel`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.files import display_path, write_file
from bot.cli.output import language_option, print_table
from bot.cli.program import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.locale import Words
    from bot.scenario_files.panel_form import Place
    from scenarios.assessments.panel import KeyedDecision, Rating
    from scenarios.model import Scenario

    Table = Mapping[str, Mapping[str, Sequence[Rating]]]


@click.command("panel")
@click.argument("scenario")
@click.argument(
    "forms",
    nargs=-1,
    metavar="[FORM]…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--form",
    "empty",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the form for an expert, a new .xlsx or .csv file.",
)
@language_option
def scenarios_panel(
    scenario: str, *, forms: tuple[Path, ...], empty: Path | None, lang: str
) -> None:
    """Key a scenario with a panel of eight to twelve experts.

    With --form, writes the form on which each of them rates every choice. With the filled FORMs,
    one of each expert, proposes the credit of each choice, names decisions on which they do not
    agree, and proposes a cut-off. Nothing in the scenario is changed. Exit status 1 when a form has
    a problem. How to run a panel: docs/keying-with-a-panel.md.

    \b
    basira scenarios panel labour-form-a --form form.xlsx --lang ar
    basira scenarios panel labour-form-a expert-*.xlsx
    """
    from bot.cli.scenario_files import load_scenario
    from bot.locale import words
    from bot.scenario_files.panel_form import rated

    if (empty is None) == (not forms):
        raise click.UsageError("Either --form, or the filled forms.")
    case, speak = load_scenario(scenario, lang), words(lang)
    if not rated(case):
        raise CommandError(f"`{case.id}` has no scored decision with choices to rate.")
    if empty is not None:
        _write(empty, case, speak)
    else:
        _report(case, _ratings(case, forms, speak), speak)


def _write(file: Path, case: Scenario, speak: Words) -> None:
    from bot.scenario_files.panel_form import as_csv, as_xlsx, places

    made = {".xlsx": as_xlsx, ".csv": as_csv}.get(file.suffix.lower())
    if made is None:
        raise CommandError("The file's name must end in .xlsx or .csv.")
    if file.exists():
        raise CommandError(f"{display_path(file)} exists already; move it, or use another name.")
    write_file(file, made(case, speak))
    click.echo(f"{display_path(file)}: {len(places(case))} choices to rate.")


def _ratings(case: Scenario, files: Sequence[Path], speak: Words) -> list[Mapping[Place, Rating]]:
    """The ratings of each expert; prints what is wrong with the forms."""
    from bot.scenario_files import panel_form
    from bot.spreadsheets import UnreadableFile
    from bot.spreadsheets.workbook_reader import BYTES
    from scenarios.assessments.panel import FEWEST

    if len({file.resolve() for file in files}) < len(files):
        raise CommandError("A form is named twice.")
    if len(files) < FEWEST:
        raise CommandError(f"A panel has at least {FEWEST} experts; these are {len(files)} forms.")
    found, wrong = [], False
    for file in files:
        name = display_path(file)
        if file.stat().st_size > BYTES:
            raise CommandError(f"{name} is larger than {BYTES >> 20} MB.")
        try:
            ratings, problems = asyncio.run(panel_form.read(file.read_bytes(), case, speak))
        except UnreadableFile as error:
            raise CommandError(f"{name} is no form of this case: {error}") from None
        for problem in problems:
            click.echo(
                f"{name}:{problem.row}: {problem.what}"
                if problem.row
                else f"{name}: {problem.what}"
            )
        wrong = wrong or bool(problems)
        found.append(ratings)
    if wrong:
        raise click.exceptions.Exit(1)
    return found


def _report(case: Scenario, experts: Sequence[Mapping[Place, Rating]], speak: Words) -> None:
    from bot.scenario_files.panel_form import rated
    from bot.scenario_files.rule_table import points, total
    from scenarios.assessments.panel import key_decision, reliability
    from scenarios.engine import points_earned

    table: Table = {
        scene.id: {name: [each[scene.id, name] for each in experts] for name in decision.ids}
        for scene, decision in rated(case)
    }
    worth = {scene.id: total(decision.worth) for scene, decision in rated(case)}
    decided = []
    for scene, decision in rated(case):
        today = {
            answer.act: total(points_earned(decision, answer)) / worth[scene.id]
            for answer in decision.every_answer()
        }
        decided.append(key_decision(scene.id, table[scene.id], today))
    say = speak.say
    print_table(
        (say("Scene"), say("Choice"), say("Mean"), "rwg", say("Today"), say("Panel"), ""),
        [
            (
                decision.scene,
                choice.id,
                f"{choice.mean:.1f}",
                f"{choice.agreement:.2f}",
                points(choice.today),
                points(choice.proposed),
                say("differs") if choice.differs else "",
            )
            for decision in decided
            for choice in decision.choices
        ],
        named=2,
    )
    click.echo()
    _print_doubts(decided, speak)
    rows = [[one.effect for one in given] for each in table.values() for given in each.values()]
    if found := reliability(rows):
        click.echo(
            say(
                "{n} experts. Reliability of their means, ICC(2,k): {panel}; of one expert, "
                "ICC(2,1): {single}.",
                n=len(experts),
                panel=f"{found.panel:.2f}",
                single=f"{found.single:.2f}",
            )
        )
    _print_cut_off(case, decided, table, speak)


def _print_doubts(decided: Sequence[KeyedDecision], speak: Words) -> None:
    from scenarios.assessments.panel import Doubt

    say = speak.say
    names = {
        Doubt.NO_AGREEMENT: say("the experts disagree: remove or rewrite it"),
        Doubt.SEVERAL_BEST: say("more than one choice is best"),
        Doubt.NONE_GOOD: say("no choice is good"),
    }
    for decision in decided:
        doubts = [names[doubt] for doubt in decision.doubts]
        click.echo(
            say(
                "{scene}: agreement {rwg}. {doubts}",
                scene=decision.scene,
                rwg=f"{decision.agreement:.2f}",
                doubts="; ".join(doubts) + "." if doubts else say("It can be scored."),
            )
        )
    click.echo()


def _print_cut_off(
    case: Scenario, decided: Sequence[KeyedDecision], table: Table, speak: Words
) -> None:
    from bot.scenario_files.rule_table import points, total
    from scenarios.assessments.panel import cut_off
    from scenarios.score import PASS_MARK

    say, reference = speak.say, case.reference
    on_path = {scene for scene, _ in reference.path} if reference else set()
    kept = [each for each in decided if each.scene in on_path and not each.doubts]
    worth = {
        scene.id: total(scene.decision.worth) for scene in case.scenes.values() if scene.decision
    }
    found = cut_off(kept, table, worth)
    if found is None or reference is None:
        click.echo(say("No cut-off: no decision of the best path can be scored."))
        return
    click.echo(
        say(
            "Proposed cut-off (Angoff, extended): {percent} %, standard error {error}; today "
            "{today} %.",
            percent=f"{found.percent:.0f}",
            error=f"{found.error:.1f}",
            today=PASS_MARK,
        )
    )
    click.echo(
        say(
            "It rests on {n} of the {all} points of the best path: the decisions with choices that "
            "can be scored.",
            n=points(sum((worth[each.scene] for each in kept), start=reference.total * 0)),
            all=points(reference.total),
        )
    )
