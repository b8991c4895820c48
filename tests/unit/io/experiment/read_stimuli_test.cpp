#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/experiment/document.hpp"
#include "io/experiment/experiment.hpp"
#include "network/describe/stimulus_numbers.hpp"

namespace callosum {
namespace {

/// Experiments with ten targets beside two files: 3 samples of 10 features, and spikes.
class Stimuli : public testing::Test {
  protected:
    Stimuli() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = std::filesystem::temp_directory_path() /
                  (std::string("callosum_stimuli_") + test->name());
        std::filesystem::create_directories(folder_);
        std::ofstream samples(folder_ / "x.csv");
        for (int n = 0; n < 30; ++n) { samples << 0.03 * n << (n % 10 == 9 ? "\n" : ","); }
        std::ofstream(folder_ / "spikes.txt") << "1 0\n2 9\n2.5 9\n";
    }
    ~Stimuli() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] ExperimentFile read(const std::string& stimuli) const {
        return read_experiment(R"({"duration": 10, "populations": {"E": {"size": 12,
            "model": "iaf_psc_exp"}}, "stimuli": {)" +
                                   stimuli + "}}",
                               "test.json", folder_.string(), {});
    }
    /// "PATH: WHAT" of the only problem of a stimulus named s on neurons [1, 11).
    [[nodiscard]] std::string problem(const std::string& members) const {
        try {
            (void)read(R"("s": {"target": {"population": "E", "neurons": [1, 11]}, )" + members +
                       "}");
        } catch (const ConfigError& error) {
            EXPECT_EQ(error.problems.size(), 1U) << error.what();
            const auto& first = error.problems.front();
            return first.where.substr(first.where.rfind(' ') + 1) + ": " + first.what;
        }
        return "none";
    }
    void expect(const std::string& members, const std::string& path,
                const std::string& what) const {
        const auto found = problem(members);
        EXPECT_TRUE(found.starts_with("stimuli.s" + path + ": ") &&
                    found.find(what) != std::string::npos)
            << members << "\n"
            << found;
    }

    std::filesystem::path folder_;
};

const std::string all = R"(
"a": {"model": "poisson_generator", "target": "E", "rate": 5, "weight": 1, "shared": true},
"b": {"model": "inhomogeneous_poisson_generator", "target": "E", "rate_times": [0, 5],
      "rate_values": [10, 20], "weight": 1},
"c": {"model": "sinusoidal_poisson_generator", "target": "E", "rate": 5, "amplitude": 4,
      "frequency": 30, "phase": 90, "individual_spike_trains": false, "weight": 2},
"d": {"model": "ac_generator", "target": "E", "amplitude": 5, "offset": 1, "frequency": 3},
"e": {"model": "noise_generator", "target": "E", "mean": 5, "std": 3, "std_mod": 2},
"f": {"model": "spike_generator", "target": {"population": "E", "last": 10},
      "file": "spikes.txt", "weight": 1},
"g": {"model": "spike_generator", "target": {"population": "E", "last": 2},
      "spike_times": [[1, 2], []], "weight": 1},
"h": {"model": "mip_generator", "target": "E", "rate": 5, "p_copy": 0.5, "weight": 1},
"i": {"model": "pulsepacket_generator", "target": "E", "pulse_times": [5.05], "activity": 4,
      "sdev": 1, "weight": 1},
"j": {"model": "rate_encoder", "target": {"population": "E", "last": 10}, "weight": 1,
      "data": {"file": "x.csv"}, "sample_duration": 5, "max_rate": 200, "method": "poisson"},
"k": {"model": "latency_encoder", "target": {"population": "E", "last": 10}, "weight": 1,
      "data": {"file": "x.csv"}, "sample_duration": 5, "order": [2, 0, 2]},
"l": {"model": "phase_encoder", "target": {"population": "E", "last": 10}, "weight": 1,
      "data": {"file": "x.csv"}, "sample_duration": 5, "bits": 4, "gap": 1},
"m": {"model": "population_encoder", "target": {"population": "F"}, "weight": 1,
      "data": {"file": "x.csv"}, "sample_duration": 5, "fields": 3},
"n": {"model": "delta_encoder", "target": {"population": "F", "last": 20}, "weight": 1,
      "data": {"file": "x.csv"}, "sample_duration": 5, "threshold": 0.1})";

TEST_F(Stimuli, ResolvedFormReadsBackEqual) {
    const std::string text = R"({"duration": 10, "populations": {"E": {"size": 12,
        "model": "iaf_psc_exp"}, "F": {"size": 30, "model": "iaf_psc_exp"}}, "stimuli": {)" +
                             all + "}}";

    const auto first = read_experiment(text, "a.json", folder_.string(), {});
    const auto second = read_experiment(first.resolved, "b.json", "/", {});

    EXPECT_EQ(first.resolved, second.resolved);
    const auto& a = first.description.stimuli;
    const auto& b = second.description.stimuli;
    ASSERT_EQ(a.size(), 14U);
    for (std::size_t n = 0; n < a.size(); ++n) {
        EXPECT_EQ(std::tie(a[n].model, a[n].shared, a[n].lists, a[n].order),
                  std::tie(b[n].model, b[n].shared, b[n].lists, b[n].order));
        EXPECT_EQ(method_of(a[n]), method_of(b[n]));
        EXPECT_EQ(a[n].trains == nullptr, b[n].trains == nullptr);
        for (const auto& field : info_of(a[n]).params) {
            EXPECT_EQ(values_of(a[n], field.name), values_of(b[n], field.name));
            if (!field.is_number()) { continue; }
            EXPECT_EQ(number_of(a[n], field.name, 0.1), number_of(b[n], field.name, 0.1));
        }
    }
    EXPECT_TRUE(a[2].shared) << "individual_spike_trains is false";
    EXPECT_TRUE(a[8].shared) << "the default of pulsepacket_generator";
    EXPECT_EQ(number_of(a[4], "dt", 0.1), 1) << "10 dt";
    EXPECT_EQ(a[7].model, "mip_generator");
    EXPECT_EQ(Json::parse(first.resolved)["stimuli"]["k"]["method"], "linear");
}

TEST_F(Stimuli, RefusesWrongGenerators) {
    expect(R"("model": "poisson_generator", "rate": [1,2,3,4,5,6,7,8,9,0], "weight": 1,
              "shared": true)",
           ".rate", "must be one number where all targets have one train");
    expect(R"("model": "inhomogeneous_poisson_generator", "rate_times": [1, 2], "rate_values": [1],
              "weight": 1)",
           ".rate_values", "has 1 numbers, but there are 2 rate_times");
    expect(R"("model": "inhomogeneous_poisson_generator", "rate_times": [2, 1],
              "rate_values": [1, 2], "weight": 1)",
           ".rate_times[1]", "must be later than");
    expect(R"("model": "inhomogeneous_poisson_generator", "rate_times": [1], "rate_values": [-1],
              "weight": 1)",
           ".rate_values[0]", "is -1, must be in [0, 1e+09] spikes/s");
    expect(R"("model": "noise_generator", "std": 1, "std_mod": 2)", ".std_mod",
           "is 2 pA, must be at most std (1 pA)");
    expect(R"("model": "noise_generator", "std": 1, "dt": 0.25)", ".dt",
           "is 0.25 ms, must be a multiple of dt (0.1 ms)");
    expect(R"("model": "mip_generator", "rate": 1, "p_copy": 1.5, "weight": 1)", ".p_copy",
           "is 1.5, must be in [0, 1]");
    expect(R"("model": "mip_generator", "rate": 1, "weight": 1)", "", "needs \"p_copy\"");
    expect(R"("model": "pulsepacket_generator", "pulse_times": [1, -2], "activity": 1, "sdev": 1,
              "weight": 1)",
           ".pulse_times[1]", "is -2 ms, must be >= 0 ms");
    expect(R"("model": "ac_generator", "amplitude": 1, "frequency": -1)", ".frequency",
           "is -1, must be >= 0");
    expect(R"("model": "ac_generator", "amplitude": 1, "shared": true)", ".shared",
           "ac_generator has no \"shared\"");
}

TEST_F(Stimuli, RefusesWrongTrains) {
    const auto train = [&](const std::string& text, const std::string& path,
                           const std::string& what) {
        expect(R"("model": "spike_generator", "weight": 1, )" + text, path, what);
    };
    const auto in_file = [&](const std::string& text, const std::string& what) {
        std::ofstream(folder_ / "bad.txt") << text;
        train(R"("file": "bad.txt")", ".file", what);
    };

    train(R"("delay": 1)", "", "needs \"spike_times\" or \"file\"");
    train(R"("file": "spikes.txt", "spike_times": [1])", ".file", "one of them is enough");
    train(R"("spike_times": [[1], [2]])", ".spike_times", "has 2 lists; one for each of the 10");
    train(R"("spike_times": [[1], 2])", ".spike_times[1]", "must be a list of times");
    train(R"("spike_times": [[1], [3, 2],[],[],[],[],[],[],[],[]])", ".spike_times[1][1]",
          "is 2 ms, must not be before the time in front of it");
    train(R"("file": "none.txt")", ".file", "cannot be opened");
    in_file("1 0\n1.05 4\n", "spike 1 of '" + (folder_ / "bad.txt").string() +
                                 "' (index 4) is 1.05 ms, must be a multiple of dt (0.1 ms)");
    in_file("-1 0\n", "(index 0) is -1 ms, must be > 0 ms");
    in_file("2 0\n1 1\n1 0\n", "spike 2 of");
    in_file("2 10\n", "there are 10 targets, from 0");
}

TEST_F(Stimuli, RefusesWrongEncoders) {
    const auto encoder = [&](const std::string& kind, const std::string& text,
                             const std::string& path, const std::string& what) {
        expect(R"("model": ")" + kind +
                   R"(_encoder", "weight": 1, "sample_duration": 5, "data": {"file": "x.csv"}, )" +
                   text,
               path, what);
    };

    encoder("delta", R"("threshold": 1)", ".data", "which need 20 targets; there are 10");
    encoder("rate", R"("max_rate": 20000)", ".max_rate", "bernoulli cannot reach");
    encoder("rate", R"("max_rate": 10, "method": "linear")", ".method",
            "rate_encoder has no method \"linear\"; there are: bernoulli poisson");
    encoder("rate", R"("max_rate": 10, "data_max": 0.5)", ".data",
            "has the value 0.87, all must be in [data_min, data_max] = [0, 0.5]");
    encoder("rate", R"("max_rate": 10, "data_max": -1)", ".data_max", "must be > data_min (0)");
    encoder("latency", R"("order": [0, 3])", ".order[1]", "is 3, there are 3 samples, from 0");
    encoder("latency", R"("gap": 0.05)", ".gap", "must be a multiple of dt");
    encoder("latency", R"("method": "logarithmic", "threshold": 0)", ".threshold", "must be > 0");
    encoder("phase", R"("bits": 8, "phase_duration": 1)", ".sample_duration",
            "is 5 ms, must hold the 8 phases of 1 ms");
    encoder("phase", R"("bits": 0)", ".bits", "is 0, must be in [1, 31]");
    encoder("population", R"("fields": 1)", ".fields", "is 1, must be in [2, 1e+06]");
}

}  // namespace
}  // namespace callosum
