"""Fuzzes one target with Atheris, guided by the branches that its own modules take.

    PYTHONPATH=.venv-atheris .venv/bin/python -m tests.fuzz.guided po --seconds 60

Only the modules named here are instrumented: with all that they import, Atheris does not get
beyond loading. Inputs that reach new branches lie in `var/fuzz`, and the shortest of them in
`tests/fuzz/packed`; what fails is kept in `tests/fuzz/corpus`. Both are tried by `make test`.
"""

from __future__ import annotations

import base64
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).parents[2]
FOUND: Final = ROOT / "var" / "fuzz"
MOST_PACKED: Final = 60  # inputs that are kept of a target, the shortest ones
MODULES: Final[dict[str, tuple[str, ...]]] = {
    "scenario": ("scenarios.yaml_source",),
    "translation": ("scenarios.yaml_source",),
    "po": ("bot.scenario_files.po_file",),
    "xlsx": ("bot.spreadsheets.archive_check", "bot.spreadsheets.workbook_reader"),
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
    "cookies": ("bot.web.kit.cookies",),
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
    limits = ("-max_len=4000", "-timeout=20", "-rss_limit_mb=1024", "-print_final_stats=1")
    command = (sys.executable, "-c", code, *limits, f"-max_total_time={seconds}")
    ended = subprocess.run(
        (*command, f"-artifact_prefix={failures}/", str(folder)), cwd=ROOT, check=False
    )
    if not any(failures.iterdir()):
        failures.rmdir()
    return ended.returncode == 0


def _pack(name: str, folder: Path) -> None:
    inputs = sorted(
        (file.read_bytes() for file in folder.iterdir()), key=lambda raw: (len(raw), raw)
    )
    lines = [base64.b64encode(raw).decode() + "\n" for raw in inputs[:MOST_PACKED] if raw]
    packed = ROOT / "tests" / "fuzz" / "packed" / f"{name}.txt"
    packed.parent.mkdir(exist_ok=True)
    packed.write_text("".join(lines))


def run(name: str) -> None:
    """Fuzz a target until the limits that the arguments of this process name."""
    import atheris

    with atheris.instrument_imports(include=list(MODULES[name])):
        from tests.fuzz import targets
    folder = FOUND / name
    for number, seed in enumerate((*targets.seeds(name), *targets.packed(name))):
        (folder / f"seed-{number}").write_bytes(seed)
    atheris.Setup(sys.argv, targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
