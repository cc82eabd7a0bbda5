#pragma once

// One call solves a whole linear program with GLPK and leaves nothing behind. These are declarations only: the code
// behind them is compiled to nothing unless the package trait GLPK defines STRATOS_GLPK, so call them only then.
#include <stdint.h>

enum {
    STRATOS_GLPK_OPTIMAL = 0,
    STRATOS_GLPK_INFEASIBLE = 1,
    STRATOS_GLPK_UNBOUNDED = 2,
    STRATOS_GLPK_LIMIT = 3,
    // The solver gave up; `message` says why.
    STRATOS_GLPK_FAILED = 4,
};

enum {
    STRATOS_GLPK_PRIMAL = 0,
    STRATOS_GLPK_DUAL = 1,
    // The dual method, and the primal one where that does not get through.
    STRATOS_GLPK_DUAL_THEN_PRIMAL = 2,
};

enum {
    STRATOS_GLPK_SCALE_AUTOMATIC = 0,
    STRATOS_GLPK_SCALE_NONE = 1,
    STRATOS_GLPK_SCALE_GEOMETRIC = 2,
    STRATOS_GLPK_SCALE_EQUILIBRATE = 3,
};

enum {
    STRATOS_GLPK_BASIS_ADVANCED = 0,
    STRATOS_GLPK_BASIS_STANDARD = 1,
    STRATOS_GLPK_BASIS_BIXBY = 2,
};

// Which limit ended the call.
enum {
    STRATOS_GLPK_NO_LIMIT = 0,
    STRATOS_GLPK_ITERATIONS = 1,
    STRATOS_GLPK_TIME = 2,
    STRATOS_GLPK_MEMORY = 3,
};

// The program. Bounds may be infinite (±HUGE_VAL). Everything must have been validated: counts not negative, indices
// in range, no index twice in a row, all other numbers finite.
typedef struct {
    int32_t maximize;
    double constant;
    int32_t variables;
    const double *costs;
    const double *variable_lower;
    const double *variable_upper;
    int32_t rows;
    const double *row_lower;
    const double *row_upper;
    // Coefficients as triplets with indices from zero.
    int32_t coefficients;
    const int32_t *coefficient_rows;
    const int32_t *coefficient_variables;
    const double *coefficient_values;
    int32_t iteration_limit;
    int32_t milliseconds_limit;
    // Zero for no limit.
    int32_t megabytes_limit;
    int32_t method;
    int32_t presolve;
    int32_t scaling;
    int32_t basis;
} stratos_glpk_program;

// The answer. The caller owns the arrays: `values` and `reduced_costs` hold one number per variable, `duals` one per
// row. Optimal: all are written. Infeasible: `duals` holds the multipliers of a proof that the caller has to check.
// Unbounded: `values` is a feasible point.
typedef struct {
    int32_t status;
    int32_t limit;
    int32_t iterations;
    double objective;
    double *values;
    double *reduced_costs;
    double *duals;
    char message[256];
} stratos_glpk_answer;

// Solves `program`. GLPK keeps its state per thread, so calls may run on any number of threads at once, but the caller
// must not hold GLPK objects of its own on this thread: they are freed when the call ends.
void stratos_glpk_solve(const stratos_glpk_program *program, stratos_glpk_answer *answer);

// GLPK's version, such as "5.0".
const char *stratos_glpk_version(void);
