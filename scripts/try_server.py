"""Ask a server on this machine what its first visitor asks, and say how long that takes.

It runs inside the image of ``scripts/image``, where it also looks whether it is root and whether the root can
be written. ``try_server.py [ADDRESS]`` asks any other server.
"""

import json
import os
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

ADDRESS = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8642"
PATIENCE, MOST = 300.0, 3.0  # seconds until ready, and for the first visitor
QUESTION = {"place": "haiti", "policy": "haiti/offer-6000"}


def ask(path: str, body: object = None) -> tuple[int, bytes]:
    """Return status and body of an answer; status 0 where nobody listens."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(ADDRESS + path, data, {"content-type": "application/json"})
    try:
        with urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def main() -> int:
    """Try the server; return 1 if something is not as it must be."""
    if len(sys.argv) < 2:
        assert os.getuid() != 0, "it runs as root"
        try:
            Path("/opt/written").touch()
        except OSError:
            pass
        else:
            raise AssertionError("the root can be written")
    began = time.monotonic()
    while ask("/readyz")[0] != 200:
        assert time.monotonic() - began < PATIENCE, "it does not get ready"
        time.sleep(0.2)
    print(f"ready after {time.monotonic() - began:.1f} s")
    began = time.monotonic()
    asked = [("/", None), ("/api/words/en", None), ("/api/places", None), ("/api/places/haiti", None)]
    for path, body in [*asked, ("/api/answer", QUESTION | {"draws": 70})]:
        status, _text = ask(path, body)
        assert status == 200, f"{path}: {status}"
    seconds = time.monotonic() - began
    print(f"the first visitor has an answer after {seconds:.1f} s")
    return int(seconds > MOST)


if __name__ == "__main__":
    sys.exit(main())
