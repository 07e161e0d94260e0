"""The page for operators and its files say what the program does, and the files do what it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from configparser import ConfigParser
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.operations.vitals import BACKUP, SUCCEEDED
from bot.cli.ops_unit import BACKUP as BACKUP_SCRIPT
from bot.cli.ops_unit import units
from bot.metrics import written
from bot.settings import Settings
from storage.db import audit_log, engines, schema
from tests.bench.soak import proxy
from tests.chats.test_metrics import FULL, read
from tests.commands.calling import call
from tests.commands.test_help import COMMANDS
from tests.helpers.programs import path_of

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "operating"
PAGE = (ROOT / "docs" / "operating.md").read_text("utf-8")
PRINTED = units("basira", "/opt/basira/bin/basira")
EVERYTHING = {path.name: path.read_text("utf-8") for path in FILES.iterdir() if path.is_file()} | {
    **PRINTED,
    BACKUP_SCRIPT.name: BACKUP_SCRIPT.read_text("utf-8"),
    "page": PAGE,
    "upgrading": (ROOT / "docs" / "upgrading.md").read_text("utf-8"),
}

CALLED = re.compile(
    r"(?:^|`|bin/|exec basira |db )basira ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", re.MULTILINE
)
KNOWN_TO_SYSTEMD = frozenset(
    re.findall(
        r"\w+",
        """
    After CapabilityBoundingSet Description Environment EnvironmentFile ExecStart Group
    LockPersonality NoNewPrivileges OnCalendar Persistent PrivateDevices PrivateTmp ProtectClock
    ProtectProc RemoveIPC
    ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs ProtectKernelModules
    ProtectKernelTunables ProtectSystem RandomizedDelaySec Restart RestartSec
    RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID
    StartLimitIntervalSec StateDirectory StateDirectoryMode SystemCallArchitectures SystemCallFilter
    TimeoutStopSec Type UMask User WantedBy Wants WorkingDirectory
    """,
    )
)
"""Those of its keys that are used; a new one is looked up in its manual first."""


class Unit(ConfigParser):
    """A unit of systemd; a key that comes twice in a section is refused."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> Unit:
    found = Unit(interpolation=None)
    found.read_string(EVERYTHING[name])
    return found


def test_every_file_is_explained() -> None:
    linked = set(re.findall(r"\]\((?:operating|\.\./bot/units)/([\w.-]+)\)", PAGE))
    assert linked >= {path.name for path in FILES.iterdir()} - {"pin.sh"}
    assert linked >= PRINTED.keys() - {"basira-backup.service"} | {BACKUP_SCRIPT.name}


def test_soaks_stand_behind_the_proxy_that_the_page_tells_of() -> None:
    (handed_on,) = re.findall(r"^proxy_next_upstream [^;]+;", PAGE, re.MULTILINE)
    assert handed_on in proxy.CONFIG


@pytest.mark.parametrize("name", EVERYTHING)
def test_settings_commands_and_metrics_exist(name: str) -> None:
    text = EVERYTHING[name]
    known = {f"BASIRA_{field.upper()}" for field in Settings.model_fields}
    assert set(re.findall(r"BASIRA_[A-Z_]+", text)) <= known
    plain = text.replace('"$BASIRA"', "basira")
    for first, second in CALLED.findall(plain):
        assert {f"basira {first}", f"basira {first} {second}"} & set(COMMANDS), (first, second)
    assert set(re.findall(r"basira_[a-z_]+", re.sub(r"#basira_\w+", "", text))) <= {
        *read(written(FULL))
    }


def test_the_units_are_whole() -> None:
    run, backup, timer = (
        unit(name) for name in ("basira.service", "basira-backup.service", "basira-backup.timer")
    )
    assert run["Service"]["ExecStart"] == "/opt/basira/bin/basira run"
    assert backup["Service"]["ExecStart"] == f"/bin/bash {BACKUP_SCRIPT}"
    assert timer["Timer"]["Persistent"] == "true"
    homes = {entry["Service"]["StateDirectory"].split()[0] for entry in (run, backup)}
    assert homes == {"basira"}


def test_the_units_use_known_keys() -> None:
    keys = {key for name in PRINTED for part in unit(name).values() for key in part}
    assert keys <= KNOWN_TO_SYSTEMD


def test_units_are_named_for_their_user(tmp_path: Path) -> None:
    """So two can live on one machine; a name that systemd would read otherwise is refused."""
    made = call(
        "ops", "unit", "--name", "training", "--program", "/srv/t/basira", "--to", str(tmp_path)
    )
    assert made.exit_code == 0, made.stderr
    texts = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert texts == units("training", "/srv/t/basira")
    assert texts.keys() == {"training.service", "training-backup.service", "training-backup.timer"}
    assert "User=training\n" in texts["training.service"]
    assert "EnvironmentFile=/etc/training.env\n" in texts["training-backup.service"]
    assert "/var/lib/basira" not in "".join(texts.values())
    for wrong in (("--name", "a b"), ("--name", "root\nUser=root"), ("--program", "/a b %i")):
        assert call("ops", "unit", *wrong).exit_code == 2


@pytest.mark.needs("systemd-analyze")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    """With a program that is there, and with few rights: ten is exposed in every way."""
    call("ops", "unit", "--program", "/bin/true", "--to", str(tmp_path))
    asked = subprocess.run(
        (path_of("systemd-analyze"), "verify", "--man=no", *sorted(tmp_path.iterdir())),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    for service in tmp_path.glob("*.service"):
        rated = ("security", "--offline=true", "--threshold=20", "--no-pager", service)
        subprocess.run((path_of("systemd-analyze"), *rated), check=True, capture_output=True)


def test_the_file_of_the_proxy_is_closed() -> None:
    text = EVERYTHING["nginx.conf"]
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    assert text.count("{") == text.count("}")
    assert all(line.endswith((";", "{", "}")) for line in lines if line)


@pytest.mark.needs("nginx", "openssl")
def test_nginx_accepts_the_file_of_the_proxy(tmp_path: Path) -> None:
    """With a socket and a certificate."""
    text = EVERYTHING["nginx.conf"]
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subject = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=test")
    made = (
        path_of("openssl"),
        "req",
        "-x509",
        "-nodes",
        *subject,
        "-keyout",
        key,
        "-out",
        certificate,
    )
    subprocess.run(made, check=True, capture_output=True)
    site = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    site = site.replace("listen 443", "listen unix:socket")  # a whole path may be too long for one
    site = site.replace("/etc/ssl/basira", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(
        f"pid {tmp_path}/pid; error_log stderr warn; events {{}}\nhttp {{\n"
        f"client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
        f"access_log off;\n{site}\n}}\n"
    )
    asked = subprocess.run(
        (path_of("nginx"), "-t", "-q", "-p", tmp_path, "-c", whole),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.returncode, asked.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("encrypted", [False, pytest.param(True, marks=pytest.mark.needs("age"))])
def test_a_backup_is_made_kept_and_forgotten(tmp_path: Path, encrypted: bool) -> None:
    """By the script itself, of a real database; what is not its own stays."""
    url, to = f"sqlite:///{tmp_path / 'basira.db'}", tmp_path / "backups"
    schema.ensure(url)
    to.mkdir()
    old = ("2026-01-01T023000Z.backup", "2026-01-01T023000Z.backup.json", "notes.txt")
    for name in old:
        (to / name).touch()
        os.utime(to / name, (0, datetime(2026, 1, 1, tzinfo=UTC).timestamp()))
    program = tmp_path / "basira"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot.cli "$@"\n')
    program.chmod(0o700)
    # Files have the times of the real clock, so the script goes by it, whatever clock tests have.
    environment = {
        "BASIRA_DATABASE": url, "BASIRA": str(program), "TO": str(to), "LD_PRELOAD": ""
    }  # fmt: skip
    if encrypted:
        key = subprocess.check_output(("age-keygen",), stderr=subprocess.DEVNULL)
        public = subprocess.check_output(("age-keygen", "-y"), input=key)
        environment["RECIPIENT"] = public.decode().strip()
    subprocess.run(
        ("bash", str(BACKUP_SCRIPT)),
        check=True,
        capture_output=True,
        env=os.environ | environment,
    )
    kept = sorted(path.name for path in to.iterdir())
    assert [re.sub(r"^2\d{3}-[^.]+", "", text) for text in kept] == [
        ".backup.age" if encrypted else ".backup", ".backup.json", ".erased.jsonl", "notes.txt",
    ]  # fmt: skip
    assert {path.stat().st_mode & 0o077 for path in to.glob("2*")} == {0}
    with engines.survey_engine(engines.parse(url)).begin() as conn:  # where /health finds it
        found = [(entry.kind, entry.object) for entry in audit_log.latest(conn, 3, deed=BACKUP)]
        assert found == [(None, None), SUCCEEDED]


def test_the_container_has_all_that_is_built() -> None:
    text = EVERYTHING["Dockerfile"]
    copied = [
        word
        for line in re.findall(r"^COPY ([^-].*)", text, re.MULTILINE)
        for word in line.split()[:-1]
    ]
    assert all((ROOT / entry).exists() for entry in copied)
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.findall(r'"(\w+)"', re.findall(r"^packages = (\[.*\])", project, re.MULTILINE)[0])
    assert set(packages) <= set(copied)
    address = re.findall(r"BASIRA_METRICS_LISTEN=(\S+)", text)[0]
    assert f"http://{address}/health" in text


def test_the_proxy_leads_where_the_program_listens() -> None:
    text = EVERYTHING["nginx.conf"]
    passed = set(re.findall(r"proxy_pass http://([\d.:]+);", text))
    fields = Settings.model_fields
    addresses = ("listen", "room_listen", "console_listen")
    assert passed == {fields[name].default for name in addresses}
    for name in ("BASIRA_WEBHOOK_URL", "BASIRA_ROOM_URL", "BASIRA_CONSOLE_URL"):
        assert re.findall(rf"{name}=(\S+)", text) == re.findall(
            rf"^{name}=(\S+)", PAGE, re.MULTILINE
        )
