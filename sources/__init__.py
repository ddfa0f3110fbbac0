"""Bring documents in: a file, a folder or a symbol becomes a `Document` of paragraphs."""
