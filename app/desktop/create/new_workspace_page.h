#pragma once

#include "app/desktop/create/form_check.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace kalpana::desktop::create {

class Field;

/// Asks which machine, which folder, and how to call it. What follows (the steps as they run) is the workspace's own
/// page.
class NewWorkspacePage final : public QWidget {
    Q_OBJECT
public:
    explicit NewWorkspacePage(QWidget* parent = nullptr);

    /// Hosts of the user's SSH configuration, offered below "This computer"; anything else can be typed.
    void setHosts(const QStringList& aliases);
    void setNamesInUse(const QStringList& names) { m_namesInUse = names; }
    /// An empty form with the cursor in it; or one to be corrected, with what was wrong.
    void begin();
    void beginAgain(const Form& form, const FormProblems& problems = {});

Q_SIGNALS:
    void createRequested(const kalpana::desktop::create::Form& form);
    void cancelled();

private:
    [[nodiscard]] Form form() const;
    void showProblems(const FormProblems& problems);
    void suggestName();
    void submit();

    QComboBox* m_host;
    QLineEdit* m_folder;
    QLineEdit* m_name;
    Field* m_hostField;
    Field* m_folderField;
    Field* m_nameField;
    QStringList m_namesInUse;
    bool m_nameIsOurs = true;
};

} // namespace kalpana::desktop::create
