"""Run many jobs at once: in processes of this machine, or on Ray.

Both engines hand results over as they come and never hold more jobs than they can work on, so a
million documents take no more memory than a hundred.
"""

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from typing import Any, Final, Generic, Protocol, TypeVar

from sources.errors import SixfoldError

__all__ = ["Engine", "EngineError", "ProcessEngine", "RayEngine", "engine_of"]

Job = TypeVar("Job")
Result = TypeVar("Result")

# A worker is one of many: with a thread per core each, they would stand in each other's way.
_THREAD_LIMITS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class EngineError(SixfoldError):
    """An engine that cannot be had."""


class Engine(Protocol):
    """Does jobs in any order."""

    def run(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job], Result],
        lost: Callable[[Job], Result],
    ) -> Iterator[Result]:
        """Yield the result of each job as it comes; `lost` makes that of a job that died.

        `work` must not raise, and must be a function of a module; it runs elsewhere.
        """


class ProcessEngine:
    """A pool of processes on this machine; one worker means this process alone."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or _cores()

    def run(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job], Result],
        lost: Callable[[Job], Result],
    ) -> Iterator[Result]:
        """Yield the results; a worker that is killed costs its own job, after a second try."""
        if self.workers == 1:
            yield from map(work, jobs)
            return
        for name in _THREAD_LIMITS:
            os.environ.setdefault(name, "1")
        waiting = list(reversed(jobs))
        while waiting:
            suspects: list[Job] = []
            yield from _Pool(self.workers, waiting, work, suspects)
            # Which of the jobs at work killed its worker is not known: each is tried alone.
            for job in suspects:
                again: list[Job] = []
                yield from _Pool(1, [job], work, again)
                if again:
                    yield lost(job)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Pool(Generic[Job, Result]):
    """One pool until all is done or a worker dies; what was at work then goes to `suspects`."""

    def __init__(
        self,
        workers: int,
        waiting: list[Job],
        work: Callable[[Job], Result],
        suspects: list[Job],
    ) -> None:
        self.workers, self.waiting, self.work, self.suspects = workers, waiting, work, suspects

    def __iter__(self) -> Iterator[Result]:
        # Spawned, not forked: the libraries at work here have threads, which a fork breaks.
        pool = ProcessPoolExecutor(
            self.workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_prepare_worker,
        )
        at_work: dict[Future[Result], Job] = {}
        try:
            while self.waiting or at_work:
                while self.waiting and len(at_work) < self.workers:
                    job = self.waiting[-1]
                    # A pool that broke a moment ago refuses the job, which then stays waiting.
                    at_work[pool.submit(self.work, job)] = job
                    self.waiting.pop()
                done, _ = wait(at_work, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    del at_work[future]
                    yield result
        except BrokenProcessPool:
            # Those that were done in the same moment keep their results.
            for future, job in at_work.items():
                if future.done() and future.exception() is None:
                    yield future.result()
                else:
                    self.suspects.append(job)
        except BaseException:
            for process in multiprocessing.active_children():
                process.terminate()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _prepare_worker() -> None:
    """Let a worker end with its parent, however that ends, and without a word of its own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class RayEngine:
    """A Ray cluster: the one `RAY_ADDRESS` names, or one made now on this machine.

    On a cluster the folders of the corpus must be seen by every machine under the same name.

    Raises:
        EngineError: Ray is not installed.
    """

    def __init__(self, workers: int | None = None) -> None:
        try:
            self._ray: Any = import_module("ray")
        except ImportError as error:
            raise EngineError(
                "the engine ray was asked for and Ray is not installed; expected the package ray; "
                "install it (pip install 'sixfold[ray]') or leave --engine out."
            ) from error
        self.workers = workers

    def run(
        self,
        jobs: Sequence[Job],
        work: Callable[[Job], Result],
        lost: Callable[[Job], Result],
    ) -> Iterator[Result]:
        """Yield the results; Ray tries a job whose worker dies once more."""
        ray = self._ray
        # Ray would report its use over the network, and nothing leaves the machine here.
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        is_ours = not ray.is_initialized()
        if is_ours:
            ray.init(
                num_cpus=None if os.environ.get("RAY_ADDRESS") else self.workers,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
            )
        try:
            remote: Any = ray.remote(max_retries=1)(work)
            nodes = [node for node in ray.nodes() if node["Alive"]]
            cores = sum(node["Resources"].get("CPU", 0) for node in nodes)
            limit = self.workers or max(1, int(cores))
            waiting = list(reversed(jobs))
            at_work: dict[Any, Job] = {}
            while waiting or at_work:
                while waiting and len(at_work) < limit:
                    job = waiting.pop()
                    at_work[remote.remote(job)] = job
                (done, *_), _ = ray.wait(list(at_work), num_returns=1)
                job = at_work.pop(done)
                try:
                    yield ray.get(done)
                except ray.exceptions.RayError:
                    yield lost(job)
        finally:
            if is_ours:
                ray.shutdown()


def engine_of(name: str, workers: int | None = None) -> Engine:
    """Return the engine of a name: `processes` or `ray`.

    Raises:
        EngineError: there is none of this name, or it is not installed.
    """
    if name == "processes":
        return ProcessEngine(workers)
    if name == "ray":
        return RayEngine(workers)
    raise EngineError(f"there is no engine {name!r}; expected processes or ray; choose one.")
