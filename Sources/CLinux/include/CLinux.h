// Linux calls and constants that Swift can't import by itself: system calls without a C library wrapper, macros with
// casts, fork. One header for each subject; nothing here decides anything.
#ifndef PITH_CLINUX_H
#define PITH_CLINUX_H

#include "filesystem.h"
#if __has_include("namespaces.h")
#include "namespaces.h"
#endif

#endif
