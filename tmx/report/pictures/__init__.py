"""Work out the geometry of the report's pictures; the templates draw them as inline SVG."""
