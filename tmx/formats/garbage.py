"""Leave the garbage collector out where nothing made becomes garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_collection"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the search for cycles, in all threads, and let it go on as before afterwards.

    While a list of many objects grows, the collector looks through all of them again and again and
    finds nothing. Objects that are no longer referred to are freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
