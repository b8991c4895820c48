#include "network/describe/edge_lists.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "engine/exchange/mpi.hpp"
#include "engine/run/simulation.hpp"
#include "engine/synapses/distribute_edges.hpp"
#include "io/experiment/experiment.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/edge_file.hpp"

namespace {

using namespace callosum;

constexpr std::uint64_t n_sources = 300;
constexpr std::uint64_t n_targets = 205;

/// Edges by target, some pairs several times with weights that tell their order.
std::vector<Edge> some_edges(std::size_t n) {
    std::mt19937 random(7);
    std::vector<Edge> edges;
    for (std::size_t k = 0; k < n; ++k) {
        const double delay_ms = 0.5 + 0.25 * static_cast<double>(random() % 5);
        edges.push_back({random() % n_sources, k * n_targets / n,
                         20 + 0.25 * static_cast<double>(k % 100), delay_ms});
    }
    for (std::size_t k = 0; k + 3 < n; k += 10) { edges[k + 2] = edges[k]; }
    for (std::size_t k = 0; k < n; k += 10) { edges[k].weight = 31; }
    return edges;
}

/// The same edges in another order; equal pairs keep theirs.
std::vector<Edge> shuffled(std::vector<Edge> edges) {
    std::mt19937 random(9);
    std::vector<std::uint64_t> place(n_sources * n_targets);
    for (auto& p : place) { p = random(); }
    std::ranges::stable_sort(
        edges, {}, [&](const Edge& edge) { return place[edge.source * n_targets + edge.target]; });
    return edges;
}

/// A folder that all ranks see, with files that the first one writes.
class ListsOnRanks : public testing::Test {
  protected:
    ListsOnRanks() : communicator_(make_mpi_communicator()) {
        if (communicator_->rank().value() == 0) { std::filesystem::create_directories(folder_); }
        wait();
    }
    ~ListsOnRanks() override {
        wait();
        if (communicator_->rank().value() == 0) { std::filesystem::remove_all(folder_); }
    }
    void wait() const {
        std::uint64_t nothing = 0;
        communicator_->reduce(std::span(&nothing, 1), Communicator::Reduce::sum);
    }

    std::string write(const std::string& name, const std::vector<Edge>& edges) const {
        const std::string path = folder_ + "/" + name;
        if (communicator_->rank().value() == 0) {
            std::vector<std::uint32_t> sources;
            std::vector<std::int64_t> targets;
            std::vector<double> weights;
            std::vector<float> delays;
            for (const auto& edge : edges) {
                sources.push_back(static_cast<std::uint32_t>(edge.source));
                targets.push_back(static_cast<std::int64_t>(edge.target));
                weights.push_back(edge.weight);
                delays.push_back(static_cast<float>(edge.delay_ms));
            }
            auto file = hdf5::File::create(path);
            file.write("/source", sources);
            file.write("/target", targets);
            file.write("/weight", weights);
            file.write("/delay", delays);
            file.close();
        }
        wait();
        return path;
    }
    /// Opens with all ranks; the error's text, which must be the same on all.
    std::string error_of(const std::string& path) const {
        std::string text = "no error";
        try {
            (void)open_edge_list(path, "", {*communicator_, nullptr});
        } catch (const Error& error) {
            EXPECT_EQ(error.exit_code, 1);
            text = error.what();
        }
        return text;
    }

    std::unique_ptr<Communicator> communicator_;
    std::string folder_ = (std::filesystem::current_path() / "edge_lists_test_files").string() +
                          std::to_string(communicator_->size());
};

/// A network in which values change while it runs and the list's targets scale weights that learn.
std::string network(const std::string& rule, const std::string& synapse) {
    const std::string homeostasis = synapse == "static_synapse" ? "" : R"(, "homeostasis": {
        "target_rate": 20, "period": 10, "strength": 0.5, "time_constant": 20})";
    return R"({"dt": 0.1, "duration": 40, "populations": {
        "A": {"size": 300, "model": "iaf_psc_exp"},
        "B": {"size": 205, "model": "iaf_psc_exp")" +
           homeostasis + R"(}},
        "phases": [{"at": 15, "set": {"stimuli.drive.rate": 11000, "populations.B.params.I_e":
                    {"distribution": "uniform", "min": 0, "max": 200}}},
                   {"at": 30, "set": {"populations.B.params.t_ref": 4}}],
        "projections": [{"source": "A", "target": "B", "synapse": ")" +
           synapse + R"(", "rule": {"type": "explicit_list", )" + rule + R"(}}],
        "stimuli": {"drive": {"model": "poisson_generator", "target": "A", "rate": 9000,
                              "weight": 60}}})";
}

RunResult run(const Description& description, const Communicator& communicator, int threads,
              HeldEdges held) {
    RunOptions options;
    options.threads = threads;
    options.held_edges = std::move(held);
    return RankSimulation(description, communicator, std::move(options)).run();
}

TEST_F(ListsOnRanks, GiveTheSameSpikesAndWeightsInAnyOrder) {
    const auto edges = some_edges(4000);
    const auto solo = make_solo_communicator();
    for (const std::string synapse : {"static_synapse", "stdp_synapse"}) {
        SCOPED_TRACE(synapse);
        std::string inlined = "\"edges\": [";
        for (const auto& edge : edges) {
            inlined += (inlined.back() == '[' ? "[" : ", [") + std::to_string(edge.source) + "," +
                       std::to_string(edge.target) + "," + std::to_string(edge.weight) + "," +
                       std::to_string(edge.delay_ms) + "]";
        }
        const auto plain = read_experiment(network(inlined + "]", synapse), "test", ".");
        const auto expected = run(plain.description, *solo, 1, {});
        EXPECT_GT(expected.spikes, 0U);
        for (const bool sorted : {true, false}) {
            const auto path =
                write(sorted ? "sorted.h5" : "shuffled.h5", sorted ? edges : shuffled(edges));
            const auto text = network("\"file\": \"" + path + "\"", synapse);
            for (const int threads : {1, 2}) {
                for (const bool keeps : {true, false}) {
                    HeldEdges held;
                    const auto experiment = read_experiment(
                        text, "test", ".", {}, {communicator_.get(), keeps ? &held : nullptr});
                    const auto found =
                        run(experiment.description, *communicator_, threads, std::move(held));
                    EXPECT_EQ(found.spike_digest, expected.spike_digest);
                    EXPECT_EQ(found.weight_digest, expected.weight_digest);
                    EXPECT_EQ(found.synapses, edges.size());
                    auto read = experiment.description.projections[0].rule.edges->read_so_far();
                    communicator_->reduce(std::span(&read.bytes, 1), Communicator::Reduce::sum);
                    constexpr std::uint64_t bytes_per_edge = 4 + 8 + 8 + 4;
                    const std::uint64_t once = edges.size() * bytes_per_edge;
                    if (keeps) {
                        EXPECT_EQ(read.bytes, once);
                    } else {  // to look for structure, and to build
                        EXPECT_GE(read.bytes, 2 * once);
                        EXPECT_LE(read.bytes, 3 * once);
                    }
                }
            }
        }
    }
}

TEST_F(ListsOnRanks, KnowTheBoundsOfTheWholeFile) {
    const auto edges = shuffled(some_edges(1000));
    const auto expected = MemoryEdges(edges, "").bounds();

    const auto list = open_edge_list(write("bounds.h5", edges), "", {*communicator_, nullptr});

    const auto& found = list->bounds();
    EXPECT_EQ(found.n, 1000U);
    EXPECT_EQ(found.sources, expected.sources);
    EXPECT_EQ(found.targets, expected.targets);
    EXPECT_EQ(found.min_weight, expected.min_weight);
    EXPECT_EQ(found.max_weight, expected.max_weight);
    EXPECT_EQ(found.min_delay_ms, expected.min_delay_ms);
    EXPECT_EQ(found.max_delay_ms, expected.max_delay_ms);
    EXPECT_EQ(found.max_indegree, expected.max_indegree);
    EXPECT_EQ(open_edge_list(write("empty.h5", {}), "", {*communicator_, nullptr})->size(), 0U);
}

TEST_F(ListsOnRanks, HandOutTheEdgesOfASlice) {
    // A file of its own for each order: a faster rank must not rewrite one that others still read.
    for (const bool sorted : {true, false}) {
        const auto edges = sorted ? some_edges(1000) : shuffled(some_edges(1000));
        const auto path = write(sorted ? "sorted.h5" : "shuffled.h5", edges);
        const auto list = open_edge_list(path, "", {*communicator_, nullptr});
        for (const Slice targets :
             {Slice{0, n_targets}, {17, 60}, {60, 61}, {100, 100}, {900, 950}}) {
            std::vector<Edge> expected, found;
            copy_onto(targets, edges, expected);
            list->visit_onto(targets, [&](std::span<const Edge> some) {
                found.insert(found.end(), some.begin(), some.end());
            });
            EXPECT_EQ(found, expected);
        }
    }
}

TEST_F(ListsOnRanks, NameTheFirstBadRowOnAllRanks) {
    auto edges = some_edges(1000);
    edges[900].weight = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(error_of(write("nan.h5", edges)).find("row 900 of '/': weight and delay must be"),
              std::string::npos);
    edges[40].source = std::uint64_t{1} << 31;
    edges[130].target = std::uint64_t{1} << 30;
    EXPECT_NE(error_of(write("large.h5", edges)).find("row 130 of '/': index 1073741824"),
              std::string::npos);
    EXPECT_NE(error_of(folder_ + "/none.h5").find("cannot be opened"), std::string::npos);
    if (communicator_->rank().value() == 0) {
        std::ofstream(folder_ + "/bad.csv") << "source,target,weight,delay\n0,1,1,1\n0,-1,1,1\n";
    }
    wait();
    EXPECT_NE(error_of(folder_ + "/bad.csv").find("line 3: target '-1'"), std::string::npos);
}

TEST_F(ListsOnRanks, SayHowMuchWasRead) {
    const auto path = write("note.h5", some_edges(1000));
    HeldEdges held;
    const auto experiment = read_experiment(network("\"file\": \"" + path + "\"", "static_synapse"),
                                            "test", ".", {}, {communicator_.get(), &held});

    const auto result = run(experiment.description, *communicator_, 1, std::move(held));

    const auto note = "explicit list '" + path + "': 1000 edges; 1000 edges, 24000 bytes read by " +
                      std::to_string(communicator_->size()) + " ranks";
    EXPECT_TRUE(std::ranges::any_of(result.notes, [&](const std::string& one) {
        return one.starts_with(note);
    })) << note;
}

TEST_F(ListsOnRanks, ErrorsOfTheLowestRankAreThoseOfAll) {
    const int last = communicator_->size() - 1;
    std::string text = "none";
    try {
        run_on_all(*communicator_, [&] {
            if (communicator_->rank().value() >= last) {
                throw IoError("file", "failed on " + std::to_string(communicator_->rank().value()),
                              1);
            }
        });
    } catch (const Error& error) { text = error.what(); }
    EXPECT_EQ(text, "file: failed on " + std::to_string(last));
    EXPECT_NO_THROW(run_on_all(*communicator_, [] {}));
}

}  // namespace
