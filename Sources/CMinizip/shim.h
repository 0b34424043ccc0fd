#include <unzip.h>
#include <zlib.h>
