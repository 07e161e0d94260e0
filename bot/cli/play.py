"""`basira play`."""

from __future__ import annotations

import secrets
import shlex

import click

from bot.cli.place import in_place, place_option
from scenarios.languages import DEFAULT, LANGUAGES

_SEEDS = 1_000_000  # few enough to be typed again


@click.command()
@click.argument("scenario")
@click.option(
    "--lang",
    type=click.Choice(tuple(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="The language to play in.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    help="Draws names, order and chance; by default a new one each time.",
)
@click.option(
    "--choices",
    metavar="A,B,C",
    help="Take these answers by their ids, one for each decision, without asking.",
)
@click.option("--random", "by_chance", is_flag=True, help="Answer at random, by the seed.")
@place_option
def play(
    scenario: str,
    *,
    lang: str,
    seed: int | None,
    choices: str | None,
    by_chance: bool,
    facts: tuple[str, ...],
) -> None:
    """Play a scenario in the terminal.

    Texts and scoring are the same as on a phone; nothing is stored, and no database is needed. Type
    the letters shown; `?` (or `؟`) explains, `p` (or `ت`) stops. Arabic needs a terminal that
    writes from right to left. SCENARIO is an id of `basira scenarios list`, or a path to a
    scenario's folder.

    In `--choices`, answers of a `spot` are joined by `+` (`passports+tired`), as are steps of an
    `order` and questions of an `interview`; a `rate` takes its number; nothing between two commas
    is nothing noticed or asked; `timed-out` lets the time run out.

    \b
    basira play dream-job --lang ar --seed 42
    basira play dream-job --choices chat,ask
    """
    if choices is not None and by_chance:
        raise click.UsageError("--choices and --random exclude each other.")
    from rich.console import Console

    from bot.cli.program import CommandError
    from bot.cli.scenario_files import load_scenario
    from bot.terminal import players, show
    from bot.terminal.attempt import Attempt
    from bot.terminal.display import Display

    seed = secrets.randbelow(_SEEDS) if seed is None else seed
    attempt = Attempt(in_place(load_scenario(scenario, lang, drafts=True), facts), lang, seed)
    display = Display(Console(highlight=False, markup=False, emoji=False), lang)
    player: players.Player = players.KeyboardPlayer(display, lang)
    placed = tuple(word for fact in facts for word in ("--fact", fact))
    how: tuple[str, ...] = placed
    if by_chance:
        player, how = players.RandomPlayer(), (*placed, "--random")
    if choices is not None:
        player, how = players.ScriptedPlayer(choices.split(",")), (*placed, "--choices", choices)
    try:
        show.play(attempt, display, player, _command(scenario, lang, seed, *how))
        if isinstance(player, players.ScriptedPlayer):
            player.finish()
    except players.InvalidAnswers as error:
        raise CommandError(str(error)) from None


def _command(scenario: str, language: str, seed: int, *how: str) -> str:
    lang = () if language == DEFAULT else ("--lang", language)
    command = ("basira", "play", scenario, *lang, "--seed", str(seed), *how)
    if "--choices" not in how:
        return shlex.join(command)
    # Too long for one line; a shell command continues on the next line only after this sign.
    return f"{shlex.join(command[:-2])} \\\n{shlex.join(('='.join(command[-2:]),))}"
