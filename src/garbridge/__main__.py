"""``python -m garbridge`` is the command ``garbridge``."""

from garbridge.cli import main

if __name__ == "__main__":
    main()
