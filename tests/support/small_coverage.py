"""A handful of small articles about places that do not exist, for tests that ask questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Record = dict[str, Any]

HARBOUR: Record = {
    "id": "harbour",
    "title": "Mayor opens the new harbour of Veldrun",
    "source": "Veldrun Herald",
    "published": "2024-06-03",
    "url": "https://herald.example/harbour",
    "text": "Mayor Ilse Harkan opened the new harbour of Veldrun on June 1, 2024, in front of 4,000"
    " guests. The harbour cost 85 million euros and took six years to build.\n\nThe Coastal Energy"
    " Board (CEB) paid half of the sum. “We have waited for this day since the great flood,”"
    " Harkan said. The ferry to Skarholm sails from the harbour every day at 7 a.m.\n\nThe council"
    " will vote on three questions next week:\n- the price of the ferry\n- night flights over the"
    " old town\n- a new school in Lindmark\n",
}
OPENING: Record = {
    "id": "opening",
    "title": "Thousands at harbour opening",
    "source": "Northern Wire",
    "published": "2024-06-04",
    "text": "The new harbour of Veldrun was opened on 1 June 2024 by Mayor Ilse Harkan. Rain"
    " delayed the fireworks until midnight because the wind had torn two of the rafts loose.",
}
PLANT: Record = {
    "id": "plant",
    "title": "Solar plant for Lindmark",
    "source": "Veldrun Herald",
    "published": "2024-07-10",
    "text": "The solar plant of Lindmark will begin work on September 15, 2024, the company"
    " Sunfjord said. Sunfjord has built 12 plants in the region. SRA (Southern Rail Authority) will"
    " lay a track to the plant.",
}
DELAY: Record = {
    "id": "delay",
    "title": "Lindmark waits for its plant",
    "source": "Northern Wire",
    "published": "2024-07-12",
    "text": "The solar plant of Lindmark will begin work on October 20, 2024, according to the"
    " ministry. Farmers near Lindmark had complained about the noise.",
}
OTTERS: Record = {
    "id": "otters",
    "title": "Otters return to the river Tarn",
    "text": "Otters have returned to the river Tarn after an absence of forty years. Biologist"
    " Petra Volmer counted 23 otters along the river. They came back because the paper mill"
    " was closed.",
}
ARTICLES = (HARBOUR, OPENING, PLANT, DELAY, OTTERS)


def write(path: Path, records: Sequence[Record]) -> Path:
    """Writes articles as JSON Lines and returns the file's path."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path
