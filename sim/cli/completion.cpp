#include "cli/completion.hpp"

namespace rehearse::cli {

std::string completion(const CLI::App& program, Shell shell) {
  switch (shell) {
    case Shell::bash:
      return bash_completion(program);
    case Shell::zsh:
      return zsh_completion(program);
    case Shell::fish:
      return fish_completion(program);
  }
  return "";
}

}  // namespace rehearse::cli
