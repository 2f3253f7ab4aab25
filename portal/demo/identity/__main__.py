"""`python -m portal.demo.identity` starts the practice identity provider."""

import sys

from portal.demo.identity.serve import main

sys.exit(main(sys.argv[1:]))
