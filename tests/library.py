"""The shipped content: compiled once for all runs, and read once in each process."""

import shutil
from functools import cache
from pathlib import Path

from crest.content.library import Library, load_library

# Compiled forms are kept under the digest of their source and of the code that reads it, so a
# change of either is read anew. That they say the same as the source is what
# tests/content/test_library.py proves, which reads without them.
COMPILED = Path(__file__).parents[1] / "build" / "test-content"


@cache
def shipped_library() -> Library:
    """Return the shipped content; a test that is about reading it calls `load_library` itself."""
    return load_library(cache=COMPILED)


def without_version(folder: Path, bank: str, version: str) -> Library:
    """Return a copy of the shipped content in this folder that has all but this version."""
    shutil.copytree(shipped_library().folder, folder)
    for suffix in ("yaml", "km.yaml"):
        (folder / "banks" / bank / f"{version}.{suffix}").unlink()
    return load_library(folder, COMPILED)
