"""Keep units and terms in one SQLite file."""
