"""Everything that speaks Discord, and the console."""

import os

VERSION = "0.2.0.dev0"

# The numbers of one question are few: threads that share them out wait for each other and take the
# processor from other questions. Read when numpy is imported, which the package `bot` comes before.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
