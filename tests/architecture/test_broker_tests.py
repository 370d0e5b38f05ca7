"""No test that speaks to a broker is left out on Apache Kafka."""

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEAKS = re.compile(r"kafka_bootstrap|servers\.broker|session_timeout_ms|: MessagingSettings\b")


def test_every_test_that_speaks_to_a_broker_runs_on_apache_kafka() -> None:
    command = [shutil.which("make") or "make", "-n", "test-kafka"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    there = [ROOT / path for path in re.findall(r"tests/\S+", told)]
    assert there
    speaking = [path for path in (ROOT / "tests/integration").rglob("*.py") if SPEAKS.search(path.read_text("utf-8"))]
    assert speaking
    assert [path for path in speaking if not any(path.is_relative_to(one) for one in there)] == []
