#include "network/draw/draft_kernels.hpp"

#include <array>
#include <vector>

#include <gtest/gtest.h>

#include "network/draw/index_below.hpp"

namespace callosum {
namespace {

/// Columns with room for n synapses, and one beyond that must stay as it is.
struct Columns {
    explicit Columns(std::size_t n) {
        for (auto& column : column_) { column.assign(n + 1, untouched); }
    }
    [[nodiscard]] DraftColumns places() {
        return {column_[0].data(), column_[1].data(), column_[2].data(), column_[3].data(),
                static_cast<std::uint32_t>(column_[0].size() - 1)};
    }
    [[nodiscard]] Ars::Words synapse(std::size_t i) const {
        return {column_[0][i], column_[1][i], column_[2][i], column_[3][i]};
    }
    void expect_untouched_end() const {
        for (const auto& column : column_) { EXPECT_EQ(column.back(), untouched); }
    }

  private:
    static constexpr std::uint32_t untouched = 77;
    std::array<std::vector<std::uint32_t>, 4> column_;
};

template <class Check>
void for_each_set(const Check& check) {
    for (const CpuSet set : usable_cpu_sets()) {
        SCOPED_TRACE(name_of(set));
        check(kernels<DraftKernels>(set));
    }
}

const Ars ars(5, Purpose::synapse, 3);
constexpr Ars::Words first{40, 7, 9, 1U << 24U};

Ars::Words words_of(std::uint64_t i) {
    return ars(first[0] + static_cast<std::uint32_t>(i), first[1], first[2], first[3]);
}

/// What the kernel should keep of n draws, one by one.
std::vector<Ars::Words> expected(const DraftSources& from, std::uint64_t n) {
    std::vector<Ars::Words> kept;
    for (std::uint64_t i = 0; i < n; ++i) {
        const auto w = words_of(i);
        std::uint32_t index = below(w[0], w[1], from.n_sources);
        if (index >= from.left_out) { ++index; }
        const std::uint64_t source = std::uint64_t{from.first_source} + index;
        if (source < from.first_kept || source - from.first_kept >= from.n_kept) { continue; }
        kept.push_back({static_cast<std::uint32_t>(source), from.target, w[2], w[3]});
    }
    return kept;
}

TEST(DraftKernelsOfEverySet, DrawCellsFromTheWordsOfTheirCounters) {
    for_each_set([](const DraftKernels& draft) {
        for (const DraftCells& cells :
             {DraftCells{0, 1, 0, 1}, DraftCells{1000, 999, 3, 1024},
              DraftCells{5, 4'000'000'000U, 4'000'000'000U, 200'000'000}}) {
            for (const std::uint64_t n : {1U, 3U}) {
                Columns out(16 * n);
                draft.cells(ars, first, n, cells, out.places());
                for (std::uint64_t i = 0; i < 16 * n; ++i) {
                    const auto w = words_of(i);
                    const Ars::Words wanted{cells.first_source + below(w[0], cells.n_sources),
                                            cells.first_target + below(w[1], cells.n_targets), w[2],
                                            w[3]};
                    ASSERT_EQ(out.synapse(i), wanted) << i;
                }
                out.expect_untouched_end();
            }
        }
    });
}

TEST(DraftKernelsOfEverySet, KeepTheSourcesInsideASlice) {
    constexpr auto none = DraftSources::none;
    for_each_set([](const DraftKernels& draft) {
        for (const DraftSources& from :
             {DraftSources{8, 100, 1000, none, 0, DraftSources::all},
              DraftSources{8, 100, 999, 17, 300, 400}, DraftSources{8, 0, 1, 0, 0, 5},
              DraftSources{8, 100, 1000, none, 0, 100}, DraftSources{8, 100, 1000, none, 500, 0},
              DraftSources{8, 4'000'000'000U, 290'000'000, 3, 4'100'000'000U, 190'000'000}}) {
            for (const std::uint64_t n : {1U, 15U, 16U, 17U, 100U}) {
                const auto wanted = expected(from, n);
                Columns out(112);
                const auto count = draft.sources(ars, first, n, from, out.places());
                EXPECT_EQ(count.drawn, n);
                ASSERT_EQ(count.kept, wanted.size());
                for (std::size_t i = 0; i < wanted.size(); ++i) {
                    ASSERT_EQ(out.synapse(i), wanted[i]) << i;
                }
                out.expect_untouched_end();
            }
        }
    });
}

TEST(DraftKernelsOfEverySet, StopDrawingSourcesWhereThereIsNoRoom) {
    const DraftSources from{8, 100, 1000, DraftSources::none, 100, 500};
    for_each_set([&](const DraftKernels& draft) {
        Columns out(48);
        const auto count = draft.sources(ars, first, 1000, from, out.places());
        const auto wanted = expected(from, count.drawn);

        EXPECT_GE(count.drawn, 48U);
        EXPECT_LT(count.drawn, 1000U);
        EXPECT_GT(count.kept, 32U);
        ASSERT_EQ(count.kept, wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) { ASSERT_EQ(out.synapse(i), wanted[i]); }
        out.expect_untouched_end();
    });
}

}  // namespace
}  // namespace callosum
