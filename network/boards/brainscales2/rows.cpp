#include "network/boards/brainscales2/rows.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace callosum::brainscales2 {
namespace {

/// A synapse onto a neuron of the chip at hand.
struct Input {
    std::uint32_t source = 0;  ///< index among the chip's sources
    std::int8_t weight = 0;
};

/// Sizes of a chip as whole numbers.
struct Sizes {
    explicit Sizes(const Board& board)
        : columns(whole(board, "columns")),
          buses(whole(board, "buses_per_hemisphere")),
          drivers(whole(board, "drivers_per_bus")),
          rows_per_driver(whole(board, "rows_per_driver")),
          labels(whole(board, "labels")),
          row_selects(whole(board, "row_selects")),
          columns_per_output(whole(board, "columns_per_event_output")) {}
    static std::uint32_t whole(const Board& board, const char* name) {
        return static_cast<std::uint32_t>(board.limit(name));
    }
    [[nodiscard]] std::uint8_t bus_of(std::uint16_t column) const {
        return static_cast<std::uint8_t>(column / columns_per_output % buses);
    }
    std::uint32_t columns, buses, drivers, rows_per_driver, labels, row_selects, columns_per_output;
};

/// Wires the synapses of one chip, in the order of `run`.
class ChipWirer {
  public:
    ChipWirer(const BoardNetwork& network, const SynapseTable& synapses, const Board& board,
              const std::vector<Site>& sites, std::uint32_t chip)
        : network_(network),
          synapses_(synapses),
          board_(board),
          sizes_(board),
          sites_(sites),
          chip_(chip) {}

    bool run(Wiring& wiring, std::string& fault) {
        collect();
        choose_buses();
        if (!choose_labels(fault)) { return false; }
        spread_columns();
        if (!lay_rows(wiring, fault)) { return false; }
        emit(wiring);
        return load(wiring, fault);
    }

  private:
    [[nodiscard]] std::size_t population_of(std::uint32_t gid) const {
        const auto& all = network_.description.populations;
        const auto after =
            std::upper_bound(all.begin(), all.end(), gid,
                             [](std::uint32_t g, const Population& p) { return g < p.first_gid; });
        return static_cast<std::size_t>(after - all.begin()) - 1;
    }

    /// Collects the neurons of the chip, their inputs, and the sources of these.
    void collect() {
        std::map<std::uint32_t, std::uint32_t> number;
        for (std::uint32_t gid = 0; gid < sites_.size(); ++gid) {
            if (sites_[gid].circuits == 0 || sites_[gid].chip != chip_) { continue; }
            neurons_.push_back(gid);
            for (auto i = synapses_.begin[gid]; i < synapses_.begin[gid + 1]; ++i) {
                number.try_emplace(synapses_.source[i], 0);
            }
        }
        for (auto& [gid, index] : number) {
            index = static_cast<std::uint32_t>(sources_.size());
            ChipSource source;
            source.chip = chip_;
            source.gid = gid;
            const auto& sender = network_.populations[population_of(gid)];
            const Site& site = sites_[gid];
            if (site.circuits > 0 && site.chip == chip_) {
                source.bus = sizes_.bus_of(site.column);
            } else {
                source.kind = sender.model == "SpikeSourcePoissonOnChip"
                                  ? ChipSource::Kind::background
                                  : ChipSource::Kind::external;
            }
            sources_.push_back(source);
        }
        inputs_.resize(neurons_.size());
        for (std::size_t n = 0; n < neurons_.size(); ++n) {
            const auto gid = neurons_[n];
            for (auto i = synapses_.begin[gid]; i < synapses_.begin[gid + 1]; ++i) {
                inputs_[n].push_back({number.at(synapses_.source[i]), synapses_.weight[i]});
            }
        }
    }

    /// Gives every source a bus: that of its columns for neurons of the chip, the least loaded for
    /// others.
    void choose_buses() {
        std::vector<std::uint64_t> n_synapses(sources_.size(), 0);
        std::vector<std::uint8_t> heard_in(sources_.size(), 0);
        for (std::size_t n = 0; n < neurons_.size(); ++n) {
            for (const auto& input : inputs_[n]) {
                ++n_synapses[input.source];
                heard_in[input.source] |=
                    static_cast<std::uint8_t>(1U << sites_[neurons_[n]].hemisphere);
            }
        }
        std::vector<std::uint64_t> load(2 * sizes_.buses, 0);  // synapses, by hemisphere and bus
        const auto put = [&](std::size_t s) {
            for (std::uint32_t h = 0; h < 2; ++h) {
                if ((sources_[s].hemispheres >> h & 1U) != 0) {
                    load[h * sizes_.buses + sources_[s].bus] += n_synapses[s];
                }
            }
        };
        for (std::size_t s = 0; s < sources_.size(); ++s) {
            if (sources_[s].kind == ChipSource::Kind::neuron) { put(s); }
        }
        for (std::size_t s = 0; s < sources_.size(); ++s) {
            auto& source = sources_[s];
            if (source.kind == ChipSource::Kind::neuron) { continue; }
            if (source.kind == ChipSource::Kind::background) { source.hemispheres = heard_in[s]; }
            std::uint64_t least = ~std::uint64_t{0};
            for (std::uint32_t bus = 0; bus < sizes_.buses; ++bus) {
                std::uint64_t fullest = 0;
                for (std::uint32_t h = 0; h < 2; ++h) {
                    if ((source.hemispheres >> h & 1U) != 0) {
                        fullest = std::max(fullest, load[h * sizes_.buses + bus]);
                    }
                }
                if (fullest < least) {
                    least = fullest;
                    source.bus = static_cast<std::uint8_t>(bus);
                }
            }
            put(s);
        }
    }

    /// Numbers the sources of each bus: label, and row select where labels do not suffice.
    bool choose_labels(std::string& fault) {
        std::vector<std::uint32_t> used(sizes_.buses, 0);
        for (auto& source : sources_) {
            const auto place = used[source.bus]++;
            if (place >= sizes_.labels * sizes_.row_selects) {
                fault = "bus " + std::to_string(source.bus) + " would have more than " +
                        std::to_string(sizes_.labels * sizes_.row_selects) + " sources";
                return false;
            }
            source.label = static_cast<std::uint8_t>(place % sizes_.labels);
            source.row_select = static_cast<std::uint8_t>(place / sizes_.labels);
        }
        return true;
    }

    /// Returns the bank of a synapse: the rows for one hemisphere, bus, group of sources and sign.
    [[nodiscard]] std::size_t bank(std::uint32_t hemisphere, const ChipSource& source,
                                   bool inhibitory) const {
        return ((hemisphere * sizes_.buses + source.bus) * sizes_.row_selects + source.row_select) *
                   2 +
               (inhibitory ? 1 : 0);
    }

    /// Distributes the inputs of a neuron over its columns in turn, bank by bank, so that no column
    /// needs more rows than others.
    void spread_columns() {
        const std::size_t banks = 2ULL * sizes_.buses * sizes_.row_selects * 2;
        used_.assign(banks, std::vector<std::uint16_t>(sizes_.columns, 0));
        places_.resize(neurons_.size());
        std::vector<std::uint32_t> turn(banks, 0);
        for (std::size_t n = 0; n < neurons_.size(); ++n) {
            const Site& site = sites_[neurons_[n]];
            std::fill(turn.begin(), turn.end(), 0);
            std::uint32_t start = 0;
            for (const auto& input : inputs_[n]) {
                const auto b = bank(site.hemisphere, sources_[input.source], input.weight < 0);
                // Banks begin at different columns, so that remainders are spread as well.
                if (turn[b] == 0) { turn[b] = 1 + start++ % site.circuits; }
                const auto column =
                    static_cast<std::uint16_t>(site.column + (turn[b]++ - 1) % site.circuits);
                places_[n].push_back({b, used_[b][column]++, column});
            }
        }
    }

    /// Gives every bank as many rows as its fullest column needs. Fails where a bus has too few.
    bool lay_rows(Wiring& wiring, std::string& fault) {
        base_.assign(used_.size(), 0);
        for (std::uint32_t h = 0; h < 2; ++h) {
            for (std::uint32_t bus = 0; bus < sizes_.buses; ++bus) {
                std::uint32_t drivers = 0;
                for (std::uint32_t group = 0; group < sizes_.row_selects; ++group) {
                    ChipSource where;
                    where.bus = static_cast<std::uint8_t>(bus);
                    where.row_select = static_cast<std::uint8_t>(group);
                    const auto exc = max_used(bank(h, where, false));
                    const auto inh = max_used(bank(h, where, true));
                    base_[bank(h, where, false)] = drivers * sizes_.rows_per_driver;
                    base_[bank(h, where, true)] = drivers * sizes_.rows_per_driver + exc;
                    for (std::uint32_t r = 0; r < exc + inh; ++r) {
                        wiring.rows.push_back({chip_, static_cast<std::uint8_t>(h),
                                               row_of(bus, drivers * sizes_.rows_per_driver + r),
                                               static_cast<std::int8_t>(r < exc ? 1 : -1),
                                               static_cast<std::uint8_t>(group)});
                    }
                    drivers += (exc + inh + sizes_.rows_per_driver - 1) / sizes_.rows_per_driver;
                }
                if (drivers > sizes_.drivers) {
                    fault = "chip " + std::to_string(chip_) + ": bus " + std::to_string(bus) +
                            " of hemisphere " + std::to_string(h) + " needs " +
                            std::to_string(drivers * sizes_.rows_per_driver) + " rows, it has " +
                            std::to_string(sizes_.drivers * sizes_.rows_per_driver);
                    return false;
                }
            }
        }
        return true;
    }

    [[nodiscard]] std::uint32_t max_used(std::size_t bank) const {
        return *std::max_element(used_[bank].begin(), used_[bank].end());
    }
    /// Returns the row of a slot of a bus. Drivers of the buses alternate: with 4 buses and 2 rows
    /// per driver, slot s lies on driver 4 (s / 2) + bus.
    [[nodiscard]] std::uint16_t row_of(std::uint32_t bus, std::uint32_t slot) const {
        const auto driver = slot / sizes_.rows_per_driver * sizes_.buses + bus;
        return static_cast<std::uint16_t>(driver * sizes_.rows_per_driver +
                                          slot % sizes_.rows_per_driver);
    }

    void emit(Wiring& wiring) {
        for (std::size_t n = 0; n < neurons_.size(); ++n) {
            const Site& site = sites_[neurons_[n]];
            for (std::size_t i = 0; i < inputs_[n].size(); ++i) {
                const auto& source = sources_[inputs_[n][i].source];
                const auto& place = places_[n][i];
                wiring.synapses.push_back(
                    {chip_, site.hemisphere, row_of(source.bus, base_[place.bank] + place.slot),
                     place.column, static_cast<std::uint8_t>(std::abs(inputs_[n][i].weight)),
                     source.label});
            }
        }
    }

    /// Adds up the events on each bus, and fails where a bus or a generator would carry too many.
    bool load(Wiring& wiring, std::string& fault) {
        std::vector<double> events(2 * sizes_.buses, 0), background(2 * sizes_.buses, 0);
        const double speed = board_.limit("acceleration");
        for (const auto& source : sources_) {
            const double rate = network_.populations[population_of(source.gid)].rate_hz * speed;
            for (std::uint32_t h = 0; h < 2; ++h) {
                if ((source.hemispheres >> h & 1U) == 0) { continue; }
                events[h * sizes_.buses + source.bus] += rate;
                if (source.kind == ChipSource::Kind::background) {
                    background[h * sizes_.buses + source.bus] += rate;
                }
            }
        }
        const double most = *std::max_element(events.begin(), events.end());
        wiring.peak_bus_events = std::max(wiring.peak_bus_events, most);
        wiring.sources.insert(wiring.sources.end(), sources_.begin(), sources_.end());
        if (most > board_.limit("bus_events_per_second")) {
            fault = "chip " + std::to_string(chip_) + ": a bus would carry " +
                    std::to_string(most) + " events/s";
            return false;
        }
        if (*std::max_element(background.begin(), background.end()) >
            board_.limit("background_events_per_second")) {
            fault = "chip " + std::to_string(chip_) +
                    ": a generator would send more events than it can";
            return false;
        }
        return true;
    }

    struct Place {
        std::size_t bank;
        std::uint16_t slot, column;
    };
    const BoardNetwork& network_;
    const SynapseTable& synapses_;
    const Board& board_;
    Sizes sizes_;
    const std::vector<Site>& sites_;
    std::uint32_t chip_;
    std::vector<std::uint32_t> neurons_;  ///< gids
    std::vector<std::vector<Input>> inputs_;
    std::vector<ChipSource> sources_;
    std::vector<std::vector<std::uint16_t>> used_;  ///< [bank][column]: rows in use
    std::vector<std::vector<Place>> places_;
    std::vector<std::uint32_t> base_;  ///< first slot of a bank on its bus
};

}  // namespace

std::optional<Wiring> wire_chips(const BoardNetwork& network, const SynapseTable& synapses,
                                 const Board& board, const std::vector<Site>& sites,
                                 std::string& fault) {
    Wiring wiring;
    std::uint32_t chips = 0;
    for (const auto& site : sites) {
        if (site.circuits > 0) { chips = std::max(chips, site.chip + 1); }
    }
    for (std::uint32_t chip = 0; chip < chips; ++chip) {
        if (!ChipWirer(network, synapses, board, sites, chip).run(wiring, fault)) {
            return std::nullopt;
        }
    }
    return wiring;
}

}  // namespace callosum::brainscales2
