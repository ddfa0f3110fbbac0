"""The Official Document System: fetch by symbol and language, on request only, into a cache."""

from sources.ods.cache import OdsCache
from sources.ods.fetching import DEFAULT_SOURCE, OdsError, fetch
from sources.ods.model import Fetched, FetchStatus

__all__ = ["DEFAULT_SOURCE", "FetchStatus", "Fetched", "OdsCache", "OdsError", "fetch"]
