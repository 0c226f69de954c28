#include "app/desktop/web/module.h"
