"""Dates and times as people write them: one grammar for eleven languages.

A text goes through six small rooms, each a function of values:

1. `lexicon`: what words mean, a table for each language. Every word has a class, one letter: M month, W weekday, n
   small number, N year, a "pm", h "Uhr", R "until", B "Room" … (`lexicon.CLASSES`). `zones` does so for zone words.
2. `lexer`: text to tokens in one pass, so that "Thu, March 5, 2026 at 4:15pm" is `W,Mn,NPn:na`. Numbers that a word
   before them claims (rooms, pages, prices, telephones) stop being numbers here.
3. `forms` and `parts`: the rules, regular expressions over these letters, find the dates and clock times a text states,
   each as far as it states them: a day without a year stays without one.
4. `assembly`: which hour belongs to which day, what is a range, which label ("doors", "deadline", "lecture") stands
   where; what another day or hour `replaced` is left out. Out come sessions.
5. `infer` and `spans`: what the text leaves out is inferred from the weekday, the page's language, zone and the day it
   was fetched (`Context`). Each inference leaves a `Ground` and costs confidence. Where nothing decides, the answer is
   None: a wrong time is worse than none. `repeat` does repetitions.
   `outline` remembers the shapes of simple texts, so that the next one of a shape is read at once.
6. `find`: the questions. `read_when` for a text that is about a time as a whole, `find_when` for prose,
   `looks_like_when` for a cheap look, `read_published` for an article's date, `when_json` for the command line.

A new word is a line in `lexicon`, a new form a line in `forms`, and either has a row in `tests/tables/times.toml`.
All regular expressions are linear and the tokens read of a text are bounded (`lexer.BUDGET`). No clock is consulted.
Sessions of one talk on several days are `Recurrence("", rdate=…)`: further starts, without a rule.
"""

from pipeline.reading.times.context import GRID, Context, Reading, day_or_text
from pipeline.reading.times.find import find_when, looks_like_when, read_published, read_when, when_json
from pipeline.reading.times.replaced import tells_old

__all__ = [
    "GRID",
    "Context",
    "Reading",
    "day_or_text",
    "find_when",
    "looks_like_when",
    "read_published",
    "read_when",
    "tells_old",
    "when_json",
]  # fmt: skip
