"""The bundled document A/65/496 in six languages, with gold beads; see NOTICE.md beside it."""
