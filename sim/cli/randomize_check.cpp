#include "cli/randomize.hpp"

namespace rehearse::cli {

void run_list_check(const RandomizeOptions&, Session&) {}

}  // namespace rehearse::cli
