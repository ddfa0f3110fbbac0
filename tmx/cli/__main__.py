"""`python -m tmx.cli` is the command `sixfold`."""

from tmx.cli import main

# The workers of a pool import this module under another name.
if __name__ == "__main__":
    main()
