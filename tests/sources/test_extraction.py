import json

from sources import find_versions, paragraph_records


def test_records_are_fit_for_json() -> None:
    (document,) = find_versions("A/65/496", ["zh"])
    records = paragraph_records(document)
    assert json.loads(json.dumps(records))[23] == {
        "index": 23,
        "kind": "numbered",
        "number": "12",
        "label": "12.",
        "level": 0,
        "page": None,
        "text": document.paragraphs[23].text,
        "lost": [103, 228],
    }
    assert len(records) == len(document.paragraphs)
