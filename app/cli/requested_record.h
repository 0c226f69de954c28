#pragma once

#include "app/cli/context.h"

namespace kalpana::cli {

/// The workspace that `up NAME --host … --folder … --remote-data …` means.
struct RequestedRecord {
    workspace::Record record;
    bool isNew = false; ///< It was added just now.
};

/// Finds it or adds it. One that has never run takes a new host and folder; one that has keeps its own, and other words
/// are a Usage error: its files are there.
[[nodiscard]] Result<RequestedRecord> requestedRecord(const Context& context, workspace::Store& store,
                                                      const Invocation& invocation);

} // namespace kalpana::cli
