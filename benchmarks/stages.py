"""Stages of a benchmark, each in a process of its own, so that its peak memory is its own."""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

__all__ = ["peak_mib", "run_stages", "say", "stages_of"]

Stage = Callable[[Path, int], None]
"""Takes the folder it works in and the number of units."""


def say(**figures: object) -> None:
    """Print a line of figures."""
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def peak_mib() -> int:
    """Return the peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def stages_of(names: Mapping[str, object]) -> dict[str, Stage]:
    """Return the functions of a module called `stage_NAME` by NAME, in their order."""
    return {
        name.removeprefix("stage_"): stage
        for name, stage in names.items()
        if name.startswith("stage_") and callable(stage)
    }


def run_stages(module: str, description: str | None, stages: Mapping[str, Stage]) -> None:
    """Run the stage the arguments name, or all of them one after another.

    Args:
        module: the benchmark, as `python -m` takes it.
        description: of the benchmark, for its help.
        stages: by name.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--stage", choices=stages, action="append")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    wanted = options.stage or list(stages)
    if len(wanted) == 1:
        stages[wanted[0]](options.folder, options.units)
        return
    for stage in wanted:
        command = [sys.executable, "-m", module, "--units", str(options.units)]
        subprocess.run([*command, "--folder", str(options.folder), "--stage", stage], check=True)
