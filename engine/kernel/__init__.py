"""How a case advances: pure functions over frozen values."""
