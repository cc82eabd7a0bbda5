#pragma once

// Counts what the program's own threads ask of the allocator, by standing in for malloc and its like (glibc only).
#include <stdint.h>

// Whether allocations can be counted here at all.
int allocation_count_available(void);
// Counts the allocations of the calling thread from here.
void allocation_count_start(void);
// Stops counting, and returns how many allocations there were; growing a block counts as one, freeing as none.
uint64_t allocation_count_stop(void);
