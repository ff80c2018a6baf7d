"""``python -m blint``."""

from blint.cli import main

if __name__ == "__main__":
    main()
