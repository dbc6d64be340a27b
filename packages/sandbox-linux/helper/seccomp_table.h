// The system calls that are refused, by group. Everything else is allowed: the kernel gains calls and agents run
// every kind of program, so a list of the allowed ones would only age. Numbers missing from the build machine's
// headers are given here; from 424 on they are the same everywhere.
#pragma once
#include <sys/syscall.h>

struct refused_call {
  int number;
  enum { ALWAYS, UNLESS_PTRACE, UNLESS_NESTED, NO_SUCH_CALL } when;
};

static const struct refused_call refused_calls[] = {
    // Opens and connects without a system call the filter sees.
    {425, ALWAYS}, {426, ALWAYS}, {427, ALWAYS}, // io_uring_setup, _enter, _register
    // Other processes.
    {SYS_ptrace, UNLESS_PTRACE}, {SYS_process_vm_readv, UNLESS_PTRACE}, {SYS_process_vm_writev, UNLESS_PTRACE},
    {438, ALWAYS}, {440, ALWAYS}, {SYS_kcmp, UNLESS_PTRACE}, // pidfd_getfd, process_madvise
    // Keyrings are not divided by user namespaces.
    {SYS_keyctl, ALWAYS}, {SYS_add_key, ALWAYS}, {SYS_request_key, ALWAYS},
    // Kernel surface no build needs.
    {SYS_bpf, ALWAYS}, {SYS_perf_event_open, ALWAYS}, {SYS_userfaultfd, ALWAYS}, {SYS_lookup_dcookie, ALWAYS},
    {SYS_open_by_handle_at, ALWAYS}, {SYS_fanotify_init, ALWAYS},
    // Mounts.
    {SYS_mount, UNLESS_NESTED}, {SYS_umount2, UNLESS_NESTED}, {SYS_pivot_root, UNLESS_NESTED},
    {SYS_chroot, UNLESS_NESTED}, {428, UNLESS_NESTED}, {429, UNLESS_NESTED}, {430, UNLESS_NESTED},
    {431, UNLESS_NESTED}, {432, UNLESS_NESTED}, {433, UNLESS_NESTED}, {442, UNLESS_NESTED}, {467, UNLESS_NESTED},
    {SYS_setns, UNLESS_NESTED},
    // The machine.
    {SYS_init_module, ALWAYS}, {SYS_finit_module, ALWAYS}, {SYS_delete_module, ALWAYS}, {SYS_kexec_load, ALWAYS},
#ifdef SYS_kexec_file_load
    {SYS_kexec_file_load, ALWAYS},
#endif
    {SYS_reboot, ALWAYS}, {SYS_swapon, ALWAYS}, {SYS_swapoff, ALWAYS}, {SYS_acct, ALWAYS}, {SYS_quotactl, ALWAYS},
    {443, ALWAYS}, {SYS_settimeofday, ALWAYS}, {SYS_clock_settime, ALWAYS}, {SYS_clock_adjtime, ALWAYS},
    {SYS_adjtimex, ALWAYS}, {SYS_sethostname, ALWAYS}, {SYS_setdomainname, ALWAYS}, {SYS_syslog, ALWAYS},
    {SYS_vhangup, ALWAYS}, {SYS_nfsservctl, ALWAYS},
#ifdef SYS_iopl
    {SYS_iopl, ALWAYS}, {SYS_ioperm, ALWAYS},
#endif
#ifdef SYS_modify_ldt
    {SYS_modify_ldt, ALWAYS},
#endif
    // Their arguments lie in memory, where no filter can judge them; libc falls back to the older calls.
    {435, NO_SUCH_CALL}, // clone3
    {437, NO_SUCH_CALL}, // openat2
};

// Calls that give a mode, and where in their arguments it is. Those that can only make files count with certain flags of
// open(2); the others also reach folders, and have flags of their own.
struct mode_call {
  int number;
  int mode_argument;
  enum { FILE_MADE, FILE_OR_FOLDER } on;
  int flags_argument;  // -1 = none
  int directory, path; // of FILE_OR_FOLDER; -1 = the working directory, the descriptor in the first argument
};

static const struct mode_call mode_calls[] = {
#ifdef SYS_chmod
    {SYS_creat, 1, FILE_MADE, -1, -1, -1},
    {SYS_mknod, 1, FILE_MADE, -1, -1, -1},
    {SYS_open, 2, FILE_MADE, 1, -1, -1},
    {SYS_chmod, 1, FILE_OR_FOLDER, -1, -1, 0},
#endif
    {SYS_mknodat, 2, FILE_MADE, -1, -1, -1},
    {SYS_openat, 3, FILE_MADE, 2, -1, -1},
    {SYS_fchmod, 1, FILE_OR_FOLDER, -1, -1, -1},
    {SYS_fchmodat, 2, FILE_OR_FOLDER, -1, 0, 1},
    {452, 2, FILE_OR_FOLDER, 3, 0, 1}, // fchmodat2
};
