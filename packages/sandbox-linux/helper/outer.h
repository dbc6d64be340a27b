// The outer process of a run.
#pragma once
#include "run.h"

// How the namespaces come about; each way is tried when the one before it is shut.
enum way { NATIVE, LAUNCHED, WITHOUT };

struct outer {
  struct run run;
  enum way way;
  struct plan plan;
  int control;  // the policy descriptor, for words during the run; -1 = a file
  int talk;     // socket to the inside
  int parent;   // pidfd of the process that started us
  int arrivals; // signalfd
  pid_t inside;
  bool ended, killed;
  int status;
  struct message failure; // code 0 = none
};

// arguments.c: reads the command line and the policy it names.
void outer_arguments(struct outer *outer, int argc, char **argv);
_Noreturn void usage(void);
// attend.c: relays, forwards and watches; returns when the inside is gone.
void outer_attend(struct outer *outer);
