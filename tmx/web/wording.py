"""The words of the interface, in one place: `strings/en.toml`, ready for translation."""

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["Words", "load_words"]


class Words:
    """What the interface says, by dotted keys: `words("lookup.count", count=3)`."""

    def __init__(self, strings: dict[str, object]) -> None:
        self._strings = dict(_flat(strings))

    @property
    def known(self) -> tuple[str, ...]:
        """All keys; those with plural forms once per form."""
        return tuple(self._strings)

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of a key with the values put in; with plural forms, by `count`.

        Raises:
            KeyError: there is no such key: our own fault, found by the tests.
        """
        text = self._strings.get(key)
        if text is None:
            # Two forms are all that English has; a language with more brings its own rule.
            form = "one" if values.get("count") == 1 else "other"
            text = self._strings[f"{key}.{form}"]
        return text.format(**values) if values else text


@cache
def load_words(language: str = "en") -> Words:
    """Return the words in a language of the interface."""
    text = files("tmx.web").joinpath("strings", f"{language}.toml").read_text(encoding="utf-8")
    return Words(tomllib.loads(text))


def _flat(strings: dict[str, object], above: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in strings.items():
        if isinstance(value, dict):
            found += _flat(value, f"{above}{key}.")
        else:
            found.append((f"{above}{key}", str(value)))
    return found
