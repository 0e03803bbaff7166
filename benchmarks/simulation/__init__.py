"""A simulated institute, the life of its talks, and what must hold whatever happens.

`institute` is the world: sites that announce talks, edit, move and hide them, and crawls that see all of it, a part or
nothing. `watch` is who looks on: it remembers what was true and what was published, and says what was broken. `life`
lets hypothesis live with both.
"""
