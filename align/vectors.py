"""Read sentence vectors that another program made, from a `.npy` file."""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from align.encoding import DimensionError
from align.encoding.protocol import Vectors
from align.model import AlignmentError

__all__ = ["read_vectors"]


def read_vectors(path: Path, segments: int) -> Vectors:
    """Return the vectors of a file, one per segment, shape (segments, d), float32.

    Args:
        path: a `.npy` file as `numpy.save` or `sixfold encode` writes it.
        segments: how many segments the text has.

    Raises:
        AlignmentError: the file is missing, is no `.npy` file, or holds values that are not
            finite numbers; the message names the file and, for values, the first segment.
        DimensionError: it does not hold one row per segment.
    """
    try:
        with path.open("rb") as stream:
            vectors = np.load(stream, allow_pickle=False)
    except OSError as error:
        raise AlignmentError(
            f"{path} cannot be read ({error.strerror or error}); expected a .npy file of vectors; "
            f"check the name."
        ) from error
    except (ValueError, EOFError, BadZipFile) as error:
        raise AlignmentError(
            f"{path} is not a .npy file; expected what numpy.save writes, not raw numbers; save "
            f"the vectors with numpy.save, or make them with 'sixfold encode'."
        ) from error
    if not isinstance(vectors, np.ndarray) or not np.issubdtype(vectors.dtype, np.floating):
        raise AlignmentError(
            f"{path} holds {getattr(vectors, 'dtype', 'several arrays')}, expected one array of "
            f"float32 numbers; save the vectors as float32."
        )
    if vectors.ndim != 2 or len(vectors) != segments or not vectors.shape[1]:
        raise DimensionError(
            f"{path} holds an array of shape {vectors.shape}, expected ({segments}, d), one vector "
            f"per segment; make the vectors from the same lines."
        )
    finite = np.isfinite(vectors).all(axis=1)
    if not finite.all():
        raise AlignmentError(
            f"{path} holds values that are not numbers, first for segment "
            f"{int(np.flatnonzero(~finite)[0])}; expected finite ones; check the model they "
            f"come from."
        )
    return np.asarray(vectors, dtype=np.float32)
