"""The dashboard and the alert rules name only metrics, labels and values that the services have, and each metric is shown."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from services.notify.store.ledger import LedgerStatus
from services.notify.web.metrics import SendMetrics
from services.registration.store.health.service_status import ServiceStatus
from services.registration.web.metrics import RequestMetrics

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "infra/monitoring"
DOCUMENT = (ROOT / "docs/operate/metrics-and-checks.md").read_text(encoding="utf-8")
NAME = re.compile(r"kallelse_(?:registration|notify)_\w+")


def exposed() -> dict[str, set[str]]:
    """The series of both services with their labels, as /metrics shows them."""
    requests = RequestMetrics()
    requests.add("GET", "/r/{token:str}", 200, 0.01)
    text = requests.text(
        ServiceStatus(
            outbox_open=0, outbox_parked=0, outbox_oldest_seconds=0, seats_confirmed=0, seats_waiting=0, checks={"one": 0}
        )
    )  # fmt: skip
    status = LedgerStatus(
        outbox_open=0, outbox_parked=0, outbox_oldest_seconds=0, domains_resting=0, workers=1, oldest_due_seconds=0,
        held_back=0, paused=0, relay_trouble=None,
    )  # fmt: skip
    sending = SendMetrics()
    sending.add_delay("invitation", 1.0)
    text += sending.text(status, {"sent": 1}, {("open", "open"): 1})
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(text.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, set()).update(sample.labels)
    return found


def expressions() -> list[str]:
    """Every query of the dashboard and of the rules."""
    panels = json.loads((FOLDER / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return [target["expr"] for panel in panels for target in panel["targets"]] + [
        rule["expr"] for group in rules for rule in group["rules"]
    ]


def test_every_metric_and_label_that_is_asked_for_exists():
    known = exposed()
    for expression in expressions():
        names = set(NAME.findall(expression))
        assert names, expression
        assert names <= set(known), expression
        labels = set(re.findall(r"[{,]\s*(\w+)\s*(?:=|!)~?", expression))
        labels |= {
            name for group in re.findall(r"by \(([^)]*)\)", expression) for name in re.split(r",\s*", group)
        }
        assert labels <= set().union(*(known[name] for name in names)), expression


def test_every_metric_is_on_the_dashboard_and_in_the_document():
    asked = set(NAME.findall(" ".join(expressions())))
    of_histograms = {name for name in exposed() if name.endswith(("_sum", "_count", "_bucket", "_created"))}
    plain = set(exposed()) - of_histograms

    assert plain - asked == set()
    written = set(NAME.findall(DOCUMENT)) | {
        f"kallelse_registration{rest}" for rest in re.findall(r"`…(_\w+)`", DOCUMENT)
    }
    assert plain - written == set()


def test_every_alert_says_what_is_wrong_and_what_to_do():
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]

    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert rule["for"]


@pytest.mark.parametrize(
    "arguments", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml")]
)
def test_promtool_takes_the_rules_and_they_say_what_is_expected(arguments):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: `apt-get install prometheus` has it")
    done = subprocess.run([promtool, *arguments], cwd=FOLDER, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
