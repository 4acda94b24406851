"""The collector of cycles, kept still while many small objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector still: it would look again and again at lists that hold no cycles.

    Afterwards it takes what was made for old, and does not look at all of it at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                # The one way to move things there: to those never looked at, and back.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
