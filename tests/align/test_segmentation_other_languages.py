import sys
from types import SimpleNamespace

import pytest

from align.model import Span
from align.segmentation.other_languages import LibrarySegmenter
from sources import LanguageError


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentencex", None)
    with pytest.raises(LanguageError, match="pip install sentencex"):
        LibrarySegmenter("de")


def test_pieces_become_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    library = SimpleNamespace(segment=lambda _language, _text: ["Eins. ", "Zwei."])
    monkeypatch.setitem(sys.modules, "sentencex", library)
    assert list(LibrarySegmenter("de").spans("Eins. Zwei.")) == [Span(0, 6), Span(6, 11)]


def test_real_library_covers_the_text() -> None:
    pytest.importorskip("sentencex")
    text = "Das ist Dr. Müller. 😀 Er kam am 3. Oktober.\n\nZweiter Absatz."
    spans = list(LibrarySegmenter("de").spans(text))
    assert "".join(text[start:end] for start, end in spans) == text
    assert len(spans) > 1
