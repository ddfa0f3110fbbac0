"""Make all keys of a text at once, as the memory stores them."""

from typing import Final, NamedTuple

from sources.language import primary_subtag
from tmx.search.normalise import bigrams, fold_word, is_cjk_run, key_of_words, runs
from tmx.search.sketches import token_bit
from tmx.search.stems import stem, stemmed_languages

__all__ = ["TextKeys", "text_keys"]

# Words remembered per language with their folded form and stem; bounds the memory to some 30 MB.
_REMEMBERED: Final = 100_000


class TextKeys(NamedTuple):
    """The keys of a text.

    Attributes:
        surface: keys of the word index, folded forms and bigrams, spaces between.
        stems: the same in stems; empty for languages without a stemmer.
        match_key: equal for texts that differ in form only.
        token_count: words and CJK characters.
        sketch: the set of these as bits; see `tmx.search.sketches`.
    """

    surface: str
    stems: str
    match_key: int
    token_count: int
    sketch: int


class _Words(dict[str, tuple[str, str, int]]):
    """Folded form, stem and bit per prepared word of a language; fills itself."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def __missing__(self, word: str) -> tuple[str, str, int]:
        surface = fold_word(word)
        forms = (surface, stem(word, self._language), token_bit(surface))
        if len(self) < _REMEMBERED:
            self[word] = forms
        return forms


_WORDS: Final[dict[str, _Words]] = {}


def text_keys(text: str, language: str) -> TextKeys:
    """Return the keys of a text.

    Args:
        text: as it stands.
        language: its tag; the subtag of the language chooses the stemmer.
    """
    subtag = primary_subtag(language)
    words = _WORDS.get(subtag)
    if words is None:
        words = _WORDS[subtag] = _Words(subtag)
    surfaces: list[str] = []
    keys: list[str] = []
    stems: list[str] = []
    sketch = 0
    for run in runs(text):
        if is_cjk_run(run):
            pairs = bigrams(run)
            keys += pairs
            stems += pairs
            for pair in pairs:
                surfaces.append(pair[0])
                sketch |= token_bit(pair[0])
        else:
            surface, stemmed, bit = words[run]
            if surface:
                sketch |= bit
                surfaces.append(surface)
                keys.append(surface)
                stems.append(stemmed)
    return TextKeys(
        surface=" ".join(keys),
        stems=" ".join(stems) if subtag in stemmed_languages() else "",
        match_key=key_of_words(surfaces, text),
        token_count=len(surfaces),
        sketch=sketch,
    )
