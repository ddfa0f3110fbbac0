"""Vectors from files and from users' models: a right answer or a clear error."""

from pathlib import Path

import numpy as np
import pytest

from align.bitext import align_texts
from align.encoding import DimensionError
from align.evaluation import bead_ids
from align.model import AlignmentError, SegmentedText
from align.vectors import read_vectors

TEXT = SegmentedText.from_lines("de", ["Eins.", "Zwei.", "Drei."])
OTHER = SegmentedText.from_lines("sw", ["Moja.", "Mbili.", "Tatu."])


def saved(tmp_path: Path, values: object) -> Path:
    path = tmp_path / "v.npy"
    np.save(path, np.asarray(values))
    return path


def test_vectors_are_read_as_float32(tmp_path: Path) -> None:
    vectors = read_vectors(saved(tmp_path, np.eye(3, 4)), 3)
    assert vectors.dtype == np.float32
    assert vectors.tolist() == np.eye(3, 4).tolist()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match=r"none\.npy cannot be read"):
        read_vectors(tmp_path / "none.npy", 3)


@pytest.mark.parametrize("content", [b"", b"\0" * 48, b"PK\3\4 no archive", b"words\n"])
def test_raw_numbers_are_not_taken_for_vectors(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "v.npy").write_bytes(content)
    with pytest.raises(AlignmentError, match=r"v\.npy is not a \.npy file"):
        read_vectors(tmp_path / "v.npy", 3)


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "v.npy"
    np.save(path, np.array([{}, {}, {}]), allow_pickle=True)
    with pytest.raises(AlignmentError, match=r"is not a \.npy file"):
        read_vectors(path, 3)


def test_whole_numbers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AlignmentError, match="holds int64, expected one array of float32"):
        read_vectors(saved(tmp_path, np.eye(3, dtype=np.int64)), 3)


@pytest.mark.parametrize("shape", [(2, 4), (4, 4), (3,), (3, 0), (3, 4, 1)])
def test_one_vector_per_segment_is_expected(tmp_path: Path, shape: tuple[int, ...]) -> None:
    with pytest.raises(DimensionError, match=r"expected \(3, d\), one vector per segment"):
        read_vectors(saved(tmp_path, np.ones(shape)), 3)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_the_first_segment_whose_vector_is_no_number_is_named(tmp_path: Path, value: float) -> None:
    vectors = np.ones((3, 4))
    vectors[1, 2] = value
    with pytest.raises(AlignmentError, match="not numbers, first for segment 1"):
        read_vectors(saved(tmp_path, vectors), 3)


def test_vectors_of_any_language_are_aligned() -> None:
    vectors = np.eye(3, 8, dtype=np.float32)
    found = align_texts(TEXT, OTHER, vectors=(vectors, vectors))
    assert bead_ids(found) == (((0,), (0,)), ((1,), (1,)), ((2,), (2,)))
    assert found.signature.encoder == "given-vectors"


def test_vectors_of_two_dimensions_are_refused() -> None:
    with pytest.raises(DimensionError, match="8 dimensions and the target vectors 9"):
        align_texts(TEXT, OTHER, vectors=(np.eye(3, 8), np.eye(3, 9)))


def test_too_few_vectors_are_refused() -> None:
    with pytest.raises(DimensionError, match="vectors of the sw text have shape"):
        align_texts(TEXT, OTHER, vectors=(np.eye(3, 8), np.eye(2, 8)))


def test_vectors_that_are_not_numbers_are_refused() -> None:
    with pytest.raises(AlignmentError, match="vectors of the source text hold values"):
        align_texts(TEXT, OTHER, vectors=(np.full((3, 8), np.nan), np.eye(3, 8)))


def test_vectors_of_zeros_leave_every_segment_alone() -> None:
    found = align_texts(TEXT, OTHER, vectors=(np.zeros((3, 8)), np.eye(3, 8)))
    assert not any(source and target for source, target in bead_ids(found))
