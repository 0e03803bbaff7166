"""`python -m talkfeed`: the command line."""

from talkfeed.commands import main

main()
