"""A whole training run on a few lines: it learns, repeats itself bit for bit, and resumes."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from align.encoding import EncodingError, load_encoder
from align.encoding.static import StaticEncoder
from align.training.batches import RUN_LENGTH, Sampler, pair_lines, tokenise
from align.training.data import TEXT, in_domain_collections, read_rows
from align.training.evaluation import retrieval_accuracy
from align.training.export import quantise, with_even_lengths
from align.training.tokenizer import EASTERN_DIGITS, new_tokenizer, shared_rows, train_tokenizer
from align.training.train import Progress, Settings, train

from .test_training_data import write_folder

SETTINGS = Settings(vocabulary=6000, dimension=32, batch_size=64, steps=12, threads=1)
DAY = date(2011, 9, 1)


def stop_at(last: int, seen: list[int]) -> Progress:
    """Return a progress that notes the steps and interrupts the run at one of them."""

    def progress(stage: str, done: int, _total: int) -> None:
        if stage == "training":
            seen.append(done)
            if done == last:
                raise KeyboardInterrupt

    return progress


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the first 60 rows of the shipped in-domain text."""
    folder = tmp_path_factory.mktemp("text")
    first = min(TEXT.glob("*.tsv"))
    lines = first.read_text(encoding="utf-8").splitlines()[:60]
    (folder / first.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    return write_folder(
        folder,
        {
            ("talks", "en-fr", "CC0"): [
                f"Report number {i}\tRapport numéro {i}" for i in range(40)
            ],
            ("dict:words", "en-fr", "CC BY-SA 3.0"): ["peace\tpaix", "report\trapport"],
        },
    )


@pytest.fixture(scope="module")
def model(data: Path, text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "model"
    return train(data, out, settings=SETTINGS, text=text, made_on=DAY)


def test_writes_a_folder_that_both_readers_load(model: Path) -> None:
    assert sorted(path.name for path in model.iterdir()) == [
        "README.md",
        "config_sentence_transformers.json",
        "model.safetensors",
        "modules.json",
        "tokenizer.json",
    ]
    sentences = ["Report number 3", "Отчет № ٣ за 2013 год", "裁军"]
    ours = load_encoder(str(model)).encode(sentences)
    sentence_transformers = pytest.importorskip("sentence_transformers")
    theirs = sentence_transformers.SentenceTransformer(str(model), device="cpu")
    np.testing.assert_allclose(ours, theirs.encode(sentences, normalize_embeddings=True), atol=1e-5)


def test_the_card_says_how_it_was_made(model: Path) -> None:
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "On 2011-09-01 by" in card
    assert "sixfold train --data" in card
    assert "| talks | CC0 | en fr | 40 |" in card
    assert "| dict:words | CC BY-SA 3.0 | en fr | 2 |" in card
    assert "steps 12" in card
    assert "en-zh |" in card


def test_learns_the_lines_it_saw(model: Path, text: Path) -> None:
    rows = next(iter(read_rows(text).values()))[:40]
    encoder = StaticEncoder(model)
    english, french = (encoder.encode([row.texts[i] for row in rows]) for i in (0, 2))
    assert retrieval_accuracy(english, french) > 0.9


def test_the_same_run_gives_the_same_model(
    model: Path, data: Path, text: Path, tmp_path: Path
) -> None:
    again = train(data, tmp_path / "model", settings=SETTINGS, text=text, made_on=DAY)
    sentences = [row.texts[i] for row in next(iter(read_rows(text).values())) for i in range(6)]
    cosines = (StaticEncoder(again).encode(sentences) * StaticEncoder(model).encode(sentences)).sum(
        axis=1
    )
    # Pieces of nearly equal score may change places; everything after the tokenizer is exact,
    # which the next test shows.
    assert np.median(cosines) > 0.999
    assert cosines.min() > 0.9


def test_an_interrupted_run_goes_on_to_the_same_model(
    data: Path, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("align.training.train.CHECKPOINT_EVERY", 5)
    seen: list[int] = []
    out, whole = tmp_path / "in-two" / "model", tmp_path / "in-one" / "model"
    with pytest.raises(KeyboardInterrupt):
        train(data, out, settings=SETTINGS, text=text, made_on=DAY, progress=stop_at(7, seen))
    assert (out / "checkpoint.pt").is_file()
    # Both go on from one tokenizer, whose own training is not exact.
    (kept,) = out.glob("tokenizer-*.json")
    whole.mkdir(parents=True)
    shutil.copy(kept, whole)
    train(data, out, settings=SETTINGS, text=text, made_on=DAY, progress=stop_at(99, seen))
    assert seen == [*range(1, 8), *range(6, 13)]
    train(data, whole, settings=SETTINGS, text=text, made_on=DAY)
    assert (out / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    assert not (out / "checkpoint.pt").exists()


def test_a_checkpoint_of_another_run_is_refused(
    data: Path, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("align.training.train.CHECKPOINT_EVERY", 2)
    with pytest.raises(KeyboardInterrupt):
        train(data, tmp_path, settings=SETTINGS, text=text, progress=stop_at(3, []))
    other = Settings(vocabulary=6000, dimension=32, batch_size=64, steps=13, threads=1)
    with pytest.raises(EncodingError, match="belongs to a run with other data or settings"):
        train(data, tmp_path, settings=other, text=text)


def test_numbers_are_one_token_with_one_vector_in_both_kinds_of_digits(text: Path) -> None:
    collections = in_domain_collections(next(iter(read_rows(text).values())))
    tokenizer = train_tokenizer(collections, size=6000, seed=0, characters=20_000)
    rows = shared_rows(tokenizer)
    for number in ("7", "07", "162", "2013"):
        (western,) = tokenizer.encode(number).ids
        (eastern,) = tokenizer.encode(number.translate(EASTERN_DIGITS)).ids
        assert western != eastern
        assert rows[western] == rows[eastern]
    assert tokenizer.encode("A/65/496").tokens == ["a", "/", "65", "/", "496"]
    assert tokenizer.encode(" \n\t ").ids == []


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("والأسلحة", "اسلحة"),
        ("بالدول", "دول"),
        ("للتنمية", "تنمية"),
        ("وقررت", "قررت"),
        ("القرار", "قرار"),
        ("ولد", "ولد"),
        ("الي", "الي"),
    ],
)
def test_arabic_prefixes_are_dropped_before_longer_words_only(written: str, left: str) -> None:
    assert new_tokenizer().normalizer.normalize_str(written) == left


def test_batches_hold_neighbours_and_no_false_wrong_answers(text: Path) -> None:
    rows = next(iter(read_rows(text).values()))
    collections = in_domain_collections([*rows, rows[0]])
    tokenizer = train_tokenizer(collections, size=6000, seed=0, characters=20_000)
    texts = tokenise(collections, tokenizer)
    sampler = Sampler(texts, pair_lines(collections, texts), [], batch_size=4 * RUN_LENGTH, seed=3)
    for step in range(8):
        batch = sampler.draw(step)
        count = len(batch.starts) // 2
        assert batch.same.shape == (count, count)
        assert batch.same.diagonal().all()
        assert (np.diff(batch.starts) > 0).all()
        assert batch.starts[-1] < len(batch.tokens)
        np.testing.assert_array_equal(batch.tokens, sampler.draw(step).tokens)


def test_int8_keeps_directions() -> None:
    table = np.random.default_rng(0).normal(size=(50, 32)).astype(np.float32)
    table[3] = 0
    rows, factors = quantise(table)
    assert rows.dtype == np.int8
    np.testing.assert_allclose(rows * factors[:, None], table, atol=0.02)
    assert not rows[3].any()


def test_lengths_draw_nearer_and_directions_stay() -> None:
    table = np.array([[3, 4], [0.06, 0.08], [0, 0]], dtype=np.float32)
    even = with_even_lengths(table, 0.5)
    np.testing.assert_allclose(np.linalg.norm(even, axis=1), [5**0.5, 0.1**0.5, 0], rtol=1e-6)
    np.testing.assert_allclose(even[0] / np.linalg.norm(even[0]), [0.6, 0.8], rtol=1e-6)
