/* Makes a gradient in C or C++ checkable by `gradcheck exec -- ./program`; one header, C99.

     #include "gradcheck.h"
     static int value(const double *x, double *y) { y[0] = x[0] * x[1]; return 0; }
     static int pullback(const double *x, const double *g, double *dx) { dx[0] = g[0] * x[1]; dx[1] = g[0] * x[0]; return 0; }
     int main(void) {
       double start[] = {3, 4};
       return gradcheck_serve("product", "[{\"name\":\"x\",\"shape\":[2]}]", "[]", 2, 1, start, value, pullback);
     }

   Blocks and outputs are given as JSON, with their numbers of values; all blocks lie one after the other, row by
   row. A function returns 0, or another number where it is not defined. Nothing else may be written to standard
   output: print to stderr. */
#ifndef GRADCHECK_H
#define GRADCHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int (*gradcheck_value)(const double *x, double *y);
typedef int (*gradcheck_pullback)(const double *x, const double *cotangent, double *gradient);

/* Numbers travel with their least significant byte first. */
static void gradcheck_swap(double *numbers, size_t count) {
  const unsigned one = 1;
  if (*(const unsigned char *)&one == 1) return;
  for (size_t i = 0; i < count; i++) {
    unsigned char *byte = (unsigned char *)(numbers + i);
    for (int k = 0; k < 4; k++) {
      unsigned char other = byte[k];
      byte[k] = byte[7 - k];
      byte[7 - k] = other;
    }
  }
}

static void gradcheck_write(double *numbers, size_t count) {
  gradcheck_swap(numbers, count);
  fwrite(numbers, sizeof(double), count, stdout);
}

static size_t gradcheck_number(const char *line, const char *key) {
  const char *place = strstr(line, key);
  return place ? (size_t)strtoull(place + strlen(key), NULL, 10) : 0;
}

/* Answers until the input ends; returns 0 then, and 1 where it cannot. */
static int gradcheck_serve(
    const char *name, const char *blocks, const char *outputs, size_t size, size_t output_count,
    const double *start, gradcheck_value value, gradcheck_pullback pullback) {
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    if (strstr(line, "\"call\":\"describe\"")) {
      double *copy = (double *)malloc(size * sizeof(double) + 1);
      if (!copy) return 1;
      memcpy(copy, start, size * sizeof(double));
      printf("{\"protocol\":1,\"name\":\"%s\",\"blocks\":%s,\"outputs\":%s,\"encoding\":\"binary\",\"bytes\":%zu}\n",
             name, blocks, outputs, size * sizeof(double));
      gradcheck_write(copy, size);
      free(copy);
    } else {
      size_t points = gradcheck_number(line, "\"points\":");
      size_t count = gradcheck_number(line, "\"bytes\":") / sizeof(double);
      int is_value = strstr(line, "\"call\":\"values\"") != NULL;
      size_t answered = is_value ? points * output_count : size;
      double *question = (double *)malloc(count * sizeof(double) + 1);
      double *answer = (double *)malloc(answered * sizeof(double) + 1);
      if (!question || !answer || fread(question, sizeof(double), count, stdin) != count) return 1;
      if (count != (is_value ? points * size : size + output_count)) return 1;
      gradcheck_swap(question, count);
      int failed = 0;
      if (is_value) {
        for (size_t i = 0; i < points && !failed; i++)
          failed = value(question + i * size, answer + i * output_count);
      } else {
        failed = pullback(question, question + size, answer);
      }
      if (failed) {
        printf("{\"error\":\"the function returns %d\"}\n", failed);
      } else {
        printf("{\"bytes\":%zu}\n", answered * sizeof(double));
        gradcheck_write(answer, answered);
      }
      free(question);
      free(answer);
    }
    fflush(stdout);
  }
  return 0;
}

#endif
