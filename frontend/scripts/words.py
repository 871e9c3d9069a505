"""Write the list of the page's words, in English, for its tests: python scripts/words.py, from frontend/."""

import json
from pathlib import Path

from tregua.report.viewer_strings import viewer_words
from tregua.web.pages.explorer.ui_strings import page_words

own = {key: text for key, text in page_words().items() if key not in viewer_words()}
path = Path(__file__).parent.parent / "explorer" / "words.json"
path.write_text(json.dumps(own, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
