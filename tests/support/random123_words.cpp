#include <Random123/philox.h>
#undef philox4x32
#include "support/random123_words.hpp"

rehearse::PhiloxCounter random123_words(const rehearse::PhiloxCounter& c,
                                        const rehearse::PhiloxKey& k) {
  const r123::Philox4x32::ctr_type counter{{c[0], c[1], c[2], c[3]}};
  const r123::Philox4x32::key_type key{{k[0], k[1]}};
  const auto words = r123::Philox4x32{}(counter, key);
  return {words[0], words[1], words[2], words[3]};
}
