// Messages with descriptors between the processes of one run, over a SOCK_SEQPACKET pair.
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "status.h"

union control {
  struct cmsghdr align;
  char bytes[CMSG_SPACE(sizeof(int))];
};

bool message_send(int socket, const struct message *message, int fd) {
  union control control = {0};
  struct iovec part = {(void *)(uintptr_t)message, sizeof *message};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  if (fd >= 0) {
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  }
  ssize_t n;
  do n = sendmsg(socket, &header, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (ssize_t)sizeof *message;
}

bool message_receive(int socket, struct message *message, int *fd) {
  union control control = {0};
  struct iovec part = {message, sizeof *message};
  struct msghdr header = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  ssize_t n;
  *fd = -1;
  do n = recvmsg(socket, &header, MSG_CMSG_CLOEXEC);
  while (n < 0 && errno == EINTR);
  if (n != (ssize_t)sizeof *message) return false;
  struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
  if (rights && rights->cmsg_type == SCM_RIGHTS) memcpy(fd, CMSG_DATA(rights), sizeof *fd);
  return true;
}
