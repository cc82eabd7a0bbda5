#include "stratos_glpk.h"
