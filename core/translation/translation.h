#pragma once

class QCoreApplication;

namespace kalpana::translation {

/// Makes tr() speak the language of the user's locale where Kalpana has it, else English with its plural forms. To be
/// called once, right after the application was made: what was put into words before stays as it stands in the source.
void install(QCoreApplication& application);

} // namespace kalpana::translation
