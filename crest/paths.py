"""Where the data folders lie, in a checkout and in an installed wheel."""

from pathlib import Path

import crest


def data_folder(name: str) -> Path:
    """Return the folder of this name (templates, questionnaires, migrations)."""
    package = Path(crest.__file__).parent
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parent / name
