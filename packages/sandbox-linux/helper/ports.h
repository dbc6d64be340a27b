// Connections across the border of the network namespace. Inside the namespace sockets are made, outside they are used:
// a socket belongs for ever to the namespace it was made in.
#pragma once
#include "run.h"

// ports_inside.c
void listeners_make(const struct run *run);
void names_make(const struct run *run);                // the sockets of the name stub, and where names lead to
void connection_make(const struct run *run, int port, int id);

// ports_outside.c
void channel_open(int fd);                             // the caller's Node-style IPC channel, -1 = none
int channel_descriptor(void);
void channel_attend(void);                             // reads and drops what the caller says there
void listener_arrived(int fd, int port);               // to the channel, or relayed to the same port of the host
void datagrams_arrived(int fd, int port);              // to the channel
void connection_arrived(int fd, int id, int error);

// Names inside have addresses of their own, 198.18.0.0 + NUMBER (RFC 2544: no host of the Internet has one). The
// supervisor turns a connect to one into a connect to the listener for names, by an address that holds NUMBER and port.
enum { NAME_ADDRESS = 0xc6120000, NAME_MASK = 0xfffff000, LEAD_ADDRESS = 0xf0000000, LEAD_MASK = 0xf0000000 };
// Where no address may be added, 127.0.0.0/8 is there: it holds NUMBER and 12 bits of the port; one of sixteen listeners
// on ports in a row stands for the other four.
enum { LOCAL_LEAD = 0x7f000000, LOCAL_LISTENERS = 16 };

struct pollfd;
enum { RELAY_POLLS = 512 };
size_t ports_poll(struct pollfd *polls);
void ports_relay(const struct pollfd *polls, size_t count);
