"""How long the state machines run: the same steps each time in `make test`, more and new ones on request."""

import os

from hypothesis import HealthCheck, Phase, settings

# KALLELSE_MODEL_EXAMPLES=500 pytest tests/model: a longer search, with new steps each time.
EXAMPLES = int(os.environ.get("KALLELSE_MODEL_EXAMPLES", "0"))
SECONDS = 3600 if EXAMPLES else 120


def profile(examples: int, steps: int) -> settings:
    """Settings for one machine: `examples` stories of at most `steps` steps."""
    return settings(
        max_examples=EXAMPLES or examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not EXAMPLES,
        database=None,
        print_blob=True,
        report_multiple_bugs=False,
        # Shrinking a failing story takes minutes, so it is done only in a longer search.
        phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
