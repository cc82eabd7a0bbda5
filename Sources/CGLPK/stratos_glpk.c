#include "stratos_glpk.h"

#ifdef STRATOS_GLPK

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

// What the hooks need to know while a call is under way.
typedef struct {
    jmp_buf escape;
    stratos_glpk_answer *answer;
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

static int run_simplex(glp_prob *problem, const stratos_glpk_program *program) {
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.msg_lev = GLP_MSG_ERR;
    parameters.it_lim = program->iteration_limit;
    parameters.tm_lim = program->milliseconds_limit;
    // A basis near the triangular one is both faster and steadier than all logicals; if it proves singular or badly
    // conditioned, the all-logical one never is.
    glp_adv_basis(problem, 0);
    int code = glp_simplex(problem, &parameters);
    if (code != 0 && code != GLP_EITLIM && code != GLP_ETMLIM) {
        glp_std_basis(problem);
        code = glp_simplex(problem, &parameters);
    }
    return code;
}

static int32_t status_of(glp_prob *problem, int code, char *message, size_t room) {
    if (code == GLP_EITLIM || code == GLP_ETMLIM) {
        return STRATOS_GLPK_LIMIT;
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
    snprintf(message, room, "glp_simplex returned %d, solution status %d", code, status);
    return STRATOS_GLPK_FAILED;
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

static void solve(const stratos_glpk_program *program, stratos_glpk_answer *answer) {
    glp_prob *problem = glp_create_prob();
    glp_set_obj_dir(problem, program->maximize ? GLP_MAX : GLP_MIN);
    glp_set_obj_coef(problem, 0, program->constant);
    add_columns(problem, program);
    add_rows(problem, program);
    load_coefficients(problem, program);
    glp_scale_prob(problem, GLP_SF_AUTO);
    int code = run_simplex(problem, program);
    answer->status = status_of(problem, code, answer->message, sizeof answer->message);
    answer->iterations = glp_get_it_cnt(problem);
    if (answer->status == STRATOS_GLPK_OPTIMAL) {
        read_solution(problem, program, answer);
    }
}

void stratos_glpk_solve(const stratos_glpk_program *program, stratos_glpk_answer *answer) {
    stratos_call call;
    call.answer = answer;
    answer->status = STRATOS_GLPK_FAILED;
    answer->iterations = 0;
    answer->message[0] = '\0';
    if (setjmp(call.escape) == 0) {
        glp_term_hook(keep_message, &call);
        glp_error_hook(escape_from_error, &call);
        solve(program, answer);
    } else {
        answer->status = STRATOS_GLPK_FAILED;
    }
    // Frees the problem and whatever an error left behind, and forgets the hooks.
    glp_free_env();
}

const char *stratos_glpk_version(void) {
    return glp_version();
}

#endif
