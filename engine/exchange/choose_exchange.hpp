#pragma once

#include <memory>
#include <string>

#include "engine/exchange/communicator.hpp"
#include "engine/exchange/wiring.hpp"

namespace callosum {

/// Manner in which ranks exchange spikes: pair by pair, or all in one collective call.
enum class ExchangeKind { automatic, neighbours, collective };

/// The exchange that was chosen, with the reason in words.
struct ChosenExchange {
    std::unique_ptr<NeighbourExchange> exchange;
    bool collective = false;
    std::string why;
};

/// Makes the exchange. `automatic` means pairs, unless every rank talks to at least half of the
/// others at the same interval; then both manners are timed with packets of `words` each, and the
/// faster is taken. Collective; the choice is equal on all ranks.
[[nodiscard]] ChosenExchange choose_exchange(const Communicator& communicator, const Wiring& wiring,
                                             ExchangeKind kind, double words);

}  // namespace callosum
