"""Plain stand-ins that pass the same tests as what they stand in for."""
