"""Drawings (SVG) for papers and screens: what a definition is, and what happens over time."""
