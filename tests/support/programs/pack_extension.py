"""pack_extension.py PATH NAME VERSION: a tiny extension of the publisher "kalpana", as vsce packs one."""
import json
import sys
import zipfile

path, name, version = sys.argv[1:]
manifest = """<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
<Metadata><Identity Language="en-US" Id="%s" Version="%s" Publisher="kalpana"/><DisplayName>x</DisplayName></Metadata>
<Installation><InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation>
<Assets><Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json"/></Assets>
</PackageManifest>"""
with zipfile.ZipFile(path, "w") as package:
    package.writestr("extension.vsixmanifest", manifest % (name, version))
    package.writestr("extension/package.json", json.dumps(
        {"name": name, "publisher": "kalpana", "version": version, "engines": {"vscode": "^1.50.0"}}))
