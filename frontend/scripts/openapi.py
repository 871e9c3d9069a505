"""Print the forms of the API's document, of which the page's types are made: see `npm run types`."""

import json
import os
import sys

os.environ["TREGUA_LANG"] = "en"

from tregua.web.app import create


def document() -> str:
    """Return the document as text: its forms alone, without addresses and version."""
    found = create().app.openapi()
    kept = {
        "openapi": found["openapi"],
        "info": {"title": found["info"]["title"], "version": ""},
        "paths": {},
        "components": {"schemas": found["components"]["schemas"]},
    }
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


if __name__ == "__main__":
    sys.stdout.write(document())
