"""Find which sentences say the same: segments, vectors, beads, rows, confidence, terms."""
