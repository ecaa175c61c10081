"""`python -m esep`."""

import sys

from esep.cli import main

sys.exit(main())
