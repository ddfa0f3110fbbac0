"""Any sentence-transformers model: a tiny one is made on the spot, no network is touched."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from align.encoding import EncodingError, load_encoder
from align.encoding.protocol import SpanEncoder

torch = pytest.importorskip("torch")
sentence_transformers = pytest.importorskip("sentence_transformers")

PADDING, UNKNOWN = "[PAD]", "[UNK]"
WORDS = ("peace", "security", "disarmament", "the", "of", "treaty", "和", "平", "мир", "سلام")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a transformer of one layer with random weights, saved by sentence-transformers."""
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    base = tmp_path_factory.mktemp("bert")
    vocabulary = {word: number for number, word in enumerate((PADDING, UNKNOWN, *WORDS))}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token=PADDING, unk_token=UNKNOWN, model_max_length=64
    ).save_pretrained(base)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    model = sentence_transformers.SentenceTransformer(str(base), device="cpu")
    saved = tmp_path_factory.mktemp("model") / "tiny"
    model.save(str(saved))
    return saved


@pytest.fixture(scope="module")
def encoder(folder: Path) -> SpanEncoder:
    return load_encoder(str(folder), device="cpu", batch_size=2, offline=True)


def test_equals_the_library(encoder: SpanEncoder, folder: Path) -> None:
    sentences = ["peace of the treaty", "security", "和平", "disarmament of the peace"]
    model = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    theirs = model.encode(sentences, normalize_embeddings=True)
    ours = encoder.encode(sentences)
    assert ours.shape == (4, encoder.dimension) == (4, 16)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_sums_are_vectors_times_tokens(encoder: SpanEncoder) -> None:
    sums, counts = encoder.token_sums(["peace of the treaty", "", "security"])
    assert counts.tolist() == [4, 0, 1]
    assert not sums[1].any()
    vectors = encoder.encode(["peace of the treaty", "security"])
    np.testing.assert_allclose(sums[[0, 2]], vectors * [[4], [1]], atol=1e-5)


def test_nothing_in_nothing_out(encoder: SpanEncoder) -> None:
    assert encoder.encode([]).shape == (0, 16)


def test_an_empty_text_is_refused_by_name(encoder: SpanEncoder) -> None:
    with pytest.raises(EncodingError, match="sentence 2 of 2"):
        encoder.encode(["peace", " "])


def test_half_precision_is_near(folder: Path, encoder: SpanEncoder) -> None:
    half = load_encoder(str(folder), device="cpu", half=True)
    sentences = ["peace of the treaty", "security"]
    np.testing.assert_allclose(half.encode(sentences), encoder.encode(sentences), atol=1e-2)
    assert half.identity != encoder.identity


def test_identity_is_stable(folder: Path, encoder: SpanEncoder) -> None:
    assert encoder.identity.startswith("tiny@")
    assert load_encoder(str(folder), device="cpu").identity == encoder.identity


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncodingError, match=r"there is no folder .*none"):
        load_encoder(str(tmp_path / "none"))


def test_offline_says_how_to_get_the_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(EncodingError, match=r"network is off; download it once"):
        load_encoder("nobody/no-such-model", offline=True)


def test_a_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(EncodingError, match=r"pip install 'sixfold\[transformers\]'"):
        load_encoder("nobody/no-such-model")


@pytest.mark.parametrize(
    ("device", "batch_size", "message"),
    [("tpu", 8, "found the device 'tpu', expected one of cpu, cuda, mps"), (None, 0, "size of 0")],
)
def test_wrong_options(folder: Path, device: str | None, batch_size: int, message: str) -> None:
    with pytest.raises(EncodingError, match=message):
        load_encoder(str(folder), device=device, batch_size=batch_size)
