; Installs Whereabouts for one user, without an administrator, or for all (/AllUsers).
; Silent: /S, and /D=FOLDER as the last word. The uninstaller keeps what was taught unless
; told otherwise: silent with /S it keeps it, with /S /ALL nothing is left.
Target amd64-unicode
SetCompressor /SOLID lzma
SetCompressorDictSize 16
SetDateSave off
ManifestDPIAware true
Name "Whereabouts"
BrandingText "Whereabouts {{.Version}}"

!define ID "io.github.whereabouts.Whereabouts"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "Whereabouts"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${REMOVAL}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${REMOVAL}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

!define MUI_ICON "whereabouts.ico"
!define MUI_UNICON "whereabouts.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\Whereabouts Window.exe"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "SimpChinese"

LangString OpenWith ${LANG_ENGLISH} "Open with Whereabouts"
LangString OpenWith ${LANG_GERMAN} "Mit Whereabouts öffnen"
LangString OpenWith ${LANG_SIMPCHINESE} "用 Whereabouts 打开"
LangString Forget ${LANG_ENGLISH} "Remove what you taught and your settings, too? Your photos are not touched."
LangString Forget ${LANG_GERMAN} "Auch entfernen, was Sie Whereabouts beigebracht und eingestellt haben? Ihre Fotos bleiben unberührt."
LangString Forget ${LANG_SIMPCHINESE} "是否同时删除您教会的内容和设置？您的照片不会被改动。"
LangString Running ${LANG_ENGLISH} "Whereabouts is open. Close it first."
LangString Running ${LANG_GERMAN} "Whereabouts ist geöffnet. Schließen Sie es zuerst."
LangString Running ${LANG_SIMPCHINESE} "Whereabouts 正在运行，请先将其关闭。"
LangString Needs64 ${LANG_ENGLISH} "Whereabouts needs a 64-bit Windows 10 or newer."
LangString Needs64 ${LANG_GERMAN} "Whereabouts braucht ein Windows 10 mit 64 Bit oder ein neueres."
LangString Needs64 ${LANG_SIMPCHINESE} "Whereabouts 需要 64 位的 Windows 10 或更高版本。"

VIProductVersion "{{.Numbers}}"
VIAddVersionKey "ProductName" "Whereabouts"
VIAddVersionKey "ProductVersion" "{{.Version}}"
VIAddVersionKey "FileVersion" "{{.Numbers}}"
VIAddVersionKey "FileDescription" "Whereabouts Setup"
VIAddVersionKey "LegalCopyright" "{{.Year}} the authors of Whereabouts"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(Needs64)" /SD IDOK
    Abort
  ${EndIf}
  SetRegView 64
  StrCpy $0 $INSTDIR ; what /D says, which MultiUser.nsh would forget
  !insertmacro MULTIUSER_INIT
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

; A program that runs cannot be written over, nor removed.
!macro RefuseWhileOpen
  ${If} ${FileExists} "$INSTDIR\whereabouts.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\whereabouts.exe" a
    ${If} ${Errors}
      MessageBox MB_OK|MB_ICONSTOP "$(Running)" /SD IDOK
      SetErrorLevel 2
      Abort
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

Section
  !insertmacro RefuseWhileOpen
  SetOutPath "$INSTDIR"
{{- range .Files}}
  File "files/{{.}}"
{{- end}}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Whereabouts.lnk" "$INSTDIR\Whereabouts Window.exe"

  WriteRegStr SHCTX "Software\Classes\${ID}" "" "Photo"
  WriteRegStr SHCTX "Software\Classes\${ID}\shell\open" "FriendlyAppName" "Whereabouts"
  WriteRegStr SHCTX "Software\Classes\${ID}\shell\open\command" "" '"$INSTDIR\Whereabouts Window.exe" "%1"'
{{- range .Endings}}
  WriteRegStr SHCTX "Software\Classes\{{.}}\OpenWithProgids" "${ID}" ""
{{- end}}
  WriteRegStr SHCTX "Software\Classes\Directory\shell\${ID}" "" "$(OpenWith)"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\${ID}" "Icon" "$INSTDIR\Whereabouts Window.exe"
  WriteRegStr SHCTX "Software\Classes\Directory\shell\${ID}\command" "" '"$INSTDIR\Whereabouts Window.exe" "%1"'

  WriteRegStr SHCTX "${REMOVAL}" "DisplayName" "Whereabouts"
  WriteRegStr SHCTX "${REMOVAL}" "DisplayVersion" "{{.Version}}"
  WriteRegStr SHCTX "${REMOVAL}" "DisplayIcon" "$INSTDIR\Whereabouts Window.exe"
  WriteRegStr SHCTX "${REMOVAL}" "Publisher" "Whereabouts"
  WriteRegStr SHCTX "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${REMOVAL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${REMOVAL}" "EstimatedSize" {{.Kilobytes}}
  WriteRegDWORD SHCTX "${REMOVAL}" "NoModify" 1
  WriteRegDWORD SHCTX "${REMOVAL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileOpen
{{- range .Files}}
  Delete "$INSTDIR\{{.}}"
{{- end}}
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Whereabouts.lnk"
  DeleteRegKey SHCTX "Software\Classes\${ID}"
{{- range .Endings}}
  DeleteRegValue SHCTX "Software\Classes\{{.}}\OpenWithProgids" "${ID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\{{.}}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\{{.}}"
{{- end}}
  DeleteRegKey SHCTX "Software\Classes\Directory\shell\${ID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\Directory\shell"
  DeleteRegKey /ifempty SHCTX "Software\Classes\Directory"
  DeleteRegKey SHCTX "${REMOVAL}"

  ; What Whereabouts keeps of photos is in the folders of the user who removes it.
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\cache\whereabouts"
  RMDir "$LOCALAPPDATA\cache"
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/ALL" $1
  ${If} ${Errors}
    IfFileExists "$LOCALAPPDATA\whereabouts\*.*" 0 kept
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(Forget)" /SD IDNO IDNO kept
  ${EndIf}
  RMDir /r "$LOCALAPPDATA\whereabouts"
  RMDir /r "$APPDATA\fyne\${ID}"
  RMDir "$APPDATA\fyne"
kept:
SectionEnd
