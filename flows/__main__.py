"""``python -m flows`` is ``onrecord``."""

from flows.cli import main

if __name__ == "__main__":
    main()
