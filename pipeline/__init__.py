"""What a talk is and what became of it: reading, deciding, storing. Imports `config` alone."""
