"""The files for containers, clusters and monitoring agree with each other and with the program."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import written
from bot.settings import Settings
from scenarios.languages import LANGUAGES
from tests.chats.test_metrics import FULL
from tests.helpers.programs import path_of

FILES = Path(__file__).parents[2] / "docs" / "operating"
CLUSTER = FILES / "kubernetes"
ALERTS = FILES / "monitoring" / "alerts.yaml"
DASHBOARD = FILES / "monitoring" / "grafana.json"
KNOWN = frozenset(re.findall(r"^(basira_\w+?)(?:\{| )", written(FULL), re.MULTILINE))


def _loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))


def _container() -> dict[str, Any]:
    (found,) = _loaded(CLUSTER / "deployment.yaml")["spec"]["template"]["spec"]["containers"]
    return dict(found)


@pytest.mark.parametrize("file", [ALERTS, DASHBOARD], ids=lambda file: file.name)
def test_every_metric_is_one_of_the_program(file: Path) -> None:
    if file.suffix == ".json":
        panels = json.loads(file.read_text("utf-8"))["panels"]
        expressions = [target["expr"] for panel in panels for target in panel["targets"]]
    else:
        expressions = [rule["expr"] for rule in _loaded(file)["groups"][0]["rules"]]
    named = {name for each in expressions for name in re.findall(r"basira_\w+", each)}
    assert named
    assert named <= KNOWN


@pytest.mark.needs("promtool")
def test_prometheus_takes_the_rules() -> None:
    subprocess.run((path_of("promtool"), "check", "rules", ALERTS), check=True, capture_output=True)


def test_kustomization_lists_every_manifest() -> None:
    listed = _loaded(CLUSTER / "kustomization.yaml")["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == sorted(
        file.name for file in CLUSTER.iterdir()
    )


def test_labels_select_the_pods() -> None:
    deployment = _loaded(CLUSTER / "deployment.yaml")["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    assert deployment["selector"]["matchLabels"] == labels
    assert _loaded(CLUSTER / "service.yaml")["spec"]["selector"] == labels
    for name, key in (("disruption-budget", "selector"), ("network-policy", "podSelector")):
        assert _loaded(CLUSTER / f"{name}.yaml")["spec"][key]["matchLabels"] == labels


def test_ports_that_are_named_exist() -> None:
    ports = {port["name"]: port["containerPort"] for port in _container()["ports"]}
    served = _loaded(CLUSTER / "service.yaml")["spec"]["ports"]
    assert {port["targetPort"] for port in served} == ports.keys() - {"metrics"}
    policy = _loaded(CLUSTER / "network-policy.yaml")["spec"]["ingress"]
    assert {port["port"] for rule in policy for port in rule["ports"]} == ports.keys()
    variables = {each["name"]: each["value"] for each in _container()["env"]}
    assert {value.rpartition(":")[2] for value in variables.values()} == {
        str(port) for port in ports.values()
    }


def test_an_upgrade_keeps_two_programs() -> None:
    deployment = _loaded(CLUSTER / "deployment.yaml")["spec"]
    assert deployment["replicas"] == 2
    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}


def test_programs_have_few_rights() -> None:
    pod = _loaded(CLUSTER / "deployment.yaml")["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert _container()["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    services = _loaded(FILES / "compose.yaml")["services"]
    assert services["basira"]["read_only"] is True
    assert services["basira"]["cap_drop"] == ["ALL"]


def test_only_the_proxy_is_reached_from_outside() -> None:
    composed = _loaded(FILES / "compose.yaml")
    published = {name for name, each in composed["services"].items() if "ports" in each}
    assert published == {"basira"}
    assert composed["services"]["basira"]["ports"] == ["443:443"]
    assert composed["networks"]["inside"] == {"internal": True}


def test_images_of_others_are_named_by_digest(tmp_path: Path) -> None:
    """By what `pin.sh` prints for them, from a registry that is a script here."""
    docker = tmp_path / "docker"
    docker.write_text(
        '#!/bin/sh\n[ "$1" = pull ] && exit\neval "name=\\${$#}"\n'
        f'echo "${{name%:*}}@sha256:{"0" * 64}"\n'
    )
    docker.chmod(0o700)
    printed = subprocess.check_output(
        ("sh", FILES / "pin.sh"), env=os.environ | {"DOCKER": str(docker)}, text=True
    )
    pinned = dict(line.split("=", 1) for line in printed.splitlines())
    assert all(re.fullmatch(r"[\w./-]+@sha256:[0-9a-f]{64}", each) for each in pinned.values())
    services = _loaded(FILES / "compose.yaml")["services"]
    named = {name: each["image"] for name, each in services.items()}
    assert named.pop("basira") == "basira"  # which is built
    used = [*named.values(), *services["basira"]["build"]["args"].values()]
    assert {f"${{{name}:?run pin.sh}}" for name in pinned} == set(used)
    bases = re.findall(r"^FROM (\S+)", (FILES / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert set(bases) == {"${PYTHON}"}


@pytest.mark.needs("docker-compose")
def test_compose_takes_its_file(tmp_path: Path) -> None:
    shutil.copy(FILES / "compose.yaml", tmp_path)
    (tmp_path / "basira.env").touch()
    names = ("PYTHON", "PGBOUNCER", "POSTGRES", "NGINX", "POSTGRES_PASSWORD")
    subprocess.run(
        (path_of("docker-compose"), "-f", tmp_path / "compose.yaml", "config", "--quiet"),
        env=os.environ | dict.fromkeys(names, "x"),
        check=True,
        capture_output=True,
    )


def test_slim_build_keeps_data_of_supported_languages() -> None:
    kept = re.findall(r"! -name (\w+)\.dat", (FILES / "slim.sh").read_text("utf-8"))
    assert set(kept) == {"root", *LANGUAGES}


def test_settings_exist() -> None:
    known = {f"BASIRA_{name.upper()}" for name in Settings.model_fields}
    for file in (FILES / "compose.yaml", *CLUSTER.iterdir()):
        assert set(re.findall(r"BASIRA_[A-Z_]+", file.read_text("utf-8"))) <= known
