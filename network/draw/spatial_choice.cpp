#include <algorithm>
#include <numeric>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/uniforms.hpp"
#include "network/draw/spatial_samplers.hpp"
#include "network/space/displacement.hpp"
#include "network/space/means.hpp"

namespace callosum {

namespace {
/// Number of entries of the guide to a pool.
constexpr int guide_size = 1024;
}  // namespace

ChoiceSampler::ChoiceSampler(const Description& description, std::size_t projection, Slice targets)
    : SpatialSampler(description, projection, targets),
      name_(description.projections[projection].name),
      incoming_(targets_choose_),
      choosers_(area_.sources),
      partners_(area_.targets) {
    if (!incoming_) { return; }
    choosers_ = local_targets();
    partners_ = area_.sources;
}

std::uint64_t ChoiceSampler::slab() const { return 4 * sources_per_cell(); }

void ChoiceSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted{std::clamp(sources.first, area_.sources.first, area_.sources.last),
                       std::clamp(sources.last, area_.sources.first, area_.sources.last)};
    const Slice choosers = incoming_ ? choosers_ : wanted;
    if (wanted.first >= wanted.last || local_.size() == 0) { return; }
    std::vector<PlacedBlock> blocks;
    if (incoming_) {
        // Other targets cannot choose any of these sources, so they need not be drawn.
        targets_->trim();
        std::vector<PlacedBlock> asked;
        source_blocks().collect(
            wanted, [](const Box&) { return true; }, asked);
        blocks = near(target_blocks(), choosers, around(asked), true);
    } else {
        sources_->trim();
        blocks = near(source_blocks(), choosers, local_box_, true);
    }
    writer_.begin(sink);
    for (const auto& block : blocks) {
        make_pool(block.box);
        for (std::uint32_t i = 0; i < block.run.n; ++i) {
            Chooser chooser{block.run.index_of(i), {}};
            if (chooser.index - choosers.first >= choosers.size()) { continue; }
            for (std::size_t axis = 0; axis < extent_.dims; ++axis) {
                chooser.at[axis] = block.run.at[axis][i];
            }
            choose(chooser);
            emit(chooser, wanted);
        }
    }
    writer_.end();
}

/// Collects the partners that choosers in a box can have.
void ChoiceSampler::make_pool(const Box& box) {
    pool_.blocks = near(incoming_ ? source_blocks() : target_blocks(), partners_, box, false);
    pool_.bounds.clear();
    pool_.cumulative.clear();
    double sum = 0;
    for (const auto& block : pool_.blocks) {
        pool_.bounds.push_back(most_of(space_, gap(extent_, box, block.box)));
        sum += pool_.bounds.back() * block.run.n;
        pool_.cumulative.push_back(sum);
    }
    pool_.guide.clear();
    std::uint32_t found = 0;
    for (int k = 0; k < guide_size && !pool_.blocks.empty(); ++k) {
        while (found + 1 < pool_.blocks.size() && pool_.cumulative[found] <= sum * k / guide_size) {
            ++found;
        }
        pool_.guide.push_back(found);
    }
}

std::size_t ChoiceSampler::block_at(double part) const {
    std::size_t found = pool_.guide[static_cast<std::size_t>(part * guide_size)];
    const double sum = part * pool_.cumulative.back();
    while (found + 1 < pool_.cumulative.size() && pool_.cumulative[found] <= sum) { ++found; }
    return found;
}

bool ChoiceSampler::take(std::uint32_t partner, double distance) {
    if (!rule_.allow_multapses && !taken_.insert(partner)) { return false; }
    chosen_.push_back(partner);
    distances_.push_back(distance);
    return true;
}

void ChoiceSampler::choose(const Chooser& chooser) {
    chosen_.clear();
    distances_.clear();
    if (rule_.degree == 0) { return; }
    if (!rule_.allow_multapses) { taken_.reset(~std::uint32_t{0}, rule_.degree); }
    const bool any = !pool_.cumulative.empty() && pool_.cumulative.back() > 0;
    // Candidates accepted less than once in 16 times cost more than going through all partners.
    const std::uint64_t patience = 16 * rule_.degree + 256;
    for (std::uint32_t first = 0; any && first < patience; first += Draft::size) {
        candidates(chooser, first);
        if (chosen_.size() == rule_.degree) { return; }
    }
    choose_from_all(chooser);
}

std::uint32_t ChoiceSampler::candidates(const Chooser& chooser, std::uint32_t first) {
    const Words16 words(synapse_ars_, first, chooser.index, 0, use::index);
    Pairs pairs;
    Expression::Lanes weight{};
    Expression::Lanes bound{};
    Draft::Column partner{};
    for (std::uint32_t i = 0; i < Draft::size; ++i) {
        const std::size_t found = block_at(unit_interval(words.word[0][i], words.word[3][i]));
        const PlacedRun& run = pool_.blocks[found].run;
        const std::uint32_t at = below(words.word[1][i], run.n);
        for (std::size_t axis = 0; axis < extent_.dims; ++axis) {
            pairs.set(i, axis, run.at[axis][at], chooser.at[axis]);
        }
        partner[i] = run.index_of(at);
        bound[i] = pool_.bounds[found];
    }
    evaluate(pairs, weight);
    std::uint32_t n = 0;
    for (std::uint32_t i = 0; i < Draft::size && chosen_.size() < rule_.degree; ++i) {
        const bool self = recurrent_ && !rule_.allow_autapses && partner[i] == chooser.index;
        const bool possible = partner[i] - partners_.first < partners_.size() && !self;
        const bool accepted = unit_interval(words.word[2][i]) * bound[i] < weight[i];
        if (possible && accepted && take(partner[i], pairs.variables.x[i])) { ++n; }
    }
    return n;
}

void ChoiceSampler::choose_from_all(const Chooser& chooser) {
    std::vector<std::uint32_t> partners;
    std::vector<double> weights;
    std::vector<double> lengths;
    for (const auto& block : pool_.blocks) {
        for (std::uint32_t first = 0; first < block.run.n; first += Draft::size) {
            Pairs pairs;
            Expression::Lanes weight{};
            const std::uint32_t n = std::min(Draft::size, block.run.n - first);
            for (std::uint32_t i = 0; i < n; ++i) {
                for (std::size_t axis = 0; axis < extent_.dims; ++axis) {
                    pairs.set(i, axis, block.run.at[axis][first + i], chooser.at[axis]);
                }
            }
            evaluate(pairs, weight);
            for (std::uint32_t i = 0; i < n; ++i) {
                const std::uint32_t partner = block.run.index_of(first + i);
                const bool self = recurrent_ && !rule_.allow_autapses && partner == chooser.index;
                const bool taken = !rule_.allow_multapses && taken_.contains(partner);
                const bool outside = partner - partners_.first >= partners_.size();
                if (self || taken || outside || !(weight[i] > 0)) { continue; }
                partners.push_back(partner);
                weights.push_back(weight[i]);
                lengths.push_back(pairs.variables.x[i]);
            }
        }
    }
    const std::uint64_t left = rule_.degree - chosen_.size();
    if (partners.empty() || (!rule_.allow_multapses && partners.size() < left)) {
        const std::size_t found = partners.size() + (rule_.allow_multapses ? 0 : chosen_.size());
        throw NetworkError(
            name_, std::string(incoming_ ? "target " : "source ") + std::to_string(chooser.index) +
                       " finds " + std::to_string(found) + " possible " +
                       (incoming_ ? "sources" : "targets") + " inside its mask, " +
                       std::to_string(rule_.degree) +
                       " are wanted; widen the mask, lower the degree" +
                       (rule_.allow_multapses ? "" : ", or set \"allow_multapses\": true"));
    }
    Uniforms uniforms(synapse_ars_, use::choice, chooser.index, 0, 0);
    double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    while (chosen_.size() < rule_.degree) {
        double part = uniforms() * total;
        std::size_t at = 0;
        while (at + 1 < weights.size() && part >= weights[at]) { part -= weights[at++]; }
        if (!(weights[at] > 0)) { continue; }  // rounding led to a partner that is taken
        chosen_.push_back(partners[at]);
        distances_.push_back(lengths[at]);
        if (!rule_.allow_multapses) {
            weights[at] = 0;
            total = std::accumulate(weights.begin(), weights.end(), 0.0);
        }
    }
}

void ChoiceSampler::emit(const Chooser& chooser, Slice sources) {
    const Slice kept = local_targets();
    Draft draft;
    (incoming_ ? draft.target : draft.source).fill(chooser.index);
    Draft::Column& partner = incoming_ ? draft.source : draft.target;
    for (std::size_t j = 0; j < chosen_.size(); j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::size_t>(Draft::size, chosen_.size() - j));
        const Words16 words(synapse_ars_, narrow(j), chooser.index, 0, use::synapse);
        std::copy_n(chosen_.begin() + static_cast<std::ptrdiff_t>(j), n, partner.begin());
        std::copy_n(distances_.begin() + static_cast<std::ptrdiff_t>(j), n, draft.distance.begin());
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        writer_.put_inside(draft, n, sources, kept);
    }
}

}  // namespace callosum
