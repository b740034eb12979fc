"""`make chaos` breaks a working system many times and counts what was lost and doubled; `make load` crowds it."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from tests import services
from tests.strain.breaking import break_it
from tests.strain.crowd import N_PEOPLE, READERS_A_SECOND, crowd


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.strain", description=__doc__)
    parser.add_argument("what", choices=["chaos", "load"])
    parser.add_argument("--sqlite", action="store_true", help="one host on SQLite, instead of PostgreSQL")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two moments of harm")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=600)
    options = parser.parse_args()
    if not services.find_deployment_programs():
        sys.exit("This takes root and the programs caddy, docker-compose, hey, ip and nft: apt-get install them.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Told to end."))  # what was started is ended in order
    with tempfile.TemporaryDirectory(prefix="fcs-") as folder:
        if options.what == "load":
            figures = crowd(
                Path(folder),
                took_s=options.seconds,
                n_people=N_PEOPLE,
                n_readers=READERS_A_SECOND,
                on_sqlite=options.sqlite,
            )
            print(figures)
            return 1 if figures.errors else 0
        outcome = break_it(
            Path(folder),
            n_kills=options.kills,
            n_acts=options.kills // 2,
            n_rounds=max(6, options.kills // 8),
            pause_s=options.pause,
            seed=options.seed,
            n_hosts=1 if options.sqlite else 2,
            on_sqlite=options.sqlite,
        )
        print(outcome)
        return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
