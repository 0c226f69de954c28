#pragma once

#include "remote/bridge/server/terminal/cell.h"
#include "remote/bridge/server/terminal/control_sequence.h"

namespace kalpana::bridge::server {

/// Changes a pen as CSI … m asks. What is not known is skipped.
void applyRendition(Pen& pen, const ControlSequence& sequence);

/// Appends the CSI … m that makes any pen this one.
void appendRendition(std::string& text, const Pen& pen);

} // namespace kalpana::bridge::server
