#include "io/boards/write_spinnaker2.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "io/boards/partition_parts.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

using hdf5::Type;

/// A synapse between two slices.
struct PairSynapse {
    std::uint32_t slice;  ///< slice of the source
    std::uint8_t source, target;
    std::int8_t weight;
    std::uint8_t delay;
};

/// Writes one file, part by part.
class Writer {
  public:
    Writer(const std::string& path, const Spinnaker2Partition& partition)
        : partition_(partition), file_(hdf5::File::create(path)) {}

    void write() {
        const auto& description = partition_.network.description;
        partition_parts::write_head(file_, "spinnaker2", description);
        file_.set_attribute("/", "tick_s", partition_.tick_s);
        file_.set_attribute("/", "timesteps", partition_.timesteps);
        write_populations();
        write_params();
        write_slices();
        write_synapses();
        write_lists();
        write_routing();
        write_loads();
        file_.close();
    }

  private:
    void write_populations() {
        std::vector<partition_parts::PopulationLine> lines;
        for (const auto& board_population : partition_.network.populations) {
            lines.push_back(
                {board_population.model, board_population.recorded, board_population.rate_hz});
            listed_.push_back(board_population.is_spike_list());
        }
        partition_parts::write_populations(file_, partition_.network.description, lines);
    }

    void write_values(const std::string& path, const Values& values) {
        if (const auto* list = std::get_if<std::vector<double>>(&values)) {
            file_.write(path, *list);
        } else {
            file_.write(path, std::vector<double>{std::get<Distribution>(values).mean()});
        }
    }

    void write_params() {
        const auto& network = partition_.network;
        for (std::size_t p = 0; p < network.populations.size(); ++p) {
            const auto& population = network.description.populations[p];
            const std::string group = "/params/" + population.name;
            file_.create_group(group);
            if (network.populations[p].is_spike_list()) { continue; }
            for (const auto& [name, values] : population.params) {
                if (name == "reset_by_subtraction") { continue; }
                write_values(group + "/" + name, values);
            }
            if (network.populations[p].is_source()) {
                if (population.params.count("Tref") == 0) {
                    file_.write(group + "/Tref", std::vector<double>{0});
                }
                // Each population has its own seed, in 31 bits so that it fits a signed integer.
                const auto seed = network.description.seed + p;
                file_.write(group + "/seed",
                            std::vector<double>{static_cast<double>(seed & 0x7fffffff)});
                continue;
            }
            write_values(group + "/v_init", population.initial.at("v"));
            const auto& subtracts =
                std::get<Distribution>(population.params.at("reset_by_subtraction"));
            file_.set_attribute(
                group, "reset",
                std::string(subtracts.a != 0 ? "reset_by_subtraction" : "reset_to_v_reset"));
        }
    }

    void write_slices() {
        const auto& mapping = partition_.mapping;
        const auto& slices = mapping.slices;
        std::vector<std::int32_t> x, y;
        std::vector<std::uint32_t> keys, masks;
        for (std::uint32_t s = 0; s < slices.size(); ++s) {
            const auto& chip = partition_.board.chips[mapping.placement[s]];
            x.push_back(chip.x);
            y.push_back(chip.y);
            keys.push_back(s << spinnaker2::neuron_bits);
            masks.push_back(mask);
        }
        file_.create_group("/slices");
        file_.write("/slices/population", slices.population);
        file_.write("/slices/begin", slices.begin);
        file_.write("/slices/chip_x", x);
        file_.write("/slices/chip_y", y);
        file_.write("/slices/core", mapping.routing.core);
        file_.write("/slices/key", keys);
        file_.write("/slices/mask", masks);
        const auto& populations = partition_.network.description.populations;
        std::vector<std::uint64_t> index(slices.neurons.size());
        for (std::uint32_t s = 0; s < slices.size(); ++s) {
            const auto first = populations[slices.population[s]].first_gid;
            for (auto k = slices.begin[s]; k < slices.begin[s + 1]; ++k) {
                index[k] = slices.neurons[k] - first;
            }
        }
        file_.create_group("/neurons");
        file_.write("/neurons/index", index);
    }

    /// Returns the synapses onto one slice, ordered by source slice, source, target.
    std::vector<PairSynapse> synapses_onto(std::uint32_t slice,
                                           const std::vector<std::uint8_t>& place) {
        const auto& slices = partition_.mapping.slices;
        const auto& table = partition_.synapses;
        std::vector<PairSynapse> pairs;
        for (auto k = slices.begin[slice]; k < slices.begin[slice + 1]; ++k) {
            const auto gid = slices.neurons[k];
            for (auto i = table.begin[gid]; i < table.begin[gid + 1]; ++i) {
                const auto source = table.source[i];
                pairs.push_back({slices.slice_of[source], place[source], place[gid],
                                 table.weight[i], table.delay[i]});
            }
        }
        std::stable_sort(
            pairs.begin(), pairs.end(), [](const PairSynapse& a, const PairSynapse& b) {
                if (a.slice != b.slice) { return a.slice < b.slice; }
                return a.source != b.source ? a.source < b.source : a.target < b.target;
            });
        return pairs;
    }

    void write_synapses() {
        const auto& slices = partition_.mapping.slices;
        std::vector<std::uint8_t> place(slices.neurons.size());
        for (std::uint32_t s = 0; s < slices.size(); ++s) {
            for (auto k = slices.begin[s]; k < slices.begin[s + 1]; ++k) {
                place[slices.neurons[k]] = static_cast<std::uint8_t>(k - slices.begin[s]);
            }
        }
        file_.create_group("/synapses");
        constexpr std::uint64_t chunk = 1 << 20;
        auto source = file_.create_extendable("/synapses/source", Type::u8, {chunk});
        auto target = file_.create_extendable("/synapses/target", Type::u8, {chunk});
        auto weight = file_.create_extendable("/synapses/weight", Type::i8, {chunk});
        auto delay = file_.create_extendable("/synapses/delay", Type::u8, {chunk});
        std::vector<std::uint32_t> sources, targets;
        std::vector<std::uint64_t> begin;
        std::uint64_t n = 0;
        std::vector<std::uint8_t> column_s, column_t, column_d;
        std::vector<std::int8_t> column_w;
        for (std::uint32_t s = 0; s < slices.size(); ++s) {
            column_s.clear();
            column_t.clear();
            column_w.clear();
            column_d.clear();
            std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
            for (const auto& synapse : synapses_onto(s, place)) {
                if (synapse.slice != last) {
                    last = synapse.slice;
                    sources.push_back(last);
                    targets.push_back(s);
                    begin.push_back(n);
                }
                column_s.push_back(synapse.source);
                column_t.push_back(synapse.target);
                column_w.push_back(synapse.weight);
                column_d.push_back(synapse.delay);
                ++n;
            }
            source.append(std::span<const std::uint8_t>(column_s));
            target.append(std::span<const std::uint8_t>(column_t));
            weight.append(std::span<const std::int8_t>(column_w));
            delay.append(std::span<const std::uint8_t>(column_d));
        }
        begin.push_back(n);
        file_.create_group("/pairs");
        file_.write("/pairs/source", sources);
        file_.write("/pairs/target", targets);
        file_.write("/pairs/begin", begin);
    }

    void write_lists() {
        const auto joined =
            partition_parts::join_lists(partition_.network.description, partition_.lists, listed_);
        file_.create_group("/spike_lists");
        file_.write("/spike_lists/begin", joined.begin);
        file_.write("/spike_lists/tick", joined.tick);
    }

    void write_routing() {
        std::vector<std::int32_t> x, y;
        std::vector<std::uint32_t> keys, masks, cores;
        std::vector<std::uint8_t> links;
        std::vector<std::uint64_t> begin{0};
        for (const auto& entry : partition_.mapping.routing.entries) {
            x.push_back(partition_.board.chips[entry.chip].x);
            y.push_back(partition_.board.chips[entry.chip].y);
            keys.push_back(entry.slice << spinnaker2::neuron_bits);
            masks.push_back(mask);
            links.push_back(entry.links);
            cores.insert(cores.end(), entry.cores.begin(), entry.cores.end());
            begin.push_back(cores.size());
        }
        file_.create_group("/routing");
        file_.write("/routing/chip_x", x);
        file_.write("/routing/chip_y", y);
        file_.write("/routing/key", keys);
        file_.write("/routing/mask", masks);
        file_.write("/routing/links", links);
        file_.write("/routing/cores_begin", begin);
        file_.write("/routing/core", cores);
    }

    void write_loads() {
        std::vector<std::string> names;
        for (const auto& link : partition_.board.links) { names.push_back(link.name); }
        file_.create_group("/links");
        file_.write_strings("/links/name", names);
        std::vector<std::int32_t> x, y;
        std::vector<std::uint8_t> link;
        std::vector<double> rate;
        for (const auto& load : partition_.mapping.routing.loads) {
            x.push_back(partition_.board.chips[load.chip].x);
            y.push_back(partition_.board.chips[load.chip].y);
            link.push_back(load.link);
            rate.push_back(load.spikes_per_second);
        }
        file_.create_group("/link_loads");
        file_.write("/link_loads/chip_x", x);
        file_.write("/link_loads/chip_y", y);
        file_.write("/link_loads/link", link);
        file_.write("/link_loads/spikes_per_second", rate);
    }

    static constexpr std::uint32_t mask = ~((std::uint32_t{1} << spinnaker2::neuron_bits) - 1);
    const Spinnaker2Partition& partition_;
    hdf5::File file_;
    std::vector<bool> listed_;  ///< populations that are spike lists
};

}  // namespace

void write_spinnaker2(const std::string& path, const Spinnaker2Partition& partition) {
    Writer(path, partition).write();
}

}  // namespace callosum
