"""A worker in a process of its own that sends events, with a quick pulse."""

from logging.config import dictConfig

from api.job_queue import Pace
from api.jobs import TASKS
from api.log import LOGGING
from api.settings import Settings
from api.worker import work

PACE = Pace(beat_s=0.2, silent_s=2.0, look_s=0.2, wait_s=1.0, again_s=0)


if __name__ == "__main__":
    dictConfig(LOGGING)
    work(Settings(), {"send_delivery": TASKS["send_delivery"]}, PACE, begun=lambda: None)
