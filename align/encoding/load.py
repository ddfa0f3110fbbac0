"""From a name to an encoder: `static`, a folder, or a model of the hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from align.encoding.errors import EncodingError

if TYPE_CHECKING:
    from align.encoding.protocol import SpanEncoder

STATIC_MODEL = Path(__file__).parent / "static_model"
"""The folder of the model that ships with the package."""


def is_bundled(encoder: SpanEncoder) -> bool:
    """Return whether this is the model that ships with the package, or one trained like it."""
    return encoder.identity.startswith("static@")


def load_encoder(
    name: str = "static",
    *,
    offline: bool = False,
    device: str | None = None,
    batch_size: int = 32,
    half: bool = False,
    cache: Path | None = None,
) -> SpanEncoder:
    """Return the encoder of this name.

    Args:
        name: `static` for the bundled model; the path of a folder with a static model or a
            sentence-transformers model; else the name of a model on the Hugging Face hub.
        offline: never use the network; hub models must be in the hub's local cache.
        device: where a transformer runs: `cpu`, `cuda`, `mps`; the library chooses when None.
            The static model runs on the processor whatever is said here.
        batch_size: sentences a transformer encodes at once.
        half: run a transformer in half precision.
        cache: a folder that keeps a transformer's vectors by model and text, so that no text is
            encoded twice; None keeps nothing. The static model is quicker than any cache.

    Raises:
        EncodingError: there is no such model, it cannot be had offline, or the package that runs
            transformers is not installed.
    """
    from align.encoding.static import StaticEncoder, is_static_folder

    if name == "static":
        return StaticEncoder(STATIC_MODEL, name="static")
    if is_static_folder(Path(name)):
        return StaticEncoder(Path(name))
    if cache is not None and not cache.is_dir() and cache.exists():
        raise EncodingError(f"{cache} is a file, expected a folder for the cache; name another")

    from align.encoding.transformer import TransformerEncoder

    encoder = TransformerEncoder(
        name, offline=offline, device=device, batch_size=batch_size, half=half
    )
    if cache is None:
        return encoder

    from align.encoding.cache import CachedEncoder

    return CachedEncoder(encoder, cache)
