"""The version of the program, as it stands in every signature."""

__all__ = ["VERSION"]

VERSION = "0.1.0"
