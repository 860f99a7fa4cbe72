"""Opens a Unix socket and becomes the given program with it, as systemd would: pcscd then serves any path.

Usage: socket-activation.py SOCKET PROGRAM [ARGUMENT...]
"""

import os
import socket
import sys

FIRST_PASSED_FD = 3  # SD_LISTEN_FDS_START


def main(path, command):
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)
    if listener.fileno() != FIRST_PASSED_FD:
        os.dup2(listener.fileno(), FIRST_PASSED_FD)
    os.set_inheritable(FIRST_PASSED_FD, True)
    environment = dict(os.environ, LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
    os.execvpe(command[0], command, environment)


main(sys.argv[1], sys.argv[2:])
