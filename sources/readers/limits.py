"""Keep the time and memory of a reading process within bounds.

A file can be made so that reading it never ends or fills the memory (a page that calls forms that
call forms, a stream that unpacks to gigabytes), and a library in C cannot be interrupted from
within. The kernel can: a process of its own is given limits, and the one that started it reports
what happened. Without limits set, and on systems without them, `renew_time` does nothing.
"""

import contextlib
import sys
from typing import Final

if sys.platform != "win32":
    import resource

__all__ = ["limit_this_process", "renew_time"]

# PDFium and Python take 120 MB for 500 pages; the largest file that is opened has 256 MB.
_MEMORY_BYTES: Final = 3 * 2**30


class _Allowance:
    """Seconds of CPU time from one renewal to the next; None while nothing is limited."""

    seconds: float | None = None


def limit_this_process(seconds: float) -> None:
    """Limit the memory of this process, and its CPU time until `renew_time` is called."""
    _Allowance.seconds = seconds
    if sys.platform == "win32":
        return
    # macOS refuses a limit of memory; what limits there are still hold.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    renew_time()


def renew_time() -> None:
    """Say that the work goes on: the time allowed begins anew."""
    if sys.platform == "win32" or _Allowance.seconds is None:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime + _Allowance.seconds) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
