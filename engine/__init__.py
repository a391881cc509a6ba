"""What a case is and how it advances: no SQL, no scheduler, no terminal, no clock."""
