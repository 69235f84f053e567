"""``python -m whynn.grading``: see ``--help``."""

import sys

from whynn.grading.cli import main

if __name__ == "__main__":
    sys.exit(main())
