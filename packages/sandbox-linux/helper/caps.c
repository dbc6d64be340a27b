// Takes every privilege away for good: no capability in any set, none to be had from user 0, none from files.
#include "confine.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/prctl.h>

#include "status.h"
#include "syscalls.h"

void privileges_lock(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) fail("no_new_privs", errno, "cannot be set");
}

static void set_capabilities(uint64_t keep) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2] = {{0}};
  if (keep && syscall(SYS_capget, &header, data) < 0) fail("capabilities", errno, "cannot be read");
  for (int i = 0; i < 2; i++) {
    data[i].permitted &= (uint32_t)(keep >> (32 * i));
    data[i].effective = data[i].permitted;
    data[i].inheritable = 0;
  }
  if (syscall(SYS_capset, &header, data) < 0) fail("capabilities", errno, "cannot be dropped");
}

void privileges_keep_trace(void) { set_capabilities(1ull << CAP_SYS_PTRACE); }

void privileges_drop(void) {
  // Needs CAP_SETPCAP; a caller without it has nothing that these would take away.
  prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                               SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED |
                               SECBIT_NO_CAP_AMBIENT_RAISE | SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED);
  for (int capability = 0; capability < 64; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno == EINVAL) break;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  set_capabilities(0);
}
