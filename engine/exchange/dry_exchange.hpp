#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/exchange/communicator.hpp"

namespace callosum {

/// Exchange with neighbours that do not exist: received packets hold Poisson trains, sent ones are
/// dropped. It allocates and fills the same buffers as a real exchange (exchange/mpi.cpp), so that
/// memory and time are comparable.
class DryExchange final : public NeighbourExchange {
  public:
    /// `heard[source][population]` is the number of that rank's neurons that are heard, numbered by
    /// population; `per_step[population]` is the expected number of spikes of one of them in a
    /// step; `n_first` is that of first_message_words.
    DryExchange(std::uint64_t seed, const std::vector<std::vector<std::uint32_t>>& heard,
                const std::vector<double>& per_step, std::size_t n_first);

    using NeighbourExchange::start;
    void start(std::span<const SpikePacket> packets, const Turn& turn) override;
    [[nodiscard]] bool finished() override { return true; }
    [[nodiscard]] std::span<const std::uint32_t> received(std::size_t i) const override {
        return arrived_[i];
    }

  private:
    struct Group {
        std::uint32_t first = 0, n = 0;  ///< request slots of the neurons
        double per_step = 0;             ///< spikes of all of them
    };
    void fill(std::size_t source, std::uint32_t n_steps);
    [[nodiscard]] std::uint32_t next_word();

    Ars ars_;
    std::uint64_t drawn_ = 0;  ///< words drawn so far
    Ars::Words words_{};
    std::vector<std::vector<Group>> groups_;  ///< by source
    std::vector<std::int64_t> last_;          ///< by source: step up to which packets have come
    std::vector<std::vector<std::uint32_t>> arrived_;
    std::vector<std::vector<std::uint32_t>> outgoing_, incoming_;  ///< first messages
    std::vector<std::pair<std::uint32_t, std::uint32_t>> spikes_;  ///< step, request slot
};

}  // namespace callosum
