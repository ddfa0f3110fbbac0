"""Read files in a process of its own, which a hostile or damaged file may take down.

The process is this same program, started once and asked again and again. Requests and replies
are a line of JSON each, a request followed by the bytes of the file; nothing is unpickled.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

import sources
from sources.document import Box, Dropped, NeedsOcrError, Paragraph, ParagraphKind, SourceError
from sources.readers.limits import limit_this_process
from sources.readers.protocol import Reading, SourceFile
from sources.readers.registry import find_reader

__all__ = ["ReaderProcess", "read_apart", "serve"]

# Seconds of CPU time that a page, or a file without pages, may take; the densest pages that were
# measured take a tenth of a second.
_SECONDS: Final = 60.0
_SECONDS_PER_BYTE: Final = 10 / 2**20
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sources.readers.process import serve; serve(sys.stdin.buffer, sys.stdout.buffer)"
)
_OUT_OF_TIME: Final = -getattr(signal, "SIGXCPU", 0)


class ReaderProcess:
    """A process that reads files, begun when first asked; one thread at a time may ask."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return what the reader of the file's format finds; see `Reader.read`.

        Raises:
            SourceError: the file cannot be read, or reading it takes too much time or memory.
        """
        try:
            process = self._running()
            answer = _ask(process, file, language, self._seconds)
        except BaseException:
            # What is left in the pipes belongs to nobody any more.
            self.kill()
            raise
        if not answer:
            status = process.wait()
            self.kill()
            raise SourceError(_what_ended(file.name, status, self._seconds))
        reply = json.loads(answer)
        if "error" in reply:
            raise (NeedsOcrError if reply["needs_ocr"] else SourceError)(reply["error"])
        if "fault" in reply:
            raise RuntimeError(f"reading {file.name} failed:\n{reply['fault']}")
        return _reading_of(reply)

    def kill(self) -> None:
        """End the process; the next question begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be written has no reader any more
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.kill()
            home = str(Path(sources.__file__).parents[1])
            self._process = subprocess.Popen(  # noqa: S603 - this program, no words of a user
                [sys.executable, "-c", _START, home],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


_shared = ReaderProcess()
_shared_owner = os.getpid()
_shared_lock = threading.Lock()


@atexit.register
def _end() -> None:
    if os.getpid() == _shared_owner:
        _shared.kill()


def read_apart(file: SourceFile, language: str) -> Reading:
    """Return what `ReaderProcess.read` returns, from a process kept for the whole run."""
    if not sys.executable or getattr(sys, "frozen", False) or os.getpid() != _shared_owner:
        return find_reader(file).read(file, language)
    with _shared_lock:
        return _shared.read(file, language)


def serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    """Answer requests until there are no more; what the process runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that asks decides when to stop
    for line in requests:
        request = json.loads(line)
        file = SourceFile(name=request["name"], data=requests.read(request["size"]))
        limit_this_process(request["seconds"])
        replies.write(json.dumps(_reply(file, request["language"])).encode() + b"\n")
        replies.flush()


def _reply(file: SourceFile, language: str) -> dict[str, Any]:
    try:
        reading = find_reader(file).read(file, language)
    except SourceError as error:
        return {"error": str(error), "needs_ocr": isinstance(error, NeedsOcrError)}
    except MemoryError:
        told = f"{file.name} needs more memory than a document may; split it."
        return {"error": told, "needs_ocr": False}
    except Exception:  # noqa: BLE001 - the process that asks shows it
        import traceback

        return {"fault": traceback.format_exc()}
    return asdict(reading)


def _ask(
    process: subprocess.Popen[bytes], file: SourceFile, language: str, seconds: float
) -> bytes:
    """Return the line of the answer, empty where the process ended before it."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the reading process has no pipes")
    request = {
        "name": file.name,
        "size": len(file.data),
        "language": language,
        "seconds": seconds + len(file.data) * _SECONDS_PER_BYTE,
    }
    try:
        process.stdin.write(json.dumps(request).encode() + b"\n" + file.data)
        process.stdin.flush()
        return process.stdout.readline()
    except BrokenPipeError:
        return b""


def _what_ended(name: str, status: int, seconds: float) -> str:
    if status == _OUT_OF_TIME:
        return (
            f"{name} takes more than {seconds:.0f} seconds for one page, which no document does; "
            f"print it to a new PDF, or save its text."
        )
    return (
        f"{name} is damaged or made to do harm: the library that reads it gave up; "
        f"print it to a new PDF, or save its text."
    )


def _reading_of(reply: dict[str, Any]) -> Reading:
    paragraphs = tuple(
        Paragraph(
            **{
                **fields,
                "kind": ParagraphKind(fields["kind"]),
                "lost": tuple(fields["lost"]),
                "box": None if fields["box"] is None else Box(*fields["box"]),
            }
        )
        for fields in reply["paragraphs"]
    )
    dropped = tuple(Dropped(**fields) for fields in reply["dropped"])
    return Reading(paragraphs=paragraphs, dropped=dropped, encoding=reply["encoding"])
