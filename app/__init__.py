"""The web: HTTP in, HTML, SVG and JSON out. The numbers come from ``model``."""
