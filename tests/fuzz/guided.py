"""Fuzzes one target with Atheris, guided by the branches that its own modules take.

    PYTHONPATH=.venv-atheris .venv/bin/python -m tests.fuzz.guided po --seconds 60

Only the modules named here are instrumented. Inputs that reach new branches lie in `var/fuzz`, and
some of them in `tests/fuzz/packed`; what fails is kept in `tests/fuzz/corpus`. Both are
tried by `make test`.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).parents[2]
FOUND: Final = ROOT / "var" / "fuzz"
MOST_PACKED: Final = 60  # inputs that are kept of a target, of all lengths
LARGEST_PACK: Final = 16_000  # bytes of them together
MODULES: Final[dict[str, tuple[str, ...]]] = {
    "scenario": (
        "scenarios.yaml_source",
        "scenarios.repair",
        "scenarios.validation_messages",
        "scenarios.build",
        "scenarios.checks",
        "scenarios.conditions",
        "scenarios.expressions",
        "scenarios.texts",
    ),
    "translation": (
        "scenarios.yaml_source",
        "scenarios.build",
        "scenarios.checks",
        "scenarios.texts",
    ),
    "po": ("bot.scenario_files.po_file",),
    "xlsx": ("bot.spreadsheets.archive_check", "bot.spreadsheets.workbook_reader"),
    "sheet": (
        "bot.spreadsheets.archive_check",
        "bot.spreadsheets.workbook_reader",
        "openpyxl.worksheet._reader",
        "openpyxl.worksheet._read_only",
    ),
    "csv": ("bot.spreadsheets.uploaded_table", "bot.app.cohorts.roster_sheet"),
    "callback_data": ("bot.chat.kit.routes",),
    "deep_link": (
        "storage.cohorts.short_codes",
        "bot.app.enrolment.invitation_opening",
        "bot.app.certificates.verification",
    ),
    "typed": (
        "bot.chat.trainer.assignments.typed_days",
        "bot.app.onboarding.pasted_names",
    ),
    "update": ("bot.telegram.reading",),
    "webhook": ("bot.telegram.webhook", "bot.telegram.reading"),
    "init_data": ("bot.init_data",),
    "form": ("bot.web.kit.body", "python_multipart.multipart"),
    "cookies": ("bot.web.kit.cookies", "starlette.requests", "http.cookies"),
    "cursor": ("bot.app.paging",),
    "backup_stream": ("bot.cli.backup_streams", "tarfile"),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(tuple(MODULES)))
@click.option("--seconds", default=60, show_default=True, help="For each target.")
def main(names: tuple[str, ...], seconds: int) -> None:
    """Fuzz targets, all by default, and pack what reaches new branches; exit 1 on a failure."""
    failed = False
    for name in names or MODULES:
        folder = FOUND / name
        folder.mkdir(parents=True, exist_ok=True)
        failed |= not _fuzzed(name, seconds, folder)
        _pack(name, folder)
    sys.exit(failed)


def _fuzzed(name: str, seconds: int, folder: Path) -> bool:
    """Fuzz in a process of its own, which libFuzzer ends; whether nothing failed."""
    failures = ROOT / "tests" / "fuzz" / "corpus" / name
    failures.mkdir(exist_ok=True)
    code = f"from tests.fuzz.guided import run; run({name!r})"
    limits = ("-max_len=8000", "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1")
    command = (sys.executable, "-c", code, *limits, f"-max_total_time={seconds}")
    ended = subprocess.run(
        (*command, f"-artifact_prefix={failures}/", str(folder)), cwd=ROOT, check=False
    )
    if not any(failures.iterdir()):
        failures.rmdir()
    return ended.returncode == 0


def _pack(name: str, folder: Path) -> None:
    found = {file.read_bytes() for file in folder.iterdir()} - {b""}
    inputs = sorted(found, key=lambda raw: (len(raw), raw))
    spread = inputs[:: -(-len(inputs) // MOST_PACKED) or 1]
    sizes = accumulate(map(len, spread))
    small = [raw for raw, size in zip(spread, sizes, strict=True) if size <= LARGEST_PACK]
    lines = [base64.b64encode(raw).decode() + "\n" for raw in small]
    packed = ROOT / "tests" / "fuzz" / "packed" / f"{name}.txt"
    packed.parent.mkdir(exist_ok=True)
    packed.write_text("".join(lines))


@dataclass(frozen=True)
class _AllBut:
    """All modules but some and what is in them.

    `atheris.instrument_imports` takes the whole package of a module that it is to include, so the
    counters would count what has nothing to do with parsing.
    """

    modules: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return not any(name == each or name.startswith(f"{each}.") for each in self.modules)


def run(name: str) -> None:
    """Fuzz a target until the limits that the arguments of this process name."""
    import atheris
    from atheris.import_hook import HookManager

    packages = {module.partition(".")[0] for module in MODULES[name]}
    with HookManager(packages, _AllBut(MODULES[name]), True, trace_dataflow=True):
        from tests.fuzz import targets

        for module in MODULES[name]:
            import_module(module)  # some of them are otherwise imported only when they are used
    folder = FOUND / name
    for number, seed in enumerate((*targets.seeds(name), *targets.packed(name))):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup(sys.argv, targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
