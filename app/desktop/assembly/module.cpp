#include "app/desktop/assembly/module.h"

#include "app/desktop/assembly/assembly.h"
#include "app/desktop/assembly/web_views.h"

namespace kalpana::desktop::assembly {

Result<std::unique_ptr<workbench::Workbench>> Module::make(const workbench::Shared& shared)
{
    return Assembly::make(shared, &loadWebViews);
}

} // namespace kalpana::desktop::assembly
