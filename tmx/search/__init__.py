"""Find units by exact text, likeness or words; `normalise` decides what counts as the same."""
