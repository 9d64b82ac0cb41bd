"""How much of each thing a card shows, in characters, so that many fit into Discord's 4,000.

Chosen by looking at cards: what is named within a line is short, what stands for itself longer, and
a list leaves room for what comes after it.
"""

# Within a line: a source, a topic, the bot's name.
SOURCE, TOPIC, BOT = 60, 60, 40
# A name of a file or a server; the reason why something was refused; an example of a question.
FILE, SERVER, REASON, EXAMPLE = 200, 100, 500, 250
# The words that matched a question, and the channels in which everything is one: so many of them.
MOST_MATCHED, MOST_CHANNELS = 12, 10
# An article under an answer with all that names it, and one of many in a list.
REFERENCE, LISTED_REFERENCE = 700, 300
# A quote shown in its paragraph; an event in the description of a timeline's picture.
PARAGRAPH, EVENT = 1500, 80
# What one line adds beside its text: marks, numbers, a link's brackets.
MARKS, LINK_MARKS, BLOCK_MARKS = 40, 16, 60
# What a list leaves for the rest of the card: feeds, updates, new and changed titles, conditions.
AFTER_FEEDS, AFTER_UPDATES, AFTER_NEW, AFTER_CHANGED, AFTER_TITLES, AFTER_CONDITIONS = (
    1200, 2000, 900, 500, 1500, 1200,
)  # fmt: skip
