#include "rivals.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<coin/Clp_C_Interface.h>)
#include <coin/Clp_C_Interface.h>
_Static_assert(sizeof(CoinBigIndex) == sizeof(int), "the starts of columns are handed to CLP as int");
#endif

// What is used of CLP's C interface; models are opaque.
typedef struct {
    void *library;
    const char *(*version)(void);
    void *(*new_model)(void);
    void (*delete_model)(void *model);
    void (*set_log_level)(void *model, int level);
    void (*set_maximum_seconds)(void *model, double seconds);
    void (*load_problem)(
        void *model, int columns, int rows, const int *start, const int *index, const double *value,
        const double *column_lower, const double *column_upper, const double *costs, const double *row_lower,
        const double *row_upper);
    int (*primal)(void *model, int values_pass);
    int (*dual)(void *model, int values_pass);
    int (*initial_solve)(void *model);
    int (*status)(void *model);
    int (*iterations)(void *model);
    double (*objective)(void *model);
} clp_functions;

static const char *const names[] = {
    "Clp_Version", "Clp_newModel", "Clp_deleteModel", "Clp_setLogLevel", "Clp_setMaximumSeconds", "Clp_loadProblem",
    "Clp_primal", "Clp_dual", "Clp_initialSolve", "Clp_status", "Clp_numberIterations", "Clp_objectiveValue",
};

static void *open_library(void) {
    void *library = dlopen("libClp.so.1", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        library = dlopen("libClp.so", RTLD_NOW | RTLD_LOCAL);
    }
    return library != NULL ? library : dlopen("libClp.dylib", RTLD_NOW | RTLD_LOCAL);
}

// The benchmark runs on one thread, so the first call may look the functions up for all others.
static const clp_functions *clp(void) {
    static clp_functions functions;
    static int looked;
    if (!looked) {
        looked = 1;
        void *library = open_library(), *found[sizeof names / sizeof *names];
        _Static_assert(sizeof found == sizeof functions - sizeof(void *), "one name for each function");
        for (size_t k = 0; library != NULL && k < sizeof names / sizeof *names; k++) {
            found[k] = dlsym(library, names[k]);
            library = found[k] != NULL ? library : NULL;
        }
        if (library != NULL) {
            memcpy(&functions.version, found, sizeof found);
        }
        functions.library = library;
    }
    return functions.library != NULL ? &functions : NULL;
}

int rival_clp_available(void) {
    return clp() != NULL;
}

const char *rival_clp_version(void) {
    return clp() != NULL ? clp()->version() : "";
}

// Coefficients column by column: column c has the entries starts[c] to starts[c + 1].
typedef struct {
    int *starts, *rows;
    double *values;
} columns;

static columns sorted_by_column(const rival_program *program) {
    size_t count = (size_t)program->coefficients, width = (size_t)program->variables;
    columns sorted = {
        calloc(width + 2, sizeof(int)), malloc((count + 1) * sizeof(int)), malloc((count + 1) * sizeof(double))};
    // Counted two places on, summed up one place on, so that filling leaves every start in its place.
    for (size_t k = 0; k < count; k++) {
        sorted.starts[program->coefficient_variables[k] + 2]++;
    }
    for (size_t column = 0; column < width; column++) {
        sorted.starts[column + 2] += sorted.starts[column + 1];
    }
    for (size_t k = 0; k < count; k++) {
        int place = sorted.starts[program->coefficient_variables[k] + 1]++;
        sorted.rows[place] = program->coefficient_rows[k];
        sorted.values[place] = program->coefficient_values[k];
    }
    return sorted;
}

static void *load(const clp_functions *f, const rival_program *program) {
    columns sorted = sorted_by_column(program);
    void *model = f->new_model();
    f->set_log_level(model, 0);
    f->load_problem(
        model, program->variables, program->rows, sorted.starts, sorted.rows, sorted.values, program->variable_lower,
        program->variable_upper, program->costs, program->row_lower, program->row_upper);
    free(sorted.starts);
    free(sorted.rows);
    free(sorted.values);
    return model;
}

static void run(const clp_functions *f, void *model, int32_t method) {
    switch (method) {
    case RIVAL_PRIMAL:
        f->primal(model, 0);
        break;
    case RIVAL_DUAL:
        f->dual(model, 0);
        break;
    default:
        f->initial_solve(model);
    }
}

static int32_t status_of(int status) {
    switch (status) {
    case 0:
        return RIVAL_OPTIMAL;
    case 1:
        return RIVAL_INFEASIBLE;
    case 3:
        return RIVAL_LIMIT;
    default:
        return RIVAL_FAILED;
    }
}

rival_answer rival_clp_solve(const rival_program *program, int32_t method, double limit_seconds) {
    const clp_functions *f = clp();
    if (f == NULL) {
        return (rival_answer){.status = RIVAL_FAILED};
    }
    double start = rival_seconds_now();
    void *model = load(f, program);
    f->set_maximum_seconds(model, limit_seconds);
    double loaded = rival_seconds_now();
    run(f, model, method);
    rival_answer answer = {.build_seconds = loaded - start, .solve_seconds = rival_seconds_now() - loaded};
    answer.status = status_of(f->status(model));
    answer.objective = f->objective(model) + program->constant;
    answer.iterations = f->iterations(model);
    f->delete_model(model);
    return answer;
}
