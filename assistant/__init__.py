"""The talking: channels, the gateway, the dialogue engine, the web page."""
