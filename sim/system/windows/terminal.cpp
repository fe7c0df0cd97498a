#include "rehearse/system/terminal.hpp"

#include <io.h>

#include "system/windows/wide_text.hpp"

namespace rehearse {
namespace {

::HANDLE handle_of(int file) {
  return reinterpret_cast<::HANDLE>(::_get_osfhandle(file));
}

}  // namespace

// Not every character device is one: NUL isn't.
bool is_terminal(int file) {
  ::DWORD mode = 0;
  return ::GetConsoleMode(handle_of(file), &mode) != 0;
}

std::optional<std::size_t> terminal_columns(int file) {
  ::CONSOLE_SCREEN_BUFFER_INFO about{};
  if (::GetConsoleScreenBufferInfo(handle_of(file), &about) == 0)
    return std::nullopt;
  return static_cast<std::size_t>(about.srWindow.Right - about.srWindow.Left +
                                  1);
}

struct EchoOff::Terminal {
  ::HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
  ::DWORD modes = 0;
};

EchoOff::EchoOff() : before_(std::make_unique<Terminal>()) {
  ::GetConsoleMode(before_->input, &before_->modes);
  constexpr ::DWORD echo = ENABLE_ECHO_INPUT;
  ::SetConsoleMode(before_->input, before_->modes & ~echo);
}

EchoOff::~EchoOff() { ::SetConsoleMode(before_->input, before_->modes); }

}  // namespace rehearse
