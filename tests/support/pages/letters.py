"""A notify that answers what letters look like, by notify's own code."""

import httpx
import msgspec

from services.notify.actions.sample_letters import make_letter_samples
from shared import letter_samples
from shared.letter_samples import LetterSampleQuestion


def letters_of_notify() -> httpx.AsyncClient:
    """Return a client of it, which knows nothing else."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == letter_samples.PATH
        question = msgspec.json.decode(request.content, type=LetterSampleQuestion)
        return httpx.Response(200, content=msgspec.json.encode(make_letter_samples(question)))

    return httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://notify")
