/* Functions that glibc has with and without fused multiply-add on x86-64: it
   takes the one that the processor has, and so do we. */
static int
has_fma (void)
{
  static int known = -1;
  if (known < 0)
    {
      __builtin_cpu_init ();
      known = __builtin_cpu_supports ("fma") && __builtin_cpu_supports ("avx2");
    }
  return known;
}

#define CHOSEN(name) \
  double name##_fma (double); \
  double name##_plain (double); \
  double name (double x) { return has_fma () ? name##_fma (x) : name##_plain (x); }

CHOSEN (exp)
CHOSEN (log)
CHOSEN (log2)
CHOSEN (expm1)
CHOSEN (log1p)

double pow_fma (double, double);
double pow_plain (double, double);
double
pow (double x, double y)
{
  return has_fma () ? pow_fma (x, y) : pow_plain (x, y);
}
