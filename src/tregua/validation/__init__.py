"""Published results, asked of Tregua's own code or of small models written from the published equations."""
