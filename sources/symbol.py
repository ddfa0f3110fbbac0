"""Read United Nations document symbols: parse, normalise, print, compare.

A symbol such as `A/65/496` or `NPT/CONF.2010/50 (Vol. I)` is the same in all languages and is
therefore the key that holds the versions of a document together. Two written forms exist: the
printed one (`A/62/17 (Part I)`) and the catalogue's, which has no spaces before and inside
parentheses (`A/62/17(PartI)`; UNBIS manual of the Dag Hammarskjöld Library).
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from sources.errors import SixfoldError

__all__ = ["Symbol", "SymbolError", "is_symbol", "parse_symbol", "symbol_of_file_name"]


class SymbolError(SixfoldError):
    """A text that is not a United Nations document symbol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A document symbol in canonical form.

    Attributes:
        parts: what stands between the slashes, modifiers apart: `("A", "65", "496")`.
        parenthesis: the words in parentheses, spaced as printed (`Part I`), or empty.
        suffix: the letter that may follow a parenthesis, or empty.
        modifiers: `Add.1`, `Corr.2`, `Rev.1` and their like, in order.
        stars: how many asterisks follow; each says "reissued for technical reasons".
    """

    parts: tuple[str, ...]
    parenthesis: str = ""
    suffix: str = ""
    modifiers: tuple[str, ...] = ()
    stars: int = 0

    def __str__(self) -> str:
        """Return the printed form: `A/62/17 (Part I)/Add.1*`."""
        parenthesis = f" ({self.parenthesis}){self.suffix}" if self.parenthesis else ""
        return "/".join(("/".join(self.parts) + parenthesis, *self.modifiers)) + "*" * self.stars

    @property
    def body(self) -> str:
        """The organ at the head: `A`, `S`, `NPT`."""
        return self.parts[0]

    @property
    def is_known(self) -> bool:
        """True if a body known to issue documents stands at the head, or a part tells of one."""
        return self.body in _BODIES or any(_TELLING.fullmatch(part) for part in self.parts[1:])

    @property
    def catalogue(self) -> str:
        """The form of library catalogues: no space before or inside parentheses, no star."""
        inside = self.parenthesis.replace(" ", "")
        parenthesis = f"({inside}){self.suffix}" if inside else ""
        return "/".join(("/".join(self.parts) + parenthesis, *self.modifiers))

    @property
    def file_safe(self) -> str:
        """A form fit for file names on any system: `A_65_496`, `A_62_17_PartI_Add.1`."""
        loose = self.catalogue.replace("(", "/").replace(")", "")
        return loose.replace("/", "_").replace(" ", "-")

    @property
    def base(self) -> "Symbol":
        """The document that the modifiers belong to, without stars."""
        return replace(self, modifiers=(), stars=0)

    @property
    def parent(self) -> "Symbol | None":
        """The document that the last modifier belongs to: `A/65/1` of `A/65/1/Add.1`, or None."""
        return replace(self, modifiers=self.modifiers[:-1], stars=0) if self.modifiers else None

    @property
    def is_correction(self) -> bool:
        """True for a corrigendum, which corrects its base and does not replace it."""
        return self._last_modifier_is("Corr")

    @property
    def is_addendum(self) -> bool:
        """True for an addendum, which is a document of its own beside its base."""
        return self._last_modifier_is("Add")

    @property
    def is_revision(self) -> bool:
        """True for a revision, which replaces its base."""
        return self._last_modifier_is("Rev")

    def is_same_document(self, other: "Symbol") -> bool:
        """Return whether both name the same text; stars do not count."""
        return self.catalogue == other.catalogue

    def _last_modifier_is(self, name: str) -> bool:
        return bool(self.modifiers) and self.modifiers[-1].partition(".")[0] == name


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Main bodies and conferences that issue under a symbol of their own ("United Nations Document
# Series Symbols", ST/LIB/SER.B/5). An unknown body is accepted when the rest leaves no doubt.
_BODIES: Final = _words(
    """A S E ST T CD NPT CRC CCPR CERD CEDAW CAT CMW CRPD CED SPT TD UNEP FCCC CBD ECE DP ICCD LOS
    DC DCF HS HSP ID IDB ISBA SPLOS CCW BWC APLC CCM LC AG AT BDM CS CTOC DPA ESCAP ECA
    ICEF IT LIP MP OIP PBC PCA PCNICC QCPR SG TRADE TRANS UN UNA UNCDF UNFPA UNW WFP WFC
    HRI INT INTERNATIONAL CPR JIU ITH ICC GEF GC SAT SB UNITAR UNSC"""
)
_MODIFIERS: Final = {
    name.lower(): name
    for name in ("Add", "Corr", "Rev", "Amend", "Summary", "Annex", "Appendix", "Excerpt")
}
# Parts that occur in symbols and hardly anywhere else between slashes.
_TELLING: Final = re.compile(
    r"(?:(?:AC|C|CN|CONF|GC|PC|SC|WG|COP|BUR|Sub|RES|DEC|PV|SR|L|PRST|INF|NGO|PET|WP|CRP|R|CP|SER|"
    r"MOP|STAT|TECH|ISSUE|IDP)\.\d[\d.]*|RES|DEC|HRC|PRST|PV|SER\.[A-Z])"
)
_LETTER_KINDS: Final = _words(
    "ac c cn conf gc pc sc wg cop bur res dec pv sr l prst inf ngo pet wp crp r hrc ser cp"
)
# Words that stand second in symbols, where no number does: A/RES/…, CRC/C/…, UNEP/GC/….
_SECOND_WORDS: Final = _words(
    "RES DEC INF HRC BUR C GC PV SR CONF PET SC ICEF B COP OP CP SBI SBSTA AI SGB IC LIB ESA ADM"
)
# Cyrillic capitals that look Latin; typed by mistake or produced by an extraction.
_LOOK_ALIKE: Final = str.maketrans("АВСЕНКМОРТХавсенкмортх", "ABCEHKMOPTXabcehkmoptx")
_INVISIBLE: Final = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SLASHES: Final = str.maketrans("⁄∕⧸", "///")  # fraction, division and big slash
_PART: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?: [A-Z]+)*")
_ROMAN: Final = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_PARENTHESIS: Final = re.compile(
    r"(?P<kind>vol\.?|volume|part|parts|resumption|supp\.?|annex|suppl\.?)?\s*(?P<number>[A-Z0-9\-]*)"
    r"(?:\s*(?P<second>vol\.?|part)\s*(?P<second_number>[A-Z0-9]+))?",
    re.IGNORECASE,
)
_PARENTHESIS_WORDS: Final = {
    "vol": "Vol.",
    "volume": "Vol.",
    "part": "Part",
    "parts": "Parts",
    "resumption": "Resumption",
    "annex": "Annex",
    "supp": "SUPP",
    "suppl": "SUPP",
}
_WHOLE: Final = re.compile(
    r"(?P<body>[^()*]+)"
    r"(?:\((?P<inside>[^()]*)\)(?P<suffix>[A-Z])?(?P<after>(?:/[^()*]+)?))?"
    r"(?P<stars>\**)"
)
_MINIMUM_PARTS: Final = 2
_TELLING_PARTS: Final = 3


def parse_symbol(text: str) -> Symbol:
    """Return the symbol that `text` is, in canonical form.

    Case, spacing, look-alike Cyrillic letters, full-width forms, bidirectional marks and line
    ends inside the symbol are mended. `parse_symbol(str(symbol)) == symbol` for every symbol.

    Raises:
        SymbolError: the text is not a symbol; a bare `65/93` is a resolution number.
    """
    skeleton = _skeleton(text)
    match = _WHOLE.fullmatch(skeleton)
    if match is None or "/" not in skeleton:
        raise _refusal(text)
    head = match["body"].strip().split("/")
    after = (match["after"] or "").split("/")[1:]
    split = _first_modifier(head)
    if split < len(head) and match["inside"] is not None:
        raise _refusal(text)
    modifiers = [_canonical_modifier(part) for part in (*head[split:], *after)]
    parts = [_canonical_part(part, first=index == 0) for index, part in enumerate(head[:split])]
    parenthesis = "" if match["inside"] is None else _canonical_parenthesis(match["inside"])
    wrong = (
        None in modifiers
        or None in parts
        or parenthesis is None
        or (match["inside"] is not None and not parenthesis)
    )
    if wrong:
        raise _refusal(text)
    symbol = Symbol(
        parts=tuple(part for part in parts if part),
        parenthesis=parenthesis or "",
        suffix=match["suffix"] or "",
        modifiers=tuple(modifier for modifier in modifiers if modifier),
        stars=len(match["stars"]),
    )
    if not _is_credible(symbol):
        raise _refusal(text)
    return symbol


def is_symbol(text: str) -> bool:
    """Return whether the whole of `text` is a document symbol."""
    try:
        parse_symbol(text)
    except SymbolError:
        return False
    return True


def symbol_of_file_name(name: str) -> Symbol | None:
    """Return the symbol that a file-safe name such as `A_65_496` stands for, or None.

    Names of other files may look so, too: the body must be known, and what follows it a number or
    another part of the kind that symbols have. `annual_report_2010` is none.
    """
    loose = re.sub(r"_(?=\()|(?<=_)_", "", name)
    loose = re.sub(r"(_RES_\d+)(?:-([A-Z]+))?_([IVXLC]+|\d{4})$", r"\1 \2 (\3)", loose)
    loose = re.sub(
        r"_(PART|VOL|RESUMPTION)\.?([IVX]+|\d+)(?=_|$)", r" (\1 \2)", loose, flags=re.IGNORECASE
    )
    try:
        symbol = parse_symbol(loose.replace("_", "/"))
    except SymbolError:
        return None
    second = symbol.parts[1]
    is_telling = any(character.isdigit() for character in second) or second in _SECOND_WORDS
    return symbol if symbol.is_known and is_telling else None


def _skeleton(text: str) -> str:
    """Return `text` in one script, without invisible characters and stray spaces."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_SLASHES)
    plain = re.sub(r"\s+", " ", plain.translate(_LOOK_ALIKE)).strip()
    plain = re.sub(r"\s*/\s*", "/", plain)
    plain = re.sub(r"\s*([()])\s*", r"\1", plain)
    return re.sub(r"\s+(?=\*)", "", plain)


def _first_modifier(parts: list[str]) -> int:
    for index, part in enumerate(parts):
        if index and _canonical_modifier(part) is not None:
            return index
    return len(parts)


def _canonical_modifier(part: str) -> str | None:
    match = re.fullmatch(r"([A-Za-z]+)\.?\s?(\d{1,3}(?:-\d{1,3})?)?", part)
    if match is None or match[1].lower() not in _MODIFIERS:
        return None
    name = _MODIFIERS[match[1].lower()]
    return f"{name}.{match[2]}" if match[2] else name


def _canonical_part(part: str, *, first: bool) -> str | None:
    if not _PART.fullmatch(part):
        return None
    if first:
        return (
            part.upper() if part.isalpha() or re.fullmatch(r"[A-Za-z]+-[A-Za-z]+", part) else None
        )
    kind, dot, rest = part.partition(".")
    if kind.lower() == "sub" and dot:
        return f"Sub.{rest}"
    if kind.lower() in _LETTER_KINDS or part.islower():
        return kind.upper() + dot + (rest.upper() if rest.islower() else rest)
    return part


def _canonical_parenthesis(inside: str) -> str | None:
    match = _PARENTHESIS.fullmatch(inside.strip())
    if match is None:
        return None
    number = match["number"].upper()
    if not match["kind"]:
        is_number = re.fullmatch(r"\d{4}", number) or _ROMAN.fullmatch(number)
        return number if is_number and not match["second"] else None
    words = [_PARENTHESIS_WORDS[match["kind"].lower().rstrip(".")], number]
    if match["second"]:
        words += [_PARENTHESIS_WORDS[match["second"].lower().rstrip(".")]]
        words += [match["second_number"].upper()]
    return " ".join(word for word in words if word)


def _is_credible(symbol: Symbol) -> bool:
    """Return whether this can be a symbol and not two words with a slash between them."""
    if len(symbol.parts) < _MINIMUM_PARTS:
        return False
    if not any(character.isdigit() for part in symbol.parts[1:] for character in part):
        return False
    return symbol.is_known or len(symbol.parts) >= _TELLING_PARTS


def _refusal(text: str) -> SymbolError:
    shown = text if len(text) <= 60 else text[:57] + "..."
    return SymbolError(
        f"{shown!r} is not a United Nations document symbol; expected a form such as A/65/496 or "
        f"S/PV.6201 (Resumption 1); check the spelling on the first page of the document."
    )
