#include "engine/layout/port_rows.hpp"

#include "engine/layout/parameter_values.hpp"
#include "models/registry.hpp"

namespace callosum {

PortRows port_rows(const Description& description, std::size_t population) {
    const PopulationValues values(description, population);
    PortRows rows;
    visit_models(NeuronModels{}, [&]<class M>() {
        if (!serves<M>(description, population)) { return false; }
        rows.n_rows = values.n_rows<M>();
        const auto ports = n_ports(description.populations[population], M::info);
        for (std::size_t port = 0; port < ports; ++port) {
            rows.row_of_port.push_back(static_cast<std::uint32_t>(M::row_of_port(port)));
        }
        return true;
    });
    return rows;
}

}  // namespace callosum
