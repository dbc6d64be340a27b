// The system call filter, assembled from the tables. Arguments are compared by their low word: the kernel ignores
// the high word of flags, modes and families, so an attacker may set it to anything.
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "confine.h"
#include "naming.h"
#include "seccomp_table.h"
#include "status.h"
#include "syscalls.h"

#if defined __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no system call table for this architecture"
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define NEW_NAMESPACES \
  (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | 0x80)
#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))
#define FAST_OPEN 0x20000000u

struct program {
  struct sock_filter code[1024];
  unsigned length;
};

static void emit(struct program *p, uint16_t code, uint32_t k, uint8_t yes, uint8_t no) {
  if (p->length == COUNT_OF(p->code)) fail("seccomp", E2BIG, "program too long");
  p->code[p->length++] = (struct sock_filter){code, yes, no, k};
}
static void load_number(struct program *p) {
  emit(p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
}
static void load_argument(struct program *p, int n) { // little endian: the low word comes first
  emit(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)n), 0, 0);
}
static void answer(struct program *p, uint32_t action) { emit(p, BPF_RET | BPF_K, action, 0, 0); }

// Between these two: code for one system call. What it does not answer goes on behind it.
static unsigned begin(struct program *p, int number) {
  load_number(p);
  emit(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 1, 0);
  emit(p, BPF_JMP | BPF_JA, 0, 0, 0); // patched: jumps are 8 bits wide except this one
  return p->length - 1;
}
static void end(struct program *p, unsigned skip) { p->code[skip].k = p->length - skip - 1; }

// Likewise, for one value of what is loaded; the value stays loaded for what follows.
static unsigned begin_if(struct program *p, uint32_t value) {
  emit(p, BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
  emit(p, BPF_JMP | BPF_JA, 0, 0, 0);
  return p->length - 1;
}

static void refuse(struct program *p, int number, uint32_t action) {
  emit(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1);
  answer(p, action);
}
static void if_equal(struct program *p, uint32_t value, uint32_t action) {
  emit(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  answer(p, action);
}
static void if_any_bit(struct program *p, uint32_t bits, uint32_t action) {
  emit(p, BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
  answer(p, action);
}

static void load_type(struct program *p) { // without SOCK_NONBLOCK and SOCK_CLOEXEC
  load_argument(p, 1);
  emit(p, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
}

static void refuse_foreign(struct program *p) {
  emit(p, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
  emit(p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  answer(p, SECCOMP_RET_KILL_PROCESS);
  load_number(p);
#ifdef __x86_64__
  emit(p, BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1); // x32
  answer(p, REFUSE(ENOSYS));
#endif
}

static void refuse_listed(struct program *p, const struct plan *plan) {
  for (size_t i = 0; i < COUNT_OF(refused_calls); i++) {
    const struct refused_call *call = &refused_calls[i];
    if (call->when == UNLESS_PTRACE && plan->allow_ptrace) continue;
    if (call->when == UNLESS_NESTED && plan->allow_nested) continue;
    refuse(p, call->number, REFUSE(call->when == NO_SUCH_CALL ? ENOSYS : EPERM));
  }
}

static void refuse_namespaces(struct program *p) {
  static const int calls[] = {SYS_clone, SYS_unshare};
  for (size_t i = 0; i < COUNT_OF(calls); i++) {
    unsigned skip = begin(p, calls[i]);
    load_argument(p, 0);
    // For clone the low byte is the exit signal; CLONE_NEWTIME (0x80) exists for unshare only.
    if_any_bit(p, calls[i] == SYS_clone ? NEW_NAMESPACES & ~0xffu : NEW_NAMESPACES, REFUSE(EPERM));
    end(p, skip);
  }
}

// Typing into a terminal on someone's behalf, and line disciplines, each of which is a driver of its own.
static void refuse_terminal_calls(struct program *p) {
  unsigned skip = begin(p, SYS_ioctl);
  load_argument(p, 1);
  if_equal(p, 0x5412 /* TIOCSTI */, REFUSE(EPERM));
  if_equal(p, 0x541c /* TIOCLINUX */, REFUSE(EPERM));
  if_equal(p, 0x5423 /* TIOCSETD */, REFUSE(EPERM));
  end(p, skip);
}

// UNIX stream and seqpacket, IP, and route netlink. A UNIX datagram socket can be sent anywhere with an address in
// memory, which no filter can judge. Without a network namespace the absence of IP sockets is the isolation; and
// where only the supervisor stands between a socket and the host's network, there are no datagrams.
static void refuse_sockets(struct program *p, const struct plan *plan, bool namespaces) {
  static const int calls[] = {SYS_socket, SYS_socketpair}, ip[] = {AF_INET, AF_INET6};
  for (size_t i = 0; i < COUNT_OF(calls); i++) {
    unsigned call = begin(p, calls[i]);
    load_argument(p, 0);
    unsigned family = begin_if(p, AF_UNIX);
    load_type(p);
    if_equal(p, SOCK_DGRAM, REFUSE(EPERM));
    if_equal(p, SOCK_RAW, REFUSE(EPERM)); // means SOCK_DGRAM for this family
    answer(p, SECCOMP_RET_ALLOW);
    end(p, family);
    family = begin_if(p, AF_NETLINK);
    load_argument(p, 2);
    if_equal(p, 0, SECCOMP_RET_ALLOW);
    answer(p, REFUSE(EPERM));
    end(p, family);
    for (size_t j = 0; j < COUNT_OF(ip) && (namespaces || plan->network != NETWORK_OFF); j++) {
      family = begin_if(p, (uint32_t)ip[j]);
      if (!namespaces && plan->network == NETWORK_PROXY) {
        // TCP alone: others (SCTP) connect by further calls than connect.
        load_type(p);
        unsigned stream = begin_if(p, SOCK_STREAM);
        load_argument(p, 2);
        if_equal(p, 0, SECCOMP_RET_ALLOW);
        if_equal(p, IPPROTO_TCP, SECCOMP_RET_ALLOW);
        end(p, stream);
        answer(p, REFUSE(EPERM));
      }
      answer(p, SECCOMP_RET_ALLOW);
      end(p, family);
    }
    answer(p, REFUSE(EPERM));
    end(p, call);
  }
}

// A send that connects: it would go past the supervisor.
static void refuse_fast_open(struct program *p) {
  static const struct { int number, argument; } calls[] = {{SYS_sendto, 3}, {SYS_sendmsg, 2}, {SYS_sendmmsg, 3}};
  for (size_t i = 0; i < COUNT_OF(calls); i++) {
    unsigned skip = begin(p, calls[i].number);
    load_argument(p, calls[i].argument);
    if_any_bit(p, FAST_OPEN, REFUSE(EPERM));
    end(p, skip);
  }
}

// Neither bit on a file. On a folder the set-group-id bit is ordinary work: the supervisor looks which it is.
static void refuse_set_id(struct program *p) {
  for (size_t i = 0; i < COUNT_OF(mode_calls); i++) {
    const struct mode_call *call = &mode_calls[i];
    bool made = call->on == FILE_MADE;
    unsigned skip = begin(p, call->number);
    if (made && call->flags_argument >= 0) {
      load_argument(p, call->flags_argument);
      emit(p, BPF_JMP | BPF_JSET | BPF_K, O_CREAT | (O_TMPFILE & ~O_DIRECTORY), 0, 3);
    }
    load_argument(p, call->mode_argument);
    if_any_bit(p, made ? S_ISUID | S_ISGID : S_ISUID, REFUSE(EPERM));
    if (!made) if_any_bit(p, S_ISGID, SECCOMP_RET_USER_NOTIF);
    end(p, skip);
  }
}

static void supervise(struct program *p, const struct plan *plan, bool namespaces) {
  refuse(p, SYS_connect, SECCOMP_RET_USER_NOTIF);
  refuse(p, SYS_bind, SECCOMP_RET_USER_NOTIF);
  // A socket that listens without a name takes any port, on every address.
  if (!namespaces && plan->network == NETWORK_PROXY) refuse(p, SYS_listen, SECCOMP_RET_USER_NOTIF);
  if (!plan->name_denials) return;
  for (size_t i = 0; i < named_call_count; i++) {
    const struct named_call *call = &named_calls[i];
    if (call->flags < 0) {
      load_number(p);
      refuse(p, call->number, SECCOMP_RET_USER_NOTIF);
      continue;
    }
    unsigned skip = begin(p, call->number);
    load_argument(p, call->flags);
    if_any_bit(p, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, SECCOMP_RET_USER_NOTIF);
    end(p, skip);
  }
}

int seccomp_apply(const struct plan *plan, bool namespaces) {
  static struct program p;
  refuse_foreign(&p);
  refuse_listed(&p, plan);
  if (!plan->allow_nested) refuse_namespaces(&p);
  refuse_terminal_calls(&p);
  refuse_sockets(&p, plan, namespaces);
  if (!namespaces) refuse_fast_open(&p);
  refuse_set_id(&p);
  load_number(&p);
  supervise(&p, plan, namespaces);
  answer(&p, SECCOMP_RET_ALLOW);
  struct sock_fprog program = {(unsigned short)p.length, p.code};
  // A signal must not interrupt a call that the supervisor is carrying out; known from 5.19 on.
  unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
  long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags | 1ul << 5, &program);
  if (listener < 0 && errno == EINVAL) listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (listener < 0) fail("seccomp", errno, "cannot be installed");
  return (int)listener;
}
