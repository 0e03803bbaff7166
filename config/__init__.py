"""What a deployment may say: settings, sources, and every error raised on purpose. Imports nothing of ours."""
