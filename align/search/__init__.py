"""Search for the best sequence of beads: a lattice, a textbook search and the quick one."""
