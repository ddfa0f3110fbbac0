"""Decide what counts as the same word: the keys under which texts are stored and sought.

A text is prepared (NFKC, case folded, format characters and tatweel out), cut into tokens, and
each word folded: accents and Arabic vowel signs dropped, alef, hamza, ya and ta marbuta unified,
ё made е, digits of all scripts made ASCII. Chinese and kana become single characters, stored as
overlapping bigrams, so that words of any length are found and found exactly; a full-text index
with trigrams would miss words of two characters.

Both sides of every comparison go through here. A change of rules needs a new `RULES_VERSION`, on
which stored indexes are rebuilt.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

__all__ = [
    "RULES_VERSION",
    "Token",
    "bigrams",
    "fold_word",
    "index_keys",
    "is_cjk_run",
    "key_of_words",
    "match_key",
    "phrase_keys",
    "runs",
    "surfaces",
    "tokenize",
]

RULES_VERSION: Final = 1

# Han with its extensions, kana, bopomofo, iteration marks: scripts without spaces whose
# characters carry meaning alone.
_CJK: Final = (
    "\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00016fe0-\U00016fff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Everything below is not CJK: comparing is quicker than matching.
_FIRST_CJK: Final = "\u3005"
# Marks that are dropped when a word is folded: combining accents, Hebrew points, Arabic vowel
# and Koranic signs. Vowel signs of Indic scripts are letters to their readers and stay.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20f0\ufe20-\ufe2f"
)
_WORD: Final = rf"[^\W_{_CJK}]+(?:[{_MARKS}]+[^\W_{_CJK}]*)*"
_TOKEN: Final = re.compile(rf"[{_CJK}]|{_WORD}")
_RUN: Final = re.compile(rf"[{_CJK}]+|{_WORD}")
_IS_CJK: Final = re.compile(f"[{_CJK}]")
# A character with everything that may combine with it on normalisation.
_CLUSTER: Final = re.compile(
    rf"[\s\S](?:[{_MARKS}\u0900-\u0903\u093c\u094d\u1100-\u11ff\u3099\u309a\uff9e\uff9f\u05b0-\u05c7])*"
)
# й and ў are letters of their own, unlike ё, which is printed as е more often than not.
_KEPT: Final = frozenset("йў")
_SPECIAL: Final = {
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ı": "i",
    "ٱ": "ا",  # alef wasla
    "ى": "ي",  # alef maqsura
    "ی": "ي",  # Persian ya
    "ک": "ك",  # Persian kaf
    "ة": "ه",  # ta marbuta
}
# Format characters (general category Cf of Unicode 15) and the tatweel: nobody types them to
# mean anything.
_IGNORED: Final = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u0640\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001"
    "\U000e0020-\U000e007f]+"
)


class Token(NamedTuple):
    """A word, or one character of Chinese or kana, and where it stands.

    Attributes:
        surface: the folded form, never empty.
        word: the form before folding (case folded, accents kept), which stemmers need.
        start: first code point in the text given.
        end: one past the last.
        is_cjk: True for a character of a script without spaces.
        is_joined: True if it follows such a character without anything between.
    """

    surface: str
    word: str
    start: int
    end: int
    is_cjk: bool
    is_joined: bool


class _Folding(dict[int, str]):
    """A table for `str.translate` that fills itself, one character at a time."""

    def __missing__(self, codepoint: int) -> str:
        character = chr(codepoint)
        if character in _KEPT:
            folded = character
        elif character in _SPECIAL:
            folded = _SPECIAL[character]
        elif unicodedata.category(character) == "Nd":
            folded = str(unicodedata.digit(character))
        elif "\uac00" <= character <= "\ud7a3" or _IS_CJK.match(character):
            folded = character
        else:
            folded = _FOLDED_MARKS.sub("", unicodedata.normalize("NFD", character))
            folded = "".join(_SPECIAL.get(each, each) for each in folded)
        self[codepoint] = folded
        return folded


class _Preparation(dict[str, str]):
    """The prepared form of a cluster of characters; fills itself."""

    def __missing__(self, cluster: str) -> str:
        folded = unicodedata.normalize("NFKC", cluster).casefold()
        prepared = _IGNORED.sub("", folded)
        if len(self) < _REMEMBERED:
            self[cluster] = prepared
        return prepared


_FOLDED_MARKS: Final = re.compile(f"[{_MARKS}]")
_REMEMBERED: Final = 50_000
_FOLDING: Final = _Folding()
_PREPARATION: Final = _Preparation()


def surfaces(text: str) -> list[str]:
    """Return the folded words and single CJK characters of `text`, in order."""
    found: list[str] = []
    for run in runs(text):
        surface = fold_word(run)
        if is_cjk_run(run):
            found += surface
        elif surface:
            found.append(surface)
    return found


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text` with their places; `surfaces` of the same text agree."""
    prepared, offsets = _prepare_with_offsets(text)
    tokens = []
    cjk_end = -1
    for match in _TOKEN.finditer(prepared):
        word = match.group()
        surface = fold_word(word)
        if not surface:
            continue
        is_cjk = _IS_CJK.match(word) is not None
        start, end = match.span()
        tokens.append(
            Token(
                surface=surface,
                word=word,
                start=offsets[start],
                end=_end_offset(offsets, end),
                is_cjk=is_cjk,
                is_joined=is_cjk and start == cjk_end,
            )
        )
        cjk_end = end if is_cjk else -1
    return tokens


def runs(text: str) -> list[str]:
    """Return the prepared words and runs of CJK characters of `text`, in order, not yet folded."""
    return _RUN.findall(_prepare(text))


def is_cjk_run(run: str) -> bool:
    """True if a run is of a script without spaces."""
    return run[0] >= _FIRST_CJK and _IS_CJK.match(run) is not None


def bigrams(run: str) -> list[str]:
    """Return the overlapping bigrams of a CJK run and its last character.

    `裁军谈判` gives 裁军 军谈 谈判 判.
    """
    folded = fold_word(run)
    return [folded[start : start + 2] for start in range(len(folded))]


def index_keys(text: str) -> list[tuple[str, str]]:
    """Return (key, word) pairs in order, as an index holds them.

    Words stand for themselves, CJK runs for their bigrams. The word is what a stemmer takes; for
    bigrams it is the key itself.
    """
    keys: list[tuple[str, str]] = []
    for run in runs(text):
        if is_cjk_run(run):
            keys += [(bigram, bigram) for bigram in bigrams(run)]
        else:
            surface = fold_word(run)
            if surface:
                keys.append((surface, run))
    return keys


def phrase_keys(text: str) -> tuple[list[tuple[str, str]], bool]:
    """Return the keys to seek as a phrase, and whether the last is only a beginning.

    The single character that ends a run in the index may be followed by another one in a longer
    text, so it is left out, or, where it is all there is, sought as a prefix.
    """
    keys = index_keys(text)
    if not keys or not _IS_CJK.match(keys[-1][0]):
        return keys, False
    ends_in_bigram = len(keys) > 1 and len(keys[-2][0]) > 1 and keys[-2][0].endswith(keys[-1][0])
    if ends_in_bigram and _IS_CJK.match(keys[-2][0]):
        return keys[:-1], False
    return keys, True


def match_key(text: str) -> int:
    """Return a 64-bit signed number, equal for texts that differ in form only.

    Texts without any word (`***`) are told apart by their characters.
    """
    return key_of_words(surfaces(text), text)


def key_of_words(words: Sequence[str], text: str) -> int:
    """Return the `match_key` of a text whose surfaces are known."""
    joined = " ".join(words) if words else text.strip()
    digest = blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@lru_cache(maxsize=_REMEMBERED)
def fold_word(word: str) -> str:
    """Return a prepared word without accents, vowel signs and letter variants."""
    return word.translate(_FOLDING)


def _prepare(text: str) -> str:
    if text.isascii():
        return text.lower()
    if unicodedata.is_normalized("NFKC", text):
        return _IGNORED.sub("", text.casefold())
    return "".join([_PREPARATION[cluster] for cluster in _CLUSTER.findall(text)])


def _prepare_with_offsets(text: str) -> tuple[str, Sequence[int]]:
    """Return the prepared text and, per character of it, where that came from.

    One more offset than characters; the last is the length of the text.
    """
    if text.isascii():
        return text.lower(), range(len(text) + 1)
    prepared: list[str] = []
    offsets: list[int] = []
    for match in _CLUSTER.finditer(text):
        part = _PREPARATION[match.group()]
        prepared.append(part)
        offsets.extend([match.start()] * len(part))
    offsets.append(len(text))
    return "".join(prepared), offsets


def _end_offset(offsets: Sequence[int], end: int) -> int:
    """Return where the cluster of the character before `end` ends in the text."""
    last = offsets[end - 1]
    position = end
    while offsets[position] == last and position < len(offsets) - 1:
        position += 1
    return offsets[position]
