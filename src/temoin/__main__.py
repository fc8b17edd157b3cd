"""`python -m temoin` is the same as `temoin`."""

from temoin.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
