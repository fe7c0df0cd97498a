#include "rehearse/system/terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace rehearse {

bool is_terminal(int file) { return ::isatty(file) == 1; }

std::optional<std::size_t> terminal_columns(int file) {
  winsize size{};
  if (::ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return std::nullopt;
  return size.ws_col;
}

struct EchoOff::Terminal {
  termios modes{};
};

EchoOff::EchoOff() : before_(std::make_unique<Terminal>()) {
  ::tcgetattr(STDIN_FILENO, &before_->modes);
  termios silent = before_->modes;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
}

EchoOff::~EchoOff() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_->modes); }

}  // namespace rehearse
