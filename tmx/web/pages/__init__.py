"""One file per page: what it asks the memory, and what it shows."""
