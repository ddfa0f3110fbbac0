"""Correct the rows of a document: by hand, aligned anew between rows set by hand, carried over."""
