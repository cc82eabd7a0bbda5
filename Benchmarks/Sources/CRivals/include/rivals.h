#pragma once

// General solvers of linear programs, each behind one call that times building and solving apart.
#include <stdint.h>
#include <time.h>

// Seconds that the calling thread has worked: what else runs on the machine does not count, as long as it is not too much.
static inline double rival_seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// Seconds on the wall. Unlike the other clock it is read without entering the kernel, which slows what follows down by
// microseconds.
static inline double rival_wall_seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

// Minimise `costs` · x. Bounds may be infinite (±HUGE_VAL); coefficients are triplets with indices from zero.
typedef struct {
    double constant;
    int32_t variables;
    const double *costs;
    const double *variable_lower;
    const double *variable_upper;
    int32_t rows;
    const double *row_lower;
    const double *row_upper;
    int32_t coefficients;
    const int32_t *coefficient_rows;
    const int32_t *coefficient_variables;
    const double *coefficient_values;
} rival_program;

enum {
    RIVAL_PRIMAL = 0,
    RIVAL_DUAL = 1,
    // The solver's own preprocessing, then its simplex method of choice.
    RIVAL_PRESOLVE = 2,
};

enum {
    RIVAL_OPTIMAL = 0,
    RIVAL_INFEASIBLE = 1,
    // The time was up.
    RIVAL_LIMIT = 2,
    // Anything else.
    RIVAL_FAILED = 3,
};

typedef struct {
    int32_t status;
    int32_t iterations;
    double objective;
    // From the arrays to a loaded program, scaled and with a starting basis.
    double build_seconds;
    // The call of the simplex method alone; taking the solution out is not in it.
    double solve_seconds;
} rival_answer;

// Whether GLPK was compiled in (the trait GLPK).
int rival_glpk_available(void);
// Such as "5.0"; empty without GLPK.
const char *rival_glpk_version(void);
rival_answer rival_glpk_solve(const rival_program *program, int32_t method, double limit_seconds);

// GLPK with a program that stays loaded, and the optimal basis of the last call to start from.
typedef struct rival_warm rival_warm;
// Builds the program and solves it once. NULL without GLPK or where that did not end in an optimum.
rival_warm *rival_warm_open(const rival_program *program, double limit_seconds);
// Sets all bounds and solves again with the dual simplex. `build_seconds` is what setting the bounds that changed took.
rival_answer rival_warm_solve(
    rival_warm *warm, const double *row_lower, const double *row_upper, const double *variable_lower,
    const double *variable_upper, double limit_seconds);
void rival_warm_close(rival_warm *warm);

// CLP is loaded while the program runs, so that it needs not be there. False where it is not.
int rival_clp_available(void);
// Such as "1.17.6"; empty without CLP.
const char *rival_clp_version(void);
rival_answer rival_clp_solve(const rival_program *program, int32_t method, double limit_seconds);

// Gives back what the allocator keeps for later, so that the resident set shows what is in use.
void rival_trim_memory(void);