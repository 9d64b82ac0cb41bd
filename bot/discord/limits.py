"""Discord's limits, and the one place that counts what a message spends of them."""

from __future__ import annotations

from dataclasses import dataclass

# discord-api-docs, developers/components/reference and resources/message.
MESSAGE_CHARS = 2000  # content of a message without Components V2
CARD_CHARS = 4000  # all text of a message with Components V2
CARD_COMPONENTS = 40  # all components of a message, nested ones included
ROW_BUTTONS = 5
BUTTON_URL_CHARS = 512
BUTTON_LABEL_CHARS = 80
CUSTOM_ID_CHARS = 100
ALT_CHARS = 1024  # the description of a picture
CHOICES = 25  # suggestions of one autocompletion
CHOICE_CHARS = 100  # name and value of one suggestion


def length(text: str) -> int:
    """A text's length as Discord may count it: UTF-16 units, never fewer than characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Budget:
    """What is left of one message's text and components."""

    chars: int = CARD_CHARS
    components: int = CARD_COMPONENTS

    def spend(self, text: str, components: int) -> bool:
        """Takes a block's text and components off; False, and nothing taken, if too much."""
        cost = length(text)
        if cost > self.chars or components > self.components:
            return False
        self.chars -= cost
        self.components -= components
        return True
