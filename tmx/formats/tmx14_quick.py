"""Read the plain units of a TMX file without an XML parser, and say where one is needed.

Most units of a memory are a few elements in one order. Such text is cut at its tags by string
methods, an order of magnitude quicker than building elements. The grammar taken here is a strict
part of XML: whatever is outside it, and whatever the content model of TMX objects to, is left to
the parser, a unit at a time where the unit is well-formed by itself, else from that place to the
end. So nothing is read otherwise than by the parser, only sooner; the tests compare the two.
"""

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NamedTuple, Protocol

from tmx.model import Attributes, Note, Property, TranslationUnit, Variant

__all__ = ["Body", "QuickUnits", "find_body"]

# The head of a file is looked for in this much of it.
_HEAD_BYTES: Final = 1 << 18
_BLOCK_BYTES: Final = 1 << 17
# Longer units go to the parser, which has limits of its own.
_LONGEST_UNIT: Final = 1 << 20
# Different pieces of markup remembered; a file has few, unless it dates every variant.
_KEPT: Final = 4000
_LONGEST_KEPT: Final = 1000

_DECLARATION: Final = re.compile(
    rb"""<\?xml[ ]version=["']1\.0["'](?:[ ]encoding=["'](?i:utf-8)["'])?"""
    rb"""(?:[ ]standalone=["'](?:yes|no)["'])?[ ]*\?>"""
)
_BODY: Final = re.compile(rb"<body[ \t\r\n]*>")
_ROOT: Final = re.compile(rb"""[ \t\r\n]*<tmx[ \t\r\n]+version=["'][0-9.]+["'][ \t\r\n]*>""")
_END: Final = re.compile(r"[ \t\n]*</body[ \t\n]*>[ \t\n]*</tmx[ \t\n]*>[ \t\n]*")
# Controls XML cannot hold, as bytes.
_CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_CONTROLS: Final = bytes(set(range(256)) - set(_CONTROLS))
# U+FFFE and U+FFFF, which XML cannot hold, begin so.
_PERHAPS_ILLEGAL: Final = b"\xef\xbf"

_ATTRIBUTE: Final = r"""[ \n\t]+([a-z:][a-z:\-]*)="([^"<&\n\t]*)\""""
_SOME_ATTRIBUTES: Final = r"""(?:[ \n\t]+[a-z:][a-z:\-]*="[^"<&\n\t]*")*"""
_REMARK: Final = re.compile(
    rf"<(note|prop)({_SOME_ATTRIBUTES})[ \n\t]*>([^<]*)</\1[ \n\t]*>[ \n\t]*"
)
_ONE_REMARK: Final = (
    rf"<(?:note|prop){_SOME_ATTRIBUTES}[ \n\t]*>[^<]*</(?:note|prop)[ \n\t]*>[ \n\t]*"
)
_SOME_REMARKS: Final = f"(?:{_ONE_REMARK})*"
_WHOLE_REMARK: Final = re.compile(_ONE_REMARK)
_ATTRIBUTES: Final = re.compile(_ATTRIBUTE)
_TUV: Final = rf"<tuv({_SOME_ATTRIBUTES})[ \n\t]*>[ \n\t]*({_SOME_REMARKS})"
_UNIT: Final = re.compile(
    rf"[ \n\t]*<tu({_SOME_ATTRIBUTES})[ \n\t]*>[ \n\t]*({_SOME_REMARKS})({_TUV})"
)
_NEXT: Final = re.compile(rf"[ \n\t]*</tuv[ \n\t]*>[ \n\t]*({_TUV})")
_LAST: Final = re.compile(r"[ \n\t]*</tuv[ \n\t]*>[ \n\t]*")
_REFERENCE: Final = re.compile("&([^;]*;?)")
_NAMED: Final = {"amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"', "apos;": "'"}


# What the constructor of a frozen dataclass does, in a third of its time.
_new: Final = object.__new__
_set_language: Final = vars(Variant)["language"].__set__
_set_content: Final = vars(Variant)["content"].__set__
_set_notes: Final = vars(Variant)["notes"].__set__
_set_properties: Final = vars(Variant)["properties"].__set__
_set_attributes: Final = vars(Variant)["attributes"].__set__


class _NotPlain(Exception):  # noqa: N818 - it says where to read on, nothing is wrong
    """A piece of the file that is left to the parser."""


class Source(Protocol):
    """Where the bytes come from; see `BoundedStream`."""

    def read(self, size: int = -1, /) -> bytes: ...

    def mark(self) -> None: ...


class _Opening(NamedTuple):
    """What a start tag of `tuv` and the remarks behind it say."""

    language: str
    attributes: Attributes
    notes: tuple[Note, ...]
    properties: tuple[Property, ...]


class Body(NamedTuple):
    """A file cut where its units begin.

    Attributes:
        head: up to and with the start tag of the body.
        rest: what was read behind it.
    """

    head: bytes
    rest: bytes


def find_body(stream: Source) -> tuple[Body | None, bytes]:
    """Read the head of a file; return it cut, or None, and all bytes read.

    None where the file is not UTF-8, has a document type, comments or instructions before its
    body, or a namespace: such files are for the parser.
    """
    data = stream.read(_HEAD_BYTES)
    found = _BODY.search(data)
    if found is None:
        return None, data
    head = data[: found.end()]
    plain = head.removeprefix(codecs.BOM_UTF8)
    declaration = _DECLARATION.match(plain)
    plain = plain[declaration.end() :] if declaration else plain
    if any(mark in plain for mark in (b"<!", b"<?", b"<tu")) or not _ROOT.match(plain):
        return None, data
    return Body(head, data[found.end() :]), data


class QuickUnits:
    """Cut the body of a file into units.

    Args:
        body: the head of the file and what was read behind it.
        stream: the rest of it.
        language: gives the tag a code means, None for what is none.
        attributes: names that `tu` and `tuv` may have, besides `tuid`, `srclang`, `xml:lang`.

    Attributes:
        is_at_end: True once the whole file has been cut.
    """

    def __init__(
        self,
        body: Body,
        stream: Source,
        *,
        language: Callable[[str], str | None],
        attributes: tuple[frozenset[str], frozenset[str]],
    ) -> None:
        self._stream = stream
        self._language = language
        self._unit_attributes, self._variant_attributes = attributes
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._raw = body.rest
        self._pending = [""]
        self._openings: dict[str, _Opening | None] = {}
        self._remarks: dict[str, Note | Property] = {}
        self._is_odd = False
        self.is_at_end = False

    def next_chunks(self) -> list[str] | None:
        """Return the texts of the next units, each without its end tag.

        Returns:
            None at the end of the file (`is_at_end`), or where only the parser can go on
            (`remaining`).
        """
        while True:
            text = self._next_text()
            if text is None:
                return None
            # The end tag may be cut in two.
            is_whole = "</tu>" in self._pending[-1][-5:] + text
            self._pending.append(text)
            if is_whole:
                break
            if sum(map(len, self._pending)) > _LONGEST_UNIT:
                return None
        block = "".join(self._pending)
        # Allowed nowhere in text; looked for here, because a look at each unit takes longer.
        self._is_odd = "]]>" in block
        chunks = block.split("</tu>")
        self._pending = [chunks.pop()]
        self._stream.mark()
        return chunks

    def _next_text(self) -> str | None:
        """Return the next characters, or None if there are none or not only good ones."""
        data = self._raw or self._stream.read(_BLOCK_BYTES)
        if data.endswith(b"\r"):
            data += self._stream.read(1)
        self._raw = b""
        state = self._decoder.getstate()
        text = None
        if not _has_odd_bytes(data):
            with suppress(UnicodeDecodeError):
                text = self._decoder.decode(data, final=not data).replace("\r\n", "\n")
        if text is None:
            self._decoder.setstate(state)
            self._raw = data
        elif not data:
            self._pending.append(text)
            self.is_at_end = _END.fullmatch("".join(self._pending)) is not None
            return None
        return text

    def put_back(self, chunks: list[str]) -> None:
        """Return to these units, which `remaining` will begin with."""
        self._pending = ["</tu>".join([*chunks, *self._pending])]

    def remaining(self) -> bytes:
        """Return the bytes taken from the file but not from here."""
        held, _ = self._decoder.getstate()
        return "".join(self._pending).encode() + held + self._raw

    def unit(self, chunk: str) -> TranslationUnit | None:
        """Return the unit of a text that `next_chunks` gave, or None if the parser must see it."""
        try:
            return self._plain_unit(chunk)
        except _NotPlain:
            return None

    def _plain_unit(self, chunk: str) -> TranslationUnit:  # noqa: C901 - one loop, for speed
        if len(chunk) > _LONGEST_UNIT or self._is_odd:
            raise _NotPlain
        pieces = chunk.split("<seg>")
        head = _UNIT.fullmatch(pieces[0])
        if head is None:
            raise _NotPlain
        attributes, remarks, opening_text = head[1], head[2], head[3]
        opening: _Opening | None = self._openings.get(opening_text) or self._opening(opening_text)
        variants = []
        openings = self._openings
        for piece in pieces[1:]:
            if opening is None:
                raise _NotPlain
            text, _, between = piece.partition("</seg>")
            if "<" in text:
                raise _NotPlain
            if "&" in text:
                text = _REFERENCE.sub(_character, text)
            variant = _new(Variant)
            _set_language(variant, opening.language)
            _set_content(variant, (text,) if text else ())
            _set_notes(variant, opening.notes)
            _set_properties(variant, opening.properties)
            _set_attributes(variant, opening.attributes)
            variants.append(variant)
            try:
                opening = openings[between]
            except KeyError:
                opening = self._next_opening(between)
        if opening is not None or not variants:
            raise _NotPlain
        tuid = source_language = None
        others: Attributes = ()
        if attributes:
            found = _pairs(attributes)
            tuid = found.pop("tuid", None)
            source_language = found.pop("srclang", None)
            if found:
                others = self._known(found, self._unit_attributes)
        notes, properties = self._parsed(remarks) if remarks else ((), ())
        return TranslationUnit(
            variants=tuple(variants),
            tuid=tuid,
            source_language=source_language,
            notes=notes,
            properties=properties,
            attributes=others,
        )

    def _next_opening(self, between: str) -> _Opening | None:
        """Return what stands between two texts, None for the end of the last variant."""
        found = _NEXT.fullmatch(between)
        if found is None:
            if _LAST.fullmatch(between) is None:
                raise _NotPlain
            self._keep(between, None)
            return None
        opening = self._opening(found[1])
        self._keep(between, opening)
        return opening

    def _opening(self, text: str) -> _Opening:
        match = re.fullmatch(_TUV, text)
        if match is None:
            raise _NotPlain
        found = _pairs(match[1])
        language = self._language(found.pop("xml:lang", ""))
        if language is None:
            raise _NotPlain
        notes, properties = self._parsed(match[2])
        attributes = self._known(found, self._variant_attributes)
        opening = _Opening(language, attributes, notes, properties)
        self._keep(text, opening)
        return opening

    def _keep(self, text: str, opening: _Opening | None) -> None:
        if len(self._openings) > _KEPT:
            self._openings.clear()
        if len(text) < _LONGEST_KEPT:
            self._openings[text] = opening

    def _parsed(self, remarks: str) -> tuple[tuple[Note, ...], tuple[Property, ...]]:
        notes: list[Note] = []
        properties: list[Property] = []
        for whole in _WHOLE_REMARK.findall(remarks):
            remark = self._remarks.get(whole)
            if remark is None:
                match = _REMARK.fullmatch(whole)
                if match is None:
                    raise _NotPlain
                remark = _remark(*match.groups())
                if len(self._remarks) > _KEPT:
                    self._remarks.clear()
                if len(whole) < _LONGEST_KEPT:
                    self._remarks[whole] = remark
            if isinstance(remark, Note):
                notes.append(remark)
            else:
                properties.append(remark)
        return tuple(notes), tuple(properties)

    @staticmethod
    def _known(found: dict[str, str], known: frozenset[str]) -> Attributes:
        if not known.issuperset(found):
            raise _NotPlain
        return tuple(found.items())


def _has_odd_bytes(data: bytes) -> bool:
    """Return True if there may be characters XML cannot hold, or old Macintosh line ends."""
    if data.translate(None, _NO_CONTROLS) or _PERHAPS_ILLEGAL in data:
        return True
    return data.count(b"\r") != data.count(b"\r\n")


def _pairs(text: str) -> dict[str, str]:
    """Return attributes; one that stands twice, or a namespace, is for the parser."""
    pairs = _ATTRIBUTES.findall(text)
    found: dict[str, str] = dict(pairs)
    if len(found) != len(pairs):
        raise _NotPlain
    return found


def _remark(tag: str, attributes: str, text: str) -> Note | Property:
    found = _pairs(attributes)
    type_ = found.pop("type", "")
    language = found.pop("xml:lang", None) or None
    encoding = found.pop("o-encoding", None)
    if found or (tag == "note" and type_):
        raise _NotPlain
    if "&" in text:
        text = _REFERENCE.sub(_character, text)
    if tag == "note":
        return Note(text=text, language=language, encoding=encoding)
    return Property(type=type_, text=text, language=language, encoding=encoding)


def _character(found: re.Match[str]) -> str:
    named = _NAMED.get(found[1])
    if named is None:
        raise _NotPlain
    return named
