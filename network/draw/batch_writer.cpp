#include "network/draw/batch_writer.hpp"

#include <algorithm>

namespace callosum {

BatchWriter::BatchWriter(const Projection& projection, double dt_ms)
    : weight_(projection.weight),
      delay_(projection.delay, dt_ms),
      constant_weight_(projection.weight.is_constant()),
      batch_{} {}

void BatchWriter::begin(const Sampler::Sink& sink) {
    sink_ = &sink;
    batch_.n = 0;
    // Constant columns are written once: drafts overwrite the delays alone.
    if (constant_weight_) { std::fill(batch_.weight.begin(), batch_.weight.end(), weight_(0)); }
}

void BatchWriter::end() {
    flush();
    sink_ = nullptr;
}

void BatchWriter::flush() {
    if (batch_.n == 0) { return; }
    if (delay_.is_constant()) {
        std::fill_n(batch_.delay.begin(), batch_.n, delay_.smallest());
    } else {
        for (std::uint32_t i = 0; i < batch_.n; ++i) { batch_.delay[i] = delay_(batch_.delay[i]); }
    }
    if (!constant_weight_) {
        // Whole lanes: what lies past n is drawn from old words and not read.
        const std::size_t padded = (batch_.n + Draft::size - 1) / Draft::size * Draft::size;
        weight_.many(weight_words_.data(), batch_.weight.data(), padded);
    }
    (*sink_)(batch_);
    batch_.n = 0;
}

}  // namespace callosum
