@echo off
rem Tierview on Windows with Python alone: sets up what is missing, makes the demo bank if there is no store, opens the dashboard.
setlocal
cd /d "%~dp0"
set PYTHONUTF8=1
set PIP_DISABLE_PIP_VERSION_CHECK=1
set STREAMLIT_BROWSER_GATHER_USAGE_STATS=false
if "%TIERVIEW_STORE%"=="" set "TIERVIEW_STORE=%~dp0data\store"
set "BIN=.venv\Scripts"

if exist "%BIN%\python.exe" goto packages

set "PY=py -3"
py -3 --version >nul 2>nul || set "PY=python"
%PY% --version >nul 2>nul
if errorlevel 1 (
    echo There is no Python here. Install Python 3.11 or newer from python.org, then start this again.
    goto failed
)
%PY% -c "import sys; sys.exit(sys.version_info < (3, 11))"
if errorlevel 1 (
    echo Tierview needs Python 3.11 or newer. This one is older:
    %PY% --version
    goto failed
)
echo == make the virtual environment
%PY% -m venv .venv
if errorlevel 1 (
    echo The virtual environment could not be made; the lines above say why. Delete the folder .venv and start again.
    goto failed
)

:packages
fc /b requirements.txt .venv\app-pins.txt >nul 2>nul && goto bank
echo == install the pinned packages, a few minutes the first time
"%BIN%\python" -m pip install --only-binary :all: -r requirements.txt
if errorlevel 1 (
    echo Installing the packages failed; the lines above say why.
    echo Without internet, point PIP_INDEX_URL at the mirror of your bank.
    goto failed
)
copy /y requirements.txt .venv\app-pins.txt >nul

:bank
if exist "%TIERVIEW_STORE%\CURRENT" goto open
echo == no bank in "%TIERVIEW_STORE%" yet: making the demo bank
"%BIN%\python" -m data.sample --store "%TIERVIEW_STORE%"
if errorlevel 1 goto failed

:open
if "%PORT%"=="" (
    "%BIN%\python" -m streamlit run dashboard.py
) else (
    "%BIN%\python" -m streamlit run dashboard.py --server.port %PORT%
)
if errorlevel 1 goto failed
exit /b 0

:failed
pause
exit /b 1
