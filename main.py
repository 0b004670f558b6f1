"""Start graphviz_nn from a checkout; the same as the installed command `graphviz-nn`."""

import sys

from graphviz_nn.cli import main

if __name__ == "__main__":
    sys.exit(main())
