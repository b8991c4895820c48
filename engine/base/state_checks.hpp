#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/base/state_visitor.hpp"

namespace callosum {

/// Adds up the memory of state, and of what is derived from the description to work on it.
class StateBytes final : public StateVisitor {
  public:
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

    void neurons(std::size_t, Slice, std::string_view, const StateColumn& column) override {
        add(column);
    }
    void neuron_lists(std::size_t, Slice, std::string_view, StateLists& lists) override {
        bytes_ += lists.bytes();
    }
    void sources(std::size_t, std::span<const std::uint64_t>, std::string_view,
                 const StateColumn& column) override {
        add(column);
    }
    void source_lists(std::size_t, std::string_view, const SourceLists&) override {
    }  // visits under way come and go
    void synapses(std::size_t, const SynapseKeys&, std::string_view,
                  const StateColumn& column) override {
        add(column);
    }
    void projection(std::size_t, std::string_view, const StateColumn& column) override {
        add(column);
    }
    void projection_list(std::size_t, std::string_view, StateLists& list) override {
        bytes_ += list.bytes();
    }
    void total(std::string_view, const StateColumn& part) override { add(part); }
    void derived(std::string_view, std::uint64_t bytes) override { bytes_ += bytes; }

  private:
    void add(const StateColumn& column) { bytes_ += column.size * size_of(column.type); }
    std::uint64_t bytes_ = 0;
};

/// Finds the first neuron of a range some state of which is not a finite number.
class NotFinite final : public NeuronVisitor {
  public:
    /// Its index in the population.
    [[nodiscard]] std::optional<std::uint64_t> index() const { return index_; }

    void neurons(std::size_t, Slice indices, std::string_view, const StateColumn& column) override {
        if (column.type == StateType::f64) { look<double>(indices, column); }
        if (column.type == StateType::f32) { look<float>(indices, column); }
    }
    void neuron_lists(std::size_t population, Slice indices, std::string_view name,
                      StateLists& lists) override {
        for (std::size_t i = 0; i < lists.n_lists(); ++i) {
            const std::uint64_t index = indices.first + i;
            for (const auto& field : lists.fields()) {
                const auto column = lists.column(i, field);
                for (std::size_t k = 0; k < column.size; ++k) {
                    const StateColumn one{column.at(k), column.type, 1, column.stride};
                    neurons(population, {index, index + 1}, name, one);
                }
            }
        }
    }

  private:
    template <class T>
    void look(Slice indices, const StateColumn& column) {
        for (std::size_t first = 0; first < column.size; first += column.block) {
            const std::byte* at = column.at(first);
            const std::size_t n = std::min(column.block, column.size - first);
            for (std::size_t i = 0; i < n; ++i, at += column.stride) {
                if (std::isfinite(*reinterpret_cast<const T*>(at))) { continue; }
                const std::uint64_t index = indices.first + first + i;
                if (!index_ || index < *index_) { index_ = index; }
                return;
            }
            if (n < column.block) { break; }
        }
    }
    std::optional<std::uint64_t> index_;
};

}  // namespace callosum
