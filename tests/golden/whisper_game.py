"""What whynn measures in random nets, as the figure stores it and in full."""

import numpy as np
from whynn.widgets import WhisperGame
from whynn.widgets import whisper_game as whisper


def vectors() -> dict:
    """The stored runs, and what the Python half reads out of them for random states."""
    figure, rng, rows = WhisperGame(np.random.default_rng(0)), np.random.default_rng(1), []
    for _ in range(60):
        figure.bend, figure.wiring = (
            str(rng.choice(whisper.BENDS)),
            str(rng.choice(whisper.WIRINGS)),
        )
        figure.gain, figure.depth = (
            float(rng.choice(whisper.GAINS)),
            int(rng.choice(list(whisper.LAYERS))),
        )
        state = {k: getattr(figure, k) for k in ("bend", "wiring", "gain", "depth")}
        rows.append({"state": state, "measured": figure.measured.tolist()})
    return {
        "runs": figure._runs,
        "rows": rows,
        "layers": {str(k): v for k, v in whisper.LAYERS.items()},
        "gains": whisper.GAINS,
        "bends": whisper.BENDS,
        "wirings": whisper.WIRINGS,
    }
