"""The time of a change, as the memory keeps it."""

from datetime import UTC, datetime

__all__ = ["now"]


def now() -> str:
    """Return the present moment: ISO 8601, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
