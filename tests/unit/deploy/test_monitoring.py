"""Alert rules and dashboards speak of metrics that exist; each alert has a runbook section."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY

import services.orders.app
import services.supply.app  # noqa: F401 - importing the services registers their metrics
from tests.fixtures.prometheus import installed_in

ROOT = Path(__file__).parents[3]
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARDS = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
SUFFIXES = ("", "_total", "_count", "_sum", "_bucket", "_created")


def alert_rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> list[str]:
    panels = [panel for path in DASHBOARDS for panel in json.loads(path.read_text(encoding="utf-8"))["panels"]]
    return [rule["expr"] for rule in alert_rules()] + [
        target["expr"] for panel in panels for target in panel.get("targets", [])
    ]


def known_metrics() -> set[str]:
    return {metric.name + suffix for metric in REGISTRY.collect() for suffix in SUFFIXES}


@pytest.mark.parametrize("expression", expressions())
def test_an_expression_speaks_of_metrics_that_exist(expression: str) -> None:
    named = set(re.findall(r"\bvrac_[a-z_]+", expression))
    assert named <= known_metrics(), f"unknown: {named - known_metrics()}"


@pytest.mark.parametrize("rule", alert_rules(), ids=lambda rule: rule["alert"])
def test_an_alert_has_its_runbook_section(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    headings = re.findall(r"^## (\S+)$", (ROOT / page).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert rule["alert"] in headings
    assert anchor == rule["alert"].lower()


promtool = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(
    promtool is None, reason="promtool is not here: install Debian's prometheus package"
)


def promtool_accepts(*arguments: str) -> None:
    done = subprocess.run([str(promtool), *arguments], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_alerts_fire_when_they_should() -> None:
    promtool_accepts("test", "rules", str(PROMETHEUS / "alerts_test.yml"))


def test_every_alert_is_tested() -> None:
    tests = yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    fired = {alert["alertname"] for test in tests for alert in test["alert_rule_test"] if alert["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alert_rules()}


@needs_promtool
def test_the_configuration_is_what_prometheus_takes(tmp_path: Path) -> None:
    promtool_accepts("check", "config", str(installed_in(tmp_path / "prometheus")))
