"""Measure the checks: errors put into clean text that they find, and what they say of it clean.

    python -m benchmarks.checks [--text fresh] [--languages en,zh] [--seeds 10] [--aligned]

For each kind up to 20 errors are put into the text, as often as there are seeds. Blocks go through
the aligner, pair by pair; all else is told the checks as if the aligner had made it. With --aligned
the kinds that are in the texts themselves go through the aligner too, and any error or warning
within a row of the place counts: the aligner may draw the rows otherwise.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from align.checks import CHECKS, Finding, Severity, run_checks
from align.corrected import align_corrected
from benchmarks.seeded import LANGUAGES, TEXTS, Draft, Place
from benchmarks.seeded_kinds import KINDS, TERMS, Kind

_IN_TEXT = {"num", "para", "sym", "null", "copy", "term", "len", "text"}
_SMALLEST_BLOCK, _LARGEST_BLOCK = 6, 12
_NEAR = 2  # rows by which the end of a block may be drawn otherwise


def found(kind: Kind, draft: Draft, places: Sequence[Place]) -> list[Place]:
    """Return the places that a finding of the kind's check names, by row and language.

    In a pair the finding may name either version: which of the two is wrong, nobody can say.
    """
    checks = [check for check in CHECKS if check.id == kind.check]
    findings = run_checks(draft.build(), terms=TERMS, checks=checks)
    return [place for place in places if any(_names(each, kind, draft, place) for each in findings)]


def found_when_aligned(kind: Kind, draft: Draft, places: Sequence[Place]) -> list[Place]:
    """Return the places that an error or warning names after the damaged texts were aligned."""
    alignment = align_corrected(draft.texts(), ())
    findings = [
        each for each in run_checks(alignment, terms=TERMS) if each.severity is not Severity.INFO
    ]
    named = []
    for row, position in places:
        # The row is where another version of it is, which was left as it was.
        other = 0 if position else 1
        text = alignment.texts[other].segments
        sought = draft.text((row, other))
        rows = [
            number
            for number, each in enumerate(alignment.rows)
            if any(text[index].text == sought for index in each.cells[other])
        ]
        around = replace(kind, reach=(1, 1))
        if any(_names(f, around, draft, (at, position)) for f in findings for at in rows):
            named.append((row, position))
    return named


def _names(finding: Finding, kind: Kind, draft: Draft, place: Place) -> bool:
    row, position = place
    is_near = row - kind.reach[0] <= finding.row <= row + kind.reach[1]
    is_pair = len(draft.languages) == 2
    return is_near and (is_pair or draft.languages[position] in finding.languages)


def false_flags(text: str, languages: Sequence[str] = LANGUAGES) -> tuple[int, list[Finding]]:
    """Return the number of clean rows and what is found in them."""
    draft = Draft.of(text, languages)
    return len(draft.cells), list(run_checks(draft.build(), terms=TERMS))


def block_is_found(text: str, pair: Sequence[str], seed: int, *, moved: bool) -> bool:
    """Return whether a block that is missing in the target, or moved there, is told where it is."""
    rng = random.Random(seed)
    draft = Draft.of(text, pair)
    size = rng.randint(_SMALLEST_BLOCK, _LARGEST_BLOCK)
    start = rng.randrange(2, len(draft.cells) - size - 2)
    column = [cells[1] for cells in draft.cells]
    block, rest = column[start : start + size], column[:start] + column[start + size :]
    if moved:
        goal = (start + len(rest) // 2) % len(rest)
        rest[goal:goal] = block
    target = Draft((pair[1],), [[cell] for cell in rest]).texts()[0]
    checks = [check for check in CHECKS if check.id == "block"]
    findings = run_checks(align_corrected([draft.texts()[0], target], ()), checks=checks)
    if moved:  # Of two stretches that have changed places, either is the one that was moved.
        return any("another place" in finding.message for finding in findings)
    return any(abs(finding.row - start) <= _NEAR for finding in findings)


def main() -> None:
    """Print a line per kind: its check, the share found, how many there were."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--text", choices=TEXTS, default="fresh")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--aligned", action="store_true", help="let the aligner make the rows")
    parser.add_argument("--missed", action="store_true", help="show what was not found")
    options = parser.parse_args()
    languages = options.languages.split(",")
    find = found_when_aligned if options.aligned else found
    for kind in KINDS:
        if options.aligned and kind.check not in _IN_TEXT:
            continue
        hits = total = 0
        for seed in range(options.seeds):
            draft = Draft.of(options.text, languages)
            places = kind.damage(draft, random.Random(seed))
            named = find(kind, draft, places)
            hits += len(named)
            total += len(places)
            for place in set(places) - set(named) if options.missed else ():
                print(f"    seed {seed} row {place[0]} {languages[place[1]]}: {draft.text(place)}")
        share = f"{hits / total:.3f}" if total else "-"
        print(f"{kind.name:<42} {kind.check:<8} {share:>5} of {total}")
    pairs = [(languages[0], other) for other in languages[1:]]
    for moved, name in ((False, "blocks missing"), (True, "blocks moved")):
        results = [
            block_is_found(options.text, pair, seed, moved=moved)
            for pair in pairs
            for seed in range(options.seeds * 2 // len(pairs) or 1)
        ]
        print(f"{name:<42} {'block':<8} {sum(results) / len(results):.3f} of {len(results)}")
    rows, findings = false_flags(options.text, languages)
    for severity in Severity:
        own = Counter(each.check for each in findings if each.severity is severity)
        told = ", ".join(f"{check} {count}" for check, count in own.most_common())
        print(f"{severity}s per 100 of {rows} clean rows: {100 * own.total() / rows:.1f} ({told})")


if __name__ == "__main__":
    main()
