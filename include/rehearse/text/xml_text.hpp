#pragma once

#include <string>
#include <string_view>

namespace rehearse {

/// `text` as the content of an element of XML or HTML.
[[nodiscard]] std::string xml_text(std::string_view text);

/// `text` as the value of an attribute, between double quotes; a control
/// character, which XML may not have, is a space.
[[nodiscard]] std::string xml_attribute(std::string_view text);

}  // namespace rehearse
