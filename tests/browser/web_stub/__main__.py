"""Serves the chat page with scripted answers, for looking at it: http://127.0.0.1:8123."""

import uvicorn

from tests.browser.web_stub.app import World, create_app

uvicorn.run(create_app(World(thinking=0.8)), host="127.0.0.1", port=8123, log_level="warning")
