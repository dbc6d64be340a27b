// The command's terminal. It comes from the sandbox's own devpts, so its name means something inside, and the caller's
// terminal is never reached.
#include <sys/ioctl.h>
#include <termios.h>

#include "run.h"
#include "syscalls.h"

int terminal_open(const struct plan *plan, int *master) {
  struct winsize size = {.ws_col = plan->columns, .ws_row = plan->rows};
  int locked = 0;
  *master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*master < 0 || ioctl(*master, TIOCSPTLCK, &locked) < 0) fail("pty", errno, "cannot open a terminal");
  int terminal = ioctl(*master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0 || ioctl(terminal, TIOCSWINSZ, &size) < 0) fail("pty", errno, "cannot open a terminal");
  return terminal;
}

void terminal_take(int terminal) {
  if (ioctl(terminal, TIOCSCTTY, 0) < 0) fail("pty", errno, "cannot become the controlling terminal");
}
