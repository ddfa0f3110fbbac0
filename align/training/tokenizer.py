"""Text to pieces: one tokenizer for six languages, quick because it has one regular expression.

- Normaliser: lower case, accents and Arabic vowel signs dropped, hamza forms of alef folded
  (Unicode decomposition, marks removed).
- Arabic: conjunctions and the article, alone or with a preposition, are dropped before words of
  three letters or more: they are written as one word with the noun, and scatter it.
- Words: split at white space, punctuation and around runs of digits.
- Pieces: a unigram language model (Kudo, "Subword Regularization", ACL 2018). Pieces carry no
  sign of where a word begins, so that an ending or a part of a
  compound is one piece wherever it stands, and Chinese needs no special case.
- Numbers of up to three digits and years are whole pieces, and the Eastern Arabic digits have
  the same numbers, so that a number is one token with one vector wherever it can be.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import BertNormalizer, Replace
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import BertPreTokenizer, Digits, Sequence
from tokenizers.trainers import UnigramTrainer

from align.training.data import LANGUAGES, Collection

UNKNOWN = "[UNK]"
EASTERN_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NUMBERS = (*map(str, range(1000)), *(f"{n:02}" for n in range(10)), *map(str, range(1900, 2100)))

NUMBER_SCORE = -8.0
"""Above any two digits' scores together: digits stand alone, so only the parts compete."""

CHARACTERS_PER_LANGUAGE = 4_000_000
CHINESE_SHARE = 0.5
"""Of the characters of another language: a Chinese character says about twice as much."""

LONGEST_PIECE = 16

# wa- or fa-, then (bi-, ka-) al- or lil-; a lone wa- or fa- only before four letters, as many
# words begin with one of the two.
ARABIC_PREFIX = (
    r"(?<![\u0621-\u064A])"
    r"(?:[\u0648\u0641]?(?:[\u0628\u0643]?\u0627\u0644|\u0644\u0644)"
    r"|[\u0648\u0641](?=[\u0621-\u064A]{4}))"
    r"(?=[\u0621-\u064A]{3})"
)


def new_tokenizer() -> Tokenizer:
    """Return a tokenizer with the normaliser and word splitter, and no pieces yet."""
    tokenizer = Tokenizer(Unigram())
    tokenizer.normalizer = Normalizers(
        [
            BertNormalizer(
                clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=True
            ),
            Replace(Regex(ARABIC_PREFIX), ""),
        ]
    )
    tokenizer.pre_tokenizer = Sequence([BertPreTokenizer(), Digits(individual_digits=False)])
    return tokenizer


def train_tokenizer(
    collections: list[Collection],
    *,
    size: int,
    seed: int,
    characters: int = CHARACTERS_PER_LANGUAGE,
    show_progress: bool = False,
) -> Tokenizer:
    """Return a tokenizer of `size` pieces learned from a sample of the text.

    Args:
        collections: lines are drawn by the weight of their collection.
        size: pieces, those of numbers and the unknown one included.
        seed: the same seed gives the same sample.
        characters: sample per language; Chinese gets half as many.
        show_progress: let the library draw its bar on stderr.
    """
    tokenizer = new_tokenizer()
    eastern = tuple(number.translate(EASTERN_DIGITS) for number in NUMBERS)
    trainer = UnigramTrainer(
        vocab_size=size - len(NUMBERS) - len(eastern),
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=LONGEST_PIECE,
        shrinking_factor=0.65,
        n_sub_iterations=1,
        show_progress=show_progress,
    )
    sample = _sample(collections, characters, random.Random(seed))
    tokenizer.train_from_iterator(sample, trainer)
    return _with_numbers(tokenizer, (*NUMBERS, *eastern))


def _with_numbers(tokenizer: Tokenizer, numbers: tuple[str, ...]) -> Tokenizer:
    """Return the tokenizer with every number as a piece of its own, scores to three decimals."""
    definition = json.loads(tokenizer.to_str())
    known = set(numbers)
    unknown, *learned = (
        (piece, round(score, 3))
        for piece, score in definition["model"]["vocab"]
        if piece not in known
    )
    # The trainer gives pieces of equal score in an order that changes from run to run.
    learned.sort(key=lambda piece: (-piece[1], piece[0]))
    pieces = [unknown, *learned]
    pieces += [(number, NUMBER_SCORE) for number in numbers]
    definition["model"]["vocab"] = pieces
    return Tokenizer.from_str(json.dumps(definition))


def shared_rows(tokenizer: Tokenizer) -> list[int]:
    """Return the row of the table for each token: a number in Eastern digits shares its vector."""
    vocabulary = tokenizer.get_vocab()
    rows = list(range(len(vocabulary)))
    for number in NUMBERS:
        rows[vocabulary[number.translate(EASTERN_DIGITS)]] = vocabulary[number]
    return rows


def _sample(
    collections: list[Collection], characters: int, generator: random.Random
) -> Iterator[str]:
    """Yield lines of each language, drawn by weight without repeats, up to so many characters."""
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    for collection in collections:
        for language, lines in zip(
            collection.pair, (collection.source, collection.target), strict=True
        ):
            known = weights[language]
            for line in lines:
                known[line] = max(known.get(line, 0.0), collection.weight)
    for language in LANGUAGES:
        # Exponential keys give a weighted sample without replacement (Efraimidis and Spirakis,
        # "Weighted random sampling with a reservoir", 2006).
        drawn = sorted(weights[language].items(), key=lambda item: generator.expovariate(item[1]))
        left = characters * (CHINESE_SHARE if language == "zh" else 1)
        for line, _ in drawn:
            left -= len(line)
            if left < 0:
                break
            yield line
