"""Align a whole collection: many documents, several at once, taken up again where it was left."""

from tmx.corpus.build import Corpus, CorpusError, build_corpus
from tmx.corpus.job import Outcome, Settings
from tmx.corpus.merge import merge_corpus

__all__ = ["Corpus", "CorpusError", "Outcome", "Settings", "build_corpus", "merge_corpus"]
