/* x0 * x1 and exp(x0); compiled with -DWRONG the gradient of the second is missing. */
#include "gradcheck.h"

#include <math.h>

static int value(const double *x, double *y) {
  y[0] = x[0] * x[1];
  y[1] = exp(x[0]);
  return 0;
}

static int pullback(const double *x, const double *g, double *dx) {
  dx[0] = g[0] * x[1];
#ifndef WRONG
  dx[0] += g[1] * exp(x[0]);
#endif
  dx[1] = g[0] * x[0];
  return 0;
}

int main(void) {
  const double start[] = {0.4, -1.5};
  return gradcheck_serve(
      "product", "[{\"name\":\"x\",\"shape\":[2]}]", "[2]", 2, 2, start, value, pullback);
}
