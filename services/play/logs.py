"""What the parts and services wrote, kept when a run failed."""

import shutil
from pathlib import Path

KEPT = Path(".vrac/logs")


def keep_logs(folder: Path) -> Path:
    """Copy the logs of a run that failed out of its folder, over those of the last one; where they are now."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("*.log"):
        shutil.copyfile(log, KEPT / log.name)
    return KEPT
