#include "rehearse/explorer/answer.hpp"

#include <algorithm>
#include <array>

#include "rehearse/montecarlo/power_part.hpp"
#include "rehearse/study/study_run.hpp"
#include "request.hpp"

namespace rehearse {
namespace {

using explorer::Answer;
using explorer::Json;
using explorer::Parts;

struct Kind {
  std::string_view name;
  Answer (*answer)(const Json& request, Parts parts);
};

constexpr std::array kinds{
    Kind{"about", explorer::about},
    Kind{"check", explorer::check},
    Kind{"commands", explorer::commands},
    Kind{"compare", explorer::compare},
    Kind{"compare_merge", explorer::compare_merge},
    Kind{"design", explorer::design},
    Kind{"explain", explorer::explain},
    Kind{"list", explorer::list},
    Kind{"merge", explorer::merge},
    Kind{"power", explorer::power},
    Kind{"set", explorer::set},
    Kind{"simulate", explorer::simulate},
    Kind{"values", explorer::values},
};

Json failure(std::span<const Diagnostic> faults, std::size_t untold = 0) {
  return {{"ok", false},
          {"errors", explorer::faults_json(faults)},
          {"untold", untold}};
}

Json failure(const std::string& message) {
  const Diagnostic fault{"", message, "", 0};
  return failure({&fault, 1});
}

Answer dispatch(std::string_view text, Parts parts) {
  const Json request = Json::parse(text, nullptr, false);
  if (!request.is_object())
    throw explorer::BadRequest{
        "the request is no JSON object: see "
        "sim/explorer/README.md"};
  const std::string name = explorer::text_in(request, "do");
  const auto kind = std::ranges::find(kinds, name, &Kind::name);
  if (kind == kinds.end())
    throw explorer::BadRequest{"'" + name +
                               "' is no request: see "
                               "sim/explorer/README.md"};
  Answer answer = kind->answer(request, parts);
  Json whole{{"ok", true}};
  whole.update(answer.json);
  return {std::move(whole), std::move(answer.part)};
}

// Whatever can be wrong with what a page sends is an answer; anything else is a
// bug of ours, and told as one.
Answer answer_to(std::string_view request, Parts parts) {
  try {
    return dispatch(request, parts);
  } catch (const ConfigError& error) {
    return {failure(error.diagnostics(), error.untold())};
  } catch (const PartError& error) {
    return {failure(error.what())};
  } catch (const RequestError& error) {
    return {failure(error.what())};
  } catch (const explorer::BadRequest& error) {
    return {failure(error.what())};
  } catch (const IoError& error) {
    return {failure(error.what())};
  } catch (const std::exception& error) {
    return {failure(std::string{"a bug of the engine: "} + error.what())};
  }
}

}  // namespace

ExplorerAnswer explorer_answer(std::string_view request,
                               std::span<const std::string_view> parts) {
  Answer answer = answer_to(request, parts);
  // Texts of a config may be no UTF-8.
  return {answer.json.dump(-1, ' ', false, Json::error_handler_t::replace),
          std::move(answer.part)};
}

}  // namespace rehearse
