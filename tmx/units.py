"""Turn rows and beads into translation units, and concepts into termbase entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from align.encoding.protocol import SpanEncoder
from align.model import (
    Alignment,
    MultiAlignment,
    Row,
    Segment,
    SegmentedText,
    Signature,
    Span,
)
from align.source_rows import keep_source_segments
from align.terminology import Concept
from align.terminology.cells import cell_text
from align.version import VERSION
from sources import Document
from sources.language import sentence_separator
from tmx.labels import number_at_head
from tmx.model import (
    ConceptEntry,
    Evidence,
    Header,
    LanguageSection,
    Note,
    Property,
    PropertyType,
    Term,
    TermStatus,
    TranslationUnit,
    UnitStatus,
    Variant,
)

__all__ = [
    "UNVERIFIED",
    "UnitPlace",
    "alignment_of_units",
    "concept_entries",
    "make_header",
    "places_of_rows",
    "places_of_units",
    "units_of_pair",
    "units_of_rows",
    "units_of_source_rows",
]


UNVERIFIED: Final = "unverified: look the terms up before you print them"
"""Note on entries that the glossary is not sure of."""


class UnitPlace(NamedTuple):
    """What a row's unit is called and where it stands.

    Attributes:
        tuid: identifier of the unit, None if it has none.
        where: document and paragraph, `A/65/496#19 (a)`; None where nobody said.
    """

    tuid: str | None
    where: str | None


def make_header(documents: Sequence[Document], alignment: MultiAlignment, version: str) -> Header:
    """Return the header of a memory of these documents: how it was made, and their notices."""
    source = documents[0]
    properties = [Property(type=PropertyType.SIGNATURE, text=str(alignment.signature))]
    if source.provenance.symbol:
        properties.insert(0, Property(type=PropertyType.SYMBOL, text=source.provenance.symbol))
    notes = tuple(
        Note(text=f"{document.language}: {document.provenance.notice}")
        for document in documents
        if document.provenance.notice
    )
    return Header(
        source_language=source.language,
        creation_tool_version=version,
        notes=notes,
        properties=tuple(properties),
    )


def units_of_rows(
    documents: Sequence[Document], alignment: MultiAlignment, name: str
) -> Iterator[TranslationUnit]:
    """Yield one unit per row, a variant per language that has something in it.

    A row without the source language says so by a `srclang` of its own.
    """
    for index, row in enumerate(alignment.rows):
        variants = tuple(
            _variant(documents[position], cell_text(alignment, row, position))
            for position, cell in enumerate(row.cells)
            if cell
        )
        yield TranslationUnit(
            variants=variants,
            tuid=_tuid(name, index),
            source_language=None if row.cells[0] else variants[0].language,
            properties=_properties(
                documents,
                alignment.signature,
                _row_label(alignment, documents, row),
                row.confidence,
            ),
        )


def units_of_pair(
    documents: Sequence[Document],
    alignment: MultiAlignment,
    target: int,
    name: str,
    *,
    judged: Mapping[int, UnitStatus] | None = None,
) -> Iterator[TranslationUnit]:
    """Yield one unit per bead between the source and the text at position `target`.

    Segments without a counterpart make no unit: a two-language memory has no use for them. Their
    number stands in the report. `judged` tells per source segment what a person said of its row.
    """
    pair: Alignment = alignment.pairs[0, target]
    texts = alignment.texts[0], alignment.texts[target]
    numbered = 0
    for bead in pair.beads:
        if not bead.source or not bead.target:
            continue
        numbered += 1
        label = _label(documents[0], texts[0], bead.source)
        properties = _properties(documents, alignment.signature, label, bead.confidence)
        yield TranslationUnit(
            variants=(
                _variant(documents[0], texts[0].joined(bead.source)),
                _variant(documents[target], texts[1].joined(bead.target)),
            ),
            tuid=f"{name}-{texts[0].language}-{texts[1].language}-{numbered:04d}",
            properties=properties + _verdict(bead.source, judged),
        )


def units_of_source_rows(
    documents: Sequence[Document],
    alignment: MultiAlignment,
    target: int,
    name: str,
    encoder: SpanEncoder,
    *,
    judged: Mapping[int, UnitStatus] | None = None,
) -> Iterator[TranslationUnit]:
    """Yield one unit per source segment; see `align.source_rows`.

    A unit whose target was cut out of a longer sentence says so by an `x-cut` property. `judged` as
    for `units_of_pair`.
    """
    texts = alignment.texts[0], alignment.texts[target]
    rows = keep_source_segments(*texts, alignment.pairs[0, target], encoder)
    numbered = 0
    for row in rows:
        if not row.source or not row.target:
            continue
        numbered += 1
        pieces = (
            texts[1].segments[piece.segment].text[piece.span.start : piece.span.end].strip()
            for piece in row.target
        )
        label = _label(documents[0], texts[0], row.source)
        properties = _properties(documents, alignment.signature, label, row.confidence)
        if row.cut:
            properties += (Property(type=PropertyType.CUT, text="yes"),)
        properties += _verdict(row.source, judged)
        yield TranslationUnit(
            variants=(
                _variant(documents[0], texts[0].joined(row.source)),
                _variant(documents[target], sentence_separator(texts[1].language).join(pieces)),
            ),
            tuid=f"{name}-{texts[0].language}-{texts[1].language}-{numbered:04d}",
            properties=properties,
        )


def _verdict(
    segments: Iterable[int], judged: Mapping[int, UnitStatus] | None
) -> tuple[Property, ...]:
    """Return what a person said of the row these source segments are in, as a property."""
    told = {judged[segment] for segment in segments if segment in judged} if judged else set()
    # A row is closed in every language, so a bead lies in one row.
    return tuple(Property(type=PropertyType.STATUS, text=str(each)) for each in told)


def alignment_of_units(units: Iterable[TranslationUnit]) -> MultiAlignment:
    """Return units of a memory as an alignment: a row per unit, a segment per variant.

    Of several variants in one language the first is taken. The confidence of a unit that has none
    (an imported one) is 1: somebody has put it there.
    """
    segments: dict[str, list[Segment]] = {}
    found: list[tuple[dict[str, int], float]] = []
    for unit in units:
        places: dict[str, int] = {}
        for variant in unit.variants:
            text = variant.text
            if variant.language in places or not text:
                continue
            own = segments.setdefault(variant.language, [])
            places[variant.language] = len(own)
            number, length = number_at_head(text)
            own.append(
                Segment(
                    index=len(own),
                    text=text,
                    paragraph=len(found),
                    span=Span(0, len(text)),
                    number=number,
                    label_length=length,
                )
            )
        if places:
            found.append((places, float(unit.property(PropertyType.CONFIDENCE) or 1.0)))
    rows = tuple(
        Row(
            cells=tuple((places[tag],) if tag in places else () for tag in segments),
            confidence=confidence,
            cell_confidence=(confidence,) * len(segments),
        )
        for places, confidence in found
    )
    texts = tuple(
        SegmentedText(language=language, segments=tuple(own)) for language, own in segments.items()
    )
    signature = Signature(version=VERSION, encoder="none", options=(("from", "memory"),))
    return MultiAlignment(texts=texts, rows=rows, pairs={}, signature=signature)


def places_of_rows(
    documents: Sequence[Document], alignment: MultiAlignment, name: str
) -> tuple[UnitPlace, ...]:
    """Return the places of the units that `units_of_rows` makes."""
    document = documents[0].provenance.symbol or documents[0].provenance.name
    return tuple(
        UnitPlace(_tuid(name, index), _where(document, _row_label(alignment, documents, row)))
        for index, row in enumerate(alignment.rows)
    )


def places_of_units(units: Iterable[TranslationUnit]) -> tuple[UnitPlace, ...]:
    """Return the places of the units that `alignment_of_units` makes rows of."""
    return tuple(
        UnitPlace(
            unit.tuid,
            _where(
                unit.property(PropertyType.SYMBOL) or unit.property(PropertyType.DOCUMENT),
                unit.property(PropertyType.PARAGRAPH),
            ),
        )
        for unit in units
        if any(variant.text for variant in unit.variants)
    )


def concept_entries(
    concepts: Iterable[Concept], alignment: MultiAlignment, places: Sequence[UnitPlace], name: str
) -> Iterator[ConceptEntry]:
    """Yield a termbase entry per concept, with the units that prove it.

    Args:
        concepts: what was extracted from the alignment.
        alignment: its rows give the contexts.
        places: one per row; a row whose unit has no identifier proves nothing.
        name: begins the identifiers of concepts that have none.
    """
    for concept in concepts:
        first = concept.evidence[0] if concept.evidence else None
        sections = []
        for language, terms in concept.terms.items():
            position = alignment.languages.index(language)
            context = source = None
            if first is not None and language in first.spans:
                row = alignment.rows[first.row]
                context = cell_text(alignment, row, position)
                source = places[first.row].where
            sections.append(
                LanguageSection(
                    language=language,
                    terms=tuple(
                        Term(
                            text=text,
                            status=TermStatus.PREFERRED if order == 0 else TermStatus.ADMITTED,
                            context=context if order == 0 else None,
                            source=source if order == 0 else None,
                            score=concept.sure.get(language) if order == 0 else None,
                            notes=(f"base form; the text has “{concept.derived[language]}”",)
                            if order == 0 and language in concept.derived
                            else (),
                        )
                        for order, text in enumerate(terms)
                    ),
                )
            )
        yield ConceptEntry(
            id=concept.identifier or f"{name}-c{concept.rank:03d}",
            languages=tuple(sections),
            category=concept.concept_class,
            score=concept.score,
            known=concept.known,
            notes=() if concept.verified else (UNVERIFIED,),
            evidence=tuple(
                Evidence(
                    tuid=tuid,
                    spans=tuple((language, (span,)) for language, span in item.spans.items()),
                )
                for item in concept.evidence
                if (tuid := places[item.row].tuid) is not None
            ),
        )


def _tuid(name: str, index: int) -> str:
    return f"{name}-{index + 1:04d}"


def _where(document: str | None, paragraph: str | None) -> str | None:
    return f"{document}#{paragraph}" if document and paragraph else document


def _variant(document: Document, text: str) -> Variant:
    if document.provenance.official is None:
        return Variant.plain(document.language, text)
    official = Property(
        type=PropertyType.OFFICIAL, text="yes" if document.provenance.official else "no"
    )
    return Variant(language=document.language, content=(text,), properties=(official,))


def _properties(
    documents: Sequence[Document], signature: Signature, label: str, confidence: float
) -> tuple[Property, ...]:
    provenance = documents[0].provenance
    values = [
        (PropertyType.SYMBOL, provenance.symbol or ""),
        (PropertyType.DOCUMENT, "" if provenance.symbol else provenance.name),
        (PropertyType.PARAGRAPH, label),
        (PropertyType.CONFIDENCE, f"{confidence:.4f}"),
        (PropertyType.ORIGIN, "automatic alignment"),
        (PropertyType.SIGNATURE, str(signature)),
    ]
    return tuple(Property(type=type_, text=text) for type_, text in values if text)


def _row_label(alignment: MultiAlignment, documents: Sequence[Document], row: Row) -> str:
    """Return where the row stands: the paragraph label in the first language that has one."""
    for position, cell in enumerate(row.cells):
        if cell:
            return _label(documents[position], alignment.texts[position], cell)
    return ""


def _label(document: Document, text: SegmentedText, indices: Sequence[int]) -> str:
    """Return the canonical label of the paragraph of the first segment; `19 (a)` for an item."""
    index = text.segments[indices[0]].paragraph
    paragraph = document.paragraphs[index]
    if paragraph.number is None or paragraph.level == 0:
        return paragraph.number or ""
    for above in reversed(document.paragraphs[:index]):
        if above.level < paragraph.level and above.number is not None:
            return f"{above.number} {paragraph.number}"
    return paragraph.number
