#include <numeric>
#include <thread>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"

namespace {

using namespace callosum;
using Words = std::vector<std::uint32_t>;

/// Words that tell sender, receiver, window and position apart.
Words letter(int from, int to, int window, std::size_t n) {
    Words words(n);
    std::iota(words.begin(), words.end(),
              static_cast<std::uint32_t>(((from * 4 + to) * 64 + window) << 20));
    return words;
}

void finish(NeighbourExchange& exchange) {
    while (!exchange.finished()) { std::this_thread::yield(); }
}

std::vector<RankId> ids(const std::vector<int>& ranks) { return {ranks.begin(), ranks.end()}; }

/// Ranks that exchange letters of a given length for some windows.
struct Traffic {
    const Communicator& communicator;
    std::vector<int> destinations, sources;
    std::size_t (*length)(int from, int to, int window);

    void run(int windows) const {
        run(windows, *communicator.neighbours(ids(destinations), ids(sources)));
        run(windows, *communicator.collective(ids(destinations), ids(sources)));
    }
    void run(int windows, NeighbourExchange& exchange) const {
        const int self = communicator.rank().value();
        for (int window = 0; window < windows; ++window) {
            std::vector<SpikePacket> parcels;
            for (const int to : destinations) {
                parcels.push_back({RankId(to), letter(self, to, window, length(self, to, window))});
            }
            exchange.start(parcels);
            for (auto& parcel : parcels) { parcel.words.assign(parcel.words.size(), 0); }
            finish(exchange);
            for (std::size_t i = 0; i < sources.size(); ++i) {
                const auto received = exchange.received(i);
                EXPECT_EQ(Words(received.begin(), received.end()),
                          letter(sources[i], self, window, length(sources[i], self, window)))
                    << "from " << sources[i] << " in window " << window;
            }
        }
    }
};

std::vector<int> others(const Communicator& communicator) {
    std::vector<int> ranks;
    for (int r = 0; r < communicator.size(); ++r) {
        if (r != communicator.rank().value()) { ranks.push_back(r); }
    }
    return ranks;
}

TEST(Exchange, NumbersTheRanksOfTheNode) {
    const auto communicator = make_mpi_communicator();
    std::vector<std::uint64_t> seen(static_cast<std::size_t>(communicator->size()), 0);
    seen[static_cast<std::size_t>(communicator->rank().value())] = 1;

    communicator->reduce(std::span(seen), Communicator::Reduce::sum);

    EXPECT_EQ(seen, std::vector<std::uint64_t>(seen.size(), 1));
    EXPECT_LT(communicator->node_rank(), communicator->node_size());
    EXPECT_LE(communicator->node_size(), communicator->size());
}

TEST(Exchange, ReducesSumsAndExtremesOnAllRanks) {
    const auto communicator = make_mpi_communicator();
    const int size = communicator->size();
    const auto rank = static_cast<std::uint64_t>(communicator->rank().value());
    using Reduce = Communicator::Reduce;
    for (const auto& [how, expected] : {std::pair{Reduce::sum, size * (size - 1) / 2},
                                        {Reduce::min, 0},
                                        {Reduce::max, size - 1}}) {
        std::vector<double> reals{static_cast<double>(rank), -0.5};
        std::vector<std::uint64_t> integers{rank, (std::uint64_t{1} << 60) + rank};

        communicator->reduce(std::span(reals), how);
        communicator->reduce(std::span(integers), how);

        EXPECT_EQ(reals[0], expected);
        EXPECT_EQ(reals[1], how == Reduce::sum ? -0.5 * size : -0.5);
        const auto factor = how == Reduce::sum ? static_cast<std::uint64_t>(size) : 1;
        EXPECT_EQ(integers[1], (factor << 60) + static_cast<std::uint64_t>(expected));
    }
}

TEST(Exchange, SumsThatOverflowAreModulo64Bits) {
    const auto communicator = make_mpi_communicator();
    std::vector<std::uint64_t> digest{~std::uint64_t{0}};

    communicator->reduce(std::span(digest), Communicator::Reduce::sum);

    EXPECT_EQ(digest[0], std::uint64_t{0} - static_cast<std::uint64_t>(communicator->size()));
}

TEST(Exchange, LettersOfAnyLengthArriveFromThoseWhoWroteAlone) {
    const auto communicator = make_mpi_communicator();
    const auto size = static_cast<std::size_t>(communicator->size());
    const auto self = static_cast<std::size_t>(communicator->rank().value());
    const auto list = [](std::size_t from, std::size_t to) {  // some empty, some of a megabyte
        return std::vector<std::uint64_t>((from * to % 3) * 70000 + from, from * 100 + to);
    };
    const auto writes = [](std::size_t from, std::size_t to, std::size_t round) {
        return from != to && (from + 2 * to + round) % 3 != 0;
    };
    // One exchange follows on the other: some ranks are in the next when others leave this one.
    for (std::size_t round = 0; round < 20; ++round) {
        std::vector<SetupMessage> letters;
        for (std::size_t to = 0; to < size; ++to) {
            if (writes(self, to, round)) {
                letters.push_back({RankId(to), list(self, to + round)});
            }
        }

        const auto received = communicator->exchange(std::move(letters));

        std::size_t n = 0;
        for (std::size_t from = 0; from < size; ++from) {
            if (!writes(from, self, round)) { continue; }
            ASSERT_LT(n, received.size());
            EXPECT_EQ(received[n].rank, RankId(from));
            EXPECT_EQ(received[n++].words, list(from, self + round)) << "from " << from;
        }
        EXPECT_EQ(received.size(), n);
    }
}

TEST(Exchange, EverybodyWithEverybodyInParcelsThatGrowAndShrink) {
    const auto communicator = make_mpi_communicator();
    // 4096 words travel in one message; lengths on both sides of that, and empty ones.
    const auto length = [](int from, int to, int window) -> std::size_t {
        constexpr std::size_t lengths[] = {0, 1, 4095, 4096, 4097, 60000, 3, 0, 10000};
        return lengths[static_cast<std::size_t>(from + 2 * to + window) % std::size(lengths)];
    };
    Traffic{*communicator, others(*communicator), others(*communicator), length}.run(20);
}

TEST(Exchange, ARankMayBeItsOwnNeighbour) {
    const auto communicator = make_mpi_communicator();
    const int self = communicator->rank().value();
    Traffic{*communicator,
            {self},
            {self},
            [](int, int, int window) { return static_cast<std::size_t>(window) * 3000; }}
        .run(4);
}

TEST(Exchange, OneRankFeedsAllOthersWhoSendNothing) {
    const auto communicator = make_mpi_communicator();
    const bool first = communicator->rank().value() == 0;
    // The feeder waits for nobody, hence runs ahead of those it feeds.
    Traffic{*communicator, first ? others(*communicator) : std::vector<int>{},
            first ? std::vector<int>{} : std::vector<int>{0},
            [](int, int to, int window) {
                return static_cast<std::size_t>(window % 3) * 5000 + static_cast<std::size_t>(to);
            }}
        .run(30);
}

TEST(Exchange, ARingSendsOneWay) {
    const auto communicator = make_mpi_communicator();
    const int size = communicator->size();
    const int self = communicator->rank().value();
    Traffic{*communicator,
            {(self + 1) % size},
            {(self + size - 1) % size},
            [](int from, int, int window) {
                return static_cast<std::size_t>(from == 0 ? window * 1000 : 0);
            }}
        .run(12);
}

TEST(Exchange, WithoutNeighboursItHasFinishedAtOnce) {
    const auto communicator = make_mpi_communicator();
    const auto exchange = communicator->neighbours({}, {});

    exchange->start({});

    EXPECT_TRUE(exchange->finished());
}

}  // namespace
