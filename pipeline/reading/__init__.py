"""What people write, understood: times, people, places, status, text. One vocabulary, one grammar, pure functions."""
