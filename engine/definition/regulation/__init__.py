"""A definition read back as a regulation would put it: chapters of numbered articles in words."""
