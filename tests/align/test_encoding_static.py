"""The static encoder: equal to sentence-transformers, linear, strict about empty texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from align.encoding import STATIC_MODEL, EncodingError, load_encoder
from align.encoding.protocol import Encoder, SpanEncoder, normalise, run_vectors
from align.encoding.static import BATCH_SENTENCES, StaticEncoder

SENTENCES = (
    "The General Assembly adopted resolution 64/35 without a vote.",
    "大会未经表决通过了第64/35号决议。",
    "L'Assemblée générale a adopté la résolution 64/35 sans la mettre aux voix.",
    "La Asamblea General aprobó la resolución 64/35 sin someterla a votación.",
    "Генеральная Ассамблея приняла резолюцию 64/35 без голосования.",
    "اعتمدت الجمعية العامة القرار 64/35 بدون تصويت.",
)


@pytest.fixture(scope="module")
def encoder() -> SpanEncoder:
    return load_encoder()


def test_follows_both_protocols(encoder: SpanEncoder) -> None:
    assert isinstance(encoder, Encoder)
    assert isinstance(encoder, SpanEncoder)


def test_rows_have_length_one_and_single_precision(encoder: SpanEncoder) -> None:
    vectors = encoder.encode(SENTENCES)
    assert vectors.shape == (6, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_equals_sentence_transformers_on_the_same_folder(encoder: SpanEncoder) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(str(STATIC_MODEL), device="cpu")
    theirs = model.encode(list(SENTENCES), normalize_embeddings=True).astype(np.float32)
    # Both add up the same rows in single precision, in another order.
    np.testing.assert_allclose(encoder.encode(SENTENCES), theirs, atol=1e-5)


def test_translations_are_nearer_than_other_sentences(encoder: SpanEncoder) -> None:
    other = encoder.encode(["The cat sleeps on the old sofa in the kitchen."])
    vectors = encoder.encode(SENTENCES)
    assert (vectors @ vectors.T).min() > (vectors @ other.T).max()


def test_a_run_is_the_joined_text(encoder: SpanEncoder) -> None:
    sums, counts = encoder.token_sums(SENTENCES)
    runs = run_vectors(sums, np.array([0, 2]), np.array([2, 6]))
    joined = encoder.encode([" ".join(SENTENCES[:2]), " ".join(SENTENCES[2:])])
    np.testing.assert_allclose(runs, joined, atol=1e-4)
    assert counts.min() > 5


def test_an_empty_run_is_zeros_not_dust(encoder: SpanEncoder) -> None:
    sums, _ = encoder.token_sums(["Peace.", "", "Security."])
    assert not run_vectors(sums, np.array([1]), np.array([2])).any()


def test_order_and_batches_do_not_matter(encoder: SpanEncoder) -> None:
    many = [f"{SENTENCES[i % 6]} {i}" for i in range(BATCH_SENTENCES + 5)]
    vectors = encoder.encode(many)
    np.testing.assert_allclose(vectors[-1:], encoder.encode(many[-1:]), atol=1e-5)
    np.testing.assert_allclose(vectors[7:8], encoder.encode(many[7:8]), atol=1e-5)


def test_a_very_long_text_is_encoded_whole(encoder: SpanEncoder) -> None:
    _, counts = encoder.token_sums(["disarmament " * 50_000])
    assert counts[0] >= 50_000


def test_no_sentences_give_no_rows(encoder: SpanEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("empty", ["", "  \n\t"])
def test_an_empty_text_is_refused_by_name(encoder: SpanEncoder, empty: str) -> None:
    with pytest.raises(EncodingError, match=r"sentence 2 of 2 is .* leave empty texts out"):
        encoder.encode(["Peace", empty])


def test_an_empty_text_is_counted_in_sums(encoder: SpanEncoder) -> None:
    sums, counts = encoder.token_sums(["", "Peace", ""])
    assert counts[0] == counts[2] == 0
    assert not sums[0].any()
    with pytest.raises(EncodingError, match="row 0 of 3"):
        normalise(sums)


def test_identity_follows_the_weights(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(STATIC_MODEL, tmp_path / name)
    tensors = load_file(tmp_path / "two" / "model.safetensors")
    first = next(iter(tensors))
    tensors[first][5] += 1
    save_file(tensors, tmp_path / "two" / "model.safetensors")
    digests = {
        StaticEncoder(folder, name="static").identity
        for folder in (STATIC_MODEL, tmp_path / "one", tmp_path / "two")
    }
    assert len(digests) == 2
    assert all(identity.startswith("static@") for identity in digests)


def test_rows_and_tokens_must_fit(tmp_path: Path) -> None:
    shutil.copy(STATIC_MODEL / "tokenizer.json", tmp_path)
    save_file({"embedding.weight": np.ones((3, 4), np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(EncodingError, match="3 rows for"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("broken", ["tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [None, b"not a model"])
def test_a_broken_folder_says_what_is_wrong(
    tmp_path: Path, broken: str, content: bytes | None
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(STATIC_MODEL, folder)
    (folder / broken).unlink()
    if content is not None:
        (folder / broken).write_bytes(content)
    with pytest.raises(EncodingError, match=broken.replace(".", r"\.")):
        StaticEncoder(folder)


def test_unknown_tensors_are_refused(tmp_path: Path) -> None:
    shutil.copy(STATIC_MODEL / "tokenizer.json", tmp_path)
    save_file({"other": np.ones((3, 4), np.float32)}, tmp_path / "model.safetensors")
    with pytest.raises(EncodingError, match="holds other, expected"):
        load_encoder(str(tmp_path))


def test_the_folder_fits_the_wheel_and_says_what_it_is() -> None:
    assert sum(file.stat().st_size for file in STATIC_MODEL.iterdir()) <= 32_000_000
    modules = json.loads((STATIC_MODEL / "modules.json").read_text(encoding="utf-8"))
    assert modules[0]["type"].endswith("StaticEmbedding")


def test_encoding_does_not_import_torch() -> None:
    code = (
        "import sys; from align.encoding import load_encoder;"
        "assert 'numpy' not in sys.modules, 'import';"
        "load_encoder().encode(['peace']); assert 'torch' not in sys.modules, 'encode'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
