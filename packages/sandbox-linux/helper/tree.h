// The mount tree being built. `root` is what will be "/": the real root, or a fresh one when reads are listed.
#pragma once
#include "guarantees.h"
#include "syscalls.h"

int path_open(int root, const char *path, int flags); // no symbolic link is ever followed; -1 and errno
int tree_clone(int root, const char *path);           // detached recursive clone; -1 and errno
void tree_attach(int tree, int root, const char *path, const char *step);
void tree_change(int tree, uint64_t set, bool recursive, const char *step);
int filesystem_new(const char *type, const char *mode, uint64_t attributes); // detached; -1 and errno
// Creates the directories on the way to `path` and a directory or empty file there; for mounts of our own only.
void point_make(int root, const char *path, bool directory);

// masks.c
void masks_prepare(int root, const struct plan *plan);
int masks_base(void); // to be cloned from later
const char *mask_name(bool directory, bool hidden); // in the base; hidden: 000, else an empty readable one
void mask_file(int root, const char *path, bool hidden);
void mask_directory(int root, const char *path, bool hidden);
void masks_give(int root, const struct plan *plan); // the driver's own files, over the host's
