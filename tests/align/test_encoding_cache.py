"""The cache of vectors: nothing is encoded twice, nothing is mixed up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from align.encoding import EncodingError
from align.encoding.cache import CachedEncoder
from align.encoding.protocol import Counts, SpanEncoder, Vectors, normalise


class CountingEncoder:
    """An encoder of letters that remembers what it was asked."""

    def __init__(self, identity: str = "letters@1") -> None:
        self.asked: list[str] = []
        self.identity = identity
        self.dimension = 26

    def encode(self, sentences: Sequence[str]) -> Vectors:
        sums, counts = self.token_sums(sentences)
        if not counts.all():
            raise EncodingError("a text without letters")
        return normalise(sums)

    def token_sums(self, sentences: Sequence[str]) -> tuple[Vectors, Counts]:
        self.asked.extend(sentences)
        sums = np.zeros((len(sentences), 26), dtype=np.float32)
        for row, sentence in zip(sums, sentences, strict=True):
            for letter in sentence:
                row[ord(letter) - ord("a")] += 1
        return sums, np.array([len(sentence) for sentence in sentences], dtype=np.int64)


def test_is_a_span_encoder(tmp_path: Path) -> None:
    assert isinstance(CachedEncoder(CountingEncoder(), tmp_path), SpanEncoder)


def test_every_text_is_encoded_once(tmp_path: Path) -> None:
    first = CountingEncoder()
    cached = CachedEncoder(first, tmp_path)
    vectors = cached.encode(["peace", "war", "peace"])
    assert sorted(first.asked) == ["peace", "war"]
    np.testing.assert_array_equal(vectors, first.encode(["peace", "war", "peace"]))

    second = CountingEncoder()
    again = CachedEncoder(second, tmp_path)
    np.testing.assert_array_equal(again.encode(["war", "treaty", "peace"])[[2, 0]], vectors[:2])
    assert second.asked == ["treaty"]


def test_more_texts_than_one_statement_holds(tmp_path: Path) -> None:
    texts = [chr(97 + i % 26) * (1 + i // 26) for i in range(5000)]
    CachedEncoder(CountingEncoder(), tmp_path).token_sums(texts)
    encoder = CountingEncoder()
    sums, counts = CachedEncoder(encoder, tmp_path).token_sums(texts)
    assert encoder.asked == []
    assert counts.tolist() == [len(text) for text in texts]
    np.testing.assert_array_equal(sums.sum(axis=1), counts)


def test_two_models_do_not_share(tmp_path: Path) -> None:
    CachedEncoder(CountingEncoder("letters@1"), tmp_path).encode(["peace"])
    other = CountingEncoder("owner/letters@2")
    CachedEncoder(other, tmp_path).encode(["peace"])
    assert other.asked == ["peace"]
    assert len(list(tmp_path.iterdir())) == 2


def test_an_empty_text_is_refused_as_by_the_encoder(tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match="a text without letters"):
        CachedEncoder(CountingEncoder(), tmp_path).encode(["peace", ""])


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    (tmp_path / "letters@1.vectors").write_bytes(b"not a database, but long enough to be read" * 9)
    with pytest.raises(EncodingError, match=r"letters@1\.vectors cannot be used as a cache"):
        CachedEncoder(CountingEncoder(), tmp_path)


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("")
    with pytest.raises(EncodingError, match="expected a folder"):
        CachedEncoder(CountingEncoder(), tmp_path / "cache")
