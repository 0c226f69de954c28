#include "app/desktop/look/fonts_ahead.h"

#include <QFontDatabase>
#include <QStringList>

#include <dlfcn.h>

namespace kalpana::desktop::look {

std::jthread readFontsAhead()
{
    return std::jthread([] {
        // Nothing of Qt before there is an application: it takes the first thread that it meets for the main one, and a
        // window of any other hears of no key and no click. FcInit() may be called again and from any thread
        // (FcInit(3)); Qt Gui brings its library along.
        if (void* library = ::dlopen("libfontconfig.so.1", RTLD_NOW))
            if (void* init = ::dlsym(library, "FcInit"))
                reinterpret_cast<int (*)()>(init)();
    });
}

std::jthread listFontsAhead()
{
    return std::jthread([] { (void)QFontDatabase::families(); });
}

} // namespace kalpana::desktop::look
