#include "io/boards/write_brainscales2.hpp"

#include <vector>

#include "io/boards/partition_parts.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

/// Writes one file, part by part.
class ChipWriter {
  public:
    ChipWriter(const std::string& path, const Brainscales2Partition& partition)
        : partition_(partition), file_(hdf5::File::create(path)) {
        const auto& populations = partition.network.description.populations;
        for (std::uint32_t p = 0; p < populations.size(); ++p) {
            for (std::uint32_t i = 0; i < populations[p].size; ++i) {
                population_.push_back(p);
                index_.push_back(i);
            }
        }
    }

    void write() {
        const auto& description = partition_.network.description;
        partition_parts::write_head(file_, "brainscales2", description);
        file_.set_attribute("/", "duration_ms", description.warmup_ms + description.duration_ms);
        file_.set_attribute(
            "/", "recurrent_chips",
            std::uint8_t{partition_.mapping.recurrent_chips ? std::uint8_t{1} : std::uint8_t{0}});
        write_populations();
        write_neurons();
        write_sources();
        write_rows();
        write_synapses();
        write_connections();
        write_lists();
        file_.close();
    }

  private:
    void write_populations() {
        const auto& network = partition_.network;
        std::vector<partition_parts::PopulationLine> lines;
        std::vector<double> slopes, offsets, weights;
        file_.create_group("/params");
        for (std::size_t p = 0; p < network.populations.size(); ++p) {
            const auto& board_population = network.populations[p];
            lines.push_back(
                {board_population.model, board_population.recorded, board_population.rate_hz});
            listed_.push_back(board_population.is_list());
            slopes.push_back(board_population.lsb_per_mV);
            offsets.push_back(board_population.lsb_at_rest);
            weights.push_back(board_population.weight_per_unit);
            const std::string group = "/params/" + network.description.populations[p].name;
            file_.create_group(group);
            for (const auto& [name, values] : board_population.params) {
                file_.write(group + "/" + name, values);
            }
        }
        partition_parts::write_populations(file_, network.description, lines);
        file_.write("/populations/lsb_per_mV", slopes);
        file_.write("/populations/lsb_at_0_mV", offsets);
        file_.write("/populations/weight_per_unit", weights);
    }

    void write_neurons() {
        std::vector<std::uint32_t> population, index, chip, column;
        std::vector<std::uint8_t> hemisphere, circuits;
        const auto& sites = partition_.mapping.sites;
        for (std::uint32_t gid = 0; gid < sites.size(); ++gid) {
            if (sites[gid].circuits == 0) { continue; }
            population.push_back(population_[gid]);
            index.push_back(index_[gid]);
            chip.push_back(sites[gid].chip);
            hemisphere.push_back(sites[gid].hemisphere);
            column.push_back(sites[gid].column);
            circuits.push_back(sites[gid].circuits);
        }
        file_.create_group("/neurons");
        file_.write("/neurons/population", population);
        file_.write("/neurons/index", index);
        file_.write("/neurons/chip", chip);
        file_.write("/neurons/hemisphere", hemisphere);
        file_.write("/neurons/column", column);
        file_.write("/neurons/circuits", circuits);
    }

    void write_sources() {
        std::vector<std::uint32_t> chip, population, index;
        std::vector<std::uint8_t> kind, bus, hemispheres, select, label;
        for (const auto& source : partition_.mapping.wiring.sources) {
            chip.push_back(source.chip);
            population.push_back(population_[source.gid]);
            index.push_back(index_[source.gid]);
            kind.push_back(static_cast<std::uint8_t>(source.kind));
            bus.push_back(source.bus);
            hemispheres.push_back(source.hemispheres);
            select.push_back(source.row_select);
            label.push_back(source.label);
        }
        file_.create_group("/sources");
        file_.write("/sources/chip", chip);
        file_.write("/sources/population", population);
        file_.write("/sources/index", index);
        file_.write("/sources/kind", kind);
        file_.write("/sources/bus", bus);
        file_.write("/sources/hemispheres", hemispheres);
        file_.write("/sources/row_select", select);
        file_.write("/sources/label", label);
    }

    void write_rows() {
        std::vector<std::uint32_t> chip, row;
        std::vector<std::uint8_t> hemisphere, select;
        std::vector<std::int32_t> sign;
        for (const auto& one : partition_.mapping.wiring.rows) {
            chip.push_back(one.chip);
            hemisphere.push_back(one.hemisphere);
            row.push_back(one.row);
            sign.push_back(one.sign);
            select.push_back(one.row_select);
        }
        file_.create_group("/rows");
        file_.write("/rows/chip", chip);
        file_.write("/rows/hemisphere", hemisphere);
        file_.write("/rows/row", row);
        file_.write("/rows/sign", sign);
        file_.write("/rows/row_select", select);
    }

    void write_synapses() {
        std::vector<std::uint32_t> chip, row, column;
        std::vector<std::uint8_t> hemisphere, weight, label;
        for (const auto& synapse : partition_.mapping.wiring.synapses) {
            chip.push_back(synapse.chip);
            hemisphere.push_back(synapse.hemisphere);
            row.push_back(synapse.row);
            column.push_back(synapse.column);
            weight.push_back(synapse.weight);
            label.push_back(synapse.label);
        }
        file_.create_group("/synapses");
        file_.write("/synapses/chip", chip);
        file_.write("/synapses/hemisphere", hemisphere);
        file_.write("/synapses/row", row);
        file_.write("/synapses/column", column);
        file_.write("/synapses/weight", weight);
        file_.write("/synapses/label", label);
    }

    /// Writes the logical connections, independent of their place on the hardware, against which a
    /// loader can check it.
    void write_connections() {
        std::vector<std::uint32_t> source_population, source, target_population, target;
        std::vector<std::int32_t> weight;
        const auto& table = partition_.synapses;
        for (std::uint32_t gid = 0; gid + 1 < table.begin.size(); ++gid) {
            for (auto i = table.begin[gid]; i < table.begin[gid + 1]; ++i) {
                source_population.push_back(population_[table.source[i]]);
                source.push_back(index_[table.source[i]]);
                target_population.push_back(population_[gid]);
                target.push_back(index_[gid]);
                weight.push_back(table.weight[i]);
            }
        }
        file_.create_group("/connections");
        file_.write("/connections/source_population", source_population);
        file_.write("/connections/source", source);
        file_.write("/connections/target_population", target_population);
        file_.write("/connections/target", target);
        file_.write("/connections/weight", weight);
    }

    void write_lists() {
        const auto& description = partition_.network.description;
        const auto joined = partition_parts::join_lists(description, partition_.lists, listed_);
        std::vector<double> times_ms;
        for (const auto tick : joined.tick) { times_ms.push_back(tick * description.dt_ms); }
        file_.create_group("/spike_lists");
        file_.write("/spike_lists/begin", joined.begin);
        file_.write("/spike_lists/time_ms", times_ms);
    }

    const Brainscales2Partition& partition_;
    hdf5::File file_;
    std::vector<bool> listed_;                       ///< populations that are played from lists
    std::vector<std::uint32_t> population_, index_;  ///< by gid
};

}  // namespace

void write_brainscales2(const std::string& path, const Brainscales2Partition& partition) {
    ChipWriter(path, partition).write();
}

}  // namespace callosum
