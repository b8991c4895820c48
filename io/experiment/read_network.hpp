#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "io/experiment/cursor.hpp"
#include "io/experiment/provenance.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Reads what the experiment's root object says of the network into a description, in the file's
/// order, so that description.projections[n] is projections[n] of the file also where one is wrong.
class NetworkReader {
  public:
    /// `imports` tells what the description has from other files, and is told by `read`.
    NetworkReader(const Object& root, Description& description, std::vector<Provenance>& imports)
        : root_(root), description_(description), imports_(imports) {}

    void read();
    /// Reads again what differs from `before`, the value that the description was read from; both must
    /// have the same populations and stimuli. Projections are left alone.
    void read_again(const Json& before);

    /// An index that no population has stands for ends that could not be read.
    static constexpr std::size_t unknown = static_cast<std::size_t>(-1);

  private:
    struct End {
        std::size_t population = unknown;
        Slice slice;
    };

    void read_nir_network();
    void read_populations();
    [[nodiscard]] Population read_population(const Object& object, const std::string& name);
    void read_params(const Cursor& at, Population& population);
    void read_settings(const Cursor& at, std::map<std::string, Values>& into);
    void read_projections();
    void read_projection(const Cursor& at);
    void read_synapse(const Cursor& at, Projection& projection) const;
    void read_rule(const Cursor& at, Projection& projection, std::size_t edge_size);
    void read_edges(const Object& object, Projection& projection, std::size_t edge_size);
    void read_stimuli();
    [[nodiscard]] Stimulus read_stimulus(const Object& object, const std::string& name);
    void read_record();
    void read_spikes(const Cursor& at);
    void read_spike_item(const Cursor& at);
    void read_traces(const Cursor& at);
    void read_rates(const Cursor& at);
    void read_rate_item(const Cursor& at);

    [[nodiscard]] bool inside(const Cursor& at, std::size_t population, std::uint64_t index) const;
    [[nodiscard]] std::size_t find_population(const Cursor& name) const;
    [[nodiscard]] End read_end(const Object& object, std::string_view key) const;
    [[nodiscard]] Selection read_selection(const Object& object, std::size_t population) const;
    [[nodiscard]] std::optional<std::size_t> read_port(const Object& object,
                                                       std::size_t population) const;
    [[nodiscard]] std::string free_name(const Projection& projection);

    const Object& root_;
    Description& description_;
    std::vector<Provenance>& imports_;
    std::map<std::string, std::size_t, std::less<>> populations_;
    std::set<std::string> taken_names_;  ///< of projections
};

[[nodiscard]] WeightStorage storage_of(const std::string& word);
/// The name of a rule in the experiment file.
[[nodiscard]] std::string_view name_of(RuleKind kind);

}  // namespace callosum
