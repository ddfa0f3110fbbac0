"""Score candidate beads: the look of each side, features of a bead, weights learned from text."""
