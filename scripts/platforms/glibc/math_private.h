/* What glibc's elementary functions ask of the rest of it, so that they can be
   compiled for another C library. */
#pragma once
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define __set_errno(e) (errno = (e))
#define __glibc_unlikely(x) __builtin_expect ((x), 0)
#define __glibc_likely(x) __builtin_expect ((x), 1)
#define attribute_hidden
#define SECTION
#define FIX_INT_FP_CONVERT_ZERO 0
#define HIGH_ORDER_BIT_IS_SET_FOR_SNAN 0
#define LIBM_SVID_COMPAT 0
#define math_narrow_eval(x) (x)
#define math_check_force_underflow(x) ((void) (x))
#define math_check_force_underflow_nonneg(x) ((void) (x))
#define math_force_eval(x) \
  do { volatile __typeof (x) math_kept = (x); (void) math_kept; } while (0)
#define math_opt_barrier(x) (x)
#define libm_alias_double(from, to)
#define libm_alias_finite(from, to)
#define hidden_def(name)
#define strong_alias(from, to)
#define weak_alias(from, to)
#define DIAG_PUSH_NEEDS_COMMENT
#define DIAG_POP_NEEDS_COMMENT
#define DIAG_IGNORE_Os_NEEDS_COMMENT(version, option)

static inline uint64_t
math_word (double x)
{
  uint64_t word;
  memcpy (&word, &x, sizeof word);
  return word;
}

static inline double
math_number (uint64_t word)
{
  double x;
  memcpy (&x, &word, sizeof x);
  return x;
}

#define GET_HIGH_WORD(i, d) ((i) = (int32_t) (math_word (d) >> 32))
#define GET_LOW_WORD(i, d) ((i) = (uint32_t) math_word (d))
#define EXTRACT_WORDS(i, j, d) \
  do { GET_HIGH_WORD (i, d); GET_LOW_WORD (j, d); } while (0)
#define EXTRACT_WORDS64(i, d) ((i) = (int64_t) math_word (d))
#define SET_HIGH_WORD(d, i) \
  ((d) = math_number ((math_word (d) & 0xFFFFFFFFu) | (uint64_t) (uint32_t) (i) << 32))
#define SET_LOW_WORD(d, i) \
  ((d) = math_number ((math_word (d) >> 32 << 32) | (uint32_t) (i)))
#define INSERT_WORDS(d, i, j) \
  ((d) = math_number ((uint64_t) (uint32_t) (i) << 32 | (uint32_t) (j)))
#define INSERT_WORDS64(d, i) ((d) = math_number ((uint64_t) (i)))

double __ieee754_exp (double);
