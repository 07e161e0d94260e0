"""The files for containers, clusters and monitoring agree with each other and with the program."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.metrics import written
from bot.settings import Settings
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


def test_settings_exist() -> None:
    known = {f"BASIRA_{name.upper()}" for name in Settings.model_fields}
    for file in (FILES / "compose.yaml", *CLUSTER.iterdir()):
        assert set(re.findall(r"BASIRA_[A-Z_]+", file.read_text("utf-8"))) <= known
