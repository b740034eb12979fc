"""The one command that runs everything in the foreground: broker, database, static files, web, worker and beat."""

import sys

from factcheck.run.grounds import CannotRun
from factcheck.run.system import main

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotRun as problem:
        sys.exit(str(problem))
