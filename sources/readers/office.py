"""Read old Word, WordPerfect, RTF and OpenDocument files through LibreOffice, where it is there.

LibreOffice turns the file into .docx, which our own reader reads. It runs as a program of its
own, in a folder and with a profile that are gone afterwards, without macros, without following
links and with a proxy that leads nowhere, and it is ended when it takes too long.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from sources.document import SourceError
from sources.readers.docx import DocxReader
from sources.readers.protocol import Reading, SourceFile

__all__ = ["OfficeReader", "find_office"]

# Five seconds is usual for a long report, most of it for starting.
_SECONDS: Final = 90.0
_LARGEST_RESULT_BYTES: Final = 256 * 2**20
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENT: Final = b"mimetypeapplication/vnd.oasis.opendocument.text"
_KINDS: Final = (
    (_OLE, "an old Word file (.doc)", ("MS Word 97", "MS Word 95")),
    (b"\xffWPC", "a WordPerfect file", ("WordPerfect",)),
    (b"{\\rtf", "an RTF file", ("Rich Text Format",)),
)
_OPEN_DOCUMENT_KIND: Final = ("an OpenDocument text", ("writer8",))
_HEAD_BYTES: Final = 200
_WORD_STREAM: Final = "WordDocument".encode("utf-16-le")
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_SETTINGS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


class OfficeReader:
    """Reads what LibreOffice can turn into a Word file."""

    name = "office"

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds

    def recognises(self, file: SourceFile) -> bool:
        """Return whether the file begins as one of these formats."""
        return _kind_of(file) is not None

    def read(self, file: SourceFile, language: str) -> Reading:
        """Return the paragraphs of the file, as the Word reader finds them.

        Raises:
            SourceError: LibreOffice is not there, cannot read the file or takes too long.
        """
        kind, filters = _kind_of(file) or _OPEN_DOCUMENT_KIND
        if file.data.startswith(_OLE):
            _check_ole(file)
        office = find_office()
        if office is None:
            raise SourceError(
                f"{file.name} is {kind}, and reading it needs LibreOffice; install LibreOffice "
                f"so that `soffice` is found, or save the file as .docx or as text."
            )
        for import_filter in filters:
            with tempfile.TemporaryDirectory(prefix="sixfold-") as folder:
                data = self._convert(file, office, Path(folder), kind, import_filter)
            if data is not None:
                return DocxReader().read(SourceFile(name=file.name, data=data), language)
        raise SourceError(
            f"{file.name} is {kind}, and LibreOffice cannot read it, so it may be damaged or "
            f"protected by a password; open it in a word processor and save it as .docx."
        )

    def _convert(
        self, file: SourceFile, office: str, folder: Path, kind: str, import_filter: str
    ) -> bytes | None:
        """Return the Word file made of a file, None if LibreOffice makes none.

        The filter is named, because LibreOffice takes what it does not know for plain text.
        """
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        # The name is ours, so that no name of a user's reaches the command line.
        source = folder / "document"
        source.write_bytes(file.data)
        command = [office, f"-env:UserInstallation={profile.parent.as_uri()}", "--headless"]
        command += ["--norestore", "--nolockcheck", "--nologo", f"--infilter={import_filter}"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out")]
        if not _run([*command, str(source)], folder, self._seconds):
            raise SourceError(
                f"{file.name} is {kind}, and LibreOffice did not finish reading it within "
                f"{self._seconds:.0f} seconds; save it as .docx or as text."
            )
        result = folder / "out" / "document.docx"
        if not result.is_file() or result.stat().st_size > _LARGEST_RESULT_BYTES:
            return None
        return result.read_bytes()


def find_office() -> str | None:
    """Return the path of LibreOffice's program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def _kind_of(file: SourceFile) -> tuple[str, tuple[str, ...]] | None:
    for head, kind, ending in _KINDS:
        if file.data.startswith(head):
            return kind, ending
    if file.data.startswith(b"PK\x03\x04") and _OPEN_DOCUMENT in file.data[:_HEAD_BYTES]:
        return _OPEN_DOCUMENT_KIND
    return None


def _check_ole(file: SourceFile) -> None:
    """Make sure that a compound file is a Word file that can be opened; several kinds are."""
    if _ENCRYPTED_STREAM in file.data:
        raise SourceError(
            f"{file.name} is protected by a password; save a copy without protection first."
        )
    if _WORD_STREAM not in file.data:
        raise SourceError(
            f"{file.name} is an Office file that is no Word document; expected a document with "
            f"text; save it as .docx or as text."
        )


def _run(command: list[str], folder: Path, seconds: float) -> bool:
    """Run a program to its end; return False where it had to be ended."""
    environment = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    environment["HOME"] = str(folder)
    with subprocess.Popen(  # noqa: S603 - the program found, and paths of ours
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(timeout=seconds)
        except BaseException as error:
            # The program that was started starts another, so the whole group is ended.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            return False
    return True
