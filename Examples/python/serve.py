"""Serves the calculator on $HOST and $PORT until it is told to stop."""

import os
import signal
import sys

from waitress import serve

from calculator import application


def main():
    # The first process of a container has no default action for this signal: without a handler it would be lost.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    serve(application, host=os.environ.get("HOST", "0.0.0.0"), port=int(os.environ.get("PORT", "8080")))


if __name__ == "__main__":
    main()
