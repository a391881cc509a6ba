@echo off
rem Installs Patrol without a network. Usage: install.cmd [FOLDER]
setlocal
set "CHOSEN="
for %%V in (3.13 3.12 3.11) do if not defined CHOSEN call :try py -%%V
if not defined CHOSEN call :try python
if not defined CHOSEN goto :none
%CHOSEN% "%~dp0install.py" %*
exit /b %errorlevel%

:try
%* -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>nul
if not errorlevel 1 set "CHOSEN=%*"
exit /b 0

:none
echo Found no Python 3.11, 3.12 or 3.13 (64 bit). Install one, then run install.cmd again. 1>&2
exit /b 1
