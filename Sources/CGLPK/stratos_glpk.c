#include "stratos_glpk.h"

#ifdef STRATOS_GLPK

#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

// What the hooks need to know while a call is under way.
typedef struct {
    jmp_buf escape;
    const stratos_glpk_program *program;
    stratos_glpk_answer *answer;
    double start;
} stratos_call;

// GLPK prints the reason, and then the place, before it calls the error hook: keep the reason, print nothing.
static int keep_message(void *info, const char *text) {
    stratos_call *call = info;
    int length = (int)strcspn(text, "\n");
    if (length > 0 && strncmp(text, "Error detected", 14) != 0) {
        snprintf(call->answer->message, sizeof call->answer->message, "%.*s", length, text);
    }
    return 1;
}

// GLPK would abort the process after this hook; leave by the jump instead.
static void escape_from_error(void *info) {
    stratos_call *call = info;
    longjmp(call->escape, 1);
}

static int bound_kind(double lower, double upper) {
    if (isinf(lower)) {
        return isinf(upper) ? GLP_FR : GLP_UP;
    }
    if (isinf(upper)) {
        return GLP_LO;
    }
    return lower == upper ? GLP_FX : GLP_DB;
}

static void add_columns(glp_prob *problem, const stratos_glpk_program *program) {
    if (program->variables == 0) {
        return;
    }
    glp_add_cols(problem, program->variables);
    for (int column = 0; column < program->variables; column++) {
        double lower = program->variable_lower[column], upper = program->variable_upper[column];
        glp_set_col_bnds(problem, column + 1, bound_kind(lower, upper), lower, upper);
        glp_set_obj_coef(problem, column + 1, program->costs[column]);
    }
}

static void add_rows(glp_prob *problem, const stratos_glpk_program *program) {
    if (program->rows == 0) {
        return;
    }
    glp_add_rows(problem, program->rows);
    for (int row = 0; row < program->rows; row++) {
        double lower = program->row_lower[row], upper = program->row_upper[row];
        glp_set_row_bnds(problem, row + 1, bound_kind(lower, upper), lower, upper);
    }
}

// GLPK counts from one, and frees its arrays with its environment, so these come from its own allocator: an error
// half-way leaks nothing.
static void load_coefficients(glp_prob *problem, const stratos_glpk_program *program) {
    int count = program->coefficients;
    if (count == 0) {
        return;
    }
    int *rows = glp_alloc(count + 1, sizeof(int));
    int *columns = glp_alloc(count + 1, sizeof(int));
    double *values = glp_alloc(count + 1, sizeof(double));
    for (int k = 0; k < count; k++) {
        rows[k + 1] = program->coefficient_rows[k] + 1;
        columns[k + 1] = program->coefficient_variables[k] + 1;
        values[k + 1] = program->coefficient_values[k];
    }
    glp_load_matrix(problem, count, rows, columns, values);
    glp_free(rows);
    glp_free(columns);
    glp_free(values);
}

static void scale(glp_prob *problem, int32_t scaling) {
    switch (scaling) {
    case STRATOS_GLPK_SCALE_NONE:
        break;
    case STRATOS_GLPK_SCALE_GEOMETRIC:
        glp_scale_prob(problem, GLP_SF_GM | GLP_SF_2N);
        break;
    case STRATOS_GLPK_SCALE_EQUILIBRATE:
        glp_scale_prob(problem, GLP_SF_EQ | GLP_SF_2N);
        break;
    default:
        glp_scale_prob(problem, GLP_SF_AUTO);
    }
}

static void choose_basis(glp_prob *problem, int32_t basis) {
    switch (basis) {
    case STRATOS_GLPK_BASIS_STANDARD:
        glp_std_basis(problem);
        break;
    case STRATOS_GLPK_BASIS_BIXBY:
        glp_cpx_basis(problem);
        break;
    default:
        glp_adv_basis(problem, 0);
    }
}

static int glpk_method(int32_t method) {
    switch (method) {
    case STRATOS_GLPK_DUAL:
        return GLP_DUAL;
    case STRATOS_GLPK_DUAL_THEN_PRIMAL:
        return GLP_DUALP;
    default:
        return GLP_PRIMAL;
    }
}

static int milliseconds_left(const stratos_call *call) {
    int limit = call->program->milliseconds_limit;
    double left = limit - 1000 * glp_difftime(glp_time(), call->start);
    return limit == INT_MAX ? INT_MAX : left > 0 ? (int)left : 0;
}

// Runs the simplex with what is left of the limits, and counts its steps. Returns GLPK's code.
static int run_simplex(stratos_call *call, glp_prob *problem, int method, int presolve) {
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_ERR;
    parameters.meth = method;
    parameters.presolve = presolve ? GLP_ON : GLP_OFF;
    parameters.it_lim = call->program->iteration_limit - call->answer->iterations;
    if (parameters.it_lim < 0) {
        parameters.it_lim = 0;
    }
    parameters.tm_lim = milliseconds_left(call);
    int before = glp_get_it_cnt(problem);
    int code = glp_simplex(problem, &parameters);
    call->answer->iterations += glp_get_it_cnt(problem) - before;
    return code;
}

// What GLPK's answer settles; FAILED where it settles nothing.
static int32_t status_of(stratos_call *call, glp_prob *problem, int code) {
    if (code == GLP_EITLIM || code == GLP_ETMLIM) {
        call->answer->limit = code == GLP_EITLIM ? STRATOS_GLPK_ITERATIONS : STRATOS_GLPK_TIME;
        return STRATOS_GLPK_LIMIT;
    }
    if (code == GLP_ENOPFS) {
        return STRATOS_GLPK_INFEASIBLE;
    }
    int status = glp_get_status(problem);
    if (code == 0 && status == GLP_OPT) {
        return STRATOS_GLPK_OPTIMAL;
    }
    if (code == 0 && status == GLP_NOFEAS) {
        return STRATOS_GLPK_INFEASIBLE;
    }
    if (code == 0 && status == GLP_UNBND) {
        return STRATOS_GLPK_UNBOUNDED;
    }
    snprintf(call->answer->message, sizeof call->answer->message, "glp_simplex returned %d, solution status %d", code,
             status);
    return STRATOS_GLPK_FAILED;
}

// The method that was asked for; then, where it leaves the answer open, the primal one from the basis of all logicals,
// which is never singular. The dual method and the presolver say only "no dual feasible point", which is true of
// unbounded and of infeasible programs alike.
static int32_t find_status(stratos_call *call, glp_prob *problem) {
    const stratos_glpk_program *program = call->program;
    // The presolver makes a basis of its own.
    if (!program->presolve) {
        choose_basis(problem, program->basis);
    }
    int code = run_simplex(call, problem, glpk_method(program->method), program->presolve);
    int32_t status = status_of(call, problem, code);
    if (status != STRATOS_GLPK_FAILED) {
        return status;
    }
    glp_std_basis(problem);
    return status_of(call, problem, run_simplex(call, problem, GLP_PRIMAL, 0));
}

// Lets every row be broken at a cost of one per unit: the prices of the cheapest way are the proof that the program is
// infeasible. All costs are zero or more, so the dual method can start at once.
static glp_prob *elastic_copy(glp_prob *problem, const stratos_glpk_program *program) {
    glp_prob *elastic = glp_create_prob();
    glp_copy_prob(elastic, problem, GLP_OFF);
    glp_unscale_prob(elastic);
    glp_set_obj_dir(elastic, GLP_MIN);
    for (int column = 0; column <= program->variables; column++) {
        glp_set_obj_coef(elastic, column, 0);
    }
    for (int row = 0; row < program->rows; row++) {
        for (int side = -1; side <= 1; side += 2) {
            if (isinf(side < 0 ? program->row_upper[row] : program->row_lower[row])) {
                continue;
            }
            int column = glp_add_cols(elastic, 1), indices[] = {0, row + 1};
            double values[] = {0, side};
            glp_set_col_bnds(elastic, column, GLP_LO, 0, 0);
            glp_set_obj_coef(elastic, column, 1);
            glp_set_mat_col(elastic, column, 1, indices, values);
        }
    }
    return elastic;
}

static int32_t prove_infeasible(stratos_call *call, glp_prob *problem) {
    glp_prob *elastic = elastic_copy(problem, call->program);
    scale(elastic, call->program->scaling);
    glp_std_basis(elastic);
    int32_t status = status_of(call, elastic, run_simplex(call, elastic, GLP_DUALP, 0));
    if (status == STRATOS_GLPK_LIMIT) {
        return status;
    }
    if (status != STRATOS_GLPK_OPTIMAL) {
        return STRATOS_GLPK_FAILED;
    }
    for (int row = 0; row < call->program->rows; row++) {
        call->answer->duals[row] = glp_get_row_dual(elastic, row + 1);
    }
    return STRATOS_GLPK_INFEASIBLE;
}

static void read_solution(glp_prob *problem, const stratos_glpk_program *program, stratos_glpk_answer *answer) {
    answer->objective = glp_get_obj_val(problem);
    for (int column = 0; column < program->variables; column++) {
        answer->values[column] = glp_get_col_prim(problem, column + 1);
        answer->reduced_costs[column] = glp_get_col_dual(problem, column + 1);
    }
    for (int row = 0; row < program->rows; row++) {
        answer->duals[row] = glp_get_row_dual(problem, row + 1);
    }
}

static void solve(stratos_call *call) {
    const stratos_glpk_program *program = call->program;
    if (program->megabytes_limit > 0) {
        glp_mem_limit(program->megabytes_limit);
    }
    call->start = glp_time();
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, program->maximize ? GLP_MAX : GLP_MIN);
    glp_set_obj_coef(problem, 0, program->constant);
    add_columns(problem, program);
    add_rows(problem, program);
    load_coefficients(problem, program);
    scale(problem, program->scaling);
    int32_t status = find_status(call, problem);
    if (status == STRATOS_GLPK_OPTIMAL || status == STRATOS_GLPK_UNBOUNDED) {
        read_solution(problem, program, call->answer);
    }
    call->answer->status = status == STRATOS_GLPK_INFEASIBLE ? prove_infeasible(call, problem) : status;
}

void stratos_glpk_solve(const stratos_glpk_program *program, stratos_glpk_answer *answer) {
    stratos_call call;
    call.program = program;
    call.answer = answer;
    answer->status = STRATOS_GLPK_FAILED;
    answer->limit = STRATOS_GLPK_NO_LIMIT;
    answer->iterations = 0;
    answer->message[0] = '\0';
    if (setjmp(call.escape) == 0) {
        glp_term_hook(keep_message, &call);
        glp_error_hook(escape_from_error, &call);
        solve(&call);
    } else if (strstr(answer->message, "memory allocation limit") != NULL) {
        answer->status = STRATOS_GLPK_LIMIT;
        answer->limit = STRATOS_GLPK_MEMORY;
    } else {
        answer->status = STRATOS_GLPK_FAILED;
    }
    // Frees the problem and whatever an error left behind, and forgets the hooks and the limit on memory.
    glp_free_env();
}

const char *stratos_glpk_version(void) {
    return glp_version();
}

#endif
