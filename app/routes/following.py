"""Following: what every stream begins with, whether a websocket or server-sent events."""

from app.deps import ID, UNKNOWN
from app.experiments.registry import Experiments
from app.http.errors import Problem, StoreError
from app.streams.follower import Followers
from app.streams.live import LiveExperiment

PRIVATE = 4000
UNKNOWN_ID, BAD_REQUEST, TOO_MANY, NO_STORE = 4404, 4422, 4429, 4503


class Refusal(Exception):
    """Why a stream cannot be, with the code that its websocket is closed with."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


async def find(
    experiments: Experiments, followers: Followers, experiment_id: str, since: str | None
) -> tuple[LiveExperiment, int]:
    """The experiment to follow and the first row wanted. Raises Refusal."""
    if followers.full:
        raise Refusal(TOO_MANY, "too many streams are open; try again later")
    try:
        experiment = await experiments.load(experiment_id) if ID.fullmatch(experiment_id) else None
    except StoreError as error:
        raise Refusal(NO_STORE, str(error)) from error
    except Problem as problem:
        raise Refusal(PRIVATE + problem.status, problem.detail) from problem
    if experiment is None:
        raise Refusal(UNKNOWN_ID, UNKNOWN)
    return experiment, read_since(since, experiment.spec.rows)


def read_since(text: str | None, rows: int) -> int:
    """The first row wanted. Raises Refusal unless it is a number between 0 and `rows`."""
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= rows):
        raise Refusal(BAD_REQUEST, f"since: expected a whole number between 0 and {rows:,}")
    return int(text)
