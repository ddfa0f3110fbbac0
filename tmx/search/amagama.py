"""Answer the clients of amaGama and of translate-toolkit's `tmserver`: Virtaal, Weblate and others.

The convention, below any prefix (`/tmserver`, `/api/v1`):

    GET /{source}/{target}/unit/{text}      the text sought, percent-encoded
    GET /{source}/{target}/unit/?source=TEXT  the same, for texts a path cannot hold
    GET /languages/                         which languages there are

Language codes may be written `zh-TW` or `zh_tw`. Parameters: `min_similarity` (percent, 1 to 100)
and `max_candidates`. The answer is a JSON array, best first, of objects with

    source   the text found
    target   its translation
    quality  how alike source and text are, 0 to 100, less the penalties of the memory
    rank     the same; amaGama puts the rank of its word search here, by which nobody sorts

and an empty array where nothing is known. `/languages/` answers an object with two arrays of
codes, `sourceLanguages` and `targetLanguages`. The clients ask for `zh_tw` where a memory says
`zh-TW`; a region counts only where readers cannot do without (`tmx.search.language_group`).
"""

from typing import Final, TypedDict

from tmx.search.language_group import language_group
from tmx.search.matches import search
from tmx.store.memory import Memory
from tmx.store.records import USABLE, UnitFilter

__all__ = ["Candidate", "Languages", "candidates", "languages"]

# The defaults of amaGama's server.
MINIMUM_SIMILARITY: Final = 70
MOST_CANDIDATES: Final = 5
# A unit that is written in several variants answers with each; more than these say no more.
_MOST_ASKED: Final = 100


class Candidate(TypedDict):
    """A translation on offer."""

    source: str
    target: str
    quality: float
    rank: float


class Languages(TypedDict):
    """The languages of a memory."""

    sourceLanguages: list[str]
    targetLanguages: list[str]


def candidates(
    memory: Memory,
    text: str,
    *,
    source: str,
    target: str,
    min_similarity: int = MINIMUM_SIMILARITY,
    max_candidates: int = MOST_CANDIDATES,
) -> list[Candidate]:
    """Return the translations of a text, best first, each pair of texts once.

    What a person has rejected is left out.

    Args:
        memory: where to look.
        text: a segment.
        source: language code of the text, with hyphens or underscores.
        target: language code of the translations.
        min_similarity: least percent; what lies outside 1 to 100 is taken for the nearer of them.
        max_candidates: most translations; the same for 1 to 100.

    Raises:
        LanguageError: a code is malformed.
        StoreError: the memory is damaged.
    """
    limit = min(max(max_candidates, 1), _MOST_ASKED)
    matches = search(
        memory,
        text,
        language=language_group(source),
        to=(language_group(target),),
        minimum_percent=min(max(min_similarity, 1), 100),
        wanted=UnitFilter(statuses=USABLE),
        # The same pair may stand in many documents.
        limit=_MOST_ASKED,
    )
    found: dict[tuple[str, str], Candidate] = {}
    for match in matches:
        for variant in match.targets:
            pair = (match.source.text, variant.text)
            quality = float(match.percent)
            if pair not in found:
                found[pair] = Candidate(
                    source=pair[0], target=pair[1], quality=quality, rank=quality
                )
    return list(found.values())[:limit]


def languages(memory: Memory) -> Languages:
    """Return the languages of a memory, which all are source and target.

    Raises:
        StoreError: the memory is damaged.
    """
    codes = [code.replace("-", "_") for code in memory.languages]
    return Languages(sourceLanguages=codes, targetLanguages=codes)
