/* musl's iconv, for a C library that has none. */
#pragma once
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif
typedef void* iconv_t;
iconv_t iconv_open(const char* to, const char* from);
size_t iconv(iconv_t, char** in, size_t* in_left, char** out, size_t* out_left);
int iconv_close(iconv_t);
#ifdef __cplusplus
}
#endif
