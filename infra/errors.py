"""What somebody at the command line can mend; the services' own commands say it with the same word."""

from shared.refused import Refused

__all__ = ["Refused"]
