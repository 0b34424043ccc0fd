// Linux calls and constants that Swift can't import by itself: system calls without a C library wrapper, macros with
// casts, fork. One header for each subject; nothing here decides anything.
//
// The headers include next to nothing: what a C library header declares would else belong to this module as well as to
// Glibc, and Swift would ask for an import of the one that it happened to read first.
#ifndef PITH_CLINUX_H
#define PITH_CLINUX_H

#include "filesystem.h"
#include "namespaces.h"

#endif
