"""From the sources to the catalogues: what must be translated, where it stands, and whether it is."""
