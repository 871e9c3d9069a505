"""Reading of what people write: YAML, CSV and text, with the line of every mistake."""
