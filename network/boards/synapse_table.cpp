#include "network/boards/synapse_table.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

/// Targets of one population that are drawn together, and their synapses.
struct Block {
    std::size_t population = 0;
    Slice targets;
    std::vector<std::uint64_t> begin;  ///< by target, from 0
    std::vector<std::uint32_t> source;
    std::vector<std::int8_t> weight;
    std::vector<std::uint8_t> delay;
    std::uint64_t zeroed = 0;
};

struct Item {
    std::uint32_t target, source;
    std::int8_t weight;
    std::uint8_t delay;
};

void sort_into(Block& block, std::vector<Item>& items) {
    const std::uint64_t n = block.targets.size();
    block.begin.assign(n + 1, 0);
    for (const auto& item : items) { ++block.begin[item.target + 1]; }
    for (std::uint64_t t = 0; t < n; ++t) { block.begin[t + 1] += block.begin[t]; }
    std::vector<Item> sorted(items.size());
    std::vector<std::uint64_t> next(block.begin.begin(), block.begin.end() - 1);
    for (const auto& item : items) { sorted[next[item.target]++] = item; }
    for (std::uint64_t t = 0; t < n; ++t) {
        // Equal pairs stay in the order of drawing, which makes the table independent of threads.
        std::stable_sort(sorted.begin() + static_cast<std::ptrdiff_t>(block.begin[t]),
                         sorted.begin() + static_cast<std::ptrdiff_t>(block.begin[t + 1]),
                         [](const Item& a, const Item& b) { return a.source < b.source; });
    }
    block.source.reserve(sorted.size());
    for (const auto& item : sorted) {
        block.source.push_back(item.source);
        block.weight.push_back(item.weight);
        block.delay.push_back(item.delay);
    }
}

void draw_block(const Description& network, Block& block) {
    std::vector<Item> items;
    for (std::size_t p = 0; p < network.projections.size(); ++p) {
        const auto& projection = network.projections[p];
        if (projection.target != block.population) { continue; }
        const auto first_gid =
            static_cast<std::uint32_t>(network.populations[projection.source].first_gid);
        auto sampler = make_sampler(network, p, block.targets);
        sampler->draw(projection.source_slice, [&](const SynapseBatch& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                const auto weight = static_cast<std::int8_t>(batch.weight[i]);
                // A weight that the board rounds to 0 has no effect, so it takes no room there.
                block.zeroed += weight == 0 ? 1 : 0;
                if (weight == 0) { continue; }
                items.push_back({static_cast<std::uint32_t>(batch.target[i] - block.targets.first),
                                 first_gid + batch.source[i], weight,
                                 static_cast<std::uint8_t>(batch.delay[i] - 1)});
            }
        });
    }
    sort_into(block, items);
}

std::vector<Block> make_blocks(const Description& network) {
    constexpr std::uint64_t most = 2048;
    std::vector<Block> blocks;
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        const auto size = network.populations[p].size;
        for (std::uint64_t first = 0; first < size; first += most) {
            Block block;
            block.population = p;
            block.targets = {first, std::min(size, first + most)};
            blocks.push_back(std::move(block));
        }
    }
    return blocks;
}

/// Calls f(i) for all i < n on `n_threads` threads; throws the first error again after all have
/// ended.
template <class F>
void on_threads(std::size_t n, int n_threads, F&& f) {
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < n; i = next++) { f(i); }
        } catch (...) {
            const std::lock_guard lock(mutex);
            if (!failure) { failure = std::current_exception(); }
        }
    };
    std::vector<std::thread> threads;
    for (int t = 1; t < n_threads; ++t) { threads.emplace_back(work); }
    work();
    for (auto& thread : threads) { thread.join(); }
    if (failure) { std::rethrow_exception(failure); }
}

}  // namespace

SynapseTable draw_synapses(const Description& network, int n_threads) {
    auto blocks = make_blocks(network);
    on_threads(blocks.size(), n_threads, [&](std::size_t i) { draw_block(network, blocks[i]); });
    SynapseTable table;
    std::uint64_t all = 0;
    for (const auto& block : blocks) { all += block.source.size(); }
    table.begin.reserve(network.n_neurons() + 1);
    table.source.reserve(all);
    table.weight.reserve(all);
    table.delay.reserve(all);
    for (auto& block : blocks) {
        const std::uint64_t before = table.source.size();
        for (std::uint64_t t = 0; t < block.targets.size(); ++t) {
            table.begin.push_back(before + block.begin[t]);
        }
        table.source.insert(table.source.end(), block.source.begin(), block.source.end());
        table.weight.insert(table.weight.end(), block.weight.begin(), block.weight.end());
        table.delay.insert(table.delay.end(), block.delay.begin(), block.delay.end());
        table.zeroed += block.zeroed;
        block = Block{};
    }
    table.begin.push_back(table.source.size());
    return table;
}

}  // namespace callosum
