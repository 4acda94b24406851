"""When the last backup was written: a line in the data folder, for status and warnings."""

import json
from datetime import datetime
from pathlib import Path

_NAME = "last_backup.json"


def note_backup(data_dir: Path, *, at: datetime, size: int) -> None:
    """Remember that a backup of so many bytes was written at this time."""
    part = data_dir / f"{_NAME}.part"
    part.write_text(json.dumps({"at": at.isoformat(), "bytes": size}))
    part.replace(data_dir / _NAME)


def read_last_backup(data_dir: Path) -> datetime | None:
    """Return when the last backup was written; None where none is on record."""
    try:
        return datetime.fromisoformat(json.loads((data_dir / _NAME).read_text())["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
