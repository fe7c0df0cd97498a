#pragma once

#include <string>

#include "rehearse/qualification/qualification.hpp"
#include "rehearse/text/report.hpp"

namespace rehearse {

/// For print: results.json; a row for each check; the document that is signed.
[[nodiscard]] Report report_of(const Qualification& qualification);

/// The checks as JUnit's XML, a suite for each part.
[[nodiscard]] std::string junit_xml(const Qualification& qualification);

}  // namespace rehearse
