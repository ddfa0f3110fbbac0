"""Concept entries as JSON, whole: a change of the termbase keeps the entries it concerns."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from align.model import Span
from tmx.model import ConceptEntry, Evidence, LanguageSection, Term, TermStatus

__all__ = ["entry_from_json", "entry_to_json"]


def entry_to_json(entry: ConceptEntry) -> dict[str, Any]:
    """Return an entry as JSON, whole; the fields are those of `ConceptEntry`."""
    return asdict(entry)


def entry_from_json(told: Mapping[str, Any]) -> ConceptEntry:
    """Return the entry that `entry_to_json` wrote, before or after it went through a file."""
    return ConceptEntry(
        **{
            **told,
            "languages": tuple(_section(each) for each in told["languages"]),
            "notes": tuple(told["notes"]),
            "evidence": tuple(_evidence(each) for each in told["evidence"]),
        }
    )


def _section(told: Mapping[str, Any]) -> LanguageSection:
    return LanguageSection(**{**told, "terms": tuple(_term(each) for each in told["terms"])})


def _term(told: Mapping[str, Any]) -> Term:
    status = told["status"]
    return Term(
        **{
            **told,
            "status": TermStatus(status) if status is not None else None,
            "notes": tuple(told["notes"]),
        }
    )


def _evidence(told: Mapping[str, Any]) -> Evidence:
    return Evidence(
        tuid=told["tuid"],
        spans=tuple(
            (language, tuple(Span(*span) for span in spans)) for language, spans in told["spans"]
        ),
    )
