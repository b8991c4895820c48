#pragma once

#include <memory>
#include <string>

#include "engine/exchange/communicator.hpp"
#include "engine/exchange/wiring.hpp"

namespace callosum {

/// How ranks hand spikes to each other: pair by pair, or all in one collective call.
enum class ExchangeKind { automatic, neighbours, collective };

struct ChosenExchange {
    std::unique_ptr<NeighbourExchange> exchange;
    bool collective = false;
    std::string why;
};

/// `automatic`: neighbours, unless every rank talks to at least half of the others at the same interval;
/// then both are timed with parcels of `words` each, and the faster is taken. Collective; equal on all
/// ranks.
[[nodiscard]] ChosenExchange choose_exchange(const Communicator& communicator, const Wiring& wiring,
                                             ExchangeKind kind, double words);

}  // namespace callosum
