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
  bool stands_in; // in place of a program that became this one: nobody started us who would want our end
  bool ended, killed;
  int status;
  struct message failure; // code 0 = none
};

// arguments.c: reads the command line and the policy it names.
void outer_arguments(struct outer *outer, int argc, char **argv);
_Noreturn void usage(void);
// afterwards.c: what the plan says to do when the run is over.
void afterwards(const struct plan *plan);
// attend.c: relays, forwards and watches; returns when the inside is gone.
void outer_attend(struct outer *outer);
