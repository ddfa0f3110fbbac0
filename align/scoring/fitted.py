"""What the aligner has learned, as it ships with the package."""

import json
from functools import lru_cache
from importlib import resources
from typing import Any

__all__ = ["fitted_values"]


@lru_cache(maxsize=1)
def fitted_values() -> dict[str, Any]:
    """Return the contents of `weights.json`, read once; they say what they were fitted on too."""
    file = resources.files("align.scoring").joinpath("weights.json")
    values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return values
