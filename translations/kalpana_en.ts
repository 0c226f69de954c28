<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AskCommand</name>
    <message numerus="yes">
        <source>%n file(s) changed</source>
        <translation>
            <numerusform>%n file changed</numerusform>
            <numerusform>%n files changed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message numerus="yes">
        <source>%n file(s) changed</source>
        <translation>
            <numerusform>%n file changed</numerusform>
            <numerusform>%n files changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) went back to how they were.</source>
        <translation>
            <numerusform>%n file went back to how it was.</numerusform>
            <numerusform>%n files went back to how they were.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Limits</name>
    <message numerus="yes">
        <source>Paused after %n call(s) of the model, the limit for a turn. Write “go on” to let it continue, or raise the limit in Settings.</source>
        <translation>
            <numerusform>Paused after %n call of the model, the limit for a turn. Write “go on” to let it continue, or raise the limit in Settings.</numerusform>
            <numerusform>Paused after %n calls of the model, the limit for a turn. Write “go on” to let it continue, or raise the limit in Settings.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The settings allow %n call(s) of a model a minute.</source>
        <translation>
            <numerusform>The settings allow %n call of a model a minute.</numerusform>
            <numerusform>The settings allow %n calls of a model a minute.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsCommand</name>
    <message numerus="yes">
        <source>%n model(s) of %1, as told on %2. Prices are for a million tokens.</source>
        <translation>
            <numerusform>%n model of %1, as told on %2. Prices are for a million tokens.</numerusform>
            <numerusform>%n models of %1, as told on %2. Prices are for a million tokens.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewWorkspace</name>
    <message numerus="yes">
        <source>Use a name of at most %n characters.</source>
        <translation>
            <numerusform>Use a name of at most %n character.</numerusform>
            <numerusform>Use a name of at most %n characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Readable</name>
    <message numerus="yes">
        <source>%n days ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SshConnection</name>
    <message numerus="yes">
        <source>%1 did not answer at %2:%3 within %n seconds. Check the address, the network, and firewalls on the way.</source>
        <translation>
            <numerusform>%1 did not answer at %2:%3 within %n second. Check the address, the network, and firewalls on the way.</numerusform>
            <numerusform>%1 did not answer at %2:%3 within %n seconds. Check the address, the network, and firewalls on the way.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UpCommand</name>
    <message numerus="yes">
        <source>&quot;%1&quot; is no name for a workspace. Give up to %n printable characters.</source>
        <translation>
            <numerusform>&quot;%1&quot; is no name for a workspace. Give up to %n printable character.</numerusform>
            <numerusform>&quot;%1&quot; is no name for a workspace. Give up to %n printable characters.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kalpana::desktop::review::DiffView</name>
    <message numerus="yes">
        <source>%n unchanged line(s)</source>
        <translation>
            <numerusform>%n unchanged line</numerusform>
            <numerusform>%n unchanged lines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>kalpana::desktop::review::ReviewPage</name>
    <message numerus="yes">
        <source>%n file(s)</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) were written.</source>
        <translation>
            <numerusform>%n file was written.</numerusform>
            <numerusform>%n files were written.</numerusform>
        </translation>
    </message>
</context>
</TS>
