#pragma once

#include "app/desktop/workbench/workbench.h"

#include <QObject>

namespace kalpana::desktop::assembly {

/// The module's entry: see workbench::WorkbenchMaker.
class Module final : public QObject, public workbench::WorkbenchMaker {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID "kalpana.Workbench/1")
    Q_INTERFACES(kalpana::desktop::workbench::WorkbenchMaker)
public:
    Result<std::unique_ptr<workbench::Workbench>> make(const workbench::Shared& shared) override;
};

} // namespace kalpana::desktop::assembly
