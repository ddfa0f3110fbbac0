"""Confidence bands shared by all pictures, and short numbers for SVG."""

from typing import Final

__all__ = ["BANDS", "band_of", "short"]

BANDS: Final = ((0.9, "0.9 or more"), (0.7, "0.7 to 0.9"), (0.5, "0.5 to 0.7"), (0.0, "under 0.5"))
"""Lowest confidence of each band and its name, surest first; a band's number is its place."""


def band_of(confidence: float) -> int:
    """Return the band of a confidence, 0 for the surest."""
    return next(place for place, (lowest, _) in enumerate(BANDS) if confidence >= lowest)


def short(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")
