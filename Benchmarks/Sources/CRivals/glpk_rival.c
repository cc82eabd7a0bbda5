#include "rivals.h"

#include <stddef.h>

#ifdef RIVALS_GLPK

#include <float.h>
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int bound_kind(double lower, double upper) {
    if (isinf(lower)) {
        return isinf(upper) ? GLP_FR : GLP_UP;
    }
    if (isinf(upper)) {
        return GLP_LO;
    }
    return lower == upper ? GLP_FX : GLP_DB;
}

static void load_bounds(glp_prob *problem, const rival_program *program) {
    for (int column = 0; column < program->variables; column++) {
        double lower = program->variable_lower[column], upper = program->variable_upper[column];
        glp_set_col_bnds(problem, column + 1, bound_kind(lower, upper), lower, upper);
        glp_set_obj_coef(problem, column + 1, program->costs[column]);
    }
    for (int row = 0; row < program->rows; row++) {
        double lower = program->row_lower[row], upper = program->row_upper[row];
        glp_set_row_bnds(problem, row + 1, bound_kind(lower, upper), lower, upper);
    }
}

// GLPK counts from one.
static void load_coefficients(glp_prob *problem, const rival_program *program) {
    size_t count = (size_t)program->coefficients;
    int *rows = malloc((count + 1) * sizeof(int));
    int *columns = malloc((count + 1) * sizeof(int));
    double *values = malloc((count + 1) * sizeof(double));
    for (size_t k = 0; k < count; k++) {
        rows[k + 1] = program->coefficient_rows[k] + 1;
        columns[k + 1] = program->coefficient_variables[k] + 1;
        values[k + 1] = program->coefficient_values[k];
    }
    glp_load_matrix(problem, program->coefficients, rows, columns, values);
    free(rows);
    free(columns);
    free(values);
}

static glp_prob *load(const rival_program *program) {
    glp_term_out(GLP_OFF);
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, GLP_MIN);
    glp_set_obj_coef(problem, 0, program->constant);
    glp_add_cols(problem, program->variables);
    glp_add_rows(problem, program->rows);
    load_bounds(problem, program);
    load_coefficients(problem, program);
    return problem;
}

// The presolver scales and makes a basis by itself. For the others scaling and the triangular basis are what GLPK's own
// program does; the dual simplex starts from the slacks, which are dual feasible where no cost is negative.
static void prepare(glp_prob *problem, int32_t method) {
    if (method == RIVAL_PRESOLVE) {
        return;
    }
    glp_scale_prob(problem, GLP_SF_AUTO);
    if (method == RIVAL_PRIMAL) {
        glp_adv_basis(problem, 0);
    }
}

static int run(glp_prob *problem, int32_t method, double limit_seconds) {
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_OFF;
    parameters.meth = method == RIVAL_DUAL ? GLP_DUAL : GLP_PRIMAL;
    parameters.presolve = method == RIVAL_PRESOLVE ? GLP_ON : GLP_OFF;
    parameters.tm_lim = limit_seconds < 2e6 ? (int)ceil(limit_seconds * 1e3) : INT_MAX;
    return glp_simplex(problem, &parameters);
}

static int32_t status_of(glp_prob *problem, int code) {
    if (code == GLP_ETMLIM) {
        return RIVAL_LIMIT;
    }
    if (code == GLP_ENOPFS) {
        return RIVAL_INFEASIBLE;
    }
    int status = glp_get_status(problem);
    if (code == 0 && status == GLP_OPT) {
        return RIVAL_OPTIMAL;
    }
    return code == 0 && status == GLP_NOFEAS ? RIVAL_INFEASIBLE : RIVAL_FAILED;
}

static rival_answer timed_run(glp_prob *problem, int32_t method, double limit_seconds, double build_seconds) {
    int before = glp_get_it_cnt(problem);
    double start = rival_seconds_now();
    int code = run(problem, method, limit_seconds);
    rival_answer answer = {.build_seconds = build_seconds, .solve_seconds = rival_seconds_now() - start};
    answer.status = status_of(problem, code);
    answer.objective = glp_get_obj_val(problem);
    answer.iterations = glp_get_it_cnt(problem) - before;
    return answer;
}

int rival_glpk_available(void) {
    return 1;
}

const char *rival_glpk_version(void) {
    return glp_version();
}

rival_answer rival_glpk_solve(const rival_program *program, int32_t method, double limit_seconds) {
    double start = rival_seconds_now();
    glp_prob *problem = load(program);
    prepare(problem, method);
    rival_answer answer = timed_run(problem, method, limit_seconds, rival_seconds_now() - start);
    glp_delete_prob(problem);
    return answer;
}

struct rival_warm {
    glp_prob *problem;
    int32_t rows, variables;
};

rival_warm *rival_warm_open(const rival_program *program, double limit_seconds) {
    glp_prob *problem = load(program);
    prepare(problem, RIVAL_DUAL);
    rival_warm *warm = malloc(sizeof *warm);
    rival_answer answer = timed_run(problem, RIVAL_DUAL, limit_seconds, 0);
    if (warm == NULL || answer.status != RIVAL_OPTIMAL) {
        glp_delete_prob(problem);
        free(warm);
        return NULL;
    }
    *warm = (rival_warm){.problem = problem, .rows = program->rows, .variables = program->variables};
    return warm;
}

static void change_row(glp_prob *problem, int row, double lower, double upper) {
    if (glp_get_row_lb(problem, row) != (isinf(lower) ? -DBL_MAX : lower)
        || glp_get_row_ub(problem, row) != (isinf(upper) ? DBL_MAX : upper)) {
        glp_set_row_bnds(problem, row, bound_kind(lower, upper), lower, upper);
    }
}

static void change_column(glp_prob *problem, int column, double lower, double upper) {
    if (glp_get_col_lb(problem, column) != (isinf(lower) ? -DBL_MAX : lower)
        || glp_get_col_ub(problem, column) != (isinf(upper) ? DBL_MAX : upper)) {
        glp_set_col_bnds(problem, column, bound_kind(lower, upper), lower, upper);
    }
}

rival_answer rival_warm_solve(
    rival_warm *warm, const double *row_lower, const double *row_upper, const double *variable_lower,
    const double *variable_upper, double limit_seconds) {
    double start = rival_seconds_now();
    for (int row = 0; row < warm->rows; row++) {
        change_row(warm->problem, row + 1, row_lower[row], row_upper[row]);
    }
    for (int column = 0; column < warm->variables; column++) {
        change_column(warm->problem, column + 1, variable_lower[column], variable_upper[column]);
    }
    return timed_run(warm->problem, RIVAL_DUAL, limit_seconds, rival_seconds_now() - start);
}

void rival_warm_close(rival_warm *warm) {
    if (warm != NULL) {
        glp_delete_prob(warm->problem);
        free(warm);
    }
}

#else

int rival_glpk_available(void) {
    return 0;
}

const char *rival_glpk_version(void) {
    return "";
}

rival_answer rival_glpk_solve(const rival_program *program, int32_t method, double limit_seconds) {
    (void)program, (void)method, (void)limit_seconds;
    return (rival_answer){.status = RIVAL_FAILED};
}

rival_warm *rival_warm_open(const rival_program *program, double limit_seconds) {
    (void)program, (void)limit_seconds;
    return NULL;
}

rival_answer rival_warm_solve(
    rival_warm *warm, const double *row_lower, const double *row_upper, const double *variable_lower,
    const double *variable_upper, double limit_seconds) {
    (void)warm, (void)row_lower, (void)row_upper, (void)variable_lower, (void)variable_upper, (void)limit_seconds;
    return (rival_answer){.status = RIVAL_FAILED};
}

void rival_warm_close(rival_warm *warm) {
    (void)warm;
}

#endif
