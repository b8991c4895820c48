#include "network/draw/batch_writer.hpp"

#include <algorithm>

#include "network/space/displacement.hpp"

namespace callosum {

BatchWriter::BatchWriter(const Description& description, std::size_t index)
    : weight_(description.projections[index].weight),
      delay_(description.projections[index].delay, description.dt_ms),
      constant_weight_(description.projections[index].weight.is_constant()),
      dt_ms_(description.dt_ms),
      batch_{} {
    const Projection& projection = description.projections[index];
    // A range of one value needs no distance, so positions are not looked up for it.
    if (projection.weight_by_distance && !constant_weight_) {
        weight_at_.emplace(*projection.weight_by_distance);
    }
    if (projection.delay_by_distance && !delay_.is_constant()) {
        delay_at_.emplace(*projection.delay_by_distance);
    }
    if (weight_at_ || delay_at_) {
        source_places_ = places_of(description, projection.source);
        target_places_ = projection.source == projection.target
                             ? source_places_
                             : places_of(description, projection.target);
    }
}

void BatchWriter::begin(const Sampler::Sink& sink) {
    sink_ = &sink;
    batch_.n = 0;
    // Constant weights are written once, because drafts overwrite only the other columns.
    if (constant_weight_) { std::fill(batch_.weight.begin(), batch_.weight.end(), weight_(0)); }
}

void BatchWriter::end() {
    flush();
    sink_ = nullptr;
}

void BatchWriter::flush() {
    if (batch_.n == 0) { return; }
    if ((weight_at_ || delay_at_) && !given_distances_) { find_distances(); }
    draw_delays();
    if (!constant_weight_) { draw_weights(); }
    (*sink_)(batch_);
    batch_.n = 0;
}

void BatchWriter::find_distances() {
    for (std::uint32_t i = 0; i < batch_.n; ++i) {
        const Point from = source_places_->at(batch_.source[i]);
        const Point to = target_places_->at(batch_.target[i]);
        distances_[i] = length(displacement(source_places_->extent(), from, to));
    }
}

void BatchWriter::draw_delays() {
    if (delay_at_) {
        alignas(64) std::array<double, SynapseBatch::capacity> delays_ms;
        delay_at_->many(distances_.data(), batch_.delay.data(), delays_ms.data(), batch_.n);
        for (std::uint32_t i = 0; i < batch_.n; ++i) {
            batch_.delay[i] = delay_steps(delays_ms[i], dt_ms_);
        }
    } else if (delay_.is_constant()) {
        std::fill_n(batch_.delay.begin(), batch_.n, delay_.smallest());
    } else {
        for (std::uint32_t i = 0; i < batch_.n; ++i) { batch_.delay[i] = delay_(batch_.delay[i]); }
    }
}

void BatchWriter::draw_weights() {
    // Draws whole lanes: entries past n come from stale words and are never read.
    const std::size_t padded = (batch_.n + Draft::size - 1) / Draft::size * Draft::size;
    if (weight_at_) {
        weight_at_->many(distances_.data(), weight_words_.data(), batch_.weight.data(), padded);
    } else {
        weight_.many(weight_words_.data(), batch_.weight.data(), padded);
    }
}

}  // namespace callosum
