#ifndef PITH_CLINUX_H
#define PITH_CLINUX_H
#endif
