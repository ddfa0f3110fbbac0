"""Write vectors to a `.npy` file with a signature of how they were made beside it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from align.encoding.protocol import Encoder
from align.version import VERSION
from tmx.formats.placing import replacing_file

__all__ = ["write_vectors"]


def write_vectors(sentences: Sequence[str], encoder: Encoder, out: Path | BinaryIO) -> None:
    """Write one vector per sentence, shape (n, d), float32, rows of length 1.

    The signature goes to the same name with `.json` added; beside a stream there is none.

    Raises:
        EncodingError: a sentence holds nothing the model knows.
        FormatError: the file cannot be written.
    """
    import numpy as np

    vectors = encoder.encode(sentences)
    if not isinstance(out, Path):
        np.save(out, vectors, allow_pickle=False)
        return
    signature = {
        "program": f"sixfold {VERSION}",
        "encoder": encoder.identity,
        "sentences": len(sentences),
        "dimension": encoder.dimension,
    }
    with replacing_file(out) as stream:
        np.save(stream, vectors, allow_pickle=False)
    with replacing_file(out.with_name(out.name + ".json")) as stream:
        stream.write(json.dumps(signature, indent=1).encode() + b"\n")
