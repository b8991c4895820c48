#include "engine/exchange/communicator.hpp"

namespace callosum {
namespace {

class SoloExchange final : public NeighbourExchange {
  public:
    using NeighbourExchange::start;
    void start(std::span<const SpikePacket>, const Turn&) override {}
    [[nodiscard]] bool finished() override { return true; }
    [[nodiscard]] std::span<const std::uint32_t> received(std::size_t) const override { return {}; }
};

class SoloCommunicator final : public Communicator {
  public:
    [[nodiscard]] RankId rank() const override { return RankId(0); }
    [[nodiscard]] int size() const override { return 1; }
    [[nodiscard]] int node_rank() const override { return 0; }
    [[nodiscard]] int node_size() const override { return 1; }
    void reduce(std::span<double>, Reduce) const override {}
    void reduce(std::span<std::uint64_t>, Reduce) const override {}
    [[nodiscard]] std::vector<SetupMessage> exchange(std::vector<SetupMessage>) const override {
        return {};
    }
    [[nodiscard]] std::unique_ptr<NeighbourExchange> neighbours(
        std::vector<RankId>, std::vector<RankId>) const override {
        return std::make_unique<SoloExchange>();
    }
};

}  // namespace

std::unique_ptr<Communicator> make_solo_communicator() {
    return std::make_unique<SoloCommunicator>();
}

}  // namespace callosum
