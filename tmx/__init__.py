"""Give translators what they take away: exchange files, memory, termbase, search, report."""
