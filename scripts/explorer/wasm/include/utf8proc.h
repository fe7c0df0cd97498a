#pragma once
// Of utf8proc what a config's texts need; runtime/unicode.cpp asks the host.
#include <cstddef>
#include <cstdint>

using utf8proc_int32_t = std::int32_t;
using utf8proc_uint8_t = std::uint8_t;
using utf8proc_ssize_t = std::ptrdiff_t;
enum utf8proc_option_t {
  UTF8PROC_STABLE = 2,
  UTF8PROC_COMPOSE = 8,
  UTF8PROC_IGNORE = 32,
};
enum utf8proc_category_t { UTF8PROC_CATEGORY_CN, UTF8PROC_CATEGORY_ZS };

utf8proc_ssize_t utf8proc_iterate(const utf8proc_uint8_t* text,
                                  utf8proc_ssize_t size,
                                  utf8proc_int32_t* point);
utf8proc_ssize_t utf8proc_map(const utf8proc_uint8_t* text,
                              utf8proc_ssize_t size, utf8proc_uint8_t** made,
                              utf8proc_option_t options);
utf8proc_category_t utf8proc_category(utf8proc_int32_t point);
