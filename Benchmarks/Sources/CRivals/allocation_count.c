#include "allocation_count.h"

#include <stddef.h>
#include <stdlib.h>

#if defined(__GLIBC__)

#include <errno.h>

// Where glibc keeps the functions that those below stand in for.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

// In the executable itself, these need no call to be found, which might allocate.
static _Thread_local int counting __attribute__((tls_model("initial-exec")));
static _Thread_local uint64_t counted __attribute__((tls_model("initial-exec")));

static void count(void) {
    if (counting) {
        counted++;
    }
}

void *malloc(size_t size) {
    count();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count();
    return __libc_calloc(number, size);
}

void *realloc(void *block, size_t size) {
    count();
    return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
    count();
    if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
        return EINVAL;
    }
    void *found = __libc_memalign(alignment, size);
    if (found == NULL) {
        return ENOMEM;
    }
    *block = found;
    return 0;
}

int allocation_count_available(void) {
    return 1;
}

void allocation_count_start(void) {
    counted = 0;
    counting = 1;
}

uint64_t allocation_count_stop(void) {
    counting = 0;
    return counted;
}

#else

int allocation_count_available(void) {
    return 0;
}

void allocation_count_start(void) {}

uint64_t allocation_count_stop(void) {
    return 0;
}

#endif
