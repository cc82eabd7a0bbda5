#include "rivals.h"

#include <stdlib.h>

#if defined(__GLIBC__)

#include <malloc.h>

void rival_trim_memory(void) {
    malloc_trim(0);
}

#else

void rival_trim_memory(void) {}

#endif
