/* In place of musl's own, so that its iconv serves another C library: there is
   no locale but UTF-8. */
#pragma once
#include <locale.h>

static locale_t only_locale;
#define CURRENT_LOCALE only_locale
#define UTF8_LOCALE only_locale
#undef MB_CUR_MAX
#define MB_CUR_MAX 4
