"""Draw pictures of results as SVG."""
