"""Find the splitter of a language."""

from functools import cache

from align.segmentation.language_rules import load_rules, ruled_languages
from align.segmentation.protocol import Segmenter
from align.segmentation.rules import RuleSegmenter
from sources.language import LanguageError, primary_subtag

__all__ = ["segmenter_for"]


@cache
def segmenter_for(language: str) -> Segmenter:
    """Return the splitter for a BCP 47 tag.

    The six official languages have rules of our own; others are split by the library sentencex
    where it is installed.

    Raises:
        LanguageError: the language is not known or sentencex is not installed.
    """
    subtag = primary_subtag(language)
    if subtag in ruled_languages():
        return RuleSegmenter(load_rules(subtag), arabic=subtag == "ar")
    if subtag == "und":
        raise LanguageError(
            "the language of the text is not stated, so its sentences cannot be told; "
            "expected a language tag; state it, for example with --language fr."
        )
    from align.segmentation.other_languages import LibrarySegmenter

    return LibrarySegmenter(subtag)
