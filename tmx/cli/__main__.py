"""`python -m tmx.cli` is the command `sixfold`."""

from tmx.cli import main

main()
